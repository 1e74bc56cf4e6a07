import { createFakeFiles, createFakeGit } from '@fairlead/testkit';
import { describe, expect, it } from 'vitest';
import { secrets } from '../../src/conditions/secrets/check.ts';
import { fingerprintOf } from '../../src/conditions/secrets/fingerprint.ts';
import { secretRules } from '../../src/conditions/secrets/registry.ts';
import { metricOf } from '../../src/metrics/registry.ts';
import type { RuleInputs } from '../../src/plan/rules.ts';
import { judgeRule } from '../../src/rule/judge-rule.ts';
import type { SecretIgnore } from '../../src/rule/secret-ignore.ts';
import { jobOf } from '../support/job-of.ts';
import { ruleOf } from '../support/rule-of.ts';
import { GITHUB_TOKEN, jwtOf, PEM } from './made-up.ts';

const DIFF =
  'diff --unified=0 --text --no-color --no-ext-diff --no-textconv --find-renames --src-prefix=a/ --dst-prefix=b/ --no-relative --diff-filter=d';

interface World {
  /** Files by path below /w. */
  readonly files?: Readonly<Record<string, string>>;
  readonly links?: Readonly<Record<string, string>>;
  /** What git tracks where it is not all of the files: mode and path. */
  readonly tracked?: readonly string[];
  readonly settings?: Partial<RuleInputs>;
  readonly answers?: Readonly<Record<string, string>>;
  readonly workingDirectory?: string;
  readonly base?: readonly string[];
  readonly now?: () => number;
}

async function run({ files = {}, links = {}, settings, answers, base = [], ...more }: World) {
  const made = jobOf({ ...(settings === undefined ? {} : { settings }) });
  const at = (path: string): string => `/w/${path}`;
  const under = (all: Readonly<Record<string, string>>): Record<string, string> =>
    Object.fromEntries(Object.entries(all).map(([path, text]) => [at(path), text]));
  const tracked = more.tracked ?? Object.keys(files).map((path) => `100644 ${path}`);
  const listed = tracked.map((entry) => entry.replace(' ', ` ${'0'.repeat(40)} 0\t`)).join('\0');
  const data: Record<string, unknown> = {};
  Object.assign(made.job.ports, {
    files: createFakeFiles(under(files), under(links)),
    git: createFakeGit({ root: '/w', answers: { 'ls-files --stage -z': `${listed}\0`, ...answers } }),
    trust: { level: 'same-repository', why: '', base },
    workingDirectory: more.workingDirectory ?? '/w',
    clock: { now: more.now ?? (() => Date.UTC(2026, 10, 27)) },
    report: {
      addEvidence: () => {},
      set: (key: string, value: unknown) => Object.assign(data, { [key]: value }),
    },
  });
  const result = await secrets.run(made.job, [], undefined);
  return { ...made, result, data };
}

const accept = (more: Partial<SecretIgnore>): Partial<RuleInputs> => ({
  secretIgnores: [{ path: undefined, fingerprint: undefined, reason: 'r', expires: '2027-01-31', ...more }],
});
const [githubRule] = secretRules;
if (githubRule === undefined) throw new Error('there are no rules');
const PRINT = fingerprintOf({ rule: githubRule, path: 'a.go', secret: GITHUB_TOKEN });

describe('a credential in a file (QG-18)', () => {
  it('fails the gate by place, kind and fingerprint, and never by its value', async () => {
    const { result, lines, data, job, hidden } = await run({
      files: { 'a.go': `package a\n\nconst t = "${GITHUB_TOKEN}"\n`, 'b.go': 'package b\n' },
    });
    const message = `a token of GitHub: ghp_*** (40 characters), fingerprint ${PRINT}`;
    expect(result.condition).toEqual({
      name: 'secrets',
      status: 'failed',
      actual: '1 credential',
      limit: '0 credentials',
      reason: `1 credential in 2 files; a.go:3: ${message}`,
    });
    expect(result).toMatchObject({
      code: 'GATE_SECRETS_FOUND',
      findings: [{ file: 'a.go', line: 3, title: 'secrets github-token', severity: 'error', message }],
      details: [`a.go:3: ${message}`],
    });
    expect(lines).toEqual([`a.go:3: ${message}`]);
    expect(data['secretFinds']).toEqual([
      {
        file: 'a.go',
        line: 3,
        rule: 'github-token',
        severity: 'error',
        value: 'ghp_*** (40 characters)',
        fingerprint: PRINT,
      },
    ]);
    expect(hidden).toEqual([GITHUB_TOKEN]);
    expect(JSON.stringify([result, lines, data, job.facts])).not.toContain(GITHUB_TOKEN.slice(4, 20));
  });

  it('that may be one is advice', async () => {
    const { result } = await run({ files: { 'a.go': `"${jwtOf({ sub: 'a' })}"` } });
    expect(result.condition).toMatchObject({
      status: 'warned',
      actual: '0 credentials',
      reason: '0 credentials in 1 file; 1 more may be one',
    });
    expect(result.findings).toEqual([]);
    expect(result.section).toContain('a JSON Web Token');
  });

  it('of a test is advice where it was made for one', async () => {
    const { result } = await run({ files: { 'testdata/key.pem': PEM } });
    expect(result.condition.status).toBe('warned');
  });

  it('is looked for in every tracked file, and no file passes by being odd', async () => {
    const { result } = await run({ files: { 'a.go': 'package a\n', 'b.md': '' } });
    expect(result.condition).toMatchObject({ status: 'passed', reason: '0 credentials in 2 files' });
  });

  it('is found in UTF-16 and in files that are no text', async () => {
    const { job } = await run({});
    const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(`x\n${GITHUB_TOKEN}\n`, 'utf16le')]);
    const swapped = Buffer.from(utf16).swap16();
    for (const [bytes, line] of [
      [utf16, 2],
      [swapped, 2],
      [Buffer.from(`\0\n${GITHUB_TOKEN}`), undefined],
    ] as const) {
      await job.ports.files.write('/w/x', bytes);
      const git = createFakeGit({
        root: '/w',
        answers: { 'ls-files --stage -z': `100644 ${'0'.repeat(40)} 0\tx\0` },
      });
      Object.assign(job.ports, { git });
      const { findings } = await secrets.run(job, [], undefined);
      expect(findings).toMatchObject([{ file: 'x', title: 'secrets github-token' }]);
      expect(findings[0]?.line).toBe(line);
    }
  });
});

describe('which files are looked at', () => {
  const token = { 'a.go': GITHUB_TOKEN, 'svc/b.go': GITHUB_TOKEN };
  const found = async (world: World): Promise<readonly string[]> =>
    (await run(world)).result.findings.map(({ file }) => file);

  it('are those that git tracks, below the working directory', async () => {
    expect(await found({ files: token })).toEqual(['a.go', 'svc/b.go']);
    expect(await found({ files: token, workingDirectory: '/w/svc' })).toEqual(['svc/b.go']);
    expect(await found({ files: token, tracked: ['100755 a.go'] })).toEqual(['a.go']);
  });

  it('are no links and no submodules, and none through a folder that is a link now', async () => {
    const tracked = ['120000 l', '160000 sub', '100644 dir/a.go', '100644 x', '100644 gone'];
    const { result } = await run({
      files: { 'a.go': GITHUB_TOKEN, 'real/a.go': GITHUB_TOKEN },
      links: { l: '/w/a.go', dir: '/w/real', x: '/w/a.go' },
      tracked,
    });
    expect(result.condition).toMatchObject({
      status: 'warned',
      reason:
        '0 credentials in 0 files; 3 files, first dir/a.go: not checked out as git tracks it, so not looked at',
    });
  });

  it('are none beyond a size, which is said', async () => {
    const big = `${GITHUB_TOKEN}\n${' '.repeat(16 * 1024 * 1024)}`;
    const { result } = await run({ files: { 'big.sql': big } });
    expect(result.condition).toMatchObject({
      status: 'warned',
      reason: '0 credentials in 0 files; big.sql: larger than 16 MiB, so not looked at',
    });
  });

  it('are looked at up to that size, in any time up to the limit', async () => {
    const whole = `${GITHUB_TOKEN}\n`.padEnd(16 * 1024 * 1024);
    expect(await found({ files: { 'big.sql': whole } })).toEqual(['big.sql']);
    expect(
      await found({ files: { 'a.go': GITHUB_TOKEN }, settings: { toolTimeout: 10 }, now: ticking(10) }),
    ).toEqual(['a.go']);
  });

  it('are not known outside of a repository, which is no pass', async () => {
    const { job } = await run({});
    Object.assign(job.ports, { git: createFakeGit() });
    await expect(secrets.run(job, [], undefined)).rejects.toMatchObject({
      code: 'GATE_NOT_CHECKED',
      message: 'which files belong to the repository is not known: there is no repository',
    });
  });

  it('are those of the change with the scope patch, on its lines', async () => {
    const diff = ['--- a/svc/b.go', '+++ b/svc/b.go', '@@ -1,0 +2,1 @@', `+${GITHUB_TOKEN}`].join('\n');
    const files = { ...token, 'svc/b.go': `${GITHUB_TOKEN}\n${GITHUB_TOKEN}\n` };
    const settings = { secretScope: 'patch', ...accept({ path: 'nowhere/**' }) } as const;
    const answers = { 'merge-base -- aaa HEAD': 'mmm\n', [`${DIFF} mmm HEAD --`]: diff };
    const { result } = await run({ files, settings, answers, base: ['aaa'] });
    expect(result.findings).toMatchObject([{ file: 'svc/b.go', line: 2 }]);
    // the ignore names nothing of this change, which says nothing of the rest
    expect(result.condition.reason).toMatch(/^1 credential in 1 file of the change; svc\/b\.go:2: [^;]*$/);
  });

  it('are those of the change where any line of a key is new', async () => {
    const at = (line: number): Promise<readonly string[]> =>
      found({
        files: { 'k.pem': `\n${PEM}\n` },
        settings: { secretScope: 'patch' },
        answers: {
          'merge-base -- aaa HEAD': 'mmm\n',
          [`${DIFF} mmm HEAD --`]: `--- a/k.pem\n+++ b/k.pem\n@@ -0,0 +${line},1 @@\n+x\n`,
        },
        base: ['aaa'],
      });
    expect([await at(1), await at(4), await at(6), await at(7)]).toEqual([[], ['k.pem'], ['k.pem'], []]);
  });

  it('are none where nothing changed, and all where there is no base', async () => {
    const settings = { secretScope: 'patch' } as const;
    const same = { 'merge-base -- aaa HEAD': 'mmm\n', [`${DIFF} mmm HEAD --`]: '' };
    expect(await found({ files: token, settings, answers: same, base: ['aaa'] })).toEqual([]);
    expect(await found({ files: token, settings })).toEqual(['a.go', 'svc/b.go']);
  });

  it.each<[string, World, object]>([
    [
      'git lists nothing',
      { answers: { 'ls-files --stage -z': undefined as unknown as string } },
      { code: 'GATE_NOT_CHECKED' },
    ],
    [
      'the clone lacks the base',
      { base: ['aaa'], settings: { secretScope: 'patch' } },
      { code: 'GATE_NOT_CHECKED' },
    ],
    [
      'it takes too long',
      { files: token, settings: { toolTimeout: 5 }, now: ticking(10) },
      { code: 'TOOL_TIMEOUT' },
    ],
  ])('are not known, which is no pass: %s', async (_, world, error) => {
    await expect(run(world)).rejects.toMatchObject(error);
  });
});

function ticking(step: number): () => number {
  let now = 0;
  return () => {
    now += step;
    return now;
  };
}

describe('what is accepted', () => {
  const files = { 'a.go': GITHUB_TOKEN };

  it.each<[Partial<SecretIgnore>]>([[{ fingerprint: PRINT }], [{ path: 'a.go' }]])(
    'passes until its day, and is counted: %j',
    async (ignore) => {
      const { result, job } = await run({ files, settings: accept(ignore) });
      expect(result.condition).toMatchObject({
        status: 'passed',
        reason: '0 credentials in 1 file; 1 accepted',
      });
      expect(job.facts.secrets).toEqual({ open: [] });
    },
  );

  it('is open again when its day is over, which is said', async () => {
    const { result } = await run({ files, settings: accept({ path: 'a.go', expires: '2026-11-26' }) });
    expect(result.condition.status).toBe('failed');
    expect(result.condition.reason).toContain('ignores over: a.go since 2026-11-26');
  });

  it('and is not there any more fails', async () => {
    const { result } = await run({ files: { 'a.go': '' }, settings: accept({ fingerprint: PRINT }) });
    expect(result).toMatchObject({ code: 'GATE_SECRETS_FOUND', condition: { status: 'failed' } });
    expect(result.condition.reason).toContain(`the ignore of ${PRINT} is stale`);
  });

  it('in one file is not accepted in another', async () => {
    const both = { ...files, 'b.go': GITHUB_TOKEN };
    const { result } = await run({ files: both, settings: accept({ fingerprint: PRINT }) });
    expect(result.findings.map(({ file }) => file)).toEqual(['b.go']);
  });
});

it('a condition may be about credentials or about advice', async () => {
  const { job } = await run({
    files: { 'a.go': `${GITHUB_TOKEN} ${jwtOf({ sub: 'a' })} ${jwtOf({ sub: 'b' })}` },
  });
  const judged = (entry: Readonly<Record<string, string>>) => {
    const rule = ruleOf({ metric: 'secrets', operator: '<=', threshold: '1', ...entry });
    const metric = metricOf('secrets');
    return Promise.resolve(metric.measure({ job, checked: undefined }, rule)).then((measure) =>
      judgeRule(rule, metric, measure),
    );
  };
  expect(await judged({})).toMatchObject({ condition: { status: 'passed', actual: '1' } });
  expect(await judged({ level: 'note' })).toMatchObject({ condition: { status: 'failed', actual: '2' } });
  expect(() => ruleOf({ metric: 'secrets', level: 'high' })).toThrow('is not one of error, note');
});

describe('a flood', () => {
  const flood = `${GITHUB_TOKEN}\n`.repeat(1_001);

  it('of accepted finds keeps no other file from being looked at', async () => {
    const { result } = await run({
      files: { 'docs/a.md': flood, 'docs/b.md': flood, 'main.go': GITHUB_TOKEN },
      settings: accept({ path: 'docs/**' }),
    });
    expect(result.findings).toMatchObject([{ file: 'main.go' }]);
  });

  it('of advice keeps no other file from being looked at', async () => {
    const advice = `"${jwtOf({ sub: 'a' })}"\n`.repeat(1_001);
    const { result } = await run({ files: { 'a.go': advice, 'b.go': GITHUB_TOKEN } });
    expect(result.findings).toMatchObject([{ file: 'b.go' }]);
  });

  it('of old lines hides no line that a change adds', async () => {
    const { result } = await run({
      files: { 'a.go': `${flood}${GITHUB_TOKEN}` },
      settings: { secretScope: 'patch' },
      base: ['base'],
      answers: {
        'merge-base -- base HEAD': 'b\n',
        [`${DIFF} b HEAD --`]: '--- a/a.go\n+++ b/a.go\n@@ -1001,0 +1002 @@\n+x\n',
      },
    });
    expect(result.findings).toMatchObject([{ file: 'a.go', line: 1002 }]);
  });

  it('in one file of which not all can be compared is an error, and not accepted', async () => {
    const settings = accept({ fingerprint: PRINT });
    await expect(run({ files: { 'a.go': flood }, settings })).rejects.toMatchObject({
      code: 'GATE_NOT_CHECKED',
      message: expect.stringContaining('a.go: so many credentials that not all were compared'),
    });
  });

  it('that nobody accepted fails, and ends the search', async () => {
    const { result } = await run({ files: { 'a.go': flood, 'b.go': flood } });
    expect(result.condition).toMatchObject({ status: 'failed', actual: '1000 credentials' });
  });
});
