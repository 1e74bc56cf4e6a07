import { join } from 'node:path';
import { formatDuration } from '@fairlead/core';
import {
  type Cluster,
  createToolbox,
  ensureGoImage,
  type GoImage,
  type Progress,
  startCluster,
  type Tool,
  type Toolbox,
  tools,
} from '@fairlead/devcluster';
import { SAMPLE } from '../paths.ts';
import { buildReleaseTree } from '../release/release-tree.ts';
import { NAMESPACE } from './settings.ts';

/** What the stage is set for. */
export interface StageOptions {
  readonly name: string;
  readonly gateway: boolean;
  /** How many commits are sent; default all. */
  readonly commits?: number;
  /** Folder for everything that belongs to this run. */
  readonly folder: string;
  readonly progress: Progress;
  readonly say: (line: string) => void;
  readonly signal?: AbortSignal;
  /** Whether kubectl is wanted too, for the one who looks around afterwards. */
  readonly kubectl?: boolean;
}

/** What is made for a stage, all at the same time. */
export interface StageWork {
  readonly toolbox: Toolbox;
  /** The cluster when its engine and registry answer. */
  readonly engine: Promise<Cluster>;
  readonly image: Promise<GoImage>;
  readonly tree: Promise<string>;
  readonly act: Promise<Tool>;
  readonly kubectl: Promise<string | undefined>;
  /** Everything. Rejects with the first failure, once all has ended. */
  readonly whole: Promise<{ readonly helm: Tool }>;
  /** Ends what goes on, and waits until it has ended. */
  close(): Promise<void>;
  /** Why it failed: what was first, for what is ended because of it fails as well. */
  reason(error: unknown): Promise<unknown>;
}

/** Begins with everything. Programs are asked for in the order in which the pipeline needs them. */
export function beginWork(options: StageOptions): StageWork {
  const { progress } = options;
  const started = performance.now();
  const ended = new AbortController();
  const signal = AbortSignal.any([ended.signal, ...(options.signal === undefined ? [] : [options.signal])]);
  const toolbox = createToolbox({ progress, signal });
  const act = toolbox.ensure(tools.act);
  for (const first of [tools.pause, tools.kubernetes]) toolbox.ensure(first).catch(() => {}); // told by the cluster
  const helm = toolbox.ensure(tools.helm);
  const engine = Promise.withResolvers<Cluster>();
  const { name, gateway } = options;
  const cluster = startCluster({ name, gateway, toolbox, onEngine: engine.resolve }, progress);
  cluster.catch(engine.reject);
  const kubectl = options.kubectl === true ? toolbox.ensure(tools.kubectl) : undefined;
  const image = engine.promise.then(({ dockerHost }) =>
    ensureGoImage({ dockerHost, modules: [SAMPLE] }, toolbox),
  );
  const tree = buildReleaseTree({ out: join(options.folder, 'release'), progress });
  const namespace = cluster.then(async (up) => {
    await makeNamespace(up);
    options.say(`the cluster is there after ${formatDuration(performance.now() - started)}`);
    up.close();
  });
  const pieces = [act, helm, namespace, image, tree, kubectl];
  const whole = Promise.all(pieces)
    .catch(async (error: unknown) => {
      ended.abort();
      await Promise.allSettled(pieces);
      throw error;
    })
    .then(async () => ({ helm: await helm }));
  for (const each of [whole, ...pieces]) each?.catch(() => {}); // each is told where it is waited for
  return {
    toolbox,
    engine: engine.promise,
    image,
    tree,
    act,
    kubectl: Promise.resolve(kubectl).then((tool) => tool?.path),
    whole,
    close: async () => {
      ended.abort();
      await Promise.allSettled(pieces);
      (await engine.promise.catch(() => undefined))?.close();
    },
    reason: (error) =>
      whole.then(
        () => error,
        (first: unknown) => first,
      ),
  };
}

function makeNamespace({ api }: Cluster): Promise<void> {
  return api.apply(`/api/v1/namespaces/${NAMESPACE}`, {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: NAMESPACE },
  });
}
