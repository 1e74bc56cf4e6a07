/** One change of one file. */
export interface Edit {
  readonly kind: string;
  readonly path: string;
  readonly text: string;
}

/** Files of a module by path. */
export type Sources = ReadonlyMap<string, string>;

type Maker = (sources: Sources, random: () => number) => Edit | undefined;

/** Changes of an expression, one of which is made. */
const SWAPS: readonly (readonly [RegExp, string])[] = [
  [/ == /g, ' != '],
  [/ != /g, ' == '],
  [/ < /g, ' <= '],
  [/ > /g, ' < '],
  [/ && /g, ' || '],
  [/ \+ /g, ' - '],
  [/\breturn true\b/g, 'return false'],
  [/\breturn false\b/g, 'return true'],
];

/** The kind of change whose fault Go's own cache of results does not see. */
export const CHILD = 'file of a child process';

type Makers = readonly (readonly [times: number, make: Maker])[];

/** Kinds of change that can break something, each as often as it stands here. */
const RISKY: Makers = [
  [20, editBody],
  [4, editConstant],
  [2, addInit],
  [3, editSignature],
  [1, (_, random) => probe('embedded file', 'probe/embedded/page.txt', random)],
  [1, (_, random) => probe('testdata', 'probe/data/testdata/in.txt', random)],
  [1, editAssembly],
  [1, (_, random) => probe(CHILD, 'probe/settings/testdata/child.txt', random)],
  [1, editLanguage],
];

const HARMLESS: Makers = [
  [4, addComment],
  [2, (sources) => rewrite('document', 'README.md', `${sources.get('README.md') ?? ''}\nA word more.\n`)],
  [1, editModule],
];

const bagOf = (makers: Makers): readonly Maker[] =>
  makers.flatMap(([times, make]) => Array.from({ length: times }, () => make));

/** What edits are made of: of a history as people write it, or of faults alone. */
const BAGS: Readonly<Record<'history' | 'mutants', readonly Maker[]>> = {
  history: bagOf([...RISKY, ...HARMLESS]),
  mutants: bagOf(RISKY),
};

/** The next change. The same seed gives the same one. */
export function nextEdit(sources: Sources, random: () => number, kind: keyof typeof BAGS = 'history'): Edit {
  const bag = BAGS[kind];
  for (;;) {
    const edit = bag[Math.floor(random() * bag.length)]?.(sources, random);
    if (edit !== undefined && edit.text !== sources.get(edit.path)) return edit;
  }
}

function rewrite(kind: string, path: string, text: string): Edit {
  return { kind, path, text };
}

function probe(kind: string, path: string, random: () => number): Edit {
  return { kind, path, text: `${2 + Math.floor(random() * 7)}\n` };
}

function pick<T>(items: readonly T[], random: () => number): T | undefined {
  return items[Math.floor(random() * items.length)];
}

function goFile(sources: Sources, random: () => number): readonly [string, string] | undefined {
  const plain = [...sources].filter(
    ([path, text]) =>
      path.endsWith('.go') &&
      !path.endsWith('_test.go') &&
      !path.startsWith('probe/') &&
      !path.includes('testdata/') &&
      !text.startsWith('// Code generated'),
  );
  return pick(plain, random);
}

/** Changes one place that matches, outside of comments. */
function replaceOne(
  kind: string,
  sources: Sources,
  random: () => number,
  pattern: RegExp,
  by: (found: string) => string,
): Edit | undefined {
  const file = goFile(sources, random);
  if (file === undefined) return undefined;
  const [path, text] = file;
  const places = [...text.matchAll(pattern)].filter(({ index }) => {
    const line = text.slice(text.lastIndexOf('\n', index) + 1, index);
    return !line.includes('//') && !line.includes('"') && !line.includes('`');
  });
  const place = pick(places, random);
  if (place === undefined) return undefined;
  const after = place.index + place[0].length;
  return { kind, path, text: text.slice(0, place.index) + by(place[0]) + text.slice(after) };
}

function editBody(sources: Sources, random: () => number): Edit | undefined {
  const swap = pick(SWAPS, random);
  return swap === undefined ? undefined : replaceOne('body', sources, random, swap[0], () => swap[1]);
}

function editConstant(sources: Sources, random: () => number): Edit | undefined {
  return replaceOne('constant', sources, random, / = \d+$/gm, (found) => ` = ${Number(found.slice(3)) + 1}`);
}

function editSignature(sources: Sources, random: () => number): Edit | undefined {
  return replaceOne('signature', sources, random, /^func [A-Z]\w*\(/gm, (found) => `${found}seeded int, `);
}

function addInit(sources: Sources, random: () => number): Edit | undefined {
  const file = goFile(sources, random);
  return file === undefined
    ? undefined
    : rewrite('init', file[0], `${file[1]}\nfunc init() { panic("seeded") }\n`);
}

/** A new function in a file that is compiled: whatever imports its package is affected, and nothing breaks. */
export function addFunction(sources: Sources, random: () => number, name: string): Edit {
  const compiled = new Map(
    [...sources].filter(([, text]) => !/^\/\/ ?(?:go:build|\+build) .*ignore/m.test(text)),
  );
  const file = goFile(compiled, random);
  if (file === undefined) throw new RangeError('the module has no Go file that is compiled');
  const [path, text] = file;
  return rewrite('function', path, `${text}\nfunc ${name}() int { return 1 }\n\nvar _ = ${name}\n`);
}

function addComment(sources: Sources, random: () => number): Edit | undefined {
  const file = goFile(sources, random);
  return file === undefined
    ? undefined
    : rewrite('comment', file[0], `${file[1]}\n// seeded ${Math.floor(random() * 1e6)}\n`);
}

function editAssembly(sources: Sources, random: () => number): Edit | undefined {
  const path = `probe/assembly/a_${process.arch === 'arm64' ? 'arm64' : 'amd64'}.s`;
  const text = sources.get(path)?.replace(/\$\d+, (ret|R0)/, `$${2 + Math.floor(random() * 7)}, $1`);
  return text === undefined ? undefined : rewrite('assembly', path, text);
}

function editModule(sources: Sources): Edit | undefined {
  const text = sources.get('go.mod');
  return text === undefined ? undefined : rewrite('go.mod, a comment', 'go.mod', `${text}\n// seeded\n`);
}

/** The Go that a module is written in, by its go.mod: the minor number. Loops are others since 22. */
export function languageOf(module: string): number {
  return Number(/^go 1\.(\d+)/m.exec(module)?.[1] ?? 0);
}

function editLanguage(sources: Sources): Edit | undefined {
  const text = sources.get('go.mod') ?? '';
  const other = languageOf(text) >= 22 ? 'go 1.21' : 'go 1.22';
  return rewrite('go.mod', 'go.mod', text.replace(/^go 1\.\S+/m, other));
}
