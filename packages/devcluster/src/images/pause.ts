import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { makeTar } from '@fairlead/core';

/** Name of the image that holds a pod's namespaces. */
export const PAUSE_IMAGE: string = 'docker.io/local/pause:1';

/** An archive as `docker save` writes it, of an image that holds one static program and runs it. */
export async function makePauseArchive(program: string, architecture: string): Promise<Buffer> {
  const layer = makeTar([{ path: 'pause', content: await readFile(program), mode: 0o755 }]);
  const config = Buffer.from(
    JSON.stringify({
      architecture,
      os: 'linux',
      config: { Entrypoint: ['/pause'] },
      rootfs: { type: 'layers', diff_ids: [`sha256:${sha256(layer)}`] },
    }),
  );
  const configName = `${sha256(config)}.json`;
  const manifest = [{ Config: configName, RepoTags: [PAUSE_IMAGE], Layers: ['layer.tar'] }];
  return makeTar([
    { path: configName, content: config },
    { path: 'layer.tar', content: layer },
    { path: 'manifest.json', content: Buffer.from(JSON.stringify(manifest)) },
  ]);
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
