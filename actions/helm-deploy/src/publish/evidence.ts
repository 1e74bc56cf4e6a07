import { join } from 'node:path';
import type { Diagnosis } from '@fairlead/kube';
import type { DeployContext } from '../context.ts';

/** Keeps what the roll back is about to remove: findings, log lines and events, beside the report. */
export async function keepEvidence(context: DeployContext, causes: readonly Diagnosis[]): Promise<void> {
  const file = join(context.reportFolder, 'evidence', 'diagnosis.json');
  const text = `${JSON.stringify(causes, null, 2)}\n`;
  await context.files.write(file, context.host.redact(text)); // a container may log what it should not
  context.report.addEvidence(file);
  context.report.set('diagnosis', causes);
}

/** Log lines and events below the one line. */
export function evidenceLines(cause: Diagnosis): readonly string[] {
  return [
    ...(cause.logTail.length > 0 ? [`last log lines of ${cause.container ?? cause.object}:`] : []),
    ...cause.logTail.map((line) => `  ${line}`),
    ...(cause.events.length > 0 ? [`events of ${cause.object}:`] : []),
    ...cause.events.map((line) => `  ${line}`),
  ];
}
