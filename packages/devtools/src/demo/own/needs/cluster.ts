import { errorMessage, FairleadError } from '@fairlead/core';
import type { Need } from './need.ts';

/** An API server that answers this user. */
export const cluster: Need = {
  name: 'cluster',
  async missing({ cluster: { kube } }) {
    try {
      await kube.version();
      return undefined;
    } catch (error) {
      const hint = error instanceof FairleadError ? error.hint : undefined;
      return [errorMessage(error), hint].filter(Boolean).join('; ');
    }
  },
};
