import { dirname } from 'node:path';
import { PolicyError } from '../../errors/kinds.ts';
import { isWithin } from '../../places/resolve-inside.ts';
import { realPath } from './real-path.ts';

/**
 * Refuses to change what is named as a place in the workspace and is somewhere else, because a folder on the way is a
 * link: whoever wrote the checked-out code chose it. The last part of the path does not count, it is replaced.
 *
 * @throws PolicyError PLACE_OUTSIDE.
 */
export async function refuseWaysOut(workspace: string | undefined, path: string): Promise<void> {
  if (workspace === undefined || path === workspace || !isWithin(workspace, path)) return;
  const [folder, real] = await Promise.all([realPath(dirname(path)), realPath(workspace)]);
  if (isWithin(real, folder)) return;
  throw new PolicyError({
    code: 'PLACE_OUTSIDE',
    message: `${path} is not written: a link on the way leads out of the workspace, to ${folder}`,
    hint: 'remove the link from the repository, or name a place outside of the workspace by its own path',
  });
}
