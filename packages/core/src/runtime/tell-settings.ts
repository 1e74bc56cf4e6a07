import type { Ports } from '../definition/action-context.ts';
import type { InputShape } from '../inputs/parse-inputs.ts';
import { markdownText } from '../render/markdown.ts';
import {
  differenceLine,
  differenceTable,
  listDifference,
  showDifference,
} from '../trust/describe-differences.ts';
import type { Difference } from '../trust/settings.ts';
import type { PhaseFrame } from './phase.ts';
import type { Settings } from './read-settings.ts';

/**
 * Shows where the config file of a change differs from that of its base in what matters: on top of the summary, beside
 * the run and, where such settings count, in the output `loosened`. What `with:` gives wins over both and is no matter.
 */
export function tellSettings(
  shape: InputShape,
  settings: Settings,
  { host }: Ports,
  { log, report, notes }: Pick<PhaseFrame, 'log' | 'report' | 'notes'>,
): void {
  const differences = settings.differences.filter(({ input }) => host.input(input) === undefined);
  const shown = differences.map((difference) => showDifference(shape, difference));
  const loosened = host.redact(loosenedText(shape, settings, differences));
  report.outputs['loosened'] = loosened;
  host.setOutput('loosened', loosened);
  const { trust, rule, file, baseUnknown } = settings;
  report.set('settings', { trust: trust.level, why: trust.why, file, rule, differences: shown, baseUnknown });
  if (baseUnknown !== undefined) tellUnknown(settings, log, notes, baseUnknown);
  if (shown.length === 0) return;
  const counts = rule === 'head';
  const head = counts
    ? `this change sets in ${file}, other than its base`
    : `settings in ${file} that do not count, because this is ${trust.why}`;
  const columns = counts ? { base: 'Base', head: 'Now' } : { base: 'In force', head: 'Not used' };
  log.warn(`${head}: ${differenceLine(shown)}`);
  notes.push(`**${markdownText(capital(head))}:**\n\n${differenceTable(shown, columns)}`);
}

/** The list as JSON; nothing, which is no list, when nobody knows what the base says. */
function loosenedText(
  shape: InputShape,
  { rule, baseUnknown }: Settings,
  differences: readonly Difference[],
): string {
  if (rule !== 'head') return '[]';
  if (baseUnknown !== undefined) return '';
  return JSON.stringify(differences.map((difference) => listDifference(shape, difference)));
}

/** One sentence with what helps. Where the file that is checked out sets nothing, it is no news. */
function tellUnknown(
  { rule, file, headSets, trust }: Settings,
  log: PhaseFrame['log'],
  notes: string[],
  why: string,
): void {
  const effect =
    rule === 'base'
      ? `of ${file} only plain inputs count, because this is ${trust.why}`
      : `whether this change loosens ${file} is not known`;
  const line = `${effect}, and the file of the base commit cannot be read: ${why}; check out with fetch-depth: 2, or 0 for all`;
  if (headSets) {
    log.warn(line);
    notes.push(`**${markdownText(capital(line))}.**`);
  } else log.info(line);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
