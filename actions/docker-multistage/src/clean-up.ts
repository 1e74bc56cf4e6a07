import type { ImageContext } from './context.ts';
import { removeLeftName } from './engine/local-names.ts';
import { removeLogin } from './login/docker-config-folder.ts';

/** The post phase: takes away what a main phase that was killed has left. */
export async function cleanUp(context: ImageContext): Promise<void> {
  try {
    await removeLogin(context);
  } finally {
    await removeLeftName(context);
  }
}
