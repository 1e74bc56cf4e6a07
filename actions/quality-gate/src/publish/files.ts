import { join } from 'node:path';
import type { RunContext } from '../context.ts';
import type { CheckResult } from '../verdict/condition.ts';
import { decideGate } from '../verdict/decide.ts';
import { formatBadge } from './badge.ts';
import { formatSarif } from './sarif.ts';

/** Writes what other programs read: SARIF and a badge. */
export async function writeFiles(
  { files, reportFolder, report, output }: Pick<RunContext, 'files' | 'reportFolder' | 'report' | 'output'>,
  results: readonly CheckResult[],
): Promise<void> {
  const written = [
    ['sarif', 'quality-gate.sarif', formatSarif(results, '')],
    ['badge', 'badge.json', formatBadge(decideGate(results), results)],
  ] as const;
  for (const [name, file, text] of written) {
    const path = join(reportFolder, file);
    await files.write(path, text);
    output(name, path);
    report.addEvidence(path);
  }
}
