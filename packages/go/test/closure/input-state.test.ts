import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { inputStates, type TestInput } from '../../src/index.ts';

let [root, outside] = ['', ''];
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'fairlead-state-'));
  outside = await mkdtemp(join(tmpdir(), 'fairlead-state-'));
  await mkdir(join(root, 'data'));
  await writeFile(join(root, 'data', 'in.txt'), 'one\n');
  await writeFile(join(root, 'script.sh'), 'exit 0\n');
});
afterEach(async () => {
  for (const folder of [root, outside]) await rm(folder, { recursive: true });
});

const states = (inputs: readonly TestInput[], variables: Readonly<Record<string, string>> = {}) =>
  inputStates(inputs, { root, ignored: [join(outside, 'cache')], temporary: [outside], variables });
const open = (...path: string[]): TestInput => ({ kind: 'open', name: join(root, ...path) });
const stat = (...path: string[]): TestInput => ({ kind: 'stat', name: join(root, ...path) });

it.each<[string, () => TestInput, () => Promise<unknown>]>([
  [
    'a file has other content',
    () => open('data', 'in.txt'),
    () => writeFile(join(root, 'data', 'in.txt'), '2'),
  ],
  [
    'a file that was asked about has other content',
    () => stat('script.sh'),
    () => writeFile(join(root, 'script.sh'), ''),
  ],
  ['a file may be executed now', () => stat('script.sh'), () => chmod(join(root, 'script.sh'), 0o755)],
  ['a file is there that was not', () => open('none'), () => writeFile(join(root, 'none'), '')],
  ['a file is a link to itself elsewhere', () => open('script.sh'), () => toLink('script.sh')],
  ['a folder has one entry more', () => open('data'), () => writeFile(join(root, 'data', 'more'), '')],
  ['an entry of a folder is a folder now', () => open('data'), () => toFolder('data', 'in.txt')],
  ['an entry of a folder is a link now', () => open('data'), () => toLink('data', 'in.txt')],
])('a state changes where %s', async (_, input, change) => {
  const before = states([input()]);
  expect(states([input()])).toEqual(before);
  await change();
  expect(states([input()])).not.toEqual(before);
});

it('a folder that was only asked about is the same with another entry', async () => {
  const before = states([stat('data')]);
  await writeFile(join(root, 'data', 'more'), '');
  expect(states([stat('data')])).toEqual(before);
});

it('entries of a folder for temporary files and of the cache of Go say nothing', async () => {
  await mkdir(join(outside, 'cache'));
  const inputs: readonly TestInput[] = ['', 'cache'].map((name) => ({
    kind: 'open',
    name: join(outside, name),
  }));
  const before = states(inputs);
  await writeFile(join(outside, 'more'), '');
  await writeFile(join(outside, 'cache', 'more'), '');
  expect(states(inputs)).toEqual(before);
  expect(before.map(([, state]) => state).slice(1)).toEqual(['folder', 'not looked at']);
});

it('each thing is named from the top of the workspace, and told by its kind', async () => {
  execFileSync('mkfifo', [join(root, 'pipe')]);
  await symlink('nowhere', join(root, 'lost'));
  await symlink('data', join(root, 'linked'));
  const inputs = [stat(), stat('data'), stat('none'), open('pipe'), open('lost'), stat('linked')];
  const other: TestInput = { kind: 'stat', name: join(outside, 'none') };
  expect(states([...inputs, other]).slice(1)).toEqual([
    ['stat .', 'folder'],
    ['stat data', 'folder'],
    ['stat none', 'nothing'],
    ['open pipe', 'special'],
    ['open lost', '-> nowhere nothing'],
    ['stat linked', '-> data folder'],
    [`stat ${other.name}`, 'nothing'],
  ]);
});

it('a folder that was read outside of the workspace counts with its entries, unless it is one for temporary files', async () => {
  const inputs: readonly TestInput[] = [{ kind: 'open', name: outside }];
  const state = (temporary: readonly string[]) =>
    inputStates(inputs, { root, ignored: [], temporary, variables: {} })[1]?.[1];
  expect(state(['/elsewhere', outside])).toBe('folder');
  const before = state(['/elsewhere']);
  await writeFile(join(outside, 'more'), '');
  expect(state(['/elsewhere'])).not.toBe(before);
});

it('a folder for temporary files that the workspace lies in makes none of the workspace', async () => {
  const state = () =>
    inputStates([open('data')], { root, ignored: [], temporary: [tmpdir()], variables: {} });
  const before = state();
  await writeFile(join(root, 'data', 'more'), '');
  expect(state()).not.toEqual(before);
});

it('a folder of which an entry is neither a file, a folder nor a link', async () => {
  const before = states([open('data')]);
  await rm(join(root, 'data', 'in.txt'));
  execFileSync('mkfifo', [join(root, 'data', 'in.txt')]);
  const pipe = states([open('data')]);
  expect(pipe).not.toEqual(before);
  await rm(join(root, 'data', 'in.txt'));
  await symlink('nowhere', join(root, 'data', 'in.txt'));
  const link = states([open('data')]);
  await rm(join(root, 'data', 'in.txt'));
  await mkdir(join(root, 'data', 'in.txt'));
  const kinds = [before, pipe, link, states([open('data')])].map((each) => each[1]?.[1]);
  expect(new Set(kinds).size).toBe(4);
});

it('values of variables count together, one that is not set apart from an empty one', () => {
  const inputs: readonly TestInput[] = ['B', 'A', 'B'].map((name) => ({ kind: 'env', name }));
  const [of] = states(inputs, { A: '1' });
  expect(states(inputs.toReversed(), { A: '1', C: '2' })).toEqual([of]);
  expect(states(inputs, { A: '1', B: '' })).not.toEqual([of]);
});

async function toLink(...path: readonly string[]): Promise<void> {
  const file = join(root, ...path);
  await rename(file, join(outside, 'moved'));
  await symlink(join(outside, 'moved'), file);
}

async function toFolder(...path: readonly string[]): Promise<void> {
  const file = join(root, ...path);
  await rm(file);
  await mkdir(file);
}
