import type { PermissionNeed } from '@fairlead/core';
import type { Job, Permissions, Workflow } from './model/workflow.ts';
import type { OurStep } from './rule.ts';

export type Access = 'none' | 'read' | 'write';

/** From the least to the most. */
const ORDER: readonly Access[] = ['none', 'read', 'write'];

export function reaches(given: Access, needed: Access): boolean {
  return ORDER.indexOf(given) >= ORDER.indexOf(needed);
}

/** What a job's token may do: its own permissions, else those of the workflow; undefined when nothing is stated. */
export function permissionsOf(job: Job, workflow: Workflow): Permissions | undefined {
  return job.permissions ?? workflow.permissions;
}

/** The access to one scope; undefined when an expression or an unknown word stands there. */
export function accessTo({ all, scopes }: Permissions, scope: string): Access | undefined {
  if (all !== undefined) return all;
  const text = scopes.get(scope)?.text ?? 'none';
  return text === 'none' || text === 'read' || text === 'write' ? text : undefined;
}

/** Whether a step needs a permission; undefined when that is only known in the run. */
export function isNeeded({ settings }: OurStep, { when, unless = [] }: PermissionNeed): boolean | undefined {
  let needed: boolean | undefined = true;
  for (const { input, matches } of unless) {
    const setting = settings.get(input);
    if (setting.kind === 'text' && new RegExp(matches).test(setting.text)) return false;
    if (setting.kind === 'expression' && matches === '') return false;
    if (setting.kind === 'expression' || setting.kind === 'unknown') needed = undefined;
  }
  if (when === undefined) return needed;
  const setting = settings.get(when.input);
  if (setting.kind === 'unset') return false;
  if (setting.kind === 'unknown') return undefined;
  if (new RegExp(when.matches).test(setting.text)) return needed;
  return setting.kind === 'expression' && setting.text.startsWith('${{') ? undefined : false;
}
