import { join } from 'node:path';
import { dirname } from 'node:path/posix';
import {
  type CoverageBlock,
  type CoverageProfile,
  coverLines,
  type ExportedFile,
  formatCobertura,
  formatCoverageProfile,
  formatLcov,
  formatPercentage,
} from '@fairlead/go';
import type { CoverageFacts } from '../../check/facts.ts';
import type { GatePorts } from '../../plan/ports.ts';

/** Writes the merged profile, the same for other tools, and the numbers by package. */
export async function writeCoverageEvidence(
  ports: GatePorts,
  { measurement, profile, files }: CoverageFacts,
): Promise<void> {
  const exported = exportFiles(profile, files);
  const xml = formatCobertura(exported, { root: ports.workspace, timestamp: ports.clock.now() });
  const written = [
    ['coverage-profile', 'coverage.out', formatCoverageProfile(profile)],
    ['cobertura', 'coverage.xml', xml],
    ['lcov', 'lcov.info', formatLcov(exported)],
  ] as const;
  for (const [output, name, text] of written) {
    const path = join(ports.reportFolder, name);
    await ports.files.write(path, text);
    ports.output(output, path);
    ports.report.addEvidence(path);
  }
  if (measurement.total.statements > 0) ports.output('coverage', formatPercentage(measurement.total));
  ports.report.set('coverage', { ...measurement, functions: undefined });
}

/** Files that count and can be read, with their lines. */
function exportFiles(profile: CoverageProfile, files: CoverageFacts['files']): readonly ExportedFile[] {
  const blocks = Map.groupBy(profile.blocks, ({ file }) => file);
  return [...files].flatMap(([name, { path, source, excludedBy }]): ExportedFile[] => {
    if (excludedBy !== undefined) return [];
    const own = blocks.get(name) ?? [];
    const lines = source === undefined ? linesOf(own) : coverLines(source, own);
    return [{ path, package: dirname(name), lines }];
  });
}

/** Where a //line directive names what is not Go, all lines of a block are taken for code. */
function linesOf(blocks: readonly CoverageBlock[]): ExportedFile['lines'] {
  const states = new Map<number, boolean>();
  for (const { startLine, endLine, count } of blocks)
    for (let line = startLine; line <= endLine; line++)
      states.set(line, (states.get(line) ?? true) && count > 0);
  return [...states]
    .sort(([a], [b]) => a - b)
    .map(([line, hit]) => ({ line, state: hit ? ('hit' as const) : ('missed' as const) }));
}
