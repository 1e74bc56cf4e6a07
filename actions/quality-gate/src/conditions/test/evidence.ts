import { join } from 'node:path';
import { renderJunit, type TestRun } from '@fairlead/go';
import type { GatePorts } from '../../plan/ports.ts';
import { countReplayed } from './judge.ts';

/** Writes the JUnit file and the counts. */
export async function writeTestEvidence(ports: GatePorts, run: TestRun, startedAt: Date): Promise<void> {
  const path = join(ports.reportFolder, 'junit.xml');
  await ports.files.write(path, renderJunit(run, startedAt));
  ports.output('junit', path);
  ports.output('tests-passed', String(run.counts.passed));
  ports.output('tests-failed', String(run.counts.failed));
  ports.output('tests-skipped', String(run.counts.skipped));
  ports.output('packages-reused', '0');
  ports.output('packages-replayed', String(countReplayed(run)));
  ports.report.addEvidence(path);
  ports.report.set('tests', {
    ...run.counts,
    replayed: countReplayed(run),
    packages: run.packages.map(({ name, outcome, seconds, cached }) => ({ name, outcome, seconds, cached })),
  });
}
