import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { initGit, openWorkspace } from '@fairlead/testkit';
import { expect, test } from 'vitest';
import { writeTree } from '../support/write-tree.ts';
import { build } from './support/go-build.ts';
import { VERSIONED_MAIN } from './support/go-workspace.ts';

const main = (imported: string): string => `package main

import "example.com/${imported}"

func main() { println(lib.Word) }
`;

/** Three services in three modules; one uses a library module beside it. */
const SERVICES = {
  'go.work': 'go 1.24\n\nuse (\n\t./a\n\t./b\n\t./c\n\t./lib\n)\n',
  'a/go.mod': 'module example.com/a\n\ngo 1.24\n',
  'a/cmd/a/main.go': VERSIONED_MAIN,
  'b/go.mod': 'module example.com/b\n\ngo 1.24\n',
  'b/cmd/b/main.go': main('lib'),
  'c/go.mod': 'module example.com/c\n\ngo 1.24\n',
  'c/cmd/c/main.go': main('c/lib'),
  'c/lib/lib.go': 'package lib\n\nimport _ "embed"\n\n//go:embed word.txt\nvar Word string\n',
  'c/lib/word.txt': 'one\n',
  'lib/go.mod': 'module example.com/lib\n\ngo 1.24\n',
  'lib/lib.go': 'package lib\n\nconst Word = "lib"\n',
  'docs/readme.md': 'text\n',
};

interface Row {
  readonly name: string;
  readonly target: string;
}

test('BLD-18 only what the change touches and what depends on it is in the plan, with the reason; TRG-15 the matrix has a row for each target', async () => {
  const workspace = await writeTree(SERVICES);
  const { commit } = await initGit(openWorkspace(workspace));
  let before = await commit('first');
  const plan = async (path: string, text: string, inputs: Readonly<Record<string, string>> = {}) => {
    await writeFile(join(workspace, path), text);
    const after = await commit(path);
    const env = { GITHUB_EVENT_NAME: 'push' };
    const result = await build(workspace, { plan: 'true', ...inputs }, { env, payload: { before } });
    before = after;
    expect(result.exitCode, result.log).toBe(0);
    const { include } = JSON.parse(result.outputs['matrix'] ?? '') as { readonly include: readonly Row[] };
    const rows = JSON.parse(result.outputs['plan'] ?? '') as readonly {
      readonly reasons: readonly string[];
    }[];
    return { result, names: include.map(({ name, target }) => `${name} ${target}`), rows };
  };
  const targets = 'linux/amd64, linux/arm64, darwin/arm64, windows/amd64';
  const shared = await plan('lib/lib.go', 'package lib\n\nconst Word = "new"\n', { targets });
  expect(shared.names).toEqual(targets.split(', ').map((target) => `b ${target}`));
  expect(shared.rows.flatMap(({ reasons }) => reasons)[0]).toBe('lib/lib.go, through example.com/lib');
  expect(shared.result.outputs).toMatchObject({
    outcome: 'planned',
    reason: expect.stringMatching(/^4 of 12 binaries touched since the commit before this push/) as string,
  });

  const embedded = await plan('c/lib/word.txt', 'two\n');
  expect(embedded.names).toEqual(['c linux/amd64']);
  expect(embedded.result.summary).toContain('c/lib/word.txt, through example.com/c/lib');
  expect((await plan('docs/readme.md', 'more\n')).names).toEqual([]);
  expect((await plan('b/go.mod', 'module example.com/b\n\ngo 1.23\n')).names).toEqual(['b linux/amd64']);
  const blind = await build(workspace, { plan: 'true' }, { env: { GITHUB_EVENT_NAME: 'schedule' } });
  expect(JSON.parse(blind.outputs['matrix'] ?? '')).toMatchObject({ include: { length: 3 } });
  expect(blind.annotations).toMatchObject([
    { level: 'warning', message: expect.stringContaining('names no commit before it') as string },
  ]);
}, 300_000);
