import { type InputProblem, PolicyError } from '@fairlead/core';
import type { Target } from '../cluster/target.ts';
import type { CanaryContext, CanaryInputs } from '../context.ts';

/** Nobody drills with real users by accident. */
export function checkDrill({
  command,
  environment,
  drillProduction,
  namespace,
  backend,
}: CanaryInputs): readonly InputProblem[] {
  if (command !== 'drill') return [];
  const problem = 'is production, where a drill breaks what real users meet';
  const allowed = 'another one, or drill-production: true';
  const isProduction = (name: string | undefined): boolean =>
    !drillProduction && /^(?:.+[-_.])?prod(?:uction)?(?:[-_.].+)?$/i.test(name ?? '');
  return [
    ...(backend === 'fairlead'
      ? []
      : [{ input: 'backend', value: backend, problem: 'cannot be drilled', allowed: 'fairlead' }]),
    ...(isProduction(environment)
      ? [{ input: 'environment', value: environment ?? '', problem, allowed }]
      : []),
    ...(isProduction(namespace) ? [{ input: 'namespace', value: namespace ?? '', problem, allowed }] : []),
  ];
}

/** For a namespace that the kubeconfig names. @throws PolicyError CANARY_DRILL_REFUSED */
export function assertNoProduction({ inputs }: CanaryContext, { namespace }: Target): void {
  const [found] = checkDrill({ ...inputs, namespace });
  if (found === undefined) return;
  throw new PolicyError({
    code: 'CANARY_DRILL_REFUSED',
    message: `namespace ${namespace} ${found.problem}; nothing was changed`,
    hint: 'drill somewhere else, or say drill-production: true',
  });
}
