import type { Step } from '../model/workflow.ts';
import type { Rule } from '../rule.ts';

/** Events that run with the repository's rights while their payload names the code of others. */
const RIGHTS = ['pull_request_target', 'workflow_run', 'issue_comment'];
const HEAD =
  /github\.(head_ref|event\.pull_request\.head\b|event\.workflow_run\.head_(sha|branch|repository)|event\.pull_request\.merge_commit_sha)|refs\/pull\//;

export const untrustedCheckout: Rule = {
  id: 'untrusted-checkout',
  severity: 'error',
  why: 'Code of a stranger is built and tested with the rights and secrets of the repository.',
  fix: 'use the event pull_request, whose token may only read',
  *check({ file, ourSteps }) {
    if (file.kind !== 'workflow') return;
    const event = file.triggers.find(({ name }) => RIGHTS.includes(name));
    if (event === undefined) return;
    for (const job of file.jobs) {
      const ours = ourSteps.find((each) => each.job === job);
      const checkout = job.steps.find(checksOutHead);
      if (ours === undefined || checkout === undefined) continue;
      yield {
        at: checkout.uses?.at ?? checkout.at,
        reason: `job ${job.id} checks out the code of others on ${event.name} and runs ${ours.action.name} on it`,
      };
    }
  },
};

function checksOutHead({ uses, with: given }: Step): boolean {
  const texts = ['ref', 'repository'].map((name) => given.get(name)?.value?.text ?? '');
  return /^actions\/checkout@/i.test(uses?.text ?? '') && texts.some((text) => HEAD.test(text));
}
