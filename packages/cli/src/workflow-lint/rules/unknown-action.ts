import { suggestWord } from '@fairlead/core';
import type { PlacedText } from '../model/spot.ts';
import type { Job, Step } from '../model/workflow.ts';
import type { Hit, Rule, Subject } from '../rule.ts';

export const unknownAction: Rule = {
  id: 'unknown-action',
  severity: 'error',
  why: 'An action or reusable workflow that does not exist ends the run before its first step.',
  fix: 'name one that exists, with its path: OWNER/fairlead/actions/NAME@v1',
  *check(subject) {
    for (const { uses } of stepsOf(subject)) if (uses !== undefined) yield* judge(uses, subject, 'action');
    for (const { uses } of jobsOf(subject)) if (uses !== undefined) yield* judge(uses, subject, 'workflow');
  },
};

function* judge(
  { text, at, what }: NonNullable<Step['uses']>,
  subject: Subject,
  wanted: string,
): Iterable<Hit> {
  const known = (wanted === 'action' ? subject.actions : subject.workflows).map(({ name }) => name);
  if (what.kind === 'unclear') yield hit(at, text, what.path.split('/').at(-1) ?? '', known, wanted);
  else if (what.kind === 'action' || what.kind === 'workflow')
    if (what.kind !== wanted || !known.includes(what.name)) yield hit(at, text, what.name, known, wanted);
    else if (what.ref === undefined || what.ref === '')
      yield {
        at,
        reason: `${text} names no version, and GitHub refuses it`,
        fix: `write ${text.replace(/@$/, '')}@v1`,
      };
}

function hit(at: PlacedText['at'], text: string, name: string, known: readonly string[], noun: string): Hit {
  const near = suggestWord(name, known);
  const meant = near === undefined ? '' : `; did you mean ${near}?`;
  return { at, reason: `${text} is no ${noun} of Fairlead${meant} (there are ${known.join(', ')})` };
}

function stepsOf({ file }: Subject): readonly Step[] {
  if (file.kind === 'config' || file.kind === 'environments') return [];
  return file.kind === 'action' ? file.steps : file.jobs.flatMap(({ steps }) => steps);
}

function jobsOf({ file }: Subject): readonly Job[] {
  return file.kind === 'workflow' ? file.jobs : [];
}
