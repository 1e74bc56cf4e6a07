import { mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ForgedStep, putImage, type RegistryAuth, startRegistry } from '@fairlead/testkit';
import { type FakeDocker, installFakeDocker } from '../../../bundle/support/fake-docker.ts';
import { type Job, outputsOf } from '../job.ts';
import type { ActionLab } from '../lab.ts';

const auth: RegistryAuth = { scheme: 'basic', username: 'robot', password: 'correct-horse-battery' };

/** docker-multistage with an engine that stands in and a registry that wants a login. */
export const dockerMultistage: ActionLab = {
  action: 'docker-multistage',
  async work(job) {
    const running = await startRegistry(auth);
    try {
      const { step, docker } = await prepare(job, running.registry);
      const { digest, configDigest } = putImage(running.store, 'elsewhere', 'any', {
        layerSizes: [100],
        config: { os: 'linux', architecture: 'amd64' },
      });
      const { bytes, mediaType } = running.store.find('elsewhere', digest) ?? { bytes: '', mediaType: '' };
      const authorization = `Basic ${Buffer.from(`${auth.username}:${auth.password}`).toString('base64')}`;
      await docker.answer({
        build: { imageId: configDigest, stdout: '#1 [1/1] COPY a /\n' },
        push: {
          stdout: `latest: digest: ${digest} size: 500\n`,
          manifest: { type: mediaType, text: bytes.toString(), authorization },
        },
      });
      const { outcome = 'no outcome', tags = '' } = outputsOf(await job.main(step));
      return [outcome, ...(tags.includes(':latest') ? [] : ['without latest'])];
    } finally {
      await running.close();
    }
  },
  async workLong(job) {
    const running = await startRegistry(auth);
    const { step, docker } = await prepare(job, running.registry);
    await docker.answer({ build: { delayMs: 3_600_000 } });
    return { step, begun: /^::group::build/, close: () => running.close() };
  },
};

async function prepare(
  job: Job,
  registry: string,
): Promise<{ readonly step: ForgedStep; readonly docker: FakeDocker }> {
  const home = await mkdtemp(join(job.folder, 'docker-'));
  const workspace = await job.shared('image', async (folder) => {
    await writeFile(join(folder, 'Dockerfile'), 'FROM scratch\nCOPY a /\n');
    return folder;
  });
  const docker = await installFakeDocker(home);
  const inputs = {
    image: `${registry}/acme/orders`,
    tags: 'edge',
    'registry-username': auth.username,
    'registry-password': auth.password,
  };
  const env = { PATH: `${docker.folder}:/usr/bin:/bin` };
  return { step: await job.step({ action: 'docker-multistage', inputs, workspace, env }), docker };
}
