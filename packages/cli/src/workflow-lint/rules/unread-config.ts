import { CONFIG_FILE, nearConfigProblem } from '@fairlead/core';
import { calledWorkflows } from '../called-workflows.ts';
import type { Spot } from '../model/spot.ts';
import type { With } from '../model/workflow.ts';
import type { Hit, Rule, Subject } from '../rule.ts';

export const unreadConfig: Rule = {
  id: 'unread-config',
  severity: 'error',
  why: 'Settings in a file of another name or place would not count, so each action refuses to run beside one.',
  fix: `keep settings in ${CONFIG_FILE} alone, or give config: to each step`,
  *check(subject) {
    const told = new Set<string>();
    for (const [at, given] of readers(subject)) {
      if (given.get('config')?.value?.text !== '' && given.has('config')) continue;
      const folder = given.get('working-directory')?.value?.text ?? '';
      for (const hit of judge(subject, at, folder)) {
        // the first step that would refuse stands for all of them
        if (told.has(hit.reason)) continue;
        told.add(hit.reason);
        yield hit;
      }
    }
  },
};

/** Where our actions are called, and what they are given. */
function readers(subject: Subject): readonly (readonly [Spot, With])[] {
  return [
    ...subject.ourSteps.map(({ uses, step }) => [uses.at, step.with] as const),
    ...calledWorkflows(subject).map(({ job }) => [job.uses?.at ?? job.at, job.with] as const),
  ];
}

function judge({ repository }: Subject, at: Spot, folder: string): readonly Hit[] {
  const there = repository.read(CONFIG_FILE) !== undefined;
  const unread = repository.unreadConfigs(folder.includes('${{') ? '' : folder);
  return unread.map((path) => ({ at, reason: `${path} ${nearConfigProblem(path, there)}` }));
}
