import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { inputStates, type TestInput } from '@fairlead/go';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { RuleInputs } from '../src/plan/rules.ts';
import { choosePackages } from '../src/select/choose-packages.ts';
import { placesOf } from '../src/select/places.ts';
import { isReused, type Selection } from '../src/select/selection.ts';
import { jobOf } from './support/job-of.ts';
import { moduleOf } from './support/module-of.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'fairlead-choose-'));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  for (const name of ['a', 'b', 'c']) {
    await write(`${name}/${name}.go`, `package ${name}\n`);
    await write(`${name}/${name}_test.go`, `package ${name}\n`);
  }
});

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), text);
}

/** What go says of a package with a test, and of its test binary. */
function listed(name: string, imports: readonly string[], more: object): string {
  const own = { ImportPath: `m/${name}`, Dir: join(root, name), Imports: imports };
  const files = { GoFiles: [`${name}.go`], TestGoFiles: [`${name}_test.go`] };
  const binary = { ImportPath: `m/${name}.test`, Dir: join(root, name), Imports: [`m/${name}`] };
  return [{ ...own, ...files, ...more }, binary].map((one) => JSON.stringify(one, null, '\t')).join('\n');
}

interface Options {
  readonly settings?: Partial<RuleInputs>;
  readonly env?: Readonly<Record<string, string>>;
  readonly eventName?: string;
  readonly caches?: readonly string[];
  /** What go says of the package c beside the usual. */
  readonly ofC?: object;
}

/** A gate over three packages of which `a` imports `b`; a new one for each run, with the results of those before. */
function gate() {
  const kept = jobOf().job.ports.files;
  return async (
    { settings, env = {}, eventName = 'pull_request', caches = ['/cache'], ofC = {} }: Options = {},
    dryRun = false,
  ) => {
    const packages = ['a', 'b', 'c'].map((name) => ({
      importPath: `m/${name}`,
      name,
      dir: join(root, name),
      files: { go: [`${name}.go`], cgo: [], tests: [`${name}_test.go`] },
    }));
    const made = jobOf({
      plan: { caches, modules: [{ ...moduleOf(root, 'm', packages), env }] },
      settings: { select: 'affected', fresh: 'auto', ...settings },
      programs: [
        { on: 'go version', stdout: 'go version go1.26.0 linux/amd64\n' },
        { on: 'go env', stdout: '{"GOROOT":"/goroot","GOMODCACHE":"/modules"}' },
        {
          on: 'go list',
          stdout: [listed('a', ['m/b'], {}), listed('b', [], {}), listed('c', [], ofC)].join('\n'),
        },
      ],
    });
    Object.assign(made.job.ports, {
      files: kept,
      workspace: root,
      workingDirectory: root,
      git: { open: async () => ({ state: 'none' }) },
      event: { eventName },
      trust: { level: 'trusted', why: '' },
    });
    const selection = await choosePackages(made.job, { dryRun });
    return { ...made, selection, files: kept };
  };
}

/** Keeps a result of each package, as a run that passed does. */
async function keepAll(selection: Selection | undefined, inputs: readonly TestInput[] = []): Promise<void> {
  if (selection === undefined) throw new Error('nothing was chosen');
  const tree = await selection.store.saveTree(selection.tree);
  for (const { importPath, key, places } of selection.choices) {
    if (key === undefined) continue;
    const states = inputStates(inputs, places);
    const rest = { outcome: 'pass' as const, seconds: 1, tests: [], profile: undefined };
    await selection.store.save(importPath, { ...key, inputs, states, ...rest, tree });
  }
}

/** `m/a: reason` of what runs. */
function running(selection: Selection | undefined): readonly string[] {
  if (selection === undefined) throw new Error('nothing was chosen');
  return selection.choices
    .filter((choice) => !isReused(selection, choice))
    .map(({ importPath, reason }) => `${importPath}: ${reason}`);
}

describe('QG-21 which packages run', () => {
  it('are all at first, and none where nothing changed', async () => {
    const run = gate();
    const first = (await run()).selection;
    expect(running(first).map((line) => line.slice(0, 4))).toEqual(['m/a:', 'm/b:', 'm/c:']);
    expect(first?.choices.every(({ isNew, stored }) => isNew && stored === undefined)).toBe(true);
    await keepAll(first);
    const next = (await run()).selection;
    expect(running(next)).toEqual([]);
    expect(next?.choices.every(({ isNew, reason }) => !isNew && reason === '')).toBe(true);
  });

  it('are those that changed and those that import them', async () => {
    const run = gate();
    await keepAll((await run()).selection);
    await write('b/b.go', 'package b\n\nconst Changed = true\n');
    const { selection } = await run();
    expect(running(selection)).toEqual([
      expect.stringMatching(/^m\/a: .*m\/b/),
      expect.stringMatching(/^m\/b: ./),
    ]);
    expect(selection?.choices.map(({ isNew }) => isNew)).toEqual([false, false, false]);
  });

  it("are all, with its name, where a file is new that may be anybody's", async () => {
    const run = gate();
    await keepAll((await run()).selection);
    await write('settings.toml', 'x = 1\n');
    const { selection } = await run();
    expect(running(selection)).toHaveLength(3);
    expect(running(selection)[0]).toContain('settings.toml');
  });

  it('are all, with its name, where such a file is gone', async () => {
    await write('settings.toml', 'x = 1\n');
    const run = gate();
    await keepAll((await run()).selection);
    await rm(join(root, 'settings.toml'));
    expect(running((await run()).selection)[0]).toContain('settings.toml');
  });

  it('are those whose test read what is different now', async () => {
    const run = gate();
    const mode: TestInput = { kind: 'env', name: 'MODE' };
    await keepAll((await run({ env: { MODE: '1' } })).selection, [mode]);
    expect(running((await run({ env: { MODE: '1' } })).selection)).toEqual([]);
    const { selection } = await run({ env: { MODE: '2' } });
    expect(running(selection)).toEqual(['a', 'b', 'c'].map((name) => expect.stringMatching(`^m/${name}: .`)));
    expect(selection?.choices.every(({ stored, isNew }) => stored === undefined && !isNew)).toBe(true);
  });

  it.each<[string, object]>([
    ['of which go cannot read all', { Incomplete: true }],
    ['whose test binary go does not know', { ImportPath: 'm/other' }],
  ])('is a package in any case %s', async (_, ofC) => {
    const run = gate();
    await keepAll((await run({ ofC })).selection);
    const { selection } = await run({ ofC });
    expect(running(selection)).toEqual(['m/c: go list cannot read all of it']);
    expect(selection?.choices[2]).toMatchObject({ key: undefined, isNew: true });
  });

  it('are all where the event is no pull request, whatever is kept', async () => {
    const run = gate();
    await keepAll((await run()).selection);
    const { selection } = await run({ eventName: 'push' });
    expect(running(selection)).toHaveLength(3);
    expect(selection).toMatchObject({ audit: true, everything: expect.stringContaining('push') });
  });

  it.each<[string, Options, readonly string[]]>([
    ['all are wanted', { settings: { select: 'all' } }, []],
    [
      'they are to run anew',
      { settings: { fresh: 'always' } },
      ['select: everything runs: these tests are to run anew each time'],
    ],
    ['Go has no cache', { caches: [] }, ['select: everything runs: Go has no cache']],
  ])('are not chosen at all where %s', async (_, options, said) => {
    const { selection, lines, exec } = await gate()(options);
    expect(selection).toBeUndefined();
    expect(lines).toEqual(said);
    expect(exec.commands).toEqual([]);
  });

  it('is only looked at in a dry run: nothing is downloaded and nothing is left', async () => {
    const run = gate();
    const { exec, files, selection } = await run({ env: { GOPROXY: 'https://proxy.example.com' } }, true);
    const list = exec.calls.find(({ argv }) => argv[1] === 'list');
    expect(list?.options.env).toMatchObject({ GOPROXY: 'off' });
    expect(await files.list('/cache/fairlead-tests')).toEqual([]);
    expect(running(selection)).toHaveLength(3);
    const real = (await run({ env: { GOPROXY: 'https://proxy.example.com' } })).exec;
    expect(real.calls.find(({ argv }) => argv[1] === 'list')?.options.env).toMatchObject({
      GOPROXY: 'https://proxy.example.com',
    });
    expect(await files.list('/cache/fairlead-tests')).toEqual(['runs.txt']);
  });
});

describe('QG-21 where a test may look', () => {
  it('counts everywhere but in Go itself and in its cache', () => {
    const found = placesOf('/w', { GOROOT: '/goroot' }, '/cache', { TMPDIR: '/own', GOTMPDIR: '/of-go' });
    expect(found).toMatchObject({ root: '/w', ignored: ['/goroot', '/cache'] });
    expect(found.temporary).toEqual(['/own', '/of-go', tmpdir(), '/tmp']);
  });

  it('is not the whole machine where a folder is not set', () => {
    const found = placesOf('/w', {}, '', { TMPDIR: '', GOTMPDIR: '' });
    expect(found.ignored).toEqual([]);
    expect(found.temporary).toEqual([tmpdir(), '/tmp']);
  });
});
