import { loadActions } from '../../src/definitions/actions.ts';
import { lintFile } from '../../src/workflow-lint/lint-file.ts';
import type { Repository } from '../../src/workflow-lint/repository.ts';
import type { OurStep, Rule, Subject, WorkflowFacts } from '../../src/workflow-lint/rule.ts';

/** Our actions, as a workflow names them. */
export const ACTIONS = 'fairlead-actions/fairlead/actions';

/** A repository that holds these files. */
export function repositoryOf(files: Readonly<Record<string, string>> = {}): Repository {
  return { read: (path) => files[path], unreadConfigs: () => [] };
}

/** What rules get to see of a file. */
export function subjectOf(
  text: string,
  files: Readonly<Record<string, string>> = {},
  workflows: readonly WorkflowFacts[] = [],
): Subject {
  const seen: Subject[] = [];
  const look: Rule = {
    id: 'look',
    severity: 'advice',
    why: 'To see what rules see.',
    fix: 'nothing',
    check(subject) {
      seen.push(subject);
      return [];
    },
  };
  const file = { path: 'w.yml', text, repository: repositoryOf(files) };
  const { unchecked } = lintFile(file, { actions: loadActions(), workflows, rules: [look] });
  const [subject] = seen;
  if (subject === undefined) throw new Error(`not read: ${JSON.stringify(unchecked)}`);
  return subject;
}

/** The one step of ours in a workflow, as written in flow style: `{ with: { release: a } }`. */
export function stepOf(
  action: string,
  given: string,
  files: Readonly<Record<string, string>> = {},
  more = '',
): OurStep {
  const step = `{ uses: ${ACTIONS}/${action}@v1, with: ${given}${more} }`;
  const [found] = subjectOf(`on: push\njobs: { a: { steps: [${step}] } }\n`, files).ourSteps;
  if (found === undefined) throw new Error(`no step of ours: ${step}`);
  return found;
}
