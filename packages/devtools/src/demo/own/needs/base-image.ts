import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SAMPLE } from '../../../paths.ts';
import type { Need } from './need.ts';

/** The image that the sample's Dockerfile begins with. */
export const baseImage: Need = {
  name: 'base image',
  async missing({ look }) {
    const from = /^FROM (\S+)/.exec(await readFile(join(SAMPLE, 'Dockerfile'), 'utf8'))?.[1] ?? '';
    if (!(await look.hasProgram('docker')) || !(await look.docker('version')).ok) return undefined; // told as the engine
    if ((await look.docker('image', 'inspect', '--format', '{{.Id}}', from)).ok) return undefined;
    const { ok, said } = await look.docker('pull', '--quiet', from);
    return ok
      ? undefined
      : `the engine has no image ${from} and cannot pull it (${said}): let it reach the registry, or load the image into it`;
  },
};
