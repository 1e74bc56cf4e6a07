import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  forgeStep,
  type ModuleProxy,
  type PhaseResult,
  type RunningCacheService,
  type StepOptions,
  serverError,
  startCacheService,
  tooManyRequests,
  writeModuleProxy,
} from '@fairlead/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { writeTree } from '../support/write-tree.ts';
import { goEnvironment } from './support/go-workspace.ts';

const dependency = {
  path: 'example.com/dep',
  version: 'v1.0.0',
  files: { 'dep.go': 'package dep\n\nfunc Name() string { return "dep" }\n' },
};

let proxy: ModuleProxy;
let workspace: string;
let home: string;
let service: RunningCacheService;

beforeAll(async () => {
  proxy = await writeModuleProxy([dependency, { ...dependency, version: 'v1.1.0' }]);
});

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'fairlead-gohome-'));
  workspace = await writeTree({
    'go.mod': 'module example.com/user\n\ngo 1.24\n\nrequire example.com/dep v1.0.0\n',
    'go.sum': proxy.sum,
    'main.go': 'package main\n\nimport "example.com/dep"\n\nfunc main() { println(dep.Name()) }\n',
  });
  service = await startCacheService();
  return async () => {
    await service.close();
    await rm(home, { recursive: true, force: true });
  };
});

afterAll(() => rm(proxy.folder, { recursive: true, force: true }));

/** A run on a machine that has nothing but what the cache gives it. */
async function freshRun(
  inputs: Readonly<Record<string, string>> = {},
  more: Partial<StepOptions> = {},
): Promise<PhaseResult> {
  await rm(home, { recursive: true, force: true });
  return keptRun(inputs, more);
}

/** A run on the machine that the one before it left. */
async function keptRun(
  inputs: Readonly<Record<string, string>> = {},
  more: Partial<StepOptions> = {},
): Promise<PhaseResult> {
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

const compiled = (result: PhaseResult): number =>
  Number(/(\d+) packages? compiled$/m.exec(result.summary)?.[1]);
const keys = (): string[] =>
  service
    .entries()
    .map(({ key }) => key)
    .sort();

describe('the cache of the CI service', () => {
  test('BLD-10: cold, the same again, edits, a new dependency: miss, exact, partial, partial', async () => {
    const cold = await freshRun();
    expect(cold.exitCode, cold.log).toBe(0);
    expect(cold.outputs['cache-hit']).toBe('miss');
    expect(keys()).toEqual([expect.stringMatching(/-build-/), expect.stringMatching(/-modules-/)]);
    expect(compiled(cold)).toBeGreaterThan(10);

    const again = await freshRun();
    expect(again.outputs['cache-hit']).toBe('exact');
    expect(compiled(again)).toBe(0);
    expect(keys()).toHaveLength(2);

    const before = service.traffic.uploadedBytes;
    await writeFile(join(workspace, 'more.go'), 'package main\n\nfunc init() { println("more") }\n');
    const edited = await freshRun();
    expect(edited.outputs['cache-hit']).toBe('partial');
    expect(compiled(edited)).toBe(1);
    expect(service.traffic.uploadedBytes - before).toBe(0); // compiled sooner than carried

    const main = 'package main\n\nimport (\n"encoding/json"\n"example.com/dep"\n)\n\n';
    await writeFile(
      join(workspace, 'main.go'),
      `${main}func main() { println(dep.Name(), json.Valid(nil)) }\n`,
    );
    const grown = await freshRun();
    expect(grown.outputs['cache-hit']).toBe('partial');
    expect(grown.log).toMatch(/packages: saved as .*: delta of \d+ outputs/);
    expect(keys()).toHaveLength(3);
    const restored = await freshRun();
    expect(restored.outputs['cache-hit']).toBe('exact');
    expect(compiled(restored)).toBe(0);

    await writeFile(
      join(workspace, 'go.mod'),
      'module example.com/user\n\ngo 1.24\n\nrequire example.com/dep v1.1.0\n',
    );
    await writeFile(
      join(workspace, 'go.sum'),
      proxy.sum
        .split('\n')
        .filter((line) => !/v1\.0\.0 /.test(line))
        .join('\n'),
    );
    const bumped = await freshRun();
    expect(bumped.outputs['cache-hit']).toBe('partial');
    expect(compiled(bumped)).toBeLessThan(4);
    expect(bumped.summary).toContain('packages partial, modules partial');
    expect(bumped.annotations).toEqual([]);
  }, 600_000);

  test('a new target costs that target and nothing else', async () => {
    await freshRun({ targets: 'linux/amd64' });
    const both = await freshRun({ targets: 'linux/amd64, linux/arm64' });
    expect(both.outputs['cache-hit']).toBe('partial');
    expect(both.log).toMatch(/linux\/amd64: built user in .*, 0 packages compiled/);
    expect(both.log).toMatch(/packages: saved as .*: delta of/);
    const again = await freshRun({ targets: 'linux/amd64, linux/arm64' });
    expect(again.outputs['cache-hit']).toBe('exact');
    expect(compiled(again)).toBe(0);
  }, 600_000);

  test('a restore that fails is a miss with one warning, and the same binary', async () => {
    const first = await freshRun();
    for (const fault of [
      tooManyRequests(1),
      serverError(500),
      { kind: 'truncate', bytes: 1000 },
      { kind: 'reset' },
    ] as const) {
      service.faults.add('download', fault, 100);
      const second = await freshRun();
      service.faults.clear();
      expect(second.exitCode, second.log).toBe(0);
      expect(second.outputs['cache-hit'], fault.kind).toBe('miss');
      expect(second.annotations, second.log).toHaveLength(1);
      expect(second.annotations[0]?.message).toContain('building without it');
      expect(second.outputs['binaries']).toBe(first.outputs['binaries']);
    }
  }, 600_000);

  test('SIGKILL while an entry is carried leaves nothing behind that a later run trips over', async () => {
    const first = await freshRun();
    service.faults.add('download', { kind: 'delay', ms: 2000 }, 10);
    let waiting: NodeJS.Timeout | undefined;
    const killed = await freshRun(
      {},
      {
        onLine: (line, child) => {
          if (line !== '::group::restore cache') return;
          waiting = setInterval(() => {
            if (service.traffic.requests.download === 0) return;
            clearInterval(waiting);
            child.kill('SIGKILL');
          }, 20);
        },
      },
    );
    expect(killed.exitCode).not.toBe(0);
    service.faults.clear();
    const next = await keptRun();
    expect(next.outputs['cache-hit']).toBe('exact');
    expect(next.outputs['binaries']).toBe(first.outputs['binaries']);
  }, 300_000);

  test('BLD-10: a tag is built without it: nothing restored, nothing saved', async () => {
    const env = { GITHUB_REF: 'refs/tags/v1.0.0', GITHUB_REF_TYPE: 'tag', GITHUB_REF_NAME: 'v1.0.0' };
    const result = await freshRun({ packages: '.' }, { env });
    expect(result.exitCode, result.log).toBe(0);
    expect(result.outputs['cache-hit']).toBe('off');
    expect(service.traffic.requests).toEqual({ lookup: 0, reserve: 0, upload: 0, finalize: 0, download: 0 });
    expect(result.summary).toContain('**Cache** off (tags are built without cache');
  }, 300_000);

  test('a pull request from a fork restores and never saves', async () => {
    const pull = (name: string) => ({ repo: { full_name: name }, sha: '' });
    const payload = { pull_request: { number: 7, head: pull('stranger/orders'), base: pull('acme/orders') } };
    const env = { GITHUB_EVENT_NAME: 'pull_request', GITHUB_REF: 'refs/pull/7/merge' };
    const result = await freshRun({}, { env, payload });
    expect(result.outputs['cache-hit']).toBe('miss');
    expect(service.traffic.requests).toMatchObject({ lookup: 2, reserve: 0 });
    expect(result.summary).toContain('pull request from the fork stranger/orders');
  }, 300_000);

  test('a service that is down costs one warning and ten seconds once, and the binary is built', async () => {
    service.faults.add('lookup', serverError(503), 100);
    const result = await freshRun();
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

  test('SIGINT in a save: cancelled, the outputs stand, nothing is stored, no process is left', async () => {
    service.faults.add('upload', { kind: 'delay', ms: 60_000 }, 10);
    let waiting: NodeJS.Timeout | undefined;
    const result = await freshRun(
      {},
      {
        onLine: (line, child) => {
          if (line !== '::group::save cache') return;
          waiting = setInterval(() => {
            if (service.traffic.requests.upload === 0) return;
            clearInterval(waiting); // a second signal would end the step at once
            child.kill('SIGINT');
          }, 20);
        },
      },
    );
    expect(result.exitCode).toBe(1);
    expect(result.log).toContain('CANCELLED: cancelled while saving the cache');
    expect(result.outputs['paths']).toBe('bin/user');
    expect(result.summary).toContain('`bin/user`');
    expect(service.entries()).toEqual([]);
    expect(execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' })).not.toContain(home);
    const left = await readdir(join(result.outputs['report'] ?? '', '../..'));
    expect(left.filter((name) => name.startsWith('cache-'))).toEqual([]);
  }, 300_000);

  test('a compile error keeps what did compile', async () => {
    await writeFile(join(workspace, 'broken.go'), 'package main\n\nvar x int = "y"\n');
    const broken = await freshRun();
    expect(broken.exitCode).toBe(1);
    expect(keys()).toHaveLength(2);
    await rm(join(workspace, 'broken.go'));
    const mended = await freshRun();
    expect(mended.outputs['cache-hit']).toBe('partial');
    expect(compiled(mended)).toBe(1);
  }, 300_000);
});
