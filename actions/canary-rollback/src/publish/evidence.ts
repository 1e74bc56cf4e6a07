import { join } from 'node:path';
import { countOf, errorMessage, markdownDetails, markdownFence } from '@fairlead/core';
import type { ContainerEvidence, Evidence } from '../canary/evidence.ts';
import type { CanaryContext } from '../context.ts';

/** Lines of a container in the summary; the files have all that was read. */
const SUMMARY_LINES = 15;
const SUMMARY_CONTAINERS = 3;

/** Keeps what a removed canary left behind: in the report, in files beside it, and folded in the summary. */
export async function publishEvidence(context: CanaryContext, evidence: Evidence | undefined): Promise<void> {
  if (evidence === undefined) return;
  for (const line of evidence.missing) context.log.notice(`evidence is incomplete: ${line}`);
  context.report.set('evidence', evidence);
  await writeFiles(context, evidence);
  const parts = [
    ...evidence.containers.slice(0, SUMMARY_CONTAINERS).map(containerPart),
    templatesPart(evidence),
    factsPart(evidence),
    eventsPart(evidence),
  ];
  const markdown = parts.filter((part) => part !== '').join('\n\n');
  if (markdown !== '') context.summarize(markdown);
}

async function writeFiles({ files, reportFolder, log }: CanaryContext, evidence: Evidence): Promise<void> {
  const texts = evidence.containers.map(
    (container) =>
      [`${container.pod}-${container.container}.log`, [...container.previous, ...container.current]] as const,
  );
  try {
    for (const [name, lines] of [...texts, ...othersOf(evidence)])
      if (lines.length > 0) await files.write(join(reportFolder, 'evidence', name), `${lines.join('\n')}\n`);
  } catch (error) {
    log.warn(`the evidence of the canary could not be written: ${errorMessage(error)}`);
  }
}

function othersOf({ events, facts, stable }: Evidence): readonly (readonly [string, readonly string[]])[] {
  return [
    ['events.txt', events],
    ['pods.txt', facts],
    ['stable.log', stable],
  ];
}

function containerPart({ pod, container, trouble, previous, current }: ContainerEvidence): string {
  const lines = [...previous, ...current].slice(-SUMMARY_LINES);
  if (lines.length === 0 && trouble === undefined) return '';
  const body = lines.length === 0 ? 'It wrote no log.\n' : markdownFence(lines.join('\n'));
  return markdownDetails(`Pod ${pod}, ${trouble ?? `container ${container}`}: last lines`, body);
}

function templatesPart({ templates }: Evidence): string {
  if (templates.length === 0) return '';
  const lines = templates.map(({ text, lines: count }) => `${String(count).padStart(4)} × ${text}`);
  return markdownDetails(
    `${countOf(templates.length, 'kind')} of log lines that only the canary writes`,
    markdownFence(lines.join('\n')),
  );
}

function factsPart({ facts }: Evidence): string {
  return facts.length === 0
    ? ''
    : markdownDetails('Pods of the canary, as they were', markdownFence(facts.join('\n')));
}

function eventsPart({ events }: Evidence): string {
  if (events.length === 0) return '';
  return markdownDetails(
    `${countOf(events.length, 'event')} of the canary`,
    markdownFence(events.join('\n')),
  );
}
