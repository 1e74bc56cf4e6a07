import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { SETTINGS, scenarioOf, settingProblem, settingsProblem } from '../src/simulate/scenario.ts';
import { createWorld } from './world/create-world.ts';
import { last } from './world/views.ts';
import type { World } from './world/world.ts';

const PLACE = '/nowhere/kept/report.json';

/** The world in which the report of another lies, and in which nobody answers. */
function replayer(text: string): World {
  const world = createWorld({ stable: false });
  world.files.set(PLACE, text);
  world.away = () => true;
  world.behave = () => ({ metricsDown: true });
  return world;
}

function fixture(name: string): string {
  return readFileSync(new URL(`./fixtures/${name}.json`, import.meta.url), 'utf8');
}

async function reportOf(behave: World['behave'], inputs: Record<string, string> = {}): Promise<string> {
  const world = createWorld({ gateway: true });
  world.behave = behave;
  world.logs = (_, __, pod) => (pod.includes('-canary-') ? 'no rows for order 17' : 'hello');
  await world.main(inputs);
  return [...world.files].find(([path]) => path.endsWith('report.json'))?.[1] ?? '';
}

const replay = (world: World): Promise<unknown> =>
  world.main({ command: 'replay', 'from-report': 'kept/report.json', image: '' });

describe('CAN-11: command replay', () => {
  it.each<[string, World['behave'], Record<string, string>]>([
    ['passes', () => ({}), {}],
    ['has errors from the second step on', (at) => ({ errors: at > 80_000 ? 0.06 : 0.005 }), {}],
    ['is slow for a while', (at) => ({ latencyMs: at > 70_000 && at < 150_000 ? 3000 : 10 }), {}],
    ['has gaps in its metrics', (at) => ({ metricsDown: at % 40_000 > 25_000 }), {}],
    ['has few users', () => ({ requestsPerSecond: 0.5, errors: 0.1 }), {}],
    ['gets all traffic at once', () => ({}), { strategy: 'blue-green', 'preview-path': '' }],
  ])('comes to every decision of a canary that %s, without a cluster', async (_, behave, inputs) => {
    const world = replayer(await reportOf(behave, inputs));
    expect(await replay(world), world.log.join('\n')).toBe('success');
    expect(world.outputs['outcome']).toBe('replayed');
    expect(world.outputs['reason']).toMatch(/^all \d+ decisions are the same; the last one: /);
    expect(world.proxied).toEqual([]);
  });

  it('says at which look another decision is come to, or that log lines were compared otherwise', async () => {
    const text = await reportOf(() => ({ errors: 0.2 }));
    const edited = replayer(
      text
        .replace('"maxErrorPercent": 5', '"maxErrorPercent": 50')
        .replace('"falseAlarm": 0.01', '"falseAlarm": 0.0000001'),
    );
    expect(await replay(edited)).toBe('failure');
    expect(last(edited)).toMatch(
      /CANARY_REPLAY_DIFFERS: .* at \d+ s the report has a rollback by the rule evidence, CANARY_FAILED \(errors: .*\), and now it comes to a look more$/,
    );
    const lines = replayer(text.replaceAll('no rows for order <*>', 'no rows'));
    expect(await replay(lines)).toBe('failure');
    expect(last(lines)).toContain('the log lines that only the canary wrote are others');
  });

  it.each([
    ['nothing', undefined, 'does not exist'],
    ['no JSON', 'x', 'is not JSON'],
    ['null', 'null', 'has no looks of a canary in it'],
    ['a report of another action', '{"data":{}}', 'has no looks of a canary in it'],
    ['no looks', '{"data":{"rules":{},"decisions":[]}}', 'has no looks of a canary in it'],
    ['strange looks', '{"data":{"rules":{},"decisions":[{"step":0}]}}', 'has a look 1 that this version'],
    [
      'strange rules',
      '{"data":{"rules":{},"decisions":[{"step":0,"sample":{"atMs":0,"metrics":"ok","pods":{}},"decision":{"kind":"hold"}}]}}',
      'has rules that this version',
    ],
  ])('refuses %s', async (_, text, words) => {
    const world = replayer(text ?? '');
    if (text === undefined) world.files.clear();
    expect(await replay(world)).toBe('failure');
    expect(last(world)).toContain(`INPUT_INVALID: from-report "kept/report.json": ${words}`);
  });

  it('refuses looks that break its rules, and steps that are none, as what they are', async () => {
    const text = await reportOf(() => ({}));
    const { data, ...rest } = JSON.parse(text) as {
      data: { decisions: { sample: object }[]; canary: object };
    };
    for (const canary of [
      7,
      { ...data.decisions[0]?.sample, p99: 3, totalRequests: {} },
      { latencies: { within: 1 }, errorPercent: 'x' },
    ]) {
      const decisions = data.decisions.map((poll) => ({
        ...poll,
        sample: { ...poll.sample, canary, stable: canary },
      }));
      const world = replayer(
        JSON.stringify({ ...rest, data: { ...data, canary: { steps: [null] }, decisions } }),
      );
      expect(await replay(world)).toBe('failure');
      expect(last(world)).not.toContain('INTERNAL');
    }
  });

  // Written by real runs of earlier versions on the same canary, in which 4xx and slow answers were not told by route yet.
  it('comes to the decisions of a version that weighed errors by route, and no other kind of answers', async () => {
    const world = replayer(fixture('report-routes-as-strata'));
    expect(await replay(world), world.log.join('\n')).toBe('success');
    expect(world.outputs['reason']).toMatch(
      /^all 4 decisions are the same; the last one: rolled back by the rule evidence after 15 s: errors on \/pay: 9\.1 % against 0\.0 % of stable/,
    );
  });

  it('refuses in one sentence what a version decided that told routes and weighed all of them together', async () => {
    const world = replayer(fixture('report-routes-pooled'));
    expect(await replay(world)).toBe('failure');
    expect(last(world)).toMatch(
      /CANARY_REPLAY_DIFFERS: the report of \S+ comes to another decision: at \d+ s the report has a look more, and now it comes to a rollback by the rule evidence, CANARY_FAILED \(errors on \/pay: [^)]*\)\)?$/,
    );
    expect(world.log.join('\n')).toContain('replay it with the version of the action that wrote it');
  });

  it('says how many decisions another version told in other words, and takes none for another decision', async () => {
    const text = await reportOf(() => ({ errors: 0.2 }));
    const report = JSON.parse(text) as {
      data: { decisions: { decision: { reason?: string; hint?: string } }[] };
    };
    for (const { decision } of report.data.decisions) {
      if (decision.reason !== undefined) decision.reason = 'it was bad';
      if (decision.hint !== undefined) decision.hint = 'mend it';
    }
    const world = replayer(JSON.stringify(report));
    expect(await replay(world), world.log.join('\n')).toBe('success');
    expect(world.outputs['reason']).toMatch(
      /^all \d+ decisions are the same; 1 of them are told in other words by this version; the last one: rolled back by the rule evidence .*: it was bad$/,
    );
  });

  it('wants a report', async () => {
    const world = createWorld();
    await world.main({ command: 'replay' });
    expect(last(world)).toContain('from-report: is required for command replay');
    await world.main({ command: 'simulate' });
    expect(last(world)).toContain('from-report: is required for command simulate');
    await world.main({ command: 'simulate', 'from-report': 'x', traffic: 'rps=1' });
    expect(last(world)).toContain('traffic: stands beside from-report');
  });
});

describe('command simulate', () => {
  it('says what other rules would have done on a recorded run', async () => {
    const text = await reportOf(() => ({ errors: 0.03 }), { evidence: 'false' });
    const world = replayer(text);
    const inputs = { command: 'simulate', 'from-report': PLACE, image: '', 'max-error-rate': '2' };
    expect(await world.main(inputs), world.log.join('\n')).toBe('success');
    expect(world.outputs['reason']).toMatch(
      /^these rules: rolled back by (evidence|error-rate) after \d+ s \(.*\); the run itself: passed after \d+ s$/,
    );
    expect(Number(world.outputs['detection-seconds'])).toBeGreaterThan(0);
    const milder = replayer(await reportOf(() => ({ errors: 0.2 })));
    await milder.main({
      command: 'simulate',
      'from-report': PLACE,
      evidence: 'false',
      'max-error-rate': '90',
    });
    expect(milder.outputs['reason']).toMatch(
      /^these rules: no rollback within .*; what came after that nobody has seen; /,
    );
  });

  it('says on made up traffic how soon a canary is found, and how often a good one is rolled back; the same seed, the same numbers', async () => {
    const inputs = { command: 'simulate', image: '', traffic: 'rps=200, error-rate=10, runs=8, seconds=120' };
    const [world, again] = [createWorld(), createWorld()];
    world.away = () => true;
    expect(await world.main(inputs)).toBe('success');
    await again.main(inputs);
    expect(world.outputs['outcome']).toBe('simulated');
    expect(world.outputs['reason']).toMatch(
      /^100\.0 % of 8 canaries were rolled back, half of them within \d+ s; of those as good as stable 0\.0 % \(seed 1\)$/,
    );
    expect(world.outputs['false-alarm-rate']).toBe('0.0');
    expect(again.outputs['reason']).toBe(world.outputs['reason']);
    await again.main({ ...inputs, traffic: 'rps=1, error-rate=0, runs=2, seconds=60' });
    expect(again.outputs['reason']).toMatch(/^0\.0 % of 2 canaries were rolled back; of/);
  });

  it('refuses what would take for ever', async () => {
    const world = createWorld();
    await world.main({ command: 'simulate', traffic: 'runs=2000, seconds=7200', interval: '500ms' });
    expect(last(world)).toContain(
      'traffic: makes 28800000 looks (runs × seconds / interval), which would take too long',
    );
  });

  it('ends when it is cancelled', async () => {
    const world = createWorld();
    world.abort.abort();
    expect(await world.main({ command: 'simulate', traffic: 'rps=1' })).toBe('cancelled');
  });

  it('takes these settings of traffic, from least to most', () => {
    const limits = Object.entries(SETTINGS).map(
      ([name, { default: usual, min, max }]) => `${name}=${usual} (${min} to ${max})`,
    );
    expect(limits).toEqual([
      'rps=100 (0.01 to 100000)',
      'share=25 (0.1 to 99.9)',
      'error-rate=5 (0 to 100)',
      'stable-error-rate=0.5 (0 to 100)',
      'burst-error-rate=0 (0 to 100)',
      'burst-seconds=90 (1 to 7200)',
      'wavering=0 (0 to 3)',
      'probes=0 (0 to 1000)',
      'canary-pods=1 (1 to 1000)',
      'stable-pods=3 (1 to 1000)',
      'seconds=600 (10 to 7200)',
      'runs=200 (1 to 2000)',
      'seed=1 (0 to 999999999)',
    ]);
  });

  it.each([
    ['rps=5', undefined],
    ['rps', 'has no number after ='],
    ['rps=-1', 'has no number after ='],
    ['rps=1e9', 'has no number after ='],
    ['rps=100001', 'is not from 0.01 to 100000'],
    ['runs=1.5', 'is not whole'],
    ['toString=1', expect.stringContaining('is none of rps, share')],
  ])('reads %s', (item, problem) => {
    expect(settingProblem(item)).toEqual(problem);
  });

  it('takes what is not said from its defaults, and refuses what is said twice', () => {
    expect(settingsProblem(['rps=1', 'rps=2'])).toBe('says rps twice');
    expect(settingsProblem(['rps=1', 'share=2'])).toBeUndefined();
    const { traffic, runs, seed } = scenarioOf([
      'rps=7',
      'burst-error-rate=10',
      'probes=2',
      'wavering=0.5',
      'seconds=60',
    ]);
    expect({ traffic, runs, seed }).toEqual({
      traffic: {
        rps: 7,
        share: 0.25,
        canaryErrors: 0.05,
        stableErrors: 0.005,
        burst: { seconds: 60, errors: 0.1 },
        wavering: 0.5,
        probes: 2,
        pods: { canary: 1, stable: 3 },
        seconds: 60,
      },
      runs: 200,
      seed: 1,
    });
    expect(scenarioOf([]).traffic).not.toHaveProperty('burst');
  });
});
