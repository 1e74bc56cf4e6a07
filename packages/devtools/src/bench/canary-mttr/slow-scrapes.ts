import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { clusterPaths, clusterStatus } from '@fairlead/devcluster';

/** Lets the cluster's Prometheus scrape pods so seldom, as most do; by itself it scrapes each second. */
export async function slowScrapes(cluster: string, seconds: number): Promise<void> {
  const file = join(clusterPaths(cluster).config, 'prometheus.yml');
  const text = await readFile(file, 'utf8');
  const slow = text.replace('scrape_interval: 1s', `scrape_interval: ${seconds}s`);
  if (slow === text) throw new Error(`${file} does not say how often pods are scraped`);
  await writeFile(file, slow);
  const { daemons } = await clusterStatus(cluster);
  const prometheus = daemons.find(({ name }) => name === 'prometheus');
  if (prometheus?.pid === undefined) throw new Error('the cluster has no Prometheus');
  process.kill(prometheus.pid, 'SIGHUP'); // it reads its configuration again
}
