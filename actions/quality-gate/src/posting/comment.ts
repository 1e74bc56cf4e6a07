import { markdownTable, markdownText } from '@fairlead/core';
import type { Condition, ConditionStatus } from '../verdict/condition.ts';
import type { GateVerdict } from '../verdict/decide.ts';

/** What a comment or a check run tells. Its texts may be a stranger's. */
export interface Told {
  readonly gate: GateVerdict;
  readonly conditions: readonly Condition[];
  readonly sha: string;
  readonly runUrl: string;
  /** What tells the gates of one pull request apart. */
  readonly name: string;
  /** A run of a fork said so: its workflow and its tests are the stranger's, and can have said anything. */
  readonly hearsay: boolean;
}

const HEADLINE: Readonly<Record<GateVerdict, string>> = {
  passed: '✅ Gate passed',
  failed: '❌ Gate failed',
  error: '💥 Gate not checked',
};
const MARK: Readonly<Record<ConditionStatus, string>> = {
  passed: '✅',
  failed: '❌',
  warned: '⚠️',
  skipped: '⏭️',
  errored: '💥',
};
const HEARSAY = 'says the run of the fork';
/** Conditions that are shown, and characters of a reason. */
const SHOWN = { conditions: 50, characters: 500 } as const;

/** The line by which our comment is found again. */
export function markerOf(name: string): string {
  return `<!-- fairlead quality-gate: ${name.replaceAll(/[^\w ./-]/g, '_').replaceAll('--', '__')} -->`;
}

/** The verdict in one line, without Markdown. */
export function titleOf({ gate, conditions, hearsay }: Told): string {
  const coverage = conditions.find(({ name }) => name === 'coverage')?.actual ?? '';
  const headline = HEADLINE[gate].replace(/^\S+ /, '');
  return [
    hearsay ? `${headline}, ${HEARSAY}` : headline,
    ...(coverage === '' ? [] : [`coverage ${coverage}`]),
  ].join(' · ');
}

/** The verdict and its conditions, what stands in the way first. */
export function renderTold(told: Told): string {
  const { gate, conditions, sha, runUrl, name, hearsay } = told;
  const order: readonly ConditionStatus[] = ['failed', 'errored', 'warned', 'passed', 'skipped'];
  const sorted = [...conditions].sort((a, b) => order.indexOf(a.status) - order.indexOf(b.status));
  const rows = sorted
    .slice(0, SHOWN.conditions)
    .map((condition) => [
      quiet(condition.name),
      `${MARK[condition.status]} ${condition.status}`,
      quiet(condition.actual),
      quiet(condition.limit),
      quiet(condition.reason),
    ]);
  const rest = conditions.length - rows.length;
  const where = [quiet(name), ...(sha === '' ? [] : [sha.slice(0, 12)])]
    .filter((text) => text !== '')
    .join(' at ');
  return [
    `**${HEADLINE[gate]}**${hearsay ? `, ${HEARSAY}: its workflow and its tests can have written this` : ''}${where === '' ? '' : ` · ${where}`}${runUrl === '' ? '' : ` · [run](${runUrl})`}`,
    '',
    `${markdownTable(['Condition', 'Status', 'Measured', 'Demanded', 'Why'], rows)}${rest > 0 ? `\n${rest} more in the run.\n` : ''}`,
  ].join('\n');
}

/** Text that calls nobody, links to nothing and shows no picture, of bounded length. */
function quiet(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').slice(0, SHOWN.characters);
  return markdownText(line)
    .replaceAll('@', '@\u200b')
    .replaceAll(/#(?=\d)/g, '#\u200b')
    .replaceAll(/\b(https?):\/\//gi, '$1:\u200b//')
    .replaceAll(/\bwww\./gi, 'www\u200b.');
}
