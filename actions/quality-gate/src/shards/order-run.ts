import type { TestRun } from '@fairlead/go';
import { type Plan, packagesOf } from '../plan/plan.ts';

/** A run in the order of the plan, however its packages ended: one run and merged shards then read alike. */
export function orderRun(run: TestRun, plan: Pick<Plan, 'modules'>): TestRun {
  const order = new Map(packagesOf(plan).map(({ importPath }, at) => [importPath, at]));
  const at = (name: string): number => order.get(name) ?? order.size;
  const sorted = <T>(items: readonly T[], nameOf: (item: T) => string): readonly T[] =>
    [...items].sort((a, b) => at(nameOf(a)) - at(nameOf(b)));
  return {
    ...run,
    packages: sorted(run.packages, ({ name }) => name),
    tests: sorted(run.tests, (test) => test.package),
    builds: sorted(run.builds, (build) => build.package),
  };
}
