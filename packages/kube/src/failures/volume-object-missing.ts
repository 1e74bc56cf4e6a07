import type { PodClass } from './failure-class.ts';
import { blockedPod } from './volumes.ts';

const KINDS: Readonly<Record<string, string>> = {
  secret: 'Secret',
  config: 'ConfigMap',
  configmap: 'ConfigMap',
  persistentvolumeclaim: 'PersistentVolumeClaim',
};

/** A volume names a Secret, a ConfigMap or a key that does not exist. A mount waits for it in steps that grow to two minutes. */
export const volumeObjectMissing: PodClass = {
  name: 'volume-object-missing',
  of: 'pod',
  grace: { ms: 30_000 },
  hint: 'create the Secret, ConfigMap or claim that the volume refers to, or correct the reference',
  shows: 'Secret, ConfigMap or key of a volume missing',
  see(view) {
    const blocked = blockedPod(view);
    if (blocked?.of !== 'volume') return undefined;
    const { text, since, event } = blocked;
    const missing = /(secret|configmap|persistentvolumeclaim) "?([^"\s]+)"? not found/i.exec(text);
    const key = /references non-existent (secret|config) key: (\S+)/i.exec(text);
    if (missing === null && key === null) return undefined;
    const said =
      missing === null
        ? `${kindOf(key)} has no key ${key?.[2]}`
        : `${kindOf(missing)} ${missing[2]} not found`;
    return { reason: event.reason ?? 'FailedMount', message: `volume cannot be mounted: ${said}`, since };
  },
};

function kindOf(match: RegExpExecArray | null): string {
  return KINDS[match?.[1]?.toLowerCase() ?? ''] ?? 'object';
}
