import { type Cluster, createToolbox, startCluster, stopCluster } from '@fairlead/devcluster';
import { type Bench, type OrdersLab, openOrdersLab } from '@fairlead/devtools';
import { test } from 'vitest';
import { openPodinfoLab, type PodinfoBench, type PodinfoLab } from './podinfo-lab.ts';

const NAME = 'fl-e2e-canary';

/** Opens a namespace of its own in which an image is stable; it is removed when the test ends. */
type Open<B> = (namespace: string, image: string, options?: { readonly gateway?: boolean }) => Promise<B>;

/** One cluster for all tests of canaries: they wait more than they work, so they run side by side. */
interface Stage {
  readonly cluster: Cluster;
  readonly orders: OrdersLab;
  readonly podinfo: PodinfoLab;
  close(): Promise<void>;
}

async function openStage(): Promise<Stage> {
  const toolbox = createToolbox();
  const cluster = await startCluster({ name: NAME, gateway: true, toolbox });
  let port = 30_100;
  const nextPort = (): number => port++;
  const orders = await openOrdersLab({ cluster, toolbox, nextPort });
  const podinfo = await openPodinfoLab({ cluster, toolbox, nextPort });
  return {
    cluster,
    orders,
    podinfo,
    async close() {
      cluster.close();
      await stopCluster(NAME);
      await Promise.all([orders.close(), podinfo.close()]);
    },
  };
}

/** Gives the benches of a test and removes them after it: what they reserve would keep the next ones off the node. */
function opener<B extends Bench | PodinfoBench>(
  open: Open<B>,
  onCleanup: (clean: () => Promise<void>) => void,
): Open<B> {
  const opened: B[] = [];
  onCleanup(async () => {
    await Promise.all(opened.map((bench) => bench.close()));
  });
  return async (...where) => {
    const bench = await open(...where);
    opened.push(bench);
    return bench;
  };
}

/** A test of canaries: `open` gives it the sample service, `openPodinfo` podinfo; `stable`, `next`, … are images of the first. */
export const it = test
  // biome-ignore lint/correctness/noEmptyPattern: the first parameter of a fixture must be a pattern
  .extend('stage', { scope: 'file' }, async ({}, { onCleanup }) => {
    const stage = await openStage();
    onCleanup(() => stage.close());
    return stage;
  })
  .extend('cluster', { scope: 'file' }, ({ stage }) => stage.cluster)
  .extend('stable', { scope: 'file' }, ({ stage }) => stage.orders.image('stable'))
  .extend('next', { scope: 'file' }, ({ stage }) => stage.orders.image('next'))
  .extend('failing', { scope: 'file' }, ({ stage }) => stage.orders.image('failing'))
  .extend('crashing', { scope: 'file' }, ({ stage }) => stage.orders.image('crashing'))
  .extend('slow', { scope: 'file' }, ({ stage }) => stage.orders.image('slow'))
  .extend('podinfoImage', { scope: 'file' }, ({ stage }) => stage.podinfo.image)
  .extend('open', ({ stage }, { onCleanup }) => opener(stage.orders.open, onCleanup))
  .extend('openPodinfo', ({ stage }, { onCleanup }) => opener(stage.podinfo.open, onCleanup));
