import { createHash } from 'node:crypto';
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  forgeStep,
  makeWorkspace,
  type PhaseResult,
  type RunningS3,
  type StepOptions,
  serverError,
  startS3,
} from '@fairlead/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { goEnvironment } from './support/go-workspace.ts';

const PROGRAM = {
  'go.mod': 'module example.com/user\n\ngo 1.24\n',
  'greet/greet.go': 'package greet\n\nfunc Word() string { return "hello" }\n',
  'main.go': 'package main\n\nimport "example.com/user/greet"\n\nfunc main() { println(greet.Word()) }\n',
};

let s3: RunningS3;
let root: string;
let workspace: string;
let cold: PhaseResult;
/** What the cold build left on its machine, without our own notes: a Go that compiles nothing it knows. */
let coldHome: string;
/** What the store held after it. */
let kept: RunningS3['objects'];

beforeAll(async () => {
  s3 = await startS3();
  root = await mkdtemp(join(tmpdir(), 'fairlead-store-'));
  ({ folder: workspace } = await makeWorkspace(PROGRAM));
  coldHome = join(root, 'cold');
  cold = await run(coldHome);
  await rm(join(coldHome, 'fairlead.json'), { force: true });
  kept = new Map(s3.objects);
}, 600_000);

afterAll(async () => {
  await s3.close();
  for (const folder of [root, workspace]) await rm(folder, { recursive: true, force: true });
}, 120_000); // thousands of files, on a disk that others use too

/** A run over a GOCACHE, with a bucket and no service. */
async function run(
  home: string,
  inputs: Readonly<Record<string, string>> = {},
  more: Partial<StepOptions> = {},
): Promise<PhaseResult> {
  const env = {
    ...(await goEnvironment()),
    ACTIONS_CACHE_URL: undefined,
    ACTIONS_RESULTS_URL: undefined,
    ACTIONS_RUNTIME_TOKEN: undefined,
    AWS_ACCESS_KEY_ID: s3.account.accessKeyId,
    AWS_SECRET_ACCESS_KEY: s3.account.secretAccessKey,
    GOCACHE: home,
    ...more.env,
  };
  const all = { 'cache-url': `${s3.url}/team`, ...inputs };
  const step = await forgeStep({ action: 'go-build', workspace, inputs: all, ...more, env });
  return step.main();
}

/** A run on a machine that has nothing but what the store gives it. */
const freshRun = async (...more: Parameters<typeof run> extends [string, ...infer R] ? R : never) =>
  run(await mkdtemp(join(root, 'fresh-')), ...more);

/** A run on a machine whose Go has it all compiled, so that a miss costs a second. */
async function luckyRun(...more: Parameters<typeof freshRun>): Promise<PhaseResult> {
  const home = await mkdtemp(join(root, 'lucky-'));
  await cp(coldHome, home, { recursive: true, preserveTimestamps: true });
  return run(home, ...more);
}

/** Puts back what the cold build had saved. */
function refill(): void {
  s3.faults.clear();
  s3.objects.clear();
  for (const [key, object] of kept) s3.objects.set(key, object);
}

describe('CAC-01: a bucket is the cache', () => {
  test('cold, then the same again: a miss that saves, and all of it back', async () => {
    refill();
    expect(cold.exitCode, cold.log).toBe(0);
    expect(cold.outputs['cache-hit']).toBe('miss');
    expect([...kept.keys()]).toEqual([
      expect.stringMatching(/^team\/acme-orders-branch-main-[0-9a-f]{16}\/fairlead-go\d+-build-/),
    ]);
    const again = await freshRun();
    expect(again.outputs['cache-hit'], again.log).toBe('exact');
    expect(again.summary).toMatch(/ 0 packages compiled$/m);
    expect(again.outputs['binaries']).toBe(cold.outputs['binaries']);
    expect(s3.refusals.filter((code) => code !== 'NoSuchKey')).toEqual([]);
  }, 300_000);

  test('the secret is nowhere: not in the log, the summary, the report', async () => {
    const { secretAccessKey } = s3.account;
    const shown = cold.log.replaceAll(/^::add-mask::.*$/gm, ''); // which the runner takes and does not show
    const texts = [shown, cold.summary, await readFile(cold.outputs['report'] ?? '', 'utf8')];
    for (const text of texts) expect(text).not.toContain(secretAccessKey);
  });

  test('credentials by input win, and a wrong one costs a warning', async () => {
    refill();
    const inputs = {
      'cache-access-key-id': s3.account.accessKeyId,
      'cache-secret-access-key': s3.account.secretAccessKey,
    };
    const env = { AWS_ACCESS_KEY_ID: 'other', AWS_SECRET_ACCESS_KEY: 'other' };
    expect((await luckyRun({ ...inputs, cache: 'read' }, { env })).outputs['cache-hit']).toBe('exact');
    const wrong = await luckyRun({ ...inputs, 'cache-secret-access-key': 'not the secret' }, { env });
    expect(wrong.outputs['binaries']).toBe(cold.outputs['binaries']);
    expect(wrong.annotations).toMatchObject([
      {
        level: 'warning',
        message: expect.stringMatching(
          /the store answered 403 \(SignatureDoesNotMatch: .*\); building without it$/,
        ) as string,
      },
    ]);
  }, 300_000);

  test.each<[string, (content: Uint8Array) => Uint8Array]>([
    ['truncated', (content) => content.subarray(0, content.length / 2)],
    ['corrupted', (content) => changed(content, content.length - 100)],
    ['foreign', () => Buffer.from('<html>a login page</html>\n')],
    ['poisoned: right by its own hashes, wrong by those of its packs', poisoned],
  ])(
    'an entry that is %s is a miss with one warning, and the same binary',
    async (_, harm) => {
      refill();
      for (const [key, object] of kept) s3.objects.set(key, { ...object, content: harm(object.content) });
      const result = await luckyRun();
      expect(result.exitCode, result.log).toBe(0);
      expect(result.outputs['cache-hit']).toBe('miss');
      expect(result.annotations.map(({ level }) => level)).toEqual(['warning']);
      expect(result.outputs['binaries']).toBe(cold.outputs['binaries']);
    },
    300_000,
  );

  test.each([
    ['answers 500', serverError(500)],
    ['drops the connection', { kind: 'reset' }],
    ['breaks off', { kind: 'truncate', bytes: 1000 }],
  ] as const)(
    'a store that %s is a miss with one warning',
    async (_, fault) => {
      refill();
      s3.faults.add('get', fault, 100);
      const result = await luckyRun({ cache: 'read' });
      expect(result.outputs['cache-hit']).toBe('miss');
      expect(result.annotations).toHaveLength(1);
      expect(result.annotations[0]?.message).toContain('building without it');
      expect(result.outputs['binaries']).toBe(cold.outputs['binaries']);
    },
    300_000,
  );

  test('who may write is as ever: a branch reads, a tag does neither, a fork has no credentials or never saves', async () => {
    refill();
    s3.objects.clear();
    const puts = s3.traffic.requests.put;
    const branch = { GITHUB_REF: 'refs/heads/topic', GITHUB_REF_NAME: 'topic' };
    expect((await luckyRun({}, { env: branch })).outputs['cache-hit']).toBe('miss');
    const tag = { GITHUB_REF: 'refs/tags/v1.0.0', GITHUB_REF_TYPE: 'tag', GITHUB_REF_NAME: 'v1.0.0' };
    expect((await luckyRun({}, { env: tag })).outputs['cache-hit']).toBe('off');
    const pull = (name: string) => ({ repo: { full_name: name }, sha: '' });
    const payload = { pull_request: { number: 7, head: pull('stranger/orders'), base: pull('acme/orders') } };
    const fork = { GITHUB_EVENT_NAME: 'pull_request', GITHUB_REF: 'refs/pull/7/merge' };
    expect((await luckyRun({ cache: 'write' }, { env: fork, payload })).outputs['cache-hit']).toBe('miss');
    const none = { ...fork, AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' };
    const bare = await luckyRun({}, { env: none, payload });
    expect(bare.exitCode, bare.log).toBe(0);
    expect(bare.outputs['cache-hit']).toBe('off');
    expect(bare.summary).toContain('this run has no credentials for cache-url');
    expect(s3.traffic.requests.put).toBe(puts);
  }, 300_000);
});

function changed(content: Uint8Array, at: number): Uint8Array {
  const copy = Buffer.from(content);
  copy[at] = (copy[at] ?? 0) ^ 255;
  return copy;
}

/** An entry whose pack has another byte, with the hash in its line put right. */
function poisoned(content: Uint8Array): Uint8Array {
  const end = content.indexOf(10);
  const { form, files } = JSON.parse(Buffer.from(content.subarray(0, end)).toString('utf8')) as {
    form: string;
    files: { path: string; size: number; sha256: string }[];
  };
  let at = end + 1;
  const bodies = files.map((file) => {
    const body = content.subarray(at, at + file.size);
    at += file.size;
    return file.path.endsWith('.pack') ? changed(body, body.length - 100) : body;
  });
  const lines = files.map((file, index) => ({ ...file, sha256: sha256(bodies[index] ?? new Uint8Array()) }));
  return Buffer.concat([Buffer.from(`${JSON.stringify({ form, files: lines })}\n`), ...bodies]);
}

function sha256(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
