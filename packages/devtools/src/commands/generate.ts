import { parseArguments } from '../arguments.ts';
import { planFiles } from '../generate/plan-files.ts';
import { staleFiles, writeFiles } from '../generate/write-files.ts';
import { REPOSITORY_ROOT } from '../paths.ts';

/** `generate [--check]`: writes everything that is derived from the definitions, or says what is stale. */
export async function generateCommand(args: readonly string[]): Promise<number> {
  const { flags } = parseArguments(args, { flags: ['check'] });
  const { files, problems } = await planFiles(REPOSITORY_ROOT);
  for (const problem of problems) console.error(`✗ ${problem}`);
  if (flags.has('check')) {
    const stale = await staleFiles(REPOSITORY_ROOT, files);
    for (const path of stale) console.error(`✗ ${path} is stale: run npm run generate`);
    if (stale.length + problems.length === 0) console.log(`${files.length} generated files are fresh`);
    return stale.length + problems.length === 0 ? 0 : 1;
  }
  const written = await writeFiles(REPOSITORY_ROOT, files);
  for (const path of written) console.log(`wrote ${path}`);
  console.log(`${files.length} generated files, ${written.length} changed`);
  return problems.length === 0 ? 0 : 1;
}
