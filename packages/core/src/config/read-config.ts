import {
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  type Scalar,
  type YAMLMap,
} from 'yaml';
import type { InputProblem } from '../errors/kinds.ts';
import { suggestWord } from '../util/suggest.ts';
import { type ConfigSection, type ConfigValue, emptyConfigSection } from './config-section.ts';

/** What may stand in the config file. */
export interface ConfigRules {
  /** Path of the file as the user knows it, for messages. */
  readonly file: string;
  /** The action whose section is read. */
  readonly action: string;
  /** Keys that the action's section may have. */
  readonly keys: readonly string[];
  /** All sections that the file may have. */
  readonly sections: readonly string[];
}

/** Says where an offset of the text is, for people. */
type Locate = (offset: number) => string;

/**
 * Reads one action's section, and everything that is wrong in it with line and column: bad YAML, unknown keys, nested
 * values. Values become the text of the input of the same name: a list becomes lines, a map becomes `KEY=VALUE` lines.
 */
export function readConfig(yaml: string, rules: ConfigRules): ConfigSection {
  const lines = new LineCounter();
  const document = parseDocument(yaml, { lineCounter: lines, uniqueKeys: true });
  const at: Locate = (offset) => {
    const { line, col } = lines.linePos(offset);
    return `${rules.file}:${line}:${col}`;
  };
  const unclear = (...problems: InputProblem[]): ConfigSection => ({
    values: {},
    problems,
    unclear: rules.keys,
  });
  if (document.errors.length > 0) {
    return unclear(
      ...document.errors.map((error) => ({
        input: rules.file,
        problem: error.message.split('\n')[0]?.replace(/ at line \d+.*$/, '') ?? 'is not YAML',
        source: at(error.pos[0]),
      })),
    );
  }
  const { contents } = document;
  if (contents === null) return emptyConfigSection;
  if (!isMap(contents))
    return unclear({ input: rules.file, problem: 'is not a map of action names', source: at(0) });
  const unknown = unknownKeys(contents, rules.sections, '', at);
  const section = readSection(contents.get(rules.action, true) as Node | undefined, rules, at);
  return { ...section, problems: [...unknown, ...section.problems] };
}

function readSection(section: Node | undefined, { action, keys }: ConfigRules, at: Locate): ConfigSection {
  if (section === undefined || (isScalar(section) && section.value === null)) return emptyConfigSection;
  if (!isMap(section)) {
    const source = at(section.range?.[0] ?? 0);
    return {
      values: {},
      problems: [{ input: action, problem: 'is not a map of inputs', source }],
      unclear: keys,
    };
  }
  const problems = unknownKeys(section, keys, `${action}.`, at);
  const unclear: string[] = [];
  const values: Record<string, ConfigValue> = {};
  for (const pair of section.items) {
    const name = String(isScalar(pair.key) ? pair.key.value : pair.key);
    const location = at((pair.key as Node).range?.[0] ?? 0);
    const text = nodeText(pair.value as Node | null);
    if (text === undefined) {
      const allowed = 'a scalar, a list of scalars or a map of scalars';
      problems.push({ input: `${action}.${name}`, problem: 'is nested too deep', allowed, source: location });
      unclear.push(name);
    } else if (text !== '') {
      values[name] = { text, location };
    }
  }
  return { values, problems, unclear };
}

function unknownKeys(map: YAMLMap, known: readonly string[], prefix: string, at: Locate): InputProblem[] {
  const problems: InputProblem[] = [];
  for (const pair of map.items) {
    const key = String(isScalar(pair.key) ? pair.key.value : pair.key);
    if (known.includes(key)) continue;
    const near = suggestWord(key, known);
    problems.push({
      input: `${prefix}${key}`,
      problem: near === undefined ? 'is not a known key' : `is not a known key; did you mean ${near}?`,
      allowed: known.join(', '),
      source: at((pair.key as Node).range?.[0] ?? 0),
    });
  }
  return problems;
}

function nodeText(node: Node | null): string | undefined {
  if (node === null) return '';
  if (isScalar(node)) return scalarText(node);
  if (isSeq(node)) {
    const items = node.items.map((item) => (isScalar(item) ? scalarText(item) : undefined));
    return items.includes(undefined) ? undefined : items.join('\n');
  }
  if (isMap(node)) {
    const lines = node.items.map((pair) =>
      isScalar(pair.key) && isScalar(pair.value)
        ? `${scalarText(pair.key)}=${scalarText(pair.value)}`
        : undefined,
    );
    return lines.includes(undefined) ? undefined : lines.join('\n');
  }
  return undefined;
}

/** Numbers keep their spelling: `1.30` is a version, not 1.3. */
function scalarText(node: Scalar): string {
  if (node.value === null) return '';
  return typeof node.value === 'number' ? (node.source ?? String(node.value)) : String(node.value);
}
