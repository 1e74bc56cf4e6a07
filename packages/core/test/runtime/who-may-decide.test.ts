import {
  createFakeFiles,
  createFakeForge,
  createFakeGit,
  type ForgedEvent,
  pullRequestEvent,
  pushEvent,
  runFakePhase,
} from '@fairlead/testkit';
import { describe, expect, test } from 'vitest';
import { common, defineAction, field } from '../../src/index.ts';
import type { Context } from './behaviour.ts';

const BASE = '0123456789abcdef0123456789abcdef01234567'; // what the events of testkit name
const PATH = '.github/fairlead.yml';
const seen: Record<string, unknown>[] = [];
const look = async (context: Context): Promise<void> => {
  const { inputs, trust, origin } = context;
  seen.push({ ...inputs, level: trust.level, from: origin('coverage' as never) });
};
const action = defineAction({
  name: 'go-build',
  description: 'Test.',
  branding: { icon: 'box', color: 'blue' },
  inputs: {
    config: common.configFile(),
    'config-from': common.configFrom(),
    coverage: field.decimal({ class: 'verdict', description: 'Limit.', default: '75' }),
    output: field.text({ class: 'reach', description: 'Where.', default: 'bin/' }),
    args: field.list({ class: 'program', description: 'Flags.' }),
    'build-args': field.map({ class: 'program', description: 'Args.', unquoted: true }),
    color: field.text({ class: 'plain', description: 'Colour.', default: 'blue' }),
    'dry-run': common.dryRun('it'),
  },
  outputs: {},
  outcomes: { built: 'it was built' },
  codes: {},
  permissions: {},
  run: look as never,
  post: look as never,
});

interface Given {
  readonly event?: ForgedEvent;
  readonly head?: string | undefined;
  readonly base?: string | undefined;
  readonly inputs?: Readonly<Record<string, string>>;
  /** The commits that the clone has. */
  readonly clone?: readonly string[];
  /** The commits that the server has. */
  readonly server?: readonly string[];
  /** What is checked out. */
  readonly checkedOut?: string;
}

const yaml = (text: string | undefined): string | undefined =>
  text === undefined ? undefined : `go-build: {${text}}\n`;

async function decide(given: Given) {
  const { event = fork(), head, base, inputs = {}, clone = [BASE], server = [] } = given;
  seen.length = 0;
  const [ours, theirs] = [yaml(head), yaml(base)];
  const committed = (commits: readonly string[]): Record<string, string> =>
    Object.fromEntries(
      commits.flatMap((commit) => [
        [`${commit}:README.md`, ''],
        ...(theirs === undefined ? [] : [[`${commit}:${PATH}`, theirs]]),
      ]),
    );
  const checkedOut = given.checkedOut ?? event.env['GITHUB_SHA'];
  const { host, report, outcome } = await runFakePhase(action, {
    env: { ...event.env, GITHUB_ACTIONS: 'true' },
    payload: event.payload,
    inputs,
    files: createFakeFiles(ours === undefined ? {} : { [`/workspace/${PATH}`]: ours }),
    git: createFakeGit({ files: committed(clone), answers: { 'rev-parse HEAD': `${checkedOut}\n` } }),
    forge: createFakeForge(committed(server)),
  });
  const warnings = host.annotations.filter(({ level }) => level === 'warning').map(({ message }) => message);
  return { inputs: seen[0] ?? {}, host, report, outcome, warnings, loosened: host.outputs['loosened'] };
}

const fork = () => pullRequestEvent({ fork: 'mallory/orders' });
const same = () => pullRequestEvent();
const named = (name: string, event = same()): ForgedEvent => ({
  ...event,
  env: { ...event.env, GITHUB_EVENT_NAME: name, GITHUB_SHA: BASE },
});

describe('the config file of a fork', () => {
  const hostile = 'coverage: 1, output: /etc, args: [-toolexec=evil], dry-run: true, color: red';

  test.each([
    ['a fork', fork()],
    ['pull_request_target', named('pull_request_target', fork())],
    ['pull_request_target of the same repository', named('pull_request_target')],
    ['workflow_run', { env: { ...pushEvent().env, GITHUB_EVENT_NAME: 'workflow_run' }, payload: {} }],
    ['issue_comment', { env: { ...pushEvent().env, GITHUB_EVENT_NAME: 'issue_comment' }, payload: {} }],
  ])('decides nothing but plain inputs on %s; the base file does', async (_, event) => {
    const { inputs, warnings, host, loosened } = await decide({ event, head: hostile, base: 'coverage: 90' });
    expect(inputs).toMatchObject({
      coverage: 90,
      output: 'bin/',
      args: undefined,
      dryRun: false,
      color: 'red',
      level: 'untrusted',
      from: 'base',
    });
    expect(warnings).toEqual([
      expect.stringMatching(
        /^settings in \.github\/fairlead\.yml that do not count, because this is .*: coverage 90 → 1; output bin\/ \(default\) → \/etc; args not set → -toolexec=evil; dry-run false \(default\) → true$/,
      ),
    ]);
    expect(host.summary.indexOf('| coverage | 90 | 1 |')).toBeGreaterThan(0);
    expect(loosened).toBe('[]');
  });

  test('that was deleted leaves the settings of the base in force', async () => {
    const { inputs, warnings } = await decide({ head: undefined, base: 'coverage: 90, color: red' });
    expect(inputs).toMatchObject({ coverage: 90, color: 'blue' });
    expect(warnings[0]).toContain('coverage 90 → 75 (default)');
  });

  test('counts for nothing where the base has no file', async () => {
    const { inputs } = await decide({ head: hostile, base: undefined });
    expect(inputs).toMatchObject({ coverage: 75, output: 'bin/', dryRun: false, from: 'default' });
  });

  test('counts for nothing where the clone lacks the base commit; one sentence says what helps', async () => {
    const { inputs, warnings, host } = await decide({ head: hostile, base: 'coverage: 90', clone: [] });
    expect(inputs).toMatchObject({
      coverage: 75,
      output: 'bin/',
      args: undefined,
      dryRun: false,
      color: 'red',
    });
    expect(warnings[0]).toMatch(/^of \.github\/fairlead\.yml only plain inputs count, .*fetch-depth: 2/);
    expect(host.summary).toContain('fetch-depth: 2');
  });

  test.each([
    ['the commit of the event', undefined],
    ['the head of the pull request', 'b'.repeat(40)],
  ])(
    'is compared with what the server says of a base that the clone lacks: %s is checked out',
    async (_, checkedOut) => {
      const event = fork();
      const pull = event.payload['pull_request'] as Record<string, object>;
      const payload = {
        ...event.payload,
        pull_request: { ...pull, head: { ...pull['head'], sha: 'b'.repeat(40) } },
      };
      const { inputs, warnings } = await decide({
        event: { ...event, payload },
        head: hostile,
        base: 'coverage: 90',
        clone: [],
        server: [BASE],
        ...(checkedOut === undefined ? {} : { checkedOut }),
      });
      expect(inputs).toMatchObject({ coverage: 90, from: 'base' });
      expect(warnings).toHaveLength(1);
      expect(warnings[0]).toContain('coverage 90 → 1');
    },
  );

  test('is not compared with what the server says when something else is checked out', async () => {
    const { inputs, warnings } = await decide({
      head: hostile,
      base: 'coverage: 90',
      clone: [],
      server: [BASE],
      checkedOut: 'c'.repeat(40),
    });
    expect(inputs).toMatchObject({ coverage: 75, from: 'default' });
    expect(warnings[0]).toContain(
      '; what is checked out is not the commit of the event; check out with fetch-depth: 2',
    );
  });

  test('does not matter for what the workflow gives', async () => {
    const { inputs, warnings } = await decide({ head: 'coverage: 1', inputs: { coverage: '80' } });
    expect(inputs).toMatchObject({ coverage: 80, from: 'with' });
    expect(warnings).toEqual([]);
  });

  test('cannot say itself whose file counts, or which', async () => {
    for (const key of ['config-from: head', 'config: other.yml', 'working-directory: x']) {
      const { outcome, host } = await decide({ head: key });
      expect([outcome, host.annotations.at(-1)?.message]).toEqual([
        'failure',
        expect.stringContaining('is not a known key'),
      ]);
    }
  });

  test('is shown without what may be a secret, on one line and not at length', async () => {
    const { warnings } = await decide({
      head: `build-args: {TOKEN: hunter22}, output: "${'x'.repeat(500)}"`,
    });
    expect(warnings[0]).toContain('build-args not set → set, not shown');
    expect(warnings[0]).not.toContain('hunter22');
    expect(warnings[0]?.length).toBeLessThan(500);
  });
});

describe('the config file of a pull request of the same repository', () => {
  test('counts, and what it loosens is on top of the summary, beside the run and in an output', async () => {
    const { inputs, warnings, host, loosened } = await decide({
      event: same(),
      head: 'coverage: 10, color: red',
      base: 'coverage: 80, dry-run: false',
    });
    expect(inputs).toMatchObject({ coverage: 10, color: 'red', level: 'same-repository', from: 'config' });
    expect(warnings).toEqual([
      'this change sets in .github/fairlead.yml, other than its base: coverage 80 → 10; dry-run false → false (default)',
    ]);
    expect(JSON.parse(loosened ?? '')).toEqual([
      { input: 'coverage', base: '80', head: '10' },
      { input: 'dry-run', base: 'false', head: null },
    ]);
    const [headline, , first] = host.summary.split('\n');
    expect(headline).toMatch(/^### ✅/);
    expect(first).toContain('This change sets');
  });

  test('says nothing where nothing differs', async () => {
    const { warnings, loosened } = await decide({
      event: same(),
      head: 'coverage: 80',
      base: 'coverage: 80',
    });
    expect([warnings, loosened]).toEqual([[], '[]']);
  });

  test('says that it does not know where the base is not in the clone: the output is no list', async () => {
    const { inputs, warnings, loosened } = await decide({ event: same(), head: 'coverage: 10', clone: [] });
    expect(inputs).toMatchObject({ coverage: 10 });
    expect(warnings[0]).toMatch(/^whether this change loosens .* is not known, .*fetch-depth: 2/);
    expect(loosened).toBe('');
  });

  test('does not count with config-from: base', async () => {
    const { inputs, warnings, loosened } = await decide({
      event: same(),
      head: 'coverage: 10',
      base: 'coverage: 80',
      inputs: { 'config-from': 'base' },
    });
    expect(inputs).toMatchObject({ coverage: 80, from: 'base' });
    expect(warnings[0]).toContain('coverage 80 → 10');
    expect(loosened).toBe('[]');
  });

  test('a word that config-from does not know is refused, and never means head', async () => {
    const { inputs, outcome } = await decide({
      event: same(),
      head: 'coverage: 10',
      inputs: { 'config-from': 'Head' },
    });
    expect([outcome, inputs]).toEqual(['failure', {}]);
  });
});

describe('a run of the own code', () => {
  test('takes its file as it is', async () => {
    const { inputs, warnings, loosened } = await decide({ event: pushEvent(), head: 'coverage: 10' });
    expect(inputs).toMatchObject({ coverage: 10, level: 'trusted', from: 'config' });
    expect([warnings, loosened]).toEqual([[], '[]']);
  });

  test('config: none says that there is no file', async () => {
    for (const event of [pushEvent(), same(), fork()]) {
      const { inputs, warnings } = await decide({ event, head: 'coverage: 10', inputs: { config: 'none' } });
      expect(inputs).toMatchObject({ coverage: 75, from: 'default' });
      expect(warnings).toEqual([]);
    }
  });
});

test('post goes by what main has decided', async () => {
  const { host } = await decide({ head: 'coverage: 1', base: 'coverage: 90' });
  seen.length = 0;
  await runFakePhase(action, {
    phase: 'post',
    state: host.state,
    env: { GITHUB_EVENT_NAME: 'push', GITHUB_ACTIONS: 'true' },
    files: createFakeFiles({ [`/workspace/${PATH}`]: 'go-build: {coverage: 2}\n' }),
  });
  expect(seen).toEqual([expect.objectContaining({ coverage: 90, level: 'untrusted', from: 'base' })]);
});

describe('a hostile config file', () => {
  const refused = async (files: Record<string, string>, links: Record<string, string> = {}) => {
    const { host } = await runFakePhase(action, { files: createFakeFiles(files, links) });
    return host.annotations.at(-1)?.message;
  };

  test('that is a link into the folder of git, or out of the workspace, is not read', async () => {
    const token = { '/workspace/.git/config': 'go-build: {swordfish: 1}\n', '/etc/x.yml': 'swordfish: 1\n' };
    const path = `/workspace/${PATH}`;
    const inside = await refused(token, { [path]: '/workspace/.git/config' });
    expect(inside).toContain('leads into the folder of git');
    const outside = await refused(token, { [path]: '/etc/x.yml' });
    expect(outside).toContain('leads out of the workspace');
    expect(`${inside}${outside}`).not.toContain('swordfish');
  });

  test('that is huge is refused unread', async () => {
    const message = await refused({ [`/workspace/${PATH}`]: `# ${'x'.repeat(300_000)}` });
    expect(message).toContain('has 300002 bytes, at most 262144 are read');
  });

  test('with aliases that grow is refused', async () => {
    const bomb = `a: &a [x,x]\nb: &b [*a,*a]\ngo-build:\n  args: *b\n`;
    expect(await refused({ [`/workspace/${PATH}`]: bomb })).toContain('INPUT_INVALID');
  });
});
