import type { Report } from '@fairlead/core';
import { describeCluster, shortImage } from './cluster-facts.ts';
import type { CommitResult } from './results.ts';
import type { ScenarioResult } from './scenario.ts';
import { actionOf } from './steps.ts';

/** One thing that must be true at the end, and the fact that decides it. */
export interface DemoCheck {
  readonly name: string;
  readonly ok: boolean;
  readonly fact: string;
}

/** Decides whether the story went as told. Every fact comes from the run. */
export function checkScenario(result: ScenarioResult): readonly DemoCheck[] {
  const { commits, planned } = result;
  const [, second, third, fourth] = commits;
  const last = commits.at(-1);
  const ends = commits.map(checkEnd);
  if (planned < STORY) return [...ends, ...checkPart(result)];
  if (commits.length < planned || second === undefined || third === undefined || last === undefined) {
    return [...ends, { name: `all ${planned} commits were sent`, ok: false, fact: `only ${commits.length}` }];
  }
  return [
    ...ends,
    checkCaught('the bad version was caught by the canary', third),
    {
      name: 'the version of commit 2 got real traffic before it was promoted',
      ok: (second.load?.canaryRequests ?? 0) > 0,
      fact: `${second.load?.canaryRequests ?? 0} answers of canary pods`,
    },
    {
      name: 'the bad version did answer badly',
      ok: (third.load?.canaryBad ?? 0) > 0,
      fact: `${third.load?.canaryBad ?? 0} bad answers of ${third.load?.canaryRequests ?? 0}`,
    },
    ...(fourth === undefined ? [] : checkSetting(fourth)),
    checkOthers(commits),
    checkLoadToTheEnd(result, last),
    checkProvider(result, commits.slice(1)),
    checkPromoted(commits),
    checkClean(commits),
  ];
}

/** So many commits show the whole way of a version: installed, promoted, rolled back. */
const STORY = 3;

/** A setting that the service refuses: its canary says so, and never answers anybody. */
function checkSetting(fourth: CommitResult): readonly DemoCheck[] {
  const answers = fourth.load?.canaryRequests ?? 0;
  return [
    checkCaught('the bad setting was caught by the canary', fourth),
    { name: 'nobody met the bad setting', ok: answers === 0, fact: `${answers} answers of canary pods` },
  ];
}

/** What a run can show that sends only the first commits. */
function checkPart({ commits, planned }: ScenarioResult): readonly DemoCheck[] {
  const all = { name: 'all commits were sent', ok: commits.length === planned };
  return [
    { ...all, fact: `${commits.length} of ${planned}` },
    ...(planned > 1 ? [checkOthers(commits)] : []),
    checkClean(commits),
  ];
}

function checkClean(commits: readonly CommitResult[]): DemoCheck {
  const ok = commits.every(isClean);
  const now = ({ cluster }: CommitResult): string => describeCluster(cluster).join(', ') || 'no Deployment';
  return {
    name: 'no canary is left, all traffic is on stable',
    ok,
    fact: ok ? 'none after any commit' : commits.map(now).join('; '),
  };
}

function checkEnd(result: CommitResult, index: number): DemoCheck {
  const outcome = result.exitCode === 0 ? 'success' : 'failure';
  const ok = outcome === result.commit.expected;
  const surprise = ok ? undefined : reasonOf(result);
  return {
    name: `commit ${index + 1} ends with ${result.commit.expected}`,
    ok,
    fact: surprise ?? (outcome === 'success' ? 'the workflow is green' : 'the workflow is red'),
  };
}

function checkCaught(name: string, { run }: CommitResult): DemoCheck {
  const canary = run.step('release', 'canary-rollback');
  return {
    name,
    ok: canary?.result === 'failure' && canary.errors.length > 0,
    fact: canary?.errors[0] ?? 'the canary step gave no reason',
  };
}

/** Requests that no canary answered must all have got a 2xx answer. */
function checkOthers(commits: readonly CommitResult[]): DemoCheck {
  const loads = commits.flatMap(({ load }) => (load === undefined ? [] : [load]));
  const count = (of: 'requests' | 'otherBad'): number => loads.reduce((sum, load) => sum + load[of], 0);
  return {
    name: 'no request failed outside of the canary',
    ok: loads.length > 0 && loads.every(({ requests }) => requests > 0) && count('otherBad') === 0,
    fact: `${count('otherBad')} of ${count('requests')}, from the first install to the end`,
  };
}

/** A load that has stopped early would see nothing fail. */
function checkLoadToTheEnd({ commits, records }: ScenarioResult, end: CommitResult): DemoCheck {
  const last = Math.max(...records.map(({ at }) => at));
  const more = (last - end.finishedAt) / 1000;
  return {
    name: 'the load went on to the end',
    ok: more > 0,
    fact: Number.isFinite(more)
      ? `the last request was sent ${Math.abs(more).toFixed(1)} s ${more > 0 ? 'after' : 'before'} the end of commit ${commits.length}`
      : 'nothing was sent',
  };
}

function checkProvider({ provider }: ScenarioResult, commits: readonly CommitResult[]): DemoCheck {
  const used = commits
    .flatMap(({ reports }) => reports)
    .map(providerOf)
    .filter(Boolean);
  return {
    name: provider === 'gateway' ? 'traffic was split by HTTPRoute weights' : 'traffic was split by replicas',
    ok: used.length === commits.length && used.every((one) => one === provider),
    fact: `provider: ${used.join(', ') || 'none'}`,
  };
}

/** The canary says in its report how it shifted traffic. */
function providerOf({ action, phase, data }: Report): string | undefined {
  if (action !== 'canary-rollback' || phase !== 'main') return undefined;
  const canary = data['canary'] as { readonly provider?: string } | undefined;
  return canary?.provider;
}

function checkPromoted([first, ...later]: readonly CommitResult[]): DemoCheck {
  const pushed = later[0]?.run.step('image', 'docker-multistage')?.outputs['image'];
  const images = later.map(stableImage);
  return {
    name: 'the image of commit 2 is what runs',
    ok:
      pushed !== undefined &&
      images.every((image) => image === pushed) &&
      (first === undefined || stableImage(first) !== pushed),
    fact: shortImage(images.at(-1) ?? 'no Deployment orders'),
  };
}

/** The one line that says why a run is red. */
export function reasonOf(result: CommitResult): string | undefined {
  return result.run.steps.find((step) => step.result === 'failure' && actionOf(step) !== undefined)
    ?.errors[0];
}

function stableImage({ cluster }: CommitResult): string | undefined {
  return cluster.deployments.find(({ name, ready, replicas }) => name === 'orders' && ready === replicas)
    ?.image;
}

function isClean({ cluster }: CommitResult): boolean {
  const canaryWeight = (cluster.weights ?? [])
    .filter(({ service }) => service !== 'orders')
    .reduce((sum, { weight }) => sum + weight, 0);
  const names = cluster.deployments.map(({ name }) => name);
  return names.length === 1 && names[0] === 'orders' && canaryWeight === 0;
}
