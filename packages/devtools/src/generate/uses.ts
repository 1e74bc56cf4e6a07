import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { REPOSITORY_NAME } from '../paths.ts';

/** The example that people start from; whoever updates what it pins, updates what is written for others too. */
const EXAMPLE = 'workflows-examples/pipeline.yml';

/** How workflows name our repository, its version, and the checkout: what `fairlead init` writes behind `uses:`. */
export async function renderUses(root: string): Promise<string> {
  const example = await readFile(join(root, EXAMPLE), 'utf8');
  const checkout = /uses: (actions\/checkout@\S+ # \S+)$/m.exec(example)?.[1];
  const version = new RegExp(`uses: ${REPOSITORY_NAME}/actions/[a-z-]+@(\\S+)$`, 'm').exec(example)?.[1];
  if (checkout === undefined || version === undefined)
    throw new Error(`${EXAMPLE} does not show how checkout and our actions are used`);
  return `${JSON.stringify({ repository: REPOSITORY_NAME, version, checkout }, undefined, 2)}\n`;
}
