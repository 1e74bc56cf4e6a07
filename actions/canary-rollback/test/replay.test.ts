import { expect, it } from 'vitest';
import type { Poll } from '../src/observe/timeline.ts';
import { beginStep, decide, type StepState } from '../src/verdict/decide.ts';
import type { Decision, Limits } from '../src/verdict/types.ts';
import { createWorld } from './world/create-world.ts';
import type { World } from './world/world.ts';

interface Recorded {
  readonly data: { readonly rules: Limits; readonly decisions: readonly Poll[] };
}

/** The decisions that the rules of a report come to on its samples. */
function replay({ rules, decisions: polls }: Recorded['data']): readonly Decision[] {
  let state: StepState | undefined;
  return polls.map(({ step, sample }, at) => {
    if (polls[at - 1]?.step !== step) {
      const known = polls.slice(0, at).findLast((poll) => poll.sample.metrics === 'ok')?.sample;
      state = beginStep(sample.atMs, known, state);
    }
    const judged = decide(rules, state ?? beginStep(sample.atMs), sample);
    state = judged.state;
    return judged.decision;
  });
}

it.each<[string, World['behave']]>([
  ['passes', () => ({})],
  ['has errors from the second step on', (at) => ({ errors: at > 80_000 ? 0.06 : 0.005 })],
  ['is slow for a while', (at) => ({ latencyMs: at > 70_000 && at < 150_000 ? 3000 : 10 })],
  ['has gaps in its metrics', (at) => ({ metricsDown: at % 40_000 > 25_000 })],
  ['has few users', () => ({ requestsPerSecond: 0.5, errors: 0.1 })],
])('the report of a canary that %s has all that its decisions were made of', async (_, behave) => {
  const world = createWorld({ gateway: true });
  world.behave = behave;
  await world.main();
  const text = [...world.files].find(([path]) => path.endsWith('report.json'))?.[1] ?? '';
  const { data } = JSON.parse(text) as Recorded;
  expect(data.decisions.length).toBeGreaterThan(3);
  const recorded = data.decisions.map(({ decision }) => decision);
  expect(JSON.parse(JSON.stringify(replay(data)))).toEqual(recorded);
});
