import { relative } from 'node:path';
import { isInside } from '@fairlead/go';

/** Paths in the workspace as people write them; others as they are. */
export function pathsOf(workspace: string): (path: string) => string {
  return (path) => (isInside(path, workspace) ? relative(workspace, path) || '.' : path);
}
