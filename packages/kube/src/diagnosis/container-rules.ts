import type { Container, ContainerStatus, KubeEvent, Probe, Termination } from '../objects.ts';
import { timeOf } from './facts.ts';
import type { FailureClass } from './finding.ts';
import type { Graces } from './graces.ts';
import { judgePull } from './image-rule.ts';

/** One container in its pod. */
export interface ContainerView {
  readonly spec: Container | undefined;
  readonly status: ContainerStatus;
  readonly init: boolean;
  /** Events of the pod that speak of this container, oldest first. */
  readonly events: readonly KubeEvent[];
  /** When the pod was started, as far as known. */
  readonly podStart: number;
  readonly now: number;
  readonly graces: Graces;
  /** How long a container may run without being ready; Infinity: only reported. */
  readonly readyWithin: number;
}

/** What a rule says of a container. */
export interface ContainerFinding {
  readonly class: FailureClass;
  readonly reason: string;
  readonly message: string;
  readonly since: number;
  readonly graceMs: number;
}

const IMAGE_REASONS = new Set([
  'ErrImagePull',
  'ImagePullBackOff',
  'InvalidImageName',
  'ErrImageNeverPull',
  'RegistryUnavailable',
  'ImageInspectError',
]);
const CREATE_REASONS = new Set([
  'RunContainerError',
  'CreateContainerError',
  'StartError',
  'ContainerCannotRun',
]);

/** The trouble of one container, or undefined. Rules in order: the first that speaks is the cause. */
export function judgeContainer(view: ContainerView): ContainerFinding | undefined {
  return judgeImage(view) ?? judgeConfig(view) ?? judgeCreate(view) ?? judgeExits(view) ?? judgeReady(view);
}

function judgeImage({ status, spec, events, podStart, graces }: ContainerView): ContainerFinding | undefined {
  const waiting = status.state?.waiting;
  if (waiting?.reason === undefined || !IMAGE_REASONS.has(waiting.reason)) return undefined;
  const image = spec?.image ?? status.image ?? '';
  const failed = events.filter(({ reason, message }) => reason === 'Failed' && /image/i.test(message ?? ''));
  const text = [waiting.message ?? '', ...failed.map(({ message }) => message ?? '')].join('\n');
  const said = judgePull(waiting.reason, image, text);
  const since = timeOf(failed[0]?.firstTimestamp ?? failed[0]?.eventTime) ?? podStart;
  const graceMs =
    said.class === 'image-pull' ? graces.imagePull : said.class === 'image-missing' ? graces.imageMissing : 0;
  const reason = waiting.reason === 'ImagePullBackOff' ? 'ErrImagePull' : waiting.reason;
  return { ...said, reason, since, graceMs };
}

function judgeConfig({ status, podStart, graces, events }: ContainerView): ContainerFinding | undefined {
  const waiting = status.state?.waiting;
  if (waiting?.reason !== 'CreateContainerConfigError') return undefined;
  const first = events.find(({ reason }) => reason === 'Failed');
  const since = timeOf(first?.firstTimestamp ?? first?.eventTime) ?? podStart;
  const text = waiting.message ?? 'its configuration is not complete';
  // "cache sync" is the kubelet not knowing yet, not the object being absent
  const graceMs = /cache/i.test(text) ? graces.mountMissing : graces.configMissing;
  return { class: 'config-missing', reason: waiting.reason, message: plainConfig(text), since, graceMs };
}

/** `couldn't find key x in Secret ns/name` → words that say what to look at. */
function plainConfig(text: string): string {
  const key = /couldn't find key (\S+) in (Secret|ConfigMap) ([^/\s]+)\/(\S+)/i.exec(text);
  if (key !== null) return `${key[2]} ${key[4]} has no key ${key[1]}`;
  const object = /(secret|configmap) "([^"]+)" not found/i.exec(text);
  if (object !== null)
    return `${object[1]?.toLowerCase() === 'secret' ? 'Secret' : 'ConfigMap'} ${object[2]} not found`;
  return text.split('\n')[0] ?? text;
}

function judgeCreate(view: ContainerView): ContainerFinding | undefined {
  const { status, podStart, graces } = view;
  const ended = status.state?.terminated ?? status.lastState?.terminated;
  const waiting = status.state?.waiting;
  const said = [waiting, ended].find(({ reason } = {}) => reason !== undefined && CREATE_REASONS.has(reason));
  if (said?.reason === undefined || status.ready === true) return undefined;
  const tries = exitsOf(status);
  const graceMs =
    tries >= graces.exits || waiting?.reason === 'CreateContainerError' ? graces.configMissing : Infinity;
  const message = `cannot be started: ${lastLine(said.message) ?? said.reason}`;
  return { class: 'container-create', reason: said.reason, message, since: podStart, graceMs };
}

/** How many times the container has ended. The count of restarts lags behind while it waits for the next start. */
export function exitsOf({ state, lastState, restartCount = 0 }: ContainerStatus): number {
  if (state?.terminated !== undefined) return restartCount + 1;
  if (state?.waiting !== undefined && lastState?.terminated !== undefined) return restartCount + 1;
  return restartCount;
}

function judgeExits(view: ContainerView): ContainerFinding | undefined {
  const { status, init, graces, podStart } = view;
  const last = status.state?.terminated ?? status.lastState?.terminated;
  if (last === undefined || status.ready === true) return undefined;
  if (init && last.exitCode === 0) return undefined; // done, as it should be
  if (status.state?.running !== undefined && exitsOf(status) < graces.exits) return undefined; // it may be fine now
  const loops = exitsOf(status) >= graces.exits && status.state?.running === undefined;
  const memory = last.reason === 'OOMKilled';
  const since = timeOf(last.finishedAt) ?? podStart;
  return {
    class: memory ? 'out-of-memory' : init ? 'init-failed' : 'crash',
    reason: memory ? 'OOMKilled' : loops ? 'CrashLoopBackOff' : (last.reason ?? 'Error'),
    message: describeExit(view, last),
    since,
    graceMs: loops ? 0 : Infinity,
  };
}

function describeExit({ status, spec, init, events }: ContainerView, last: Termination): string {
  const exits = exitsOf(status);
  const times = exits > 1 ? `, ${exits} times` : '';
  if (last.reason === 'OOMKilled') {
    const limit = spec?.resources?.limits?.['memory'];
    return `killed for using more than ${limit === undefined ? "the node's memory" : `its memory limit of ${limit}`}${times}`;
  }
  const liveness = events.findLast(({ message }) => /^Liveness probe failed/i.test(message ?? ''));
  const killed = events.some(
    ({ reason, message }) => reason === 'Killing' && /liveness/i.test(message ?? ''),
  );
  if (liveness !== undefined && killed) {
    return `restarted because its liveness probe failed${times}: ${probeText(liveness)}`;
  }
  const what = init ? 'init container ended' : ranFor(last);
  return `${what} with exit code ${last.exitCode ?? 'unknown'}${times}`;
}

function ranFor({ startedAt, finishedAt }: Termination): string {
  const [from, to] = [timeOf(startedAt), timeOf(finishedAt)];
  const seconds = from === undefined || to === undefined ? undefined : Math.round((to - from) / 1000);
  return seconds === undefined || seconds <= 5 ? 'crashed at start' : `crashed after ${seconds} s`;
}

function judgeReady(view: ContainerView): ContainerFinding | undefined {
  const { status, spec, init, events, now, readyWithin } = view;
  const startedAt = timeOf(status.state?.running?.startedAt);
  if (init || status.ready === true || startedAt === undefined) return undefined;
  const budget = probeBudgetMs(spec?.startupProbe) + probeBudgetMs(spec?.readinessProbe);
  if (budget === 0 || now - startedAt < budget) return undefined; // without a probe it is ready as soon as it runs
  const said = events.findLast(({ message }) => /^(Readiness|Startup) probe /i.test(message ?? ''));
  const kind = /^startup/i.test(said?.message ?? '') ? 'startup' : 'readiness';
  const message = `runs but is not ready: ${kind} probe ${said === undefined ? 'has not passed' : `failed: ${probeText(said)}`}`;
  return {
    class: 'not-ready',
    reason: 'Unhealthy',
    message,
    since: startedAt,
    graceMs: Math.max(budget, readyWithin),
  };
}

/** Milliseconds that a probe may take until it has failed as often as it may, by its own numbers. */
export function probeBudgetMs(probe: Probe | undefined): number {
  if (probe === undefined) return 0;
  const { initialDelaySeconds = 0, periodSeconds = 10, timeoutSeconds = 1, failureThreshold = 3 } = probe;
  return (initialDelaySeconds + periodSeconds * failureThreshold + timeoutSeconds) * 1000;
}

function probeText({ message = '' }: KubeEvent): string {
  return (message.replace(/^\w+ probe (failed|errored):?\s*/i, '').split('\n')[0] ?? '').slice(0, 200);
}

function lastLine(text: string | undefined): string | undefined {
  return text
    ?.split('\n')
    .findLast((line) => line.trim() !== '')
    ?.slice(0, 240);
}
