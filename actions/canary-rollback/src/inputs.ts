import { common, field } from '@fairlead/core';
import { checkImageReference } from '@fairlead/oci';
import { configurationInputs } from './configuration/inputs.ts';
import { drillInputs } from './drill-inputs.ts';
import { COMMIT_OR_DIGEST, IMAGE_RULE } from './image-rule.ts';
import { times } from './lifetime.ts';
import { limitInputs } from './limit-inputs.ts';
import { metricInputs } from './metric-inputs.ts';
import { checkRising, stepChecks } from './plan/steps.ts';
import { policyInputs } from './policy-inputs.ts';
import { replayInputs } from './replay-inputs.ts';
import { switchInputs } from './switch-inputs.ts';
import { tellingInputs } from './telling-inputs.ts';
import { testerProblem } from './traffic/gateway/testers.ts';
import { PROVIDER_NAMES, PROVIDERS, ROUTE_KINDS } from './traffic/registry.ts';
import { STRATEGIES } from './traffic/strategy.ts';

const kubeName = field.matching(
  /^(?=.{1,253}$)[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/,
  'is not a name of a Kubernetes object',
);
const named = {
  allowed: 'lower-case letters, digits, dots and dashes, beginning and ending with a letter or digit',
} as const;

/** Inputs of the action, by group. */
export const inputs = {
  command: field.choice(
    [
      'run',
      'status',
      'pause',
      'resume',
      'promote',
      'abort',
      'finish',
      'retry',
      'replay',
      'simulate',
      'drill',
    ],
    {
      class: 'reach',
      description:
        'What to do. `run`: start a canary and judge it. `status`: say how it stands. `pause`: hold its weight. `resume`: go on. `promote`: let it pass now, at the share that it has. `abort`: roll it back. `finish`: what the post step of `run` does. `retry`: with backend argo-rollouts, try an aborted update again. `replay`: decide a report again. `simulate`: say what rules would have done. `drill`: break a canary of what stable runs, on purpose; it must be rolled back by itself.',
      default: 'run',
    },
  ),
  reason: field.text({
    class: 'plain',
    description:
      'Why, in one line, with a command that speaks to a run that observes: the name of an alert, for example. That run says it.',
    example: 'HighErrorRate',
  }),
  backend: field.choice(['fairlead', 'argo-rollouts'], {
    class: 'verdict',
    description:
      'Who shifts and judges. `fairlead`: this action. `argo-rollouts`: the controller of Argo Rollouts, by the steps and analyses of the Rollout; this action gives it the image, follows it and goes back.',
    default: 'fairlead',
  }),
  workload: field.text(
    {
      class: 'reach',
      description: 'Name of the stable Deployment, or of the Rollout.',
      required: true,
      example: 'orders',
      ...named,
    },
    kubeName,
  ),
  image: field.text(
    {
      class: 'reach',
      description:
        'The new image by digest, or by the tag of its commit (`name:sha-…`), which is resolved to its digest before anything is changed. Needed for `command: run`.',
      allowed: IMAGE_RULE,
      example: 'ghcr.io/acme/orders@sha256:…',
    },
    [
      (text) => checkImageReference(text, 'tag or digest'),
      field.matching(COMMIT_OR_DIGEST, 'has no digest, and no tag of a commit'),
    ],
  ),
  container: field.text({
    class: 'reach',
    description: 'Container that gets the image. Default: the one that runs the same repository.',
  }),
  namespace: common.namespace(),
  kubeconfig: common.kubeconfig(),
  'kube-context': common.kubeContext(),

  strategy: field.choice([...STRATEGIES], {
    class: 'verdict',
    description:
      'How the new version gets users. `canary`: a share that rises by `steps`. `blue-green`: it runs in full, is tested, gets all traffic at once and is judged then; the old one is kept beside it.',
    default: 'canary',
    group: 'Traffic',
  }),
  provider: field.choice(['auto', ...PROVIDER_NAMES], {
    class: 'reach',
    description: `How traffic is shifted. ${PROVIDERS.map(({ name, by }) => `\`${name}\`: by ${by}.`).join(' ')} \`auto\`: the first that fits the strategy and that the cluster and the rights of the user allow.`,
    default: 'auto',
    group: 'Traffic',
  }),
  route: field.text(
    {
      class: 'reach',
      description: `Name of the ${ROUTE_KINDS}. Default: the name of the workload.`,
      group: 'Traffic',
      ...named,
    },
    kubeName,
  ),
  'tester-match': field.list(
    {
      class: 'reach',
      description:
        'With the gateway: requests that always go to the new version, whatever its share is, one match a line.',
      allowed: 'header NAME=VALUE or cookie NAME=VALUE',
      example: 'header X-Canary=always',
      group: 'Traffic',
    },
    { separator: 'lines', item: testerProblem },
  ),
  'gateway-mode': field.choice(['auto', 'overlay', 'weights'], {
    class: 'reach',
    description:
      'With the gateway: `overlay`: a route of our own over yours, which is never written. `weights`: the weights of your route are edited, and written back. `auto`: an overlay where one is possible.',
    default: 'auto',
    group: 'Traffic',
  }),
  service: field.text(
    {
      class: 'reach',
      description:
        'Service through which stable is reached. Default: the name of the workload. `none`: a worker, which nobody reaches through one; so is a workload that no Service of the namespace selects.',
      group: 'Traffic',
      ...named,
    },
    kubeName,
  ),
  steps: field.list(
    {
      class: 'verdict',
      description:
        'Shares of traffic for the canary, in percent, one step each; behind a colon the time of that step, and behind another the requests of users that it waits for. `auto`: 5, 25, 50, and each step ends as soon as the canary is certified. With blue-green there is one step, of 100.',
      default: '25,50',
      allowed:
        'auto, or whole percents from 1 to 100, each above the one before, such as 5:30s:200, 25:5m, 50',
      group: 'Traffic',
    },
    { minItems: 1, item: stepChecks, whole: checkRising },
  ),
  'step-duration': field.duration(
    {
      class: 'verdict',
      description: 'How long each step is observed at least.',
      default: '60s',
      group: 'Traffic',
    },
    { minMs: 1000 },
  ),
  baseline: field.flag({
    class: 'verdict',
    description:
      'Compare the canary with as many fresh pods of the old version, made beside it, instead of with those of stable: for services whose warm caches make a fresh pod look bad. They stand behind the Service of stable, and go with the canary.',
    default: 'false',
    group: 'Traffic',
  }),
  'max-canary-replicas': field.integer(
    {
      class: 'reach',
      description: 'Most pods that the canary may have. Default: as many as stable.',
      group: 'Traffic',
    },
    { min: 1, max: 1000 },
  ),

  ...switchInputs,

  ...configurationInputs,

  ...metricInputs,

  ...limitInputs,

  ...policyInputs,

  ...times,

  ...tellingInputs,

  ...replayInputs,

  ...drillInputs,

  'working-directory': common.workingDirectory(),
  config: common.configFile(),
  'config-from': common.configFrom(),
  'dry-run': common.dryRun('the plan'),
};
