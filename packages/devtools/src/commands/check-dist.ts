import { parseArguments } from '../arguments.ts';
import { REPOSITORY_ROOT } from '../paths.ts';
import { type BundleFacts, checkDist } from '../release/check-dist.ts';
import { showTable } from '../system/table.ts';

/** `check-dist`: proves that the bundles are reproducible, within their budgets, and run. */
export async function checkDistCommand(args: readonly string[]): Promise<number> {
  parseArguments(args, { words: [] });
  const facts = await checkDist(REPOSITORY_ROOT, (line) => console.log(`  ${line}`));
  const rows = facts.map((fact) => [
    fact.bundle,
    megabytes(fact.size),
    megabytes(fact.budget),
    fact.startMs.toFixed(0),
    fact.sha256,
  ]);
  const head = ['bundle', 'MB', 'budget', 'start ms', 'sha256 of its code'];
  console.log(['', ...showTable(head, rows, ['left', 'right', 'right', 'right', 'left'])].join('\n'));
  return tellProblems(facts);
}

function tellProblems(facts: readonly BundleFacts[]): number {
  const problems = facts.flatMap(({ bundle, problems }) =>
    problems.map((problem) => `${bundle}: ${problem}`),
  );
  for (const problem of problems) console.error(`✗ ${problem}`);
  if (problems.length === 0) console.log('\nbyte-equal in two folders, within budget, and all run');
  return problems.length === 0 ? 0 : 1;
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(2);
}
