import { createHash } from 'node:crypto';
import type { Labels } from '@fairlead/kube';

const LONGEST_VALUE = 63;
const SUFFIX = '-canary';

/** The label of a Service's selector whose value tells canary pods apart; undefined for an empty selector. */
export function labelToChange(selector: Labels): string | undefined {
  const preferred = ['app.kubernetes.io/instance', 'app'].find((key) => selector[key] !== undefined);
  return preferred ?? Object.keys(selector)[0];
}

/** The value with `-canary`, within the 63 characters of a label; one that gets too long keeps its beginning and a hash. */
export function changedValue(value: string): string {
  const whole = `${value}${SUFFIX}`;
  if (whole.length <= LONGEST_VALUE) return whole.replace(/^-/, '');
  const hash = createHash('sha256').update(value).digest('hex').slice(0, 8);
  return `${value.slice(0, LONGEST_VALUE - SUFFIX.length - hash.length - 1)}-${hash}${SUFFIX}`;
}
