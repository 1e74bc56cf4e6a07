import {
  type Kube,
  type KubeObject,
  type ListOptions,
  matchSelector,
  type ObjectRef,
  type ProxyTarget,
} from '@fairlead/kube';
import { copy } from './copy.ts';
import { createFakeGarbage } from './fake-garbage.ts';
import { createRecorder, type FakeHistory } from './fake-history.ts';
import { createFakeStore } from './fake-store.ts';
import { watchStore } from './fake-watch.ts';
import { createFakeWrites } from './fake-writes.ts';

/** An in-memory cluster: a store with resource versions, and a log of every change in order. */
export interface FakeKube extends Kube, FakeHistory {
  /** Puts an object in without a call, as if it had always been there. */
  put(object: KubeObject): void;
  /** The stored objects, for assertions. */
  objects(): readonly KubeObject[];
  /** What listens inside the cluster: gives status and text for who is asked through the proxy; undefined: nobody listens there. */
  onProxy(answer: (target: ProxyTarget) => Listening | undefined): void;
}

/** What a program in a pod answers. */
export interface Listening {
  readonly status: number;
  readonly text: string;
}

/** Makes an empty cluster whose time is `clock`. It keeps what Kubernetes promises that our code leans on: conflicts, merge patches, selectors, watches, deadlines of Jobs, and that what an object owns goes with it. */
export function createFakeKube(namespace = 'default', clock: { now(): number } = Date): FakeKube {
  const store = createFakeStore(namespace);
  const recorder = createRecorder();
  const { calls, onChange, failNext } = recorder;
  const garbage = createFakeGarbage(
    store,
    () => clock.now(),
    (object) => recorder.react(object, 'delete'),
  );
  let listening: (target: ProxyTarget) => Listening | undefined = () => undefined;
  return {
    target: { context: 'fake', server: 'https://127.0.0.1:6443', namespace },
    now: () => clock.now(),
    calls,
    onChange,
    failNext,
    put: (object) => void store.keep(object),
    objects() {
      garbage.sweep();
      return store.all();
    },
    version: async () => 'v1.34.4',
    apiVersions: async () => ['v1', 'apps/v1', 'apps/v1/Deployment'],
    async get<T extends KubeObject>(ref: ObjectRef) {
      recorder.trip('get', ref.kind);
      garbage.sweep();
      const found = store.find(ref);
      return found === undefined ? undefined : (copy(found) as T);
    },
    async list<T extends KubeObject>(_: string, kind: string, options: ListOptions = {}) {
      garbage.sweep();
      return store
        .all()
        .filter((object) => object.kind === kind)
        .filter(({ metadata }) => metadata.namespace === (options.namespace ?? namespace))
        .filter(({ metadata }) => matchSelector(options.labelSelector ?? '', metadata.labels))
        .map((object) => copy(object) as T);
    },
    ...createFakeWrites(store, recorder, garbage, () => new Date(clock.now()).toISOString()),
    logs: async () => '',
    onProxy: (answer) => {
      listening = answer;
    },
    async proxyGet(target) {
      recorder.trip('proxy', target.resource);
      const kind = target.resource === 'pods' ? 'Pod' : 'Service';
      const { namespace: place, name, port } = target;
      if (store.find({ apiVersion: 'v1', kind, name, namespace: place }) === undefined)
        return { from: 'api-server', status: 404, text: `${target.resource} "${name}" not found` };
      const said = listening(target);
      if (said !== undefined) return { from: 'target', ...said };
      const text = `error trying to reach service: dial tcp 10.0.0.1:${port}: connect: connection refused`;
      return { from: 'api-server', status: 503, text };
    },
    watch: (apiVersion, kind, options, signal) => watchStore(store, apiVersion, kind, options, signal),
  };
}
