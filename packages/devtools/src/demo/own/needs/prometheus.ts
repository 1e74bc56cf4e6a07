import type { Need } from './need.ts';

/** A Prometheus that answers at the address that was given, and scrapes something; nothing is needed without one. */
export const prometheus: Need = {
  name: 'Prometheus',
  async missing({ options: { prometheusUrl }, look }) {
    if (prometheusUrl === undefined) return undefined;
    const { state, detail, hint } = await look.prometheus(prometheusUrl);
    if (state === 'offers') return undefined;
    return [detail, hint, 'or leave out --prometheus-url to ask the pods'].filter(Boolean).join('; ');
  },
};
