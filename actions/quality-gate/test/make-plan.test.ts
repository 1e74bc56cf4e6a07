import { describe, expect, it } from 'vitest';
import { makePlan } from '../src/plan/make-plan.ts';
import type { RuleInputs } from '../src/plan/rules.ts';
import { jobOf } from './support/job-of.ts';

/** A package as `go list -json` tells it; without a name it could not be read. */
const listed = (folder: string, name = 'a', error?: string, match = './...') => ({
  ImportPath: `m/${folder}`,
  Name: name,
  Dir: `/w/${folder}`,
  GoFiles: ['a.go'],
  TestGoFiles: ['a_test.go'],
  Match: [match],
  ...(error === undefined ? {} : { Error: { Err: error } }),
});

interface World {
  /** What go lists in each module, in the order in which it is asked. */
  readonly listings?: readonly (readonly object[])[];
  readonly goEnv?: Readonly<Record<string, string>>;
  readonly childEnv?: Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, string>>;
  readonly settings?: Partial<RuleInputs>;
}

/** Makes the plan of a module in /w and gives it back with the flags with which files were listed. */
async function plan({ listings = [[listed('a')]], goEnv = {}, childEnv = {}, files, settings = {} }: World) {
  const print = (items: readonly object[]) =>
    items.map((item) => `${JSON.stringify(item, undefined, '\t')}\n`).join('');
  const { job, exec } = jobOf({
    files: { '/w/go.mod': 'module m\n\ngo 1.24\n', '/w/a/a.go': 'package a\n', ...files },
    settings,
    programs: [
      { on: 'go version', stdout: 'go version go1.26.0 linux/amd64\n' },
      { on: 'go env -json', stdout: JSON.stringify(goEnv) },
      ...listings.map((items) => ({ on: 'go list -find', stdout: print(items), times: 1 })),
    ],
  });
  const warned: string[] = [];
  const log = { ...job.ports.log, warn: (line: string) => void warned.push(line) };
  const made = await makePlan({ ...job.ports, childEnv, log }, job.rules);
  const asked = exec.calls.find(({ argv }) => argv.join().includes('TestGoFiles'));
  return { made, warned, flags: asked?.argv.filter((word) => /^-(race|tags)/.test(word)) };
}

describe('the plan', () => {
  it('has the packages that go can read', async () => {
    const { made, flags } = await plan({ listings: [[listed('a'), listed('b', ''), listed('c')]] });
    expect(made.modules.map(({ module, patterns }) => [module.path, patterns])).toEqual([['m', ['./...']]]);
    expect(made.modules[0]?.packages.map(({ importPath }) => importPath)).toEqual(['m/a', 'm/c']);
    expect(flags).toEqual([]);
  });

  it('leaves out a module in which no pattern matches, and a pattern that matches nothing in a module', async () => {
    const { made } = await plan({
      files: { '/w/sub/go.mod': 'module m/sub\n', '/w/tool/go.mod': 'module m/tool\n' },
      settings: { packages: ['./a', './b'] },
      listings: [
        [listed('a', 'a', undefined, './a')],
        [],
        [listed('x', '', undefined, './a'), listed('b', 'b', undefined, './b')],
      ],
    });
    expect(made.modules.map(({ module, patterns }) => [module.path, patterns])).toEqual([
      ['m', ['./a']],
      ['m/tool', ['./b']],
    ]);
  });

  it.each([
    ['for no reason', [], 'matches no package'],
    ['for a reason', [listed('b', '', 'no such\nfolder', './b')], 'matches no package: no such folder'],
    ['for want of Go files', [listed('b', '', undefined, './b')], 'matches no package: it has no Go files'],
  ])('is refused where a pattern matches nothing, %s', async (_, found, problem) => {
    const world = {
      settings: { packages: ['./a', './b'] },
      listings: [[listed('a', 'a', undefined, './a'), ...found]],
    };
    await expect(plan(world)).rejects.toMatchObject({
      problems: [{ input: 'packages', value: './b', problem }],
    });
  });

  it.each<[string, World, readonly string[]]>([
    ['race', { settings: { race: true } }, ['-race']],
    ['GOFLAGS', { goEnv: { GOFLAGS: '-race' } }, ['-race']],
    ['build-tags', { settings: { buildTags: ['some'] } }, ['-tags=some']],
  ])('lists files as %s says that they are built', async (_, world, expected) => {
    expect((await plan(world)).flags).toEqual(expected);
  });

  it('warns of a tag that no file names', async () => {
    const files = { '/w/a/a_test.go': '//go:build integration\n\npackage a\n' };
    const { made, warned } = await plan({ files, settings: { buildTags: ['integraton', 'integration'] } });
    expect(made.doubts).toEqual(warned);
    expect(warned).toEqual([expect.stringContaining('build tag integraton of build-tags')]);
    expect((await plan({})).warned).toEqual([]);
  });

  it.each<[string, World, string]>([
    ['of the Go in use', { goEnv: { GOROOT: '/go' }, files: { '/go/bin/gofmt': '' } }, '/go/bin/gofmt'],
    ['on PATH where that Go has none', { goEnv: { GOROOT: '/go' } }, 'gofmt'],
    ['on PATH where Go does not say where it is', {}, 'gofmt'],
  ])('takes the gofmt %s', async (_, world, expected) => {
    expect((await plan(world)).made.gofmt).toBe(expected);
  });

  it.each<[string, World, readonly string[]]>([
    ['Go has switched cgo off', { goEnv: { CGO_ENABLED: '0' } }, ['a']],
    ['CGO_ENABLED is empty', { goEnv: { CGO_ENABLED: '0' }, childEnv: { CGO_ENABLED: '' } }, ['a']],
    ['cgo is off on purpose', { goEnv: { CGO_ENABLED: '0' }, childEnv: { CGO_ENABLED: '0' } }, []],
    ['cgo is on', { goEnv: { CGO_ENABLED: '1' } }, []],
  ])('misses a C compiler only where Go itself did: %s', async (_, world, expected) => {
    const files = { '/w/a/a_test.go': 'package a\n', '/w/a/c.go': 'package a\n\nimport "C"\n' };
    expect((await plan({ ...world, files })).made.needCompiler).toEqual(expected);
  });
});
