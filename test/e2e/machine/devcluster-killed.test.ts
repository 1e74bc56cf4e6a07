import {
  clusterPaths,
  clusterStatus,
  ensurePackages,
  silentProgress,
  stopCluster,
} from '@fairlead/devcluster';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { clusterCommand } from '../support/cluster-command.ts';
import { findTraces } from '../support/cluster-traces.ts';

const NAME = 'fl-e2e-killed';
const paths = clusterPaths(NAME);
const command = clusterCommand(NAME);

beforeAll(async () => {
  await ensurePackages(silentProgress);
  await stopCluster(NAME);
});

afterAll(() => stopCluster(NAME));

/** Starts `up` and kills it without warning once it has printed a line with `word`. */
async function killUpAfter(word: string): Promise<void> {
  const child = command.start('up');
  const closed = new Promise((done) => child.on('close', done));
  let text = '';
  child.stderr?.on('data', (chunk) => {
    text += chunk;
    if (text.includes(word)) child.kill('SIGKILL');
  });
  await closed;
  expect(text).toContain(word);
}

/** That `down` removes whatever is there at any moment is proven by devcluster-random-kill.test.ts. */
describe('an up that is killed', () => {
  test.each(['network namespace: ready', '✓ etcd', '✓ kube-apiserver', '✓ kubelet'])(
    'after "%s" is completed by the next up',
    async (word) => {
      await killUpAfter(word);
      expect((await clusterStatus(NAME)).phase).toBe('starting');
      const { code, err } = await command.run('up');
      expect(code, err).toBe(0);
      expect((await clusterStatus(NAME)).up).toBe(true);
      const pids = await command.recordedPids();
      await stopCluster(NAME);
      expect(findTraces(paths, pids)).toEqual([]);
    },
  );
});
