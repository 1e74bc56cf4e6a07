import { execFileSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  forgeStep,
  type ModuleProxy,
  makeWorkspace,
  type PhaseResult,
  type RunningCacheService,
  type StepOptions,
  serverError,
  startCacheService,
  tooManyRequests,
  writeModuleProxy,
} from '@fairlead/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { writeTree } from '../support/write-tree.ts';
import { goEnvironment } from './support/go-workspace.ts';

const dependency = {
  path: 'example.com/dep',
  version: 'v1.0.0',
  files: { 'dep.go': 'package dep\n\nfunc Name() string { return "dep" }\n' },
};

let proxy: ModuleProxy;
let root: string;
let cold: PhaseResult;
/** What the cold build left on its machine, without our own notes: a Go that compiles nothing it knows. */
let coldHome: string;
/** The service after the cold build; tests that save have one of their own. */
let filled: RunningCacheService;

let workspace: string;
let home: string;
let service: RunningCacheService;

beforeAll(async () => {
  proxy = await writeModuleProxy([dependency, { ...dependency, version: 'v1.1.0' }]);
  root = await mkdtemp(join(tmpdir(), 'fairlead-cache-'));
  filled = await startCacheService();
  service = filled;
  home = join(root, 'cold');
  const first = await makeWorkspace(program());
  workspace = first.folder;
  cold = await freshRun();
  await first.remove();
  coldHome = join(root, 'kept');
  await cp(home, coldHome, { recursive: true, preserveTimestamps: true });
  await rm(join(coldHome, 'build/fairlead.json'), { force: true });
  await rm(join(coldHome, 'mod'), { recursive: true, force: true });
}, 600_000);

beforeEach(async () => {
  home = await mkdtemp(join(root, 'home-'));
  workspace = await writeTree(program());
  service = filled;
});

afterEach(() => filled.faults.clear());

afterAll(async () => {
  await filled.close();
  await rm(proxy.folder, { recursive: true, force: true });
  await rm(root, { recursive: true, force: true });
}, 120_000);

const program = (): Record<string, string> => ({
  'go.mod': 'module example.com/user\n\ngo 1.24\n\nrequire example.com/dep v1.0.0\n',
  'go.sum': proxy.sum,
  'main.go': 'package main\n\nimport "example.com/dep"\n\nfunc main() { println(dep.Name()) }\n',
});

/** A service of this test's own, with nothing in it. */
async function emptyService(): Promise<void> {
  service = await startCacheService();
  const own = service;
  onTestFinished(() => own.close());
}

type Inputs = Readonly<Record<string, string>>;

/** A run on a machine that has nothing but what the cache gives it. */
async function freshRun(inputs: Inputs = {}, more: Partial<StepOptions> = {}): Promise<PhaseResult> {
  await rm(home, { recursive: true, force: true });
  return keptRun(inputs, more);
}

/** A run on a machine whose Go has the standard library compiled, so that a miss costs a second. */
async function luckyRun(inputs: Inputs = {}, more: Partial<StepOptions> = {}): Promise<PhaseResult> {
  await rm(home, { recursive: true, force: true });
  await cp(coldHome, home, { recursive: true, preserveTimestamps: true });
  return keptRun(inputs, more);
}

/** A run on the machine that the one before it left. */
async function keptRun(inputs: Inputs = {}, more: Partial<StepOptions> = {}): Promise<PhaseResult> {
  const env = {
    ...(await goEnvironment()),
    ...service.env(),
    GOPROXY: proxy.url,
    GOCACHE: join(home, 'build'),
    GOMODCACHE: join(home, 'mod'),
    ...more.env,
  };
  const step = await forgeStep({ action: 'go-build', workspace, inputs, ...more, env });
  return step.main();
}

/** Sends a signal as soon as a stage begins, or once the service is asked something in it. */
function stopIn(
  stage: string,
  signal: NodeJS.Signals,
  operation?: 'download' | 'upload',
): Partial<StepOptions> {
  const asked = (): number => (operation === undefined ? 1 : service.traffic.requests[operation]);
  return {
    onLine: (line, child) => {
      if (line !== `::group::${stage}`) return;
      const before = operation === undefined ? 0 : asked();
      const waiting = setInterval(() => {
        if (asked() === before) return;
        clearInterval(waiting); // a second signal would end the step at once
        child.kill(signal);
      }, 20);
    },
  };
}

const compiled = (result: PhaseResult): number =>
  Number(/(\d+) packages? compiled$/m.exec(result.summary)?.[1]);
const keys = (): string[] =>
  service
    .entries()
    .map(({ key }) => key)
    .sort();

/** The output `cache`. */
const cachesOf = (result: PhaseResult) =>
  JSON.parse(result.outputs['cache'] ?? '[]') as readonly {
    readonly hit: string;
    readonly matchedKey?: string;
    readonly why: string;
    readonly up: number;
  }[];

describe('the cache of the CI service', () => {
  test('BLD-10: cold, the same again, an edit: miss, exact, partial', async () => {
    expect(cold.exitCode, cold.log).toBe(0);
    expect(cold.outputs['cache-hit']).toBe('miss');
    expect(keys()).toEqual([expect.stringMatching(/-build-/), expect.stringMatching(/-modules-/)]);
    expect(compiled(cold)).toBeGreaterThan(10);

    const again = await freshRun();
    expect(again.outputs['cache-hit']).toBe('exact');
    expect(compiled(again)).toBe(0);
    expect(cold.summary).toMatch(
      /packages miss, modules miss; 0 of \d+ entries of GOCACHE reused \(0 %\), \d+ new; \d+ packages compiled/,
    );
    expect(again.summary).toMatch(
      /packages exact, modules exact; packages from `.+` \(the same sources\); \d+ of \d+ entries of GOCACHE reused \((9\d|100) %\), \d+ new; .* restored/,
    );
    expect(again.outputs['binaries']).toBe(cold.outputs['binaries']);
    expect(again.log).toContain('nothing to download');
    expect(keys()).toHaveLength(2);

    const before = service.traffic.uploadedBytes;
    await writeFile(join(workspace, 'more.go'), 'package main\n\nfunc init() { println("more") }\n');
    const edited = await freshRun();
    expect(edited.outputs['cache-hit']).toBe('exact'); // all but the program itself
    expect(compiled(edited)).toBe(1);
    expect(edited.summary).toContain('(the same go.sum, other sources)');
    expect(service.traffic.uploadedBytes - before).toBe(0);
  }, 600_000);

  test('BLD-10: a library that was edited is carried, and a commit that touches no source after it is exact', async () => {
    await emptyService();
    const library = (word: string): Readonly<Record<string, string>> => ({
      ...program(),
      'greet/greet.go': `package greet\n\nfunc Word() string { return "${word}" }\n`,
      'main.go':
        'package main\n\nimport (\n"example.com/dep"\n"example.com/user/greet"\n)\n\nfunc main() { println(dep.Name(), greet.Word()) }\n',
    });
    workspace = await writeTree(library('one'));
    await luckyRun({ packages: '.' });
    workspace = await writeTree(library('two'));
    const edited = await luckyRun({ packages: '.' });
    expect(edited.outputs['cache-hit'], edited.log).toBe('partial');
    const [packages] = cachesOf(edited);
    expect(packages).toMatchObject({ hit: 'partial', why: 'the same go.sum, other sources' });
    expect(packages?.up).toBeGreaterThan(100);
    expect(packages?.up).toBeLessThan(20_000);

    const entries = keys();
    const beside = { 'README.md': 'read me\n', 'cmd/other/main.go': 'package main\n\nfunc main() {}\n' };
    workspace = await writeTree({ ...library('two'), ...beside });
    const docs = await freshRun({ packages: '.' });
    expect(docs.outputs['cache-hit'], docs.log).toBe('exact');
    expect(entries).toContain(docs.outputs['cache-matched-key']);
    expect(docs.outputs['cache-matched-key']).not.toBe(packages?.matchedKey);
    expect(cachesOf(docs)[0]).toMatchObject({ why: 'the same sources', up: 0 });
    expect(Number(docs.outputs['cache-hit-ratio'])).toBeGreaterThan(0.9);
    expect(keys()).toEqual(entries);
  }, 600_000);

  test('CAC-04: a new dependency and what is new in the standard library go into a delta; a branch reuses it all', async () => {
    await emptyService();
    await luckyRun();
    const main = 'package main\n\nimport (\n"errors"\n"example.com/dep"\n)\n\n';
    await writeFile(
      join(workspace, 'main.go'),
      `${main}func main() { println(dep.Name(), errors.New("") != nil) }\n`,
    );
    await writeFile(
      join(workspace, 'go.mod'),
      'module example.com/user\n\ngo 1.24\n\nrequire example.com/dep v1.1.0\n',
    );
    const sum = proxy.sum.split('\n').filter((line) => !/v1\.0\.0 /.test(line));
    await writeFile(join(workspace, 'go.sum'), sum.join('\n'));
    const bumped = await freshRun();
    expect(bumped.exitCode, bumped.log).toBe(0);
    expect(bumped.outputs['cache-hit']).toBe('partial');
    expect(compiled(bumped)).toBeLessThan(9);
    expect(bumped.annotations).toEqual([]);
    const branch = { GITHUB_REF: 'refs/heads/topic', GITHUB_REF_NAME: 'topic' };
    const more = {
      'more/more.go': 'package more\n\nfunc Do() { println("more") }\n',
      'more.go': 'package main\n\nimport "example.com/user/more"\n\nfunc init() { more.Do() }\n',
    };
    for (const [path, text] of Object.entries(more)) {
      await mkdir(dirname(join(workspace, path)), { recursive: true });
      await writeFile(join(workspace, path), text);
    }
    const topic = await freshRun({}, { env: branch });
    expect(topic.outputs['cache-hit']).toBe('partial');
    expect(compiled(topic)).toBeLessThan(9);
  }, 600_000);

  test('a new target costs that target and nothing else', async () => {
    await emptyService();
    await luckyRun({ targets: 'linux/amd64' });
    const both = await freshRun({ targets: 'linux/amd64, linux/arm64' });
    expect(both.outputs['cache-hit']).toBe('partial');
    expect(both.log).toMatch(/linux\/amd64: built user in .*, 0 packages compiled/);
    expect(both.log).toMatch(/packages: saved as .*: delta of/);
    const again = await freshRun({ targets: 'linux/amd64, linux/arm64' });
    expect(again.outputs['cache-hit']).toBe('exact');
    expect(compiled(again)).toBe(0);
  }, 600_000);

  test('a machine that has it already downloads nothing', async () => {
    await freshRun();
    const { lookup, download } = service.traffic.requests;
    const next = await keptRun();
    expect(next.outputs['cache-hit']).toBe('exact');
    expect(next.log).toMatch(/packages: exact .*on this machine already/);
    expect(compiled(next)).toBe(0);
    expect(service.traffic.requests).toMatchObject({ lookup, download });
    await rm(join(home, 'mod'), { recursive: true });
    const wiped = await keptRun();
    expect(wiped.exitCode, wiped.log).toBe(0);
    expect(wiped.outputs['binaries']).toBe(cold.outputs['binaries']);
  }, 600_000);

  test('a restore that fails is a miss with one warning, and the same binary', async () => {
    for (const fault of [
      tooManyRequests(1),
      serverError(500),
      { kind: 'truncate', bytes: 1000 },
      { kind: 'reset' },
    ] as const) {
      service.faults.add('download', fault, 100);
      const second = await luckyRun({ cache: 'read' });
      service.faults.clear();
      expect(second.exitCode, second.log).toBe(0);
      expect(second.outputs['cache-hit'], fault.kind).toBe('miss');
      expect(second.annotations, second.log).toHaveLength(1);
      expect(second.annotations[0]?.message).toContain('building without it');
      expect(second.outputs['binaries']).toBe(cold.outputs['binaries']);
    }
  }, 600_000);

  test('a service that is down costs one warning and ten seconds once, and the binary is built', async () => {
    await emptyService();
    service.faults.add('lookup', serverError(503), 100);
    const result = await luckyRun();
    expect(result.exitCode, result.log).toBe(0);
    expect(result.outputs['cache-hit']).toBe('miss');
    expect(result.outputs['paths']).toBe('bin/user');
    expect(result.annotations).toMatchObject([
      {
        level: 'warning',
        message: expect.stringMatching(
          /^the cache of packages and modules could not be restored: the cache service did not answer within 10\.0 s \(.*503.*\); building without it$/,
        ) as string,
      },
    ]);
    expect(service.traffic.requests).toMatchObject({ reserve: 0, upload: 0 });
  }, 300_000);

  test('a folder is the cache where there is no service, and one that is none costs a warning', async () => {
    const none = {
      env: { ACTIONS_CACHE_URL: undefined, ACTIONS_RESULTS_URL: undefined, ACTIONS_RUNTIME_TOKEN: undefined },
    };
    const inputs = { 'cache-dir': join(root, 'folder-cache') };
    const first = await luckyRun(inputs, none);
    expect(first.outputs['cache-hit'], first.log).toBe('miss');
    const again = await freshRun(inputs, none);
    expect(again.outputs['cache-hit'], again.log).toBe('exact');
    expect(compiled(again)).toBe(0);
    expect(again.outputs['binaries']).toBe(cold.outputs['binaries']);
    await writeFile(join(root, 'no-folder'), '');
    const broken = await luckyRun({ 'cache-dir': join(root, 'no-folder') }, none);
    expect(broken.outputs['binaries']).toBe(cold.outputs['binaries']);
    expect(broken.annotations).toMatchObject([
      { level: 'warning', message: expect.stringContaining('could not be saved') as string },
    ]);
  }, 300_000);

  test('BLD-10: a tag is built without it: nothing restored, nothing saved', async () => {
    await emptyService();
    const env = { GITHUB_REF: 'refs/tags/v1.0.0', GITHUB_REF_TYPE: 'tag', GITHUB_REF_NAME: 'v1.0.0' };
    const result = await luckyRun({ packages: '.' }, { env });
    expect(result.exitCode, result.log).toBe(0);
    expect(result.outputs['cache-hit']).toBe('off');
    expect(service.traffic.requests).toEqual({ lookup: 0, reserve: 0, upload: 0, finalize: 0, download: 0 });
    expect(result.summary).toContain('**Cache** off (tags are built without cache');
  }, 300_000);

  test('a pull request from a fork restores and never saves', async () => {
    await emptyService();
    const pull = (name: string) => ({ repo: { full_name: name }, sha: '' });
    const payload = { pull_request: { number: 7, head: pull('stranger/orders'), base: pull('acme/orders') } };
    const env = { GITHUB_EVENT_NAME: 'pull_request', GITHUB_REF: 'refs/pull/7/merge' };
    const result = await luckyRun({}, { env, payload });
    expect(result.outputs['cache-hit']).toBe('miss');
    expect(service.traffic.requests).toMatchObject({ lookup: 2, reserve: 0 });
    expect(result.summary).toContain('pull request from the fork stranger/orders');
  }, 300_000);

  test('a compile error keeps what did compile', async () => {
    await emptyService();
    await writeFile(join(workspace, 'broken.go'), 'package main\n\nvar x int = "y"\n');
    const broken = await luckyRun();
    expect(broken.exitCode).toBe(1);
    expect(keys()).toHaveLength(2);
    await rm(join(workspace, 'broken.go'));
    const mended = await freshRun();
    expect(mended.outputs['cache-hit']).toBe('exact'); // all but the program itself
    expect(compiled(mended)).toBe(1);
  }, 300_000);
});

describe('whatever ends a run, the next one builds what is right', () => {
  test.each(['SIGINT', 'SIGKILL'] as const)(
    '%s while an entry is carried',
    async (signal) => {
      service.faults.add('download', { kind: 'delay', ms: 2000 }, 10);
      const ended = await freshRun({}, stopIn('restore cache', signal, 'download'));
      expect(ended.exitCode).not.toBe(0);
      service.faults.clear();
      const next = await keptRun();
      expect(next.outputs['cache-hit']).toBe('exact');
      expect(next.outputs['binaries']).toBe(cold.outputs['binaries']);
    },
    300_000,
  );

  test.each(['SIGINT', 'SIGKILL'] as const)(
    '%s while it compiles',
    async (signal) => {
      const ended = await freshRun({ cache: 'read' }, stopIn('compile', signal));
      expect(ended.exitCode).not.toBe(0);
      const next = await keptRun();
      expect(next.outputs['cache-hit']).toBe('exact');
      expect(next.outputs['binaries']).toBe(cold.outputs['binaries']);
    },
    300_000,
  );

  test('SIGINT in a save: cancelled, the outputs stand, nothing is stored, no process is left', async () => {
    await emptyService();
    service.faults.add('upload', { kind: 'delay', ms: 60_000 }, 10);
    const result = await luckyRun({}, stopIn('save cache', 'SIGINT', 'upload'));
    expect(result.exitCode).toBe(1);
    expect(result.log).toContain('CANCELLED: cancelled while saving the cache');
    expect(result.outputs['paths']).toBe('bin/user');
    expect(result.summary).toContain('`bin/user`');
    expect(service.entries()).toEqual([]);
    expect(execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' })).not.toContain(home);
    const left = await readdir(join(result.outputs['report'] ?? '', '../..'));
    expect(left.filter((name) => /^(cache|packs)-/.test(name))).toEqual([]);
  }, 300_000);

  test('SIGKILL in a save: nothing is stored, and the next run saves', async () => {
    await emptyService();
    service.faults.add('upload', { kind: 'delay', ms: 2000 }, 10);
    const ended = await luckyRun({}, stopIn('save cache', 'SIGKILL', 'upload'));
    expect(ended.exitCode).not.toBe(0);
    expect(service.entries()).toEqual([]);
  }, 300_000);

  test('two jobs that save one key: one is stored, and both are green', async () => {
    await emptyService();
    const [first, second] = [join(root, 'one'), join(root, 'two')];
    for (const place of [first, second])
      await cp(coldHome, place, { recursive: true, preserveTimestamps: true });
    const place = (folder: string) => ({
      env: { GOCACHE: join(folder, 'build'), GOMODCACHE: join(folder, 'mod') },
    });
    // a checkout of its own, as each job has one: in one, the go command lists a folder that the other job replaces
    const checkout = join(root, 'checkout');
    await cp(workspace, checkout, { recursive: true, preserveTimestamps: true });
    const both = await Promise.all([
      keptRun({}, place(first)),
      keptRun({}, { ...place(second), workspace: checkout }),
    ]);
    for (const { exitCode, log, annotations, outputs } of both) {
      expect(exitCode, log).toBe(0);
      expect(annotations).toEqual([]);
      expect(outputs['binaries']).toBe(cold.outputs['binaries']);
    }
    expect(new Set(keys()).size).toBe(keys().length);
    expect(keys()).toHaveLength(2);
    expect((await freshRun()).outputs['cache-hit']).toBe('exact');
  }, 300_000);

  test('two steps over one GOCACHE at the same time build what is right, and what they save is', async () => {
    await emptyService();
    await cp(coldHome, home, { recursive: true, preserveTimestamps: true });
    const other = await writeTree({
      ...program(),
      'more.go': 'package main\n\nfunc init() { println("x") }\n',
    });
    const [one, two] = await Promise.all([keptRun(), keptRun({}, { workspace: other })]);
    expect(one.outputs['binaries']).toBe(cold.outputs['binaries']);
    expect(two.exitCode, two.log).toBe(0);
    const next = await freshRun();
    expect(next.outputs['cache-hit']).not.toBe('miss');
    expect(next.outputs['binaries']).toBe(cold.outputs['binaries']);
  }, 300_000);
});
