import type { WorkflowFacts } from '../workflow-lint/rule.ts';
import facts from './workflows.json' with { type: 'json' };

/** What our reusable workflows say of themselves; `npm run generate` writes it from them. */
export function loadWorkflows(): readonly WorkflowFacts[] {
  return facts as unknown as readonly WorkflowFacts[];
}
