import { type Deployment, type Kube, type LogOptions, matchSelector, type Pod } from '@fairlead/kube';
import { canarySelector, selectorText } from '../cluster/names.ts';
import { isPodReady, type Target } from '../cluster/target.ts';

const LOG_LINES = 50;
const LINE_LENGTH = 500;
/** Bytes of the last lines that are asked for: nothing keeps a program from a line without an end. */
const LAST_BYTES = 262_144;
/** What a program says when it starts is in its first lines. */
const FIRST_BYTES = 16_000;
/** Pods of one template say the same things. */
const STABLE_PODS = 2;

/** What a kubelet answers in place of a log that is gone. */
const NO_LOG = /^unable to retrieve container logs for /;

/** The last lines of a container, none of them endless. */
export async function readLines(
  kube: Pick<Kube, 'logs'>,
  of: { readonly namespace: string; readonly name: string },
  options: Pick<LogOptions, 'container' | 'previous'>,
): Promise<readonly string[]> {
  const last = { ...options, tailLines: LOG_LINES, limitBytes: LAST_BYTES };
  return linesIn(await kube.logs(of, last)).slice(-LOG_LINES);
}

/** The first and the last lines of some of stable's pods: what of the canary's is nothing new. */
export async function readStableLines(
  { kube, namespace, workload }: Target,
  stable: Deployment,
): Promise<readonly string[]> {
  const labelSelector = selectorText(stable.spec.selector.matchLabels ?? {});
  const canary = selectorText(canarySelector(workload));
  const all = await kube.list<Pod>('v1', 'Pod', { namespace, labelSelector });
  const own = all.filter((pod) => isPodReady(pod) && !matchSelector(canary, pod.metadata.labels));
  const parts = own.slice(0, STABLE_PODS).flatMap((pod) =>
    (pod.status?.containerStatuses ?? []).flatMap(({ name: container }) => {
      const of = { namespace, name: pod.metadata.name };
      return [
        kube
          .logs(of, { container, limitBytes: FIRST_BYTES })
          .then((text) => linesIn(text).slice(0, LOG_LINES)),
        readLines(kube, of, { container }),
      ];
    }),
  );
  return [...new Set((await Promise.all(parts)).flat())];
}

function linesIn(text: string): readonly string[] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '' && !NO_LOG.test(line))
    .map((line) => line.slice(0, LINE_LENGTH));
}
