import { deployJobs } from '../deploys.ts';
import type { Rule } from '../rule.ts';

export const canaryAfterDeploy: Rule = {
  id: 'canary-after-deploy',
  severity: 'error',
  why: 'When helm-deploy comes first, everybody has the new version before the canary judges it.',
  fix: 'put canary-rollback before helm-deploy: its post step ends the canary after the promotion',
  *check(subject) {
    for (const { job, steps } of deployJobs(subject))
      for (const [index, { action, settings, uses }] of steps.entries()) {
        const image = settings.get('image');
        if (action.name !== 'canary-rollback' || (image.kind !== 'text' && image.kind !== 'expression'))
          continue;
        const earlier = steps.slice(0, index).some((each) => {
          const other = each.settings.get('image');
          return each.action.name === 'helm-deploy' && 'text' in other && other.text === image.text;
        });
        if (earlier)
          yield {
            at: uses.at,
            reason: `job ${job.id} deploys the image to all before canary-rollback tries it`,
          };
      }
  },
};
