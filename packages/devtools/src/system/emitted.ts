import { relative } from 'node:path';

/** Of a workspace, `packages/core/lib` for one; a folder of that name further down holds sources. */
const EMITTED = /^(?:packages|actions)\/[^/]+\/(?:dist|lib|node_modules)$/;

/** Whether a path of the checkout was emitted or installed, and is no source. */
export function isEmitted(root: string, path: string): boolean {
  return EMITTED.test(relative(root, path)) || path.endsWith('.tsbuildinfo');
}
