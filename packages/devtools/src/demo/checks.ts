import { shortImage } from './cluster-facts.ts';
import { actionOf, type CommitResult, type ScenarioResult } from './scenario.ts';

/** One thing that must be true at the end, and the fact that decides it. */
export interface DemoCheck {
  readonly name: string;
  readonly ok: boolean;
  readonly fact: string;
}

/** Decides whether the story went as told. Every fact comes from the run. */
export function checkScenario({ commits }: ScenarioResult): readonly DemoCheck[] {
  const [first, second, third] = commits;
  const checks = commits.map((result, index): DemoCheck => {
    const outcome = result.exitCode === 0 ? 'success' : 'failure';
    return {
      name: `commit ${index + 1} ends with ${result.commit.expected}`,
      ok: outcome === result.commit.expected,
      fact:
        outcome === 'success'
          ? 'the workflow succeeded'
          : (reasonOf(result) ?? 'the workflow failed without a reason'),
    };
  });
  if (first === undefined || second === undefined || third === undefined) {
    return [...checks, { name: 'all three commits were sent', ok: false, fact: `only ${commits.length}` }];
  }
  const canary = third.run.step('release', 'canary-rollback');
  const stable = stableImage(second);
  return [
    ...checks,
    {
      name: 'the bad version was caught by the canary',
      ok: canary?.result === 'failure' && canary.errors.length > 0,
      fact: canary?.errors[0] ?? 'the canary step gave no reason',
    },
    {
      name: 'commit 2 answered requests before it was promoted',
      ok: (second.load?.canaryRequests ?? 0) > 0,
      fact: `${second.load?.canaryRequests ?? 0} answers of the new version`,
    },
    {
      name: 'the bad version did answer badly',
      ok: (third.load?.canaryBad ?? 0) > 0,
      fact: `${third.load?.canaryBad ?? 0} bad answers of ${third.load?.canaryRequests ?? 0}`,
    },
    {
      name: 'no request failed outside of the canary',
      ok: commits.every(({ load }) => load === undefined || (load.requests > 0 && load.otherBad === 0)),
      fact: commits
        .map(({ load }, index) =>
          load === undefined ? '' : `commit ${index + 1}: ${load.otherBad} of ${load.requests}`,
        )
        .filter(Boolean)
        .join(', '),
    },
    {
      name: 'the version of commit 2 is what runs',
      ok: stable !== undefined && stable === stableImage(third) && stable !== stableImage(first),
      fact: shortImage(stableImage(third) ?? 'no Deployment orders'),
    },
    {
      name: 'no canary is left, all traffic is on stable',
      ok: commits.every(isClean),
      fact: commits.every(isClean)
        ? 'none after any commit'
        : commits.map((result) => result.cluster.deployments.map(({ name }) => name).join(' ')).join('; '),
    },
  ];
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
  return cluster.deployments.every(({ name }) => name === 'orders') && canaryWeight === 0;
}
