import { type ExecResult, ExternalError, type FairleadError } from '@fairlead/core';
import type { Helm, Revision } from '@fairlead/helm';
import type { KubeObject } from '@fairlead/kube';
import { createFakeClock, createFakeKube, type FakeKube } from '@fairlead/testkit';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Connected } from '../src/cluster/connect.ts';
import type { DeployContext } from '../src/context.ts';
import { confirm } from '../src/deploy/confirm.ts';
import type { Prepared } from '../src/deploy/prepare.ts';
import { rollBackAndFail } from '../src/deploy/roll-back-and-fail.ts';
import { describeRun } from '../src/release/records.ts';
import { rollBack, type Settlement } from '../src/release/roll-back.ts';
import { startDeadline } from '../src/rollout/deadline.ts';

const REFUSED: ExecResult = {
  exitCode: 1,
  stdout: '',
  stderr: 'Error: no service "orders" with the name',
  durationMs: 1,
};

const clock = createFakeClock();
const deadline = startDeadline(clock, 60_000);
let kube: FakeKube;
let changes: string[];
let state: Record<string, unknown>;
let outputs: Record<string, string>;

beforeEach(() => {
  kube = createFakeKube('shop', clock);
  changes = [];
  state = {};
  outputs = {};
});

/** The Secret in which helm keeps a revision. */
function record(revision: number): KubeObject {
  return { apiVersion: 'v1', kind: 'Secret', metadata: { name: `sh.helm.release.v1.orders.v${revision}` } };
}

function revisions(statuses: readonly string[]): readonly Revision[] {
  return statuses.map((status, at) => ({
    revision: at + 1,
    status,
    updated: 0,
    chart: 'orders-1',
    description: '',
  }));
}

/** A release with revisions of these statuses, at first and after helm has changed something. */
function connect(before: string[], after = before, result: Partial<ExecResult> = {}): Connected {
  const helm: Helm = {
    major: 4,
    version: 'v4.0.0',
    query: () => Promise.reject(new Error('nothing is asked')),
    history: async () => revisions(changes.length === 0 ? before : after),
    values: async () => ({}),
    manifest: async () => '',
    hooks: async () => '',
    change: async (args) => {
      changes.push(args.slice(0, 3).join(' '));
      return { exitCode: 0, stdout: '', stderr: '', durationMs: 1, ...result };
    },
  };
  const target = { release: 'orders', namespace: 'shop', kubeContext: undefined };
  return { kube, helm, target, driver: 'secret' };
}

function contextWith(inputs: Partial<DeployContext['inputs']> = {}): DeployContext {
  const say = (): void => {};
  return {
    clock,
    log: { info: say, warn: say, debug: say },
    signal: new AbortController().signal,
    event: { sha: '', runId: '' },
    inputs: { release: 'orders', rollback: 'auto', onFirstFailure: 'keep', historyMax: 10, ...inputs },
    host: { redact: (text: string) => text },
    report: { addVerdict: say },
    stage: (_: string, work: () => Promise<unknown>) => work(),
    output: (name: string, value: string) => (outputs[name] = value),
    settle: (outcome: string) => (outputs['outcome'] = outcome),
    saveState: (name: string, value: unknown) => (state[name] = value),
    summarize: say,
  } as unknown as DeployContext;
}

const run = (
  connected: Connected,
  before: number,
  inputs?: Partial<DeployContext['inputs']>,
): Promise<Settlement> => rollBack(contextWith(inputs), connected, before, deadline);

const prepare = (connected: Connected): Prepared => ({
  ...connected,
  source: { chart: '/w/chart', valueFiles: [], numbers: [] },
  valuesFolder: '/t/values',
  values: {},
  layers: [],
});

describe('a roll back', () => {
  it('restores what was deployed before', async () => {
    const settled = await run(connect(['deployed', 'failed'], ['superseded', 'failed', 'deployed']), 1);
    expect(settled).toMatchObject({
      words: 'rolled back to revision 1',
      restoredRevision: 1,
      failedRevision: 2,
    });
    expect(changes).toEqual(['rollback orders 1']);
  });

  it('that fails leaves no pending record: helm does not write down that it was interrupted', async () => {
    kube.put(record(2));
    kube.put(record(3));
    const after = ['deployed', 'failed', 'pending-rollback'];
    const settled = await run(connect(['deployed', 'failed'], after, REFUSED), 1);
    expect(settled.words).toBe(
      'the roll back to revision 1 failed as well: no service "orders" with the name',
    );
    expect(settled.problem).toBeDefined();
    expect(kube.objects().map(({ metadata }) => metadata.name)).toEqual(['sh.helm.release.v1.orders.v2']);
  });
});

describe('a cluster that is away when helm gives up', () => {
  const away = new ExternalError({ code: 'KUBE_UNREACHABLE', message: 'no answer', retryable: true });
  const lines: string[] = [];
  const context = (): DeployContext => {
    const say = (line: string): void => void lines.push(line);
    return { ...contextWith(), log: { info: say, warn: say, debug: say } } as unknown as DeployContext;
  };

  it('is asked again until the time is over, and told at once', async () => {
    const connected = connect(['deployed', 'failed'], ['superseded', 'failed', 'deployed']);
    const from = clock.monotonic();
    const helm: Helm = {
      ...connected.helm,
      history: () => (clock.monotonic() < from + 30_000 ? Promise.reject(away) : connected.helm.history()),
    };
    const settled = await rollBack(context(), { ...connected, helm }, 1, startDeadline(clock, 60_000));
    expect(settled.words).toBe('rolled back to revision 1');
    expect(clock.monotonic() - from).toBeLessThan(33_000);
    expect(lines[0]).toBe('no answer; trying to roll back for 1 min 00 s more');
  });

  it('is a failure when the time is over, and not before', async () => {
    const connected = connect(['deployed', 'failed']);
    const helm: Helm = { ...connected.helm, history: () => Promise.reject(away) };
    const from = clock.monotonic();
    await expect(
      rollBack(context(), { ...connected, helm }, 1, startDeadline(clock, 60_000)),
    ).rejects.toThrow('no answer');
    expect(clock.monotonic() - from).toBe(60_000);
  });

  it('is seen in the words of helm as well', async () => {
    const connected = connect(['deployed', 'failed'], ['deployed', 'failed', 'failed']);
    let tries = 0;
    const helm: Helm = {
      ...connected.helm,
      change: async () => ({
        exitCode: ++tries < 3 ? 1 : 0,
        stdout: '',
        stderr: 'Error: Kubernetes cluster unreachable: dial tcp 10.0.0.1:6443: connect: connection refused',
        durationMs: 1,
      }),
    };
    const settled = await rollBack(context(), { ...connected, helm }, 1, startDeadline(clock, 60_000));
    expect(settled.outcome).toBe('rolled-back');
    expect(tries).toBe(3);
  });

  it('what will not get better is tried once', async () => {
    const denied = new ExternalError({ code: 'KUBE_FORBIDDEN', message: 'not allowed' });
    const connected = connect(['deployed', 'failed']);
    const helm: Helm = { ...connected.helm, history: () => Promise.reject(denied) };
    const from = clock.monotonic();
    await expect(
      rollBack(context(), { ...connected, helm }, 1, startDeadline(clock, 60_000)),
    ).rejects.toThrow('not allowed');
    expect(clock.monotonic()).toBe(from);
  });
});

it('what helm applied although it may not be is rolled back and told as such', async () => {
  const end = { kind: 'forbidden', reason: 'image r/o:latest has the floating tag latest' } as const;
  const prepared = prepare(connect(['deployed', 'failed'], ['superseded', 'failed', 'deployed']));
  await expect(rollBackAndFail(contextWith(), prepared, { end, before: 1, deadline })).rejects.toMatchObject({
    code: 'HELM_POLICY',
    message:
      'what helm applied is not what was checked: image r/o:latest has the floating tag latest; rolled back to revision 1',
  });
});

describe('without a roll back', () => {
  it('no lock stays: nobody is at a pending revision any more', async () => {
    kube.put(record(2));
    const settled = await run(connect(['deployed', 'pending-upgrade']), 1, { rollback: 'off' });
    expect(settled.words).toBe('left as it is (rollback: off)');
    expect(kube.objects()).toEqual([]);
    expect(changes).toEqual([]);
  });

  it('a first install is removed when asked to, or it is said why not', async () => {
    const inputs = { onFirstFailure: 'uninstall' } as const;
    expect((await run(connect(['failed']), 0, inputs)).words).toBe('uninstalled');
    const settled = await run(connect(['failed'], ['failed'], REFUSED), 0, inputs);
    expect(settled).toMatchObject({ problem: 'no service "orders" with the name' });
  });
});

describe('the failure', () => {
  const end = { kind: 'refused', reason: 'nodePort: Invalid value: 99' } as const;
  it('tells why and what was done, and leaves nothing to the post step', async () => {
    const prepared = prepare(connect(['deployed', 'failed'], ['superseded', 'failed', 'deployed']));
    await expect(
      rollBackAndFail(contextWith(), prepared, { end, before: 1, deadline }),
    ).rejects.toMatchObject({
      code: 'HELM_UPGRADE_FAILED',
      message: 'nodePort: Invalid value: 99; rolled back to revision 1',
    });
    expect(outputs).toMatchObject({ outcome: 'rolled-back', 'restored-revision': '1', revision: '3' });
    expect(state).toEqual({ done: true });
  });

  it('keeps its reason when it cannot be settled, and leaves the rest to the post step', async () => {
    const away = new ExternalError({ code: 'KUBE_UNREACHABLE', message: 'no answer', retryable: true });
    const connected = connect(['deployed', 'failed']);
    const helm: Helm = { ...connected.helm, history: () => Promise.reject(away) };
    await expect(
      rollBackAndFail(contextWith(), prepare({ ...connected, helm }), { end, before: 1, deadline }),
    ).rejects.toMatchObject({
      code: 'HELM_ROLLBACK_FAILED',
      message:
        'nodePort: Invalid value: 99; it could not be rolled back (no answer); the post step tries again',
    });
    expect(outputs).toMatchObject({ outcome: 'failed', 'restored-revision': '' });
    expect(state).toEqual({});
  });
});

describe('QG-14 a smoke test that failed', () => {
  const bad = { address: 'https://a/healthz', well: false, status: 'answered 503', said: 'no | upstream' };
  const silent = {
    address: 'https://b/',
    well: false,
    status: '',
    said: 'no answer from https://b/: refused',
  };
  const good = { address: 'https://c/', well: true, status: 'answered 200', said: 'ok' };
  const end = { kind: 'smoke', failed: [bad, silent], answers: [good, bad, silent] } as const;

  /** Helm has called the revision deployed: all its pods were ready. */
  function deployed(before: string[], after: string[]): Prepared {
    const connected = connect(before, after);
    const description = describeRun(contextWith().event);
    const history = async () => (await connected.helm.history()).map((one) => ({ ...one, description }));
    return prepare({ ...connected, helm: { ...connected.helm, history } });
  }

  async function fail(prepared: Prepared, before: number, inputs: Partial<DeployContext['inputs']> = {}) {
    const summary: string[] = [];
    const verdicts: unknown[] = [];
    const context = {
      ...contextWith(inputs),
      summarize: (markdown: string) => summary.push(markdown),
      report: { addVerdict: (verdict: unknown) => verdicts.push(verdict) },
    } as unknown as DeployContext;
    const failure = await rollBackAndFail(context, prepared, { end, before, deadline }).catch(
      (error: FairleadError) => error,
    );
    return { failure, verdicts, summary: summary.join('\n') };
  }

  it('is rolled back like a rollout that failed, and told with what was answered', async () => {
    const prepared = deployed(['superseded', 'deployed'], ['superseded', 'superseded', 'deployed']);
    const { failure, summary, verdicts } = await fail(prepared, 1);
    const message = 'https://a/healthz answered 503: no | upstream; rolled back to revision 1';
    expect(failure).toMatchObject({ code: 'HELM_SMOKE_FAILED', kind: 'policy', message });
    expect(failure.details).toEqual(['also: no answer from https://b/: refused']);
    expect(verdicts).toEqual([{ name: 'smoke test', outcome: 'failure', reason: message }]);
    expect(outputs).toMatchObject({
      outcome: 'rolled-back',
      'failed-object': 'https://a/healthz',
      'failed-revision': '2',
      'restored-revision': '1',
    });
    expect(summary).toContain('| `https://a/healthz` | **answered 503** | no \\| upstream |');
    expect(summary).toContain('| `https://c/` | answered 200 | ok |');
    expect(changes).toEqual(['rollback orders 1']);
    expect(state).toEqual({ done: true });
  });

  it('leaves the release as it is where a roll back is not wanted, and a first install as asked', async () => {
    const kept = await fail(deployed(['superseded', 'deployed'], []), 1, { rollback: 'off' });
    expect(kept.failure.message).toMatch(/; left as it is \(rollback: off\)$/);
    const first = await fail(deployed(['deployed'], []), 0);
    expect(first.failure.message).toMatch(/; left for inspection: there is no revision to go back to$/);
    expect(changes).toEqual([]);
    const removed = await fail(deployed(['deployed'], []), 0, { onFirstFailure: 'uninstall' });
    expect(removed.failure.message).toMatch(/; uninstalled$/);
    expect(outputs['outcome']).toBe('failed');
  });

  it('is a roll back that failed when that fails too', async () => {
    const connected = connect(['superseded', 'deployed']);
    const helm: Helm = { ...connected.helm, history: () => Promise.reject(new Error('no answer')) };
    const { failure } = await fail(prepare({ ...connected, helm }), 1);
    expect(failure).toMatchObject({ code: 'HELM_ROLLBACK_FAILED', kind: 'external' });
    expect(failure.message).toMatch(
      /^https:\/\/a\/healthz answered 503: no \| upstream; it could not be rolled/,
    );
  });

  it('that was cancelled is left to the post step, which rolls back', async () => {
    const cancelled = { kind: 'cancelled', during: 'the smoke test ran' } as const;
    const prepared = deployed(['superseded', 'deployed'], []);
    await expect(
      rollBackAndFail(contextWith(), prepared, { end: cancelled, before: 1, deadline }),
    ).rejects.toMatchObject({
      code: 'CANCELLED',
      message: 'cancelled while the smoke test ran; the post step settles the release',
    });
    expect(changes).toEqual([]);
    expect(state).toEqual({});
  });
});

describe('two deploys at once', () => {
  it('the one that helm refuses touches nothing of the other, now or in the post step', async () => {
    const prepared = prepare(connect(['deployed', 'pending-upgrade']));
    const reason = 'another operation (install/upgrade/rollback) is in progress';
    const end = { kind: 'busy', reason } as const;
    await expect(
      rollBackAndFail(contextWith(), prepared, { end, before: 1, deadline }),
    ).rejects.toMatchObject({
      code: 'HELM_BUSY',
      message: `another run is at the release: ${reason}; nothing was changed`,
    });
    expect(changes).toEqual([]);
    expect(outputs).toMatchObject({ outcome: 'failed', 'restored-revision': '', revision: '1' });
    expect(state).toEqual({ done: true });
  });

  it('the one whose upgrade was refused leaves what the other deployed just before it', async () => {
    const settled = await run(connect(['superseded', 'deployed']), 1);
    expect(settled.words).toBe("left alone: revision 2 is another run's");
    expect(changes).toEqual([]);
  });

  it('the one that failed leaves what the other began meanwhile', async () => {
    const settled = await run(connect(['deployed', 'failed', 'pending-upgrade']), 1);
    expect(settled.words).toBe("left alone: revision 3 is another run's");
    expect(changes).toEqual([]);
  });

  it('the one that became healthy does not call deployed what the other has replaced', async () => {
    const prepared = prepare(connect(['superseded', 'superseded', 'deployed']));
    const rendered = { objects: [], workloads: [], images: [], volumeImages: [], hasHooksBefore: false };
    const healthy = { applied: rendered, history: revisions(['deployed']), answers: [], seconds: 1 };
    await expect(confirm(contextWith(), prepared, healthy)).rejects.toMatchObject({
      code: 'HELM_BUSY',
      message: expect.stringMatching(/this deploy was to be revision 2, but the release is at revision 3/),
    });
    expect(outputs).toMatchObject({ outcome: 'failed', revision: '3', 'failed-revision': '2' });
  });
});
