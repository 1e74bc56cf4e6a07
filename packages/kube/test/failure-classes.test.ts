import {
  type AnyFailureClass,
  describeFinding,
  failureClasses,
  findProblems,
  graceText,
} from '@fairlead/kube';
import { describe, expect, it } from 'vitest';
import { samples } from './support/class-samples.ts';
import { NOW } from './support/objects.ts';

/** What every class of the registry has to show; a new one needs a sample and nothing else. */
describe.each(failureClasses.map((failure): [string, AnyFailureClass] => [failure.name, failure]))(
  'class %s',
  (name, failure) => {
    const sample = samples[name];
    const seen = (amount: number) => {
      if (sample === undefined) throw new Error(`support/class-samples.ts has no sample of ${name}`);
      return findProblems(sample(amount), { now: NOW }).filter((found) => found.class === name);
    };
    const { grace } = failure;

    it('is fatal when its grace is over and not before', () => {
      const limit = 'times' in grace ? grace.times : grace.ms / 1000;
      if (Number.isFinite(limit)) {
        expect(seen(limit).map(({ fatal }) => fatal)).toEqual([true]);
        if (limit > 0) expect(seen(limit - 1).map(({ fatal }) => fatal)).toEqual([false]);
      } else expect(seen(3600).map(({ fatal }) => fatal)).toEqual([false]);
    });

    it('says what is wrong in one line, with a reason and a hint', () => {
      const [found] = seen(3600);
      expect(found?.hint).toBe(failure.hint);
      for (const line of [describeFinding(found ?? ({} as never)), failure.hint, failure.shows]) {
        expect(line).toMatch(/^[^\n]{8,400}$/);
      }
      expect(found?.reason).toMatch(/^[A-Z]\w+$/);
    });

    it('says nothing of a cluster in which all is well', () => {
      expect(findProblems(samplesOfNothing, { now: NOW })).toEqual([]);
    });

    it('tells for the README how long it may last', () => {
      expect(graceText(failure)).toMatch(/^(not at all|until|\d+ s|`ready-timeout`)/);
    });
  },
);

const samplesOfNothing = {
  pods: [],
  events: [],
  replicaSets: [],
  deployments: [],
  statefulSets: [],
  daemonSets: [],
  rollouts: [],
  jobs: [],
  ending: [],
};

it('no two classes have one name or one line in the README', () => {
  for (const key of ['name', 'shows'] as const)
    expect(new Set(failureClasses.map((failure) => failure[key])).size).toBe(failureClasses.length);
  expect(Object.keys(samples).toSorted()).toEqual(failureClasses.map(({ name }) => name).toSorted());
});

it.each([
  [{ grace: { times: 2 } }, 'until it has happened twice'],
  [{ grace: { times: 3 } }, 'until it has happened 3 times'],
  [{ grace: { ms: 0 } }, 'not at all'],
  [{ grace: { ms: 5_000 } }, '5 s'],
  [{ grace: { ms: Number.POSITIVE_INFINITY } }, 'until the timeout'],
  [{ grace: { ms: 0 }, lasts: 'until a person comes' }, 'until a person comes'],
])('the README tells the grace %j as %s', (one, text) => {
  expect(graceText(one)).toBe(text);
});
