import { join } from 'node:path';
import { errorMessage } from '../errors/classify.ts';
import type { Logger } from '../log/logger.ts';
import type { Files } from '../ports/files.ts';
import type { Host } from '../ports/host.ts';
import { renderHtml } from '../render/html.ts';
import { boundReport } from '../report/bound-report.ts';
import { redactReport } from '../report/redact-report.ts';
import type { Report } from '../report/report.ts';

/**
 * Writes `report.json` and `report.html`, without registered secrets, and says where. A full disk must not hide the
 * verdict, so failing to write is a warning.
 */
export async function writeReport(
  host: Host,
  files: Files,
  folder: string,
  report: Report,
  log: Logger,
): Promise<void> {
  const page = join(folder, 'report.html');
  try {
    const clean = redactReport(boundReport(report), host);
    await files.write(join(folder, 'report.json'), `${JSON.stringify(clean, null, 2)}\n`);
    await files.write(page, renderHtml(clean));
    if (isWorthReading(report)) log.info(`report: ${page}`);
  } catch (error) {
    log.warn(`the report could not be written to ${folder}: ${errorMessage(error)}`);
  }
}

/** A post phase that had nothing to do has nothing to show. */
function isWorthReading({ phase, stages, failure }: Report): boolean {
  return phase === 'main' || stages.length > 0 || failure !== undefined;
}
