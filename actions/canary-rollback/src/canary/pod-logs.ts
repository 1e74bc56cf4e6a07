import { type Deployment, type Kube, LAST_LOG_BYTES, type LogOptions, logLines } from '@fairlead/kube';
import { listStablePods } from '../cluster/stable-pods.ts';
import { isPodReady, type Target } from '../cluster/target.ts';

const LOG_LINES = 50;
const LINE_LENGTH = 500;
/** What a program says when it starts is in its first lines. */
const FIRST_BYTES = 16_000;
/** Pods of one template say the same things. */
const STABLE_PODS = 2;

/** The last lines of a container, none of them endless. */
export async function readLines(
  kube: Pick<Kube, 'logs'>,
  of: { readonly namespace: string; readonly name: string },
  options: Pick<LogOptions, 'container' | 'previous'>,
): Promise<readonly string[]> {
  const last = { ...options, tailLines: LOG_LINES, limitBytes: LAST_LOG_BYTES };
  return linesIn(await kube.logs(of, last)).slice(-LOG_LINES);
}

/** The first and the last lines of some of stable's pods: what of the canary's is nothing new. */
export async function readStableLines(target: Target, stable: Deployment): Promise<readonly string[]> {
  const { kube, namespace } = target;
  const ready = (await listStablePods(target, stable)).filter(isPodReady);
  const parts = ready.slice(0, STABLE_PODS).flatMap((pod) =>
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
  return logLines(text).map((line) => line.slice(0, LINE_LENGTH));
}
