import { parseArguments } from '../arguments.ts';
import { REPOSITORY_ROOT } from '../paths.ts';
import { checkRelease } from '../release/check-release.ts';

/** `check-release`: at a release's tag, builds its source anew and compares each byte. */
export async function checkReleaseCommand(args: readonly string[]): Promise<number> {
  parseArguments(args, { words: [] });
  const { facts, files, problems, source } = await checkRelease(REPOSITORY_ROOT, (line) =>
    console.log(`  ${line}`),
  );
  for (const problem of problems) console.error(`✗ ${problem}`);
  console.log(`\n${facts.version}, source ${facts.source} (${source})`);
  if (problems.length === 0) console.log(`byte-equal: all ${files} files that a build makes`);
  return problems.length === 0 ? 0 : 1;
}
