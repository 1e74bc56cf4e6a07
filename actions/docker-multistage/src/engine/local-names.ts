import { randomBytes } from 'node:crypto';
import { ToolError } from '@fairlead/core';
import type { ImageContext } from '../context.ts';
import type { Engine } from './find-engine.ts';

type NameContext = Pick<ImageContext, 'exec' | 'signal' | 'log' | 'saveState' | 'readState' | 'childEnv'>;

/** Name under which the main phase tells the post phase what to remove. */
const STATE = 'temporary-image';

/**
 * A name that no other job has. Jobs on one engine share its names: what is built as `orders:latest` may be another job's
 * image a moment later, and an image without a name may be pruned away.
 */
export function temporaryName(context: Pick<NameContext, 'saveState'>): string {
  const name = `fairlead-build:${randomBytes(8).toString('hex')}`;
  context.saveState(STATE, name);
  return name;
}

/** Gives an image a further name in the engine. */
export async function nameImage(
  { exec, signal }: Pick<NameContext, 'exec' | 'signal'>,
  engine: Engine,
  image: string,
  name: string,
): Promise<void> {
  await exec.run(engine.command, ['tag', image, name], { env: engine.env, signal });
}

/** Takes the temporary name away; an image that has no other name goes with it. Not worth a failure. */
export async function removeTemporaryName(
  context: Pick<NameContext, 'exec' | 'log' | 'saveState'>,
  engine: Pick<Engine, 'command' | 'env'>,
  name: string,
): Promise<void> {
  try {
    const options = { env: engine.env, okCodes: 'any' } as const;
    await context.exec.run(engine.command, ['rmi', name], options);
    context.saveState(STATE, null);
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    context.log.info(`${name} was not removed from the engine: ${error.message}`);
  }
}

/** The post phase: takes away the name that a killed main phase left. */
export async function removeLeftName(context: NameContext): Promise<void> {
  const name = context.readState<string | null>(STATE);
  if (typeof name !== 'string') return;
  await removeTemporaryName(context, { command: 'docker', env: context.childEnv }, name);
}
