import { join } from 'node:path';
import { type ImageConfig, measureArchive, readImageConfig } from '@fairlead/oci';
import type { ImageContext } from '../context.ts';
import type { Engine } from './find-engine.ts';

/** One layer and the instruction that made it. */
export interface Layer {
  /** Compressed bytes. */
  readonly size: number;
  readonly command: string;
}

/** What is in an image and how large it is. */
export interface ImageContent {
  readonly config: ImageConfig;
  readonly layers: readonly Layer[];
  /** Compressed bytes of all layers; with the config where a registry holds it. */
  readonly size: number;
}

/** Measures a built image before it is pushed, or without pushing it. The archive is removed again. */
export async function measureLocalImage(
  { exec, files, signal }: Pick<ImageContext, 'exec' | 'files' | 'signal'>,
  engine: Engine,
  id: string,
): Promise<ImageContent> {
  const folder = await files.makeTemporary('image');
  const archive = join(folder, 'image.tar');
  try {
    await exec.run(engine.command, ['save', '--output', archive, id], { env: engine.env, signal });
    const measured = await measureArchive(archive, signal);
    return describeContent(measured.config, measured.layers);
  } finally {
    await files.remove(folder);
  }
}

/** Puts config and layer sizes together; layers of bases without history are named so. */
export function describeContent(rawConfig: unknown, sizes: readonly number[], configSize = 0): ImageContent {
  const config = readImageConfig(rawConfig);
  const unknown = sizes.length - config.layerCommands.length;
  const layers = sizes.map((size, index) => ({
    size,
    command: config.layerCommands[index - Math.max(0, unknown)] || 'base image',
  }));
  return { config, layers, size: sizes.reduce((sum, size) => sum + size, configSize) };
}
