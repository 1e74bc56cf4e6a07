import type { Container, ContainerStatus, Pod } from '@fairlead/kube';
import { countedStatuses, troubleOf } from '../cluster/pod-health.ts';

/** Of a message of the cluster so much is kept. */
const LONGEST = 300;

/** What `kubectl describe` would say of a pod that matters after a failure, a line each: where it ran, what was not so, its containers. */
export function factsOf(pod: Pod): readonly string[] {
  const { spec, status, metadata } = pod;
  const where = spec?.nodeName === undefined ? 'on no node' : `on node ${spec.nodeName}`;
  const why = [status?.reason, status?.message].filter((part) => part !== undefined).join(': ');
  const head = `pod ${metadata.name} ${where}: ${status?.phase ?? 'unknown'}${why === '' ? '' : ` (${short(why)})`}`;
  const missing = (status?.conditions ?? [])
    .filter(({ status: now }) => now !== 'True')
    .map(({ type, reason, message }) => {
      const said = [reason, message].filter((part) => part !== undefined && part !== '').join(': ');
      return `  not ${type}${said === '' ? '' : ` (${short(said)})`}`;
    });
  const containers = [...(spec?.containers ?? []), ...(spec?.initContainers ?? [])];
  return [head, ...missing, ...countedStatuses(pod).map((one) => containerLine(one, containers))];
}

function containerLine(status: ContainerStatus, containers: readonly Container[]): string {
  const { name, restartCount = 0, ready } = status;
  const limits = Object.entries(containers.find((one) => one.name === name)?.resources?.limits ?? {});
  const parts = [
    troubleOf(status) ?? `container ${name}: no trouble`,
    ready === true ? 'ready' : 'not ready',
    `${restartCount} restarts`,
    ...(limits.length === 0 ? [] : [`limits ${limits.map(([key, value]) => `${key}=${value}`).join(' ')}`]),
  ];
  return `  ${parts.join(', ')}`;
}

function short(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length <= LONGEST ? line : `${line.slice(0, LONGEST - 1)}…`;
}
