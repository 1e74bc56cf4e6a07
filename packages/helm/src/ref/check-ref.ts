import type { InputProblem } from '@fairlead/core';
import { type RefContext, refOfCheckout } from './ref-of-checkout.ts';

/**
 * Whether what is checked out is of a ref that may deploy. Without a list all refs of the repository may; the code of others
 * gets into a cluster only where the workflow says so, as an image of it gets into a registry.
 */
export async function checkRef(
  { allowedRefs, dryRun }: { readonly allowedRefs: readonly string[] | undefined; readonly dryRun: boolean },
  context: RefContext,
): Promise<readonly InputProblem[]> {
  if (allowedRefs === undefined) return dryRun ? [] : refuseUntrusted(context);
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

async function refuseUntrusted(context: RefContext): Promise<readonly InputProblem[]> {
  const { event, trust } = context;
  if (trust.level !== 'untrusted') return [];
  const { ref } = await refOfCheckout(context);
  if (ref !== '' && event.refType !== 'pull') return [];
  const problem = `has to say that such code may be deployed: this is ${trust.why}`;
  return [{ input: 'allowed-refs', value: '', problem, allowed: 'refs, or "*" for any, under with:' }];
}
