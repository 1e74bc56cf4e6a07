import { join } from 'node:path';
import { listSome } from '@fairlead/core';
import type { TestRun } from '@fairlead/go';
import type { Job } from '../check/check.ts';
import type { Plan } from '../plan/plan.ts';
import { readTree } from '../select/choose-packages.ts';
import { addRun, type History, readHistory, writeHistory } from './history.ts';
import { estimate, type Likelihood, type PackageSource } from './likelihood.ts';
import { orderPlan } from './order-plan.ts';
import { readPackageSources } from './read-sources.ts';

/** What decides the order of the packages. */
export interface Order {
  readonly folder: string;
  readonly history: History;
  readonly sources: readonly PackageSource[];
  readonly likelihoods: ReadonlyMap<string, Likelihood>;
}

/** Looks up what may fail; undefined where the order is that of the plan. It reads the sources, so before any test. */
export async function findOrder({ ports, plan, rules }: Job): Promise<Order | undefined> {
  const [goCache] = plan.caches;
  if (rules.order !== 'history' || rules.merge !== '') return undefined;
  if (goCache === undefined) {
    ports.log.info('order: the packages run as they are listed: Go has no cache to keep a history in');
    return undefined;
  }
  const folder = join(goCache, 'fairlead-tests');
  const history = await readHistory(ports.files, folder);
  const sources = await readPackageSources(ports, plan, await readTree({ ports, plan }, goCache));
  return { folder, history, sources, likelihoods: estimate(sources, history) };
}

/** The plan in the order, which is told. */
export function inOrder({ ports }: Pick<Job, 'ports'>, plan: Plan, order: Order | undefined): Plan {
  if (order === undefined) return plan;
  const ordered = orderPlan(plan, order.likelihoods);
  const first = ordered.modules.flatMap(({ packages }) =>
    packages.flatMap(({ importPath }) => {
      const why = order.likelihoods.get(importPath)?.why ?? '';
      return why === '' ? [] : [`${importPath} (${why})`];
    }),
  );
  ports.log.info(
    `order: ${first.length === 0 ? 'nothing is known to be likely to fail' : `first ${listSome(first)}`}`,
  );
  return ordered;
}

/** Keeps what this run tells for the next. What strangers' code did tells nothing of ours. */
export async function keepHistory({ ports }: Pick<Job, 'ports'>, order: Order, run: TestRun): Promise<void> {
  if (ports.trust.level === 'untrusted') return;
  const hashes = new Map(order.sources.map(({ importPath, hash }) => [importPath, hash]));
  await writeHistory(ports.files, order.folder, addRun(order.history, run, hashes, ports.clock.now()));
}
