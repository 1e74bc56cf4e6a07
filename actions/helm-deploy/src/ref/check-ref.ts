import type { InputProblem } from '@fairlead/core';
import type { DeployContext, DeployInputs } from '../context.ts';
import { refOfCheckout } from './ref-of-checkout.ts';

/** Whether what is checked out is of a ref that may deploy. */
export async function checkRef(
  { allowedRefs }: Pick<DeployInputs, 'allowedRefs'>,
  context: Pick<DeployContext, 'event' | 'trust' | 'git' | 'workspace' | 'workingDirectory'>,
): Promise<readonly InputProblem[]> {
  if (allowedRefs === undefined) return [];
  const { ref, is } = await refOfCheckout(context);
  if (allowedRefs.some((pattern) => matchesRef(pattern, ref))) return [];
  return [
    { input: 'allowed-refs', value: allowedRefs.join(', '), problem: `does not allow ${is} to deploy` },
  ];
}

/** `*` stands for any text. Pure. */
export function matchesRef(pattern: string, ref: string): boolean {
  const parts = pattern.split('*').map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`).test(ref);
}
