import { countOf, PolicyError } from '@fairlead/core';
import { templatesOnlyIn } from '../canary/log-templates.ts';
import type { CanaryContext } from '../context.ts';
import type { Recorded } from '../simulate/recorded.ts';
import { canonical, replay } from '../simulate/replay.ts';
import type { Decision } from '../verdict/types.ts';
import { secondsWords } from '../verdict/words.ts';
import { judging, readRecording } from './recording.ts';

/**
 * Decides a recorded run again, by its own rules. Asks nobody and changes nothing.
 *
 * @throws PolicyError CANARY_REPLAY_DIFFERS with the first look at which another decision is come to.
 */
export async function replayReport(context: CanaryContext): Promise<void> {
  const recorded = await readRecording(context);
  const { difference, reworded } = judging(context, () => replay(recorded));
  if (difference !== undefined)
    throw differs(
      `at ${secondsWords(difference.atMs)} the report has ${decisionWords(difference.recorded)}, and now it comes to ${decisionWords(difference.now)}`,
      recorded,
    );
  if (!judging(context, () => sameTemplates(recorded)))
    throw differs('the log lines that only the canary wrote are others', recorded);
  const end = recorded.polls.at(-1);
  const cut = recorded.cut ? '; the report was too long, so the last looks are missing' : '';
  const told = reworded === 0 ? '' : `; ${reworded} of them are told in other words by this version`;
  const last =
    end?.decision.kind === 'rollback'
      ? `rolled back by the rule ${end.decision.rule} after ${secondsWords(end.sample.atMs)}: ${end.decision.reason}`
      : `${end?.decision.kind} after ${secondsWords(end?.sample.atMs ?? 0)}`;
  const words = `all ${countOf(recorded.polls.length, 'decision')} are the same${told}; the last one: ${last}${cut}`;
  context.log.notice(words);
  context.settle('replayed', words);
  context.summarize(`Replayed: ${words}.`);
}

/** `a rollback by the rule evidence (errors: …)`, for people. */
function decisionWords(decision: Decision): string {
  const alerts = (decision.alerts ?? []).map(({ rule }) => `, with an alert of ${rule}`).join('');
  switch (decision.kind) {
    case 'hold':
      return `a look more${alerts}`;
    case 'advance':
      return `a step that passed${alerts}`;
    case 'resume':
      return `an end of the pause (${decision.reason})${alerts}`;
    case 'pause':
      return `a pause by the rule ${decision.rule} (${decision.reason})${alerts}`;
    case 'rollback':
      return `a rollback by the rule ${decision.rule}, ${decision.code} (${decision.reason})${alerts}`;
  }
}

/** Worked out again from the lines that were kept. */
function sameTemplates({ evidence }: Recorded): boolean {
  if (evidence?.templates === undefined || evidence.templates.length === 0) return true;
  const lines = evidence.containers.flatMap(({ previous, current }) => [...previous, ...current]);
  const now = templatesOnlyIn(lines, evidence.stable).slice(0, evidence.templates.length);
  return canonical(now) === canonical(evidence.templates);
}

function differs(what: string, { startedAt }: Recorded): PolicyError {
  return new PolicyError({
    code: 'CANARY_REPLAY_DIFFERS',
    message: `the report of ${startedAt || 'an unknown time'} comes to another decision: ${what}`,
    hint: 'replay it with the version of the action that wrote it; a report that was edited cannot be replayed',
  });
}
