import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type ForgedStep,
  forgeStep,
  putImage,
  type RegistryAuth,
  type RunningRegistry,
  type StepOptions,
  startRegistry,
} from '@fairlead/testkit';
import { afterEach, beforeEach } from 'vitest';
import { type DockerAnswer, type FakeDocker, installFakeDocker } from './fake-docker.ts';

/** What the registry wants to be told, where it wants something. */
export const auth: RegistryAuth = { scheme: 'basic', username: 'robot', password: 'correct-horse-battery' };

/** The inputs that say so. */
export const login: Readonly<Record<string, string>> = {
  'registry-username': auth.username,
  'registry-password': auth.password,
};

/** What a build makes. */
export const image = { layerSizes: [100, 4000], config: { os: 'linux', architecture: 'amd64' } };

/** A workspace with a Dockerfile, a docker that records its calls, and real registries. */
export interface ImageLab {
  /** A fresh folder of this test. */
  readonly folder: string;
  readonly workspace: string;
  readonly docker: FakeDocker;
  openRegistry(how?: RegistryAuth): Promise<RunningRegistry>;
  /** A step with the recording docker in front of PATH. */
  step(inputs: Readonly<Record<string, string>>, more?: Partial<StepOptions>): Promise<ForgedStep>;
  /** Answers of a build and a push that go well: the push brings the image to the registry. Gives back its digest. */
  letEverythingPass(running: RunningRegistry, how?: RegistryAuth): Promise<string>;
  /** Changes a part of one of these answers. */
  changeAnswer(command: string, change: DockerAnswer): Promise<void>;
}

/** Sets the lab up before each test of a file and takes it down after it. */
export function useImageLab(): ImageLab {
  const closers: (() => Promise<void>)[] = [];
  let folder = '';
  let docker: FakeDocker;
  let answers: Readonly<Record<string, DockerAnswer>> = {};
  const workspace = (): string => join(folder, 'workspace');

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'fairlead-image-'));
    await mkdir(workspace());
    await writeFile(join(workspace(), 'Dockerfile'), 'FROM scratch AS prod\nARG VERSION\nCOPY a /\n');
    docker = await installFakeDocker(folder);
  });

  afterEach(async () => {
    for (const close of closers.splice(0)) await close();
    await rm(folder, { recursive: true, force: true });
  });

  return {
    get folder() {
      return folder;
    },
    get workspace() {
      return workspace();
    },
    get docker() {
      return docker;
    },
    async openRegistry(how) {
      const running = await startRegistry(how);
      closers.push(running.close);
      return running;
    },
    async step(inputs, more = {}) {
      const env = { PATH: `${docker.folder}:/usr/bin:/bin`, HOME: join(folder, 'home'), ...more.env };
      const options = { action: 'docker-multistage', workspace: workspace(), ...more, inputs, env };
      const forged = await forgeStep(options);
      closers.push(() => forged.dispose());
      return forged;
    },
    async letEverythingPass({ store }, how) {
      const { digest, configDigest } = putImage(store, 'elsewhere', 'any', image);
      const { bytes, mediaType } = store.find('elsewhere', digest) ?? { bytes: '', mediaType: '' };
      const pair = how && Buffer.from(`${how.username}:${how.password}`).toString('base64');
      const authorization = pair && `Basic ${pair}`;
      answers = {
        build: { imageId: configDigest, stdout: '#1 [1/1] COPY a /\n#1 CACHED\n' },
        push: {
          stdout: `latest: digest: ${digest} size: 500\n`,
          manifest: { type: mediaType, text: bytes.toString(), authorization },
        },
      };
      await docker.answer(answers);
      return digest;
    },
    async changeAnswer(command, change) {
      answers = { ...answers, [command]: { ...answers[command], ...change } };
      await docker.answer(answers);
    },
  };
}

/** What is left of credential folders. */
export async function leftFolders({ temp }: ForgedStep): Promise<readonly string[]> {
  const names = await readdir(join(temp, 'temp/fairlead'));
  return names.filter((name) => name.startsWith('docker-config'));
}
