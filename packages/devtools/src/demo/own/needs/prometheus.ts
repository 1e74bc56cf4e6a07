import { errorMessage, safeUrl } from '@fairlead/core';
import type { Need } from './need.ts';

/** The Prometheus that is named; without one the demo runs its own. */
export const prometheus: Need = {
  name: 'Prometheus',
  async missing({ options: { prometheusUrl }, look }) {
    if (prometheusUrl === undefined) return undefined;
    try {
      await look.prometheus(prometheusUrl);
      return undefined;
    } catch (error) {
      return `no Prometheus answers at ${safeUrl(prometheusUrl)} (${errorMessage(error)}): make it reachable from here, or leave out --prometheus-url and the demo runs one`;
    }
  },
};
