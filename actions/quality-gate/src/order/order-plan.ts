import { type ModulePlan, nameAll, type Plan } from '../plan/plan.ts';
import type { Likelihood } from './likelihood.ts';

/**
 * The plan with what is likely to fail first: the go command tests packages in the order in which they are named, and modules
 * are tested one after the other. What is equally likely stays as it was. Pure.
 */
export function orderPlan(plan: Plan, likelihoods: ReadonlyMap<string, Likelihood>): Plan {
  const of = (importPath: string): number => likelihoods.get(importPath)?.value ?? 0;
  const highest = ({ packages }: ModulePlan): number =>
    packages.reduce((most, { importPath }) => Math.max(most, of(importPath)), 0);
  const modules = plan.modules.map((part): ModulePlan => {
    const packages = [...part.packages].sort((a, b) => of(b.importPath) - of(a.importPath));
    return nameAll(part, packages);
  });
  return { ...plan, modules: modules.sort((a, b) => highest(b) - highest(a)) };
}
