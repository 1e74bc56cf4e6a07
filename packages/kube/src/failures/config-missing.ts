import { timeOf } from '../facts/facts.ts';
import { oneLine } from '../words/text.ts';
import type { ContainerClass } from './failure-class.ts';

/** How long a kubelet may take to know an object that is there. */
const CACHE_MS = 30_000;

/** A missing Secret, ConfigMap or key of an environment: another object of the same release may be on its way. */
export const configMissing: ContainerClass = {
  name: 'config-missing',
  of: 'container',
  grace: { ms: 5_000 },
  hint: 'create the Secret, ConfigMap or key that the container refers to, or correct the reference',
  shows: 'Secret, ConfigMap or key of a container missing',
  see({ status, podStart, events }) {
    const waiting = status.state?.waiting;
    if (waiting?.reason !== 'CreateContainerConfigError') return undefined;
    const first = events.find(({ reason }) => reason === 'Failed');
    const since = timeOf(first?.firstTimestamp ?? first?.eventTime) ?? podStart;
    const text = waiting.message ?? 'its configuration is not complete';
    // "cache sync" is the kubelet not knowing yet, not the object being absent
    const graceMs = /cache/i.test(text) ? CACHE_MS : undefined;
    return { reason: waiting.reason, message: plainConfig(text), since, graceMs };
  },
};

/** `couldn't find key x in Secret ns/name` → words that say what to look at. */
function plainConfig(text: string): string {
  const key = /couldn't find key (\S+) in (Secret|ConfigMap) ([^/\s]+)\/(\S+)/i.exec(text);
  if (key !== null) return `${key[2]} ${key[4]} has no key ${key[1]}`;
  const object = /(secret|configmap) "([^"]+)" not found/i.exec(text);
  if (object === null) return oneLine(text, 240);
  return `${object[1]?.toLowerCase() === 'secret' ? 'Secret' : 'ConfigMap'} ${object[2]} not found`;
}
