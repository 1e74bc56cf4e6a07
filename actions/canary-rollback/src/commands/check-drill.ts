import { type InputProblem, isProductionName, PolicyError } from '@fairlead/core';
import type { Target } from '../cluster/target.ts';
import type { CanaryContext, CanaryInputs } from '../context.ts';

/** Faults under which a release may be tried. */
const BEARABLE: readonly CanaryInputs['fault'][] = ['cpu', 'latency'];

/** Nobody drills with real users by accident. */
export function checkDrill(inputs: CanaryInputs): readonly InputProblem[] {
  const { command, verify, environment, drillProduction, namespace, kubeContext, backend, strategy } = inputs;
  const isTried = command === 'run' && verify === 'chaos';
  if (command !== 'drill' && !isTried) return [];
  const named = { environment, namespace, 'kube-context': kubeContext };
  const production = drillProduction
    ? []
    : Object.entries(named).filter(([, name]) => isProduction(name ?? ''));
  return [
    ...(backend === 'fairlead'
      ? []
      : [{ input: 'backend', value: backend, problem: 'cannot be drilled', allowed: 'fairlead' }]),
    ...(strategy === 'canary'
      ? []
      : [
          {
            input: 'strategy',
            value: strategy,
            problem: 'would let all users feel the drill',
            allowed: 'canary',
          },
        ]),
    ...(isTried && !BEARABLE.includes(inputs.fault)
      ? [
          {
            input: 'fault',
            value: inputs.fault,
            problem: 'is none that a good version could bear',
            allowed: 'cpu or latency with verify: chaos',
          },
        ]
      : []),
    ...production.map(([input, value]) => ({
      input,
      value: value ?? '',
      problem: 'is production, where a drill breaks what real users meet',
      allowed: 'another one, or drill-production: true',
    })),
  ];
}

/** More than the one rule for environments: a name that only ends so is not drilled by accident either. */
function isProduction(name: string): boolean {
  return isProductionName(name) || /^(?:.+[-_.@/])?prod(?:uction)?(?:[-_.@/].+)?$/i.test(name);
}

/** For what the kubeconfig names and no input. @throws PolicyError CANARY_DRILL_REFUSED */
export function assertNoProduction({ inputs }: CanaryContext, { namespace, kube }: Target): void {
  const found = Object.entries({ namespace, context: kube.target.context }).find(([, name]) =>
    isProduction(name),
  );
  if (inputs.drillProduction || found === undefined) return;
  throw new PolicyError({
    code: 'CANARY_DRILL_REFUSED',
    message: `the ${found[0]} ${JSON.stringify(found[1])} of the kubeconfig is production, where a drill breaks what real users meet; nothing was changed`,
    hint: 'drill somewhere else, or say drill-production: true',
  });
}
