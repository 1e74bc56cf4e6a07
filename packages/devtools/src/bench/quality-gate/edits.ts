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

/** Kinds of change, each as often as it stands here. */
const MAKERS: readonly (readonly [kind: string, times: number, make: Maker])[] = [
  ['body', 20, editBody],
  ['constant', 4, editConstant],
  ['init', 2, addInit],
  ['signature', 3, editSignature],
  ['comment', 4, addComment],
  [
    'document',
    2,
    (sources) => rewrite('document', 'README.md', `${sources.get('README.md') ?? ''}\nA word more.\n`),
  ],
  ['embedded file', 1, (_, random) => probe('embedded file', 'probe/embedded/page.txt', random)],
  ['testdata', 1, (_, random) => probe('testdata', 'probe/data/testdata/in.txt', random)],
  ['assembly', 1, editAssembly],
  [
    'file of a child process',
    1,
    (_, random) => probe('file of a child process', 'probe/settings/testdata/child.txt', random),
  ],
  ['go.mod', 1, editModule],
];

/** The next change of a history. The same seed gives the same one. */
export function nextEdit(sources: Sources, random: () => number): Edit {
  const bag = MAKERS.flatMap(([, times, make]) => Array.from({ length: times }, () => make));
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
  return text === undefined ? undefined : rewrite('go.mod', 'go.mod', `${text}\n// seeded\n`);
}
