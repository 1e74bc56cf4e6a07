import type { KubeObject } from '@fairlead/kube';
import type { CanaryContext } from '../context.ts';

/** Shorter texts would hide half of the log. */
const SHORTEST = 8;

/** Keeps what a Secret holds out of logs and reports: a template may have made it, and then nobody has masked it. */
export function maskSecret({ host }: Pick<CanaryContext, 'host'>, { data }: KubeObject): void {
  for (const text of Object.values((data ?? {}) as Readonly<Record<string, string>>)) {
    const plain = Buffer.from(text, 'base64').toString('utf8');
    for (const one of [text, plain]) if (one.length >= SHORTEST) host.mask(one);
  }
}
