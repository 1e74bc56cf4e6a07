import { relative } from 'node:path';
import { createProgress } from '@fairlead/devcluster';
import { ensureBrowser } from '../browser/install-browser.ts';
import { takePictures } from '../browser/take-pictures.ts';
import { readOptions } from '../demo/options.ts';
import { REPOSITORY_ROOT } from '../paths.ts';

/** `pictures [--name NAME]`: the pictures of the docs, from the reports of the last demo of that name. */
export async function picturesCommand(args: readonly string[]): Promise<number> {
  const { folder } = readOptions(args);
  const program = await ensureBrowser(createProgress({ write: (line) => console.log(line) }));
  const files = await takePictures(program, folder, `${REPOSITORY_ROOT}/docs/images`);
  for (const file of files) console.log(relative(REPOSITORY_ROOT, file));
  return 0;
}
