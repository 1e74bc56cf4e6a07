const PRODUCTION = /^(prod|production|prd|live)([-_. /].*)?$/i;

/** Whether users depend on an environment, by its name: `production`, `prod`, `prd`, `live`, `prod-eu`. The one rule for all. Pure. */
export function isProductionName(name: string): boolean {
  return PRODUCTION.test(name);
}
