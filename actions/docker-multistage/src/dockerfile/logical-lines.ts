import { trimEndOf, trimStart } from './blanks.ts';
import { type Directives, readDirectives } from './directives.ts';
import { type HereDocument, hereDocumentsOf } from './here-documents.ts';
import { type Instruction, isJsonForm, splitInstruction } from './instruction.ts';

/** A Dockerfile taken apart. */
export interface LogicalLines extends Directives {
  readonly instructions: readonly Instruction[];
}

/**
 * Splits a Dockerfile into instructions: parser directives, comments, continuation lines and here-documents. Follows
 * BuildKit's parser.go, to which it is compared, with one difference: what that one refuses is read as far as it goes, and
 * a here-document without an end is none, for builders before here-documents read it so.
 */
export function readLogicalLines(text: string): LogicalLines {
  const lines = splitLines(text);
  const directives = readDirectives(lines);
  const ends = indexLines(lines);
  const instructions: Instruction[] = [];
  for (let index = 0; index < lines.length; ) {
    const joined = joinLines(lines, index, directives.escape);
    const start = index;
    index = joined.next;
    if (joined.text === undefined) continue;
    const split = splitInstruction(joined.text, directives.escape);
    const documents = mayHaveDocuments(split.keyword, split.rest, directives.escape)
      ? hereDocumentsOf(joined.text)
      : [];
    const end = endOfDocuments(documents, ends, index);
    if (end !== undefined) index = end;
    const names = end === undefined ? [] : documents.map(({ name }) => name);
    instructions.push({ ...split, line: start + 1, endLine: index, documents: names });
  }
  return { ...directives, instructions };
}

function splitLines(text: string): readonly string[] {
  const lines = text.replace(/^\uFEFF/, '').split('\n');
  const whole = lines.at(-1) === '' ? lines.slice(0, -1) : lines;
  return whole.map((line) => trimEndOf(line, '\r'));
}

interface JoinedLine {
  /** Undefined for an empty line and a comment. */
  readonly text: string | undefined;
  /** Index of the first line after it. */
  readonly next: number;
}

/** Joins a line and its continuations; comments and empty lines between them do not count. */
function joinLines(lines: readonly string[], first: number, mark: string): JoinedLine {
  const start = trimStart(lines[first] ?? '');
  let { text, continues } = cutContinuation(start.startsWith('#') ? '' : start, mark);
  if (text === '' && !continues) return { text: undefined, next: first + 1 };
  const parts = [text];
  let next = first + 1;
  for (; continues && next < lines.length; next++) {
    const line = lines[next] ?? '';
    if (/^(#|$)/.test(trimStart(line))) continue;
    ({ text, continues } = cutContinuation(line, mark));
    parts.push(text);
  }
  return { text: parts.join(''), next };
}

/** An escape character at the end of a line continues it, unless another one escapes it. */
function cutContinuation(line: string, mark: string): { text: string; continues: boolean } {
  const end = trimEndOf(line, ' \t');
  const continues = end.endsWith(mark) && end.at(-2) !== mark;
  return { text: continues ? end.slice(0, -1) : line, continues };
}

const WITH_DOCUMENTS = ['RUN', 'COPY', 'ADD'];

function mayHaveDocuments(keyword: string, rest: string, mark: string): boolean {
  const own = keyword === 'ONBUILD' ? splitInstruction(rest, mark) : { keyword, rest };
  return WITH_DOCUMENTS.includes(own.keyword) && !isJsonForm(own.rest);
}

/** Where the lines stand that may end a here-document: as they are, and without tabs before them. */
interface LineIndex {
  readonly plain: ReadonlyMap<string, readonly number[]>;
  readonly withoutTabs: ReadonlyMap<string, readonly number[]>;
}

/** One pass over the file, so that a file full of starts without an end is not searched for each of them. */
function indexLines(lines: readonly string[]): LineIndex {
  const plain = new Map<string, number[]>();
  const withoutTabs = new Map<string, number[]>();
  for (const [index, line] of lines.entries()) {
    addTo(plain, line, index);
    addTo(withoutTabs, line.replace(/^\t+/, ''), index);
  }
  return { plain, withoutTabs };
}

function addTo(map: Map<string, number[]>, key: string, index: number): void {
  const there = map.get(key);
  if (there === undefined) map.set(key, [index]);
  else there.push(index);
}

/** Index of the first line after all here-documents; undefined when there are none, or one has no end. */
function endOfDocuments(
  documents: readonly HereDocument[],
  { plain, withoutTabs }: LineIndex,
  from: number,
): number | undefined {
  let next = from;
  for (const { name, stripsTabs } of documents) {
    const end = firstFrom((stripsTabs ? withoutTabs : plain).get(name) ?? [], next);
    if (end === undefined) return undefined;
    next = end + 1;
  }
  return documents.length === 0 ? undefined : next;
}

/** The first of these rising numbers that is at least `from`. */
function firstFrom(numbers: readonly number[], from: number): number | undefined {
  let [low, high] = [0, numbers.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((numbers[middle] ?? 0) < from) low = middle + 1;
    else high = middle;
  }
  return numbers[low];
}
