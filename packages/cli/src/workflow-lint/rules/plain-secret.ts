import type { Rule } from '../rule.ts';

export const plainSecret: Rule = {
  id: 'plain-secret',
  severity: 'error',
  why: 'What stands in a workflow is read by everybody who can read the repository.',
  fix: 'take it from a secret: ${{ secrets.NAME }}; and change the one that was written down',
  *check({ ourSteps }) {
    for (const { step, action } of ourSteps)
      for (const [name, meta] of Object.entries(action.inputs)) {
        const value = step.with.get(name)?.value;
        const text = value?.text.trim() ?? '';
        if (meta.secret !== true || value === undefined || text === '' || text.includes('${{')) continue;
        yield { at: value.at, reason: `${name} of ${action.name} is a secret and stands here in plain text` };
      }
  },
};
