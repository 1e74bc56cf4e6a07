import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArguments } from '../arguments.ts';
import { documentedCommands } from '../check/documented-commands.ts';
import { pageProofs } from '../check/page-proofs.ts';
import { REPOSITORY_ROOT } from '../paths.ts';
import { Problem } from '../problem.ts';
import { run } from '../system/run.ts';

/** `check-commands`: each command of the table in CONTRIBUTING.md and those of other pages that no test runs, as the first one in a clone of its own. */
export async function checkCommandsCommand(args: readonly string[]): Promise<number> {
  const { words } = parseArguments(args, {});
  const page = await readFile(join(REPOSITORY_ROOT, 'CONTRIBUTING.md'), 'utf8');
  const ofPages = Object.entries(pageProofs).flatMap(([shown, { kind }]) => {
    const [program = '', ...rest] = shown.split(' ');
    return kind === 'run' ? [{ shown, argv: [program, ...rest] as const, left: undefined }] : [];
  });
  const all = [...documentedCommands(page), ...ofPages];
  const chosen = words.length === 0 ? all : all.filter(({ shown }) => words.includes(shown));
  if (chosen.length === 0) throw new Problem(`no documented command is "${words.join('", "')}"`);
  let failed = 0;
  for (const { shown, argv, left } of chosen) {
    if (left !== undefined) {
      console.log(`- ${shown}: ${left}`);
      continue;
    }
    const { code, output, seconds } = await inCleanCheckout(argv);
    console.log(`${code === 0 ? '✓' : '✗'} ${shown} (${seconds.toFixed(1)} s)`);
    if (code === 0) continue;
    failed += 1;
    console.log(output.trimEnd().split('\n').slice(-20).join('\n'));
  }
  console.log(`\n${chosen.filter(({ left }) => left === undefined).length - failed} work, ${failed} do not`);
  return failed === 0 ? 0 : 1;
}

async function inCleanCheckout(argv: readonly [string, ...string[]]): ReturnType<typeof run> {
  const clone = await mkdtemp(join(tmpdir(), 'fairlead-clean-'));
  try {
    const cloned = await run(['git', 'clone', '--quiet', REPOSITORY_ROOT, clone], { cwd: REPOSITORY_ROOT });
    return cloned.code === 0 ? await run(argv, { cwd: clone }) : cloned;
  } finally {
    await rm(clone, { recursive: true, force: true });
  }
}
