import { FairleadError } from '@fairlead/core';

/** What a cluster that does not answer lacks besides is not to be known; that it does not answer is told once. */
export async function ifReachable(ask: () => Promise<string | undefined>): Promise<string | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof FairleadError && /^KUBE_(UNREACHABLE|UNAUTHORIZED|FORBIDDEN)$/.test(error.code))
      return undefined;
    throw error;
  }
}
