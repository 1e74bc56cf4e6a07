import { formatBytes } from '@fairlead/core';
import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type ParsedNode,
  parseDocument,
  visit,
  type YAMLParseError,
} from 'yaml';
import { type PlacedText, type Spot, UnreadableFile } from './spot.ts';

/** More than GitHub takes of a workflow. */
export const MOST_BYTES: number = 1024 * 1024;

/** Aliases let a small file stand for an endless one: so many nodes are read of it and no more. */
const MOST_NODES = 200_000;

/** What is told of a file that ends the stack of whoever follows it. */
export const TOO_DEEP = 'is nested too deep';

const START: Spot = { line: 1, column: 1 };

/** A key of a map with its value. */
export interface Entry {
  readonly key: string;
  readonly at: Spot;
  readonly value: Node | undefined;
}

/** Reads YAML node by node and knows where each one stands. Aliases and merge keys are followed, within bounds. */
export class YamlReader {
  readonly root: Node | undefined;
  readonly #source: string;
  readonly #lines = new LineCounter();
  readonly #targets = new Map<Alias, Node>();
  #left = MOST_NODES;

  /** @throws UnreadableFile when it is not YAML, has a key twice or is too large. */
  constructor(source: string) {
    if (source.length > MOST_BYTES)
      throw new UnreadableFile(`is larger than ${formatBytes(MOST_BYTES)}`, START);
    this.#source = source;
    const document = this.#parse(source);
    const [error] = document.errors;
    if (error !== undefined) throw new UnreadableFile(told(error), this.#spot(error.pos[0]));
    this.#follow(document);
    this.root = this.#resolve(document.contents ?? undefined);
  }

  /** The entries of a map, those of merge keys behind its own; none for anything else. */
  entries(node: Node | undefined): readonly Entry[] {
    const map = this.#resolve(node);
    if (!isMap(map)) return [];
    const found = new Map<string, Entry>();
    const merged: Node[] = [];
    for (const { key, value } of map.items) {
      this.#count();
      const named = this.#resolve(key as Node);
      if (!isScalar(named)) continue;
      const name = String(named.value);
      if (name === '<<') merged.push(value as Node);
      else
        found.set(name, {
          key: name,
          at: this.spot(key as Node),
          value: (value as Node | null) ?? undefined,
        });
    }
    for (const entry of merged.flatMap((source) => this.#merged(source)))
      if (!found.has(entry.key)) found.set(entry.key, entry);
    return [...found.values()];
  }

  /** The value of a key, aliases followed; undefined without one. */
  get(node: Node | undefined, key: string): Node | undefined {
    return this.#resolve(this.entries(node).find((entry) => entry.key === key)?.value);
  }

  /** The items of a list; none for anything else. */
  items(node: Node | undefined): readonly Node[] {
    const list = this.#resolve(node);
    if (!isSeq(list)) return [];
    return list.items.map((item) => {
      this.#count();
      return item as Node;
    });
  }

  /** A scalar as GitHub hands it on; undefined for a map, a list or nothing. */
  text(node: Node | undefined): PlacedText | undefined {
    const scalar = this.#resolve(node);
    if (!isScalar(scalar)) return undefined;
    return { text: scalar.value === null ? '' : String(scalar.value), at: this.spot(scalar) };
  }

  /** One text, or a list of them. */
  texts(node: Node | undefined): readonly PlacedText[] {
    const one = this.text(node);
    return one === undefined ? this.items(node).flatMap((item) => this.text(item) ?? []) : [one];
  }

  isMap(node: Node | undefined): boolean {
    return isMap(this.#resolve(node));
  }

  /** What a node is, for people; nothing where a key stands without a value. */
  shape(node: Node | undefined): 'map' | 'list' | 'text' | 'nothing' {
    const found = this.#resolve(node);
    if (isMap(found)) return 'map';
    if (isSeq(found)) return 'list';
    return isScalar(found) && found.value !== null ? 'text' : 'nothing';
  }

  /** All scalars at and below a node. */
  *scalars(node: Node | undefined): Generator<{ readonly node: Node; readonly text: string }> {
    const found = this.#resolve(node);
    this.#count();
    if (isScalar(found)) yield { node: found, text: String(found.value ?? '') };
    else if (isSeq(found)) for (const item of found.items) yield* this.scalars(item as Node);
    else if (isMap(found)) for (const { value } of found.items) yield* this.scalars(value as Node);
  }

  /** Where a node begins, or where `part` of its text stands. */
  spot(node: Node | undefined, part?: string): Spot {
    const [start = 0, end = 0] = node?.range ?? [];
    const within = part === undefined ? -1 : this.#source.slice(start, end).indexOf(part);
    return this.#spot(start + Math.max(within, 0));
  }

  #parse(source: string): Document.Parsed<ParsedNode> {
    try {
      return parseDocument(source, { lineCounter: this.#lines, uniqueKeys: false });
    } catch (error) {
      if (error instanceof RangeError) throw new UnreadableFile(TOO_DEEP, START);
      throw error;
    }
  }

  /** Finds what each alias stands for, and refuses keys that stand twice: nobody knows which counts. */
  #follow(document: Document): void {
    const anchors = new Map<string, Node>();
    const keep = (_: unknown, node: Node & { anchor?: string }): void => {
      if (node.anchor !== undefined) anchors.set(node.anchor, node);
    };
    visit(document, {
      Scalar: keep,
      Seq: keep,
      Map: (key, map) => {
        keep(key, map);
        const seen = new Set<unknown>();
        for (const { key: name } of map.items) {
          if (!isScalar(name) || name.value === '<<') continue;
          if (seen.has(name.value))
            throw new UnreadableFile(`has the key ${JSON.stringify(name.value)} twice`, this.spot(name));
          seen.add(name.value);
        }
      },
      Alias: (_, alias) => {
        const target = anchors.get(alias.source);
        if (target === undefined)
          throw new UnreadableFile(
            `has the alias *${alias.source}, and no anchor &${alias.source} before it`,
            this.spot(alias),
          );
        this.#targets.set(alias, target);
      },
    });
  }

  #merged(source: Node): readonly Entry[] {
    const found = this.#resolve(source);
    return isSeq(found) ? found.items.flatMap((item) => this.entries(item as Node)) : this.entries(found);
  }

  #resolve(node: Node | undefined): Node | undefined {
    return isAlias(node) ? this.#targets.get(node) : node;
  }

  #count(): void {
    this.#left -= 1;
    if (this.#left < 0) throw new UnreadableFile(`stands for more than ${MOST_NODES} values`, START);
  }

  #spot(offset: number): Spot {
    const { line, col } = this.#lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  }
}

/** What the library says of a text, in words for whoever wrote it. */
function told({ code, message }: YAMLParseError): string {
  if (code === 'MULTIPLE_DOCS')
    return 'has more than one document: GitHub reads one, without a line --- below it';
  if (/maximum call stack/i.test(message)) return TOO_DEEP;
  return message.split(/\n| at line \d+/)[0] ?? 'is not YAML';
}
