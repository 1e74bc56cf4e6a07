import { join } from 'node:path';
import {
  type CoverageMeasurement,
  type CoverageProfile,
  formatCoverageProfile,
  formatPercentage,
} from '@fairlead/go';
import type { GatePorts } from '../../plan/ports.ts';

/** Writes the merged profile and the numbers by package. */
export async function writeCoverageEvidence(
  ports: GatePorts,
  measurement: CoverageMeasurement,
  profile: CoverageProfile,
): Promise<void> {
  const path = join(ports.reportFolder, 'coverage.out');
  await ports.files.write(path, formatCoverageProfile(profile));
  ports.output('coverage-profile', path);
  if (measurement.total.statements > 0) ports.output('coverage', formatPercentage(measurement.total));
  ports.report.addEvidence(path);
  ports.report.set('coverage', { ...measurement, functions: undefined });
}
