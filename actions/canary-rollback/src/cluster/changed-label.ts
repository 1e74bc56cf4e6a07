import type { Labels } from '@fairlead/kube';
import { fitName } from '../naming/fit-name.ts';

const LONGEST_VALUE = 63;
const SUFFIX = '-canary';

/** The label of a Service's selector whose value tells canary pods apart; undefined for an empty selector. */
export function labelToChange(selector: Labels): string | undefined {
  const preferred = ['app.kubernetes.io/instance', 'app'].find((key) => selector[key] !== undefined);
  return preferred ?? Object.keys(selector)[0];
}

/** The value with `-canary`, within the 63 characters of a label; one that gets too long keeps its beginning and a hash. */
export function changedValue(value: string): string {
  return fitName(value, SUFFIX, LONGEST_VALUE).replace(/^-/, '');
}
