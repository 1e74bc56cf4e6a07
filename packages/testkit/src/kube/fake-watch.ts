import type { KubeObject, ListOptions, WatchEvent } from '@fairlead/kube';
import { copy } from './copy.ts';
import type { FakeStore } from './fake-store.ts';

/** Gives what is there, then every change of a kind in a namespace, until `signal` aborts. */
export async function* watchStore(
  store: FakeStore,
  apiVersion: string,
  kind: string,
  options: ListOptions,
  signal: AbortSignal,
): AsyncGenerator<WatchEvent> {
  const queue: WatchEvent[] = [
    { type: 'reset', object: { apiVersion, kind: `${kind}List`, metadata: { name: '' } } },
  ];
  const wanted = ({ kind: found, metadata }: KubeObject): boolean =>
    found === kind && metadata.namespace === (options.namespace ?? store.namespace);
  for (const object of store.all().filter(wanted)) queue.push({ type: 'added', object: copy(object) });
  let wake = (): void => {};
  const onAbort = (): void => wake();
  const stop = store.listen((event) => {
    if (!wanted(event.object)) return;
    queue.push(event);
    wake();
  });
  signal.addEventListener('abort', onAbort);
  try {
    while (!signal.aborted) {
      const next = queue.shift();
      if (next !== undefined) yield next;
      else await new Promise<void>((resolve) => (wake = resolve));
    }
  } finally {
    stop();
    signal.removeEventListener('abort', onAbort);
  }
}
