import { common, field } from '@fairlead/core';
import { allowedRefs, checkWantedImage, helmInputs, releaseName, valueInputs } from '@fairlead/helm';
import { smokeInputs } from './smoke/smoke-inputs.ts';

const NAMESPACE = /^(?=.{1,63}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;

const checkNamespaceOf = (_: string, name: string): string | undefined =>
  NAMESPACE.test(name) ? undefined : `has ${JSON.stringify(name)}, which is not a namespace name`;

const VALUES = 'Image and values';
const RULES = 'Rules';
const ROLLOUT = 'Rollout';
const SMOKE = 'Smoke test';

/** What a user may write, by group. */
export const inputs = {
  release: field.text(
    {
      class: 'reach',
      description: 'Name of the Helm release.',
      required: true,
      example: 'orders',
      allowed: 'lower-case letters, digits and -, at most 53',
    },
    releaseName,
  ),
  chart: field.text({
    class: 'program',
    description: 'Folder of the chart, relative to the working directory.',
    required: true,
    example: 'deploy/orders',
  }),
  environment: common.environment(),
  namespace: field.text(
    {
      class: 'reach',
      description:
        'Kubernetes namespace. Default: what `namespaces` says of the environment, else the namespace of the kubeconfig context.',
      allowed: 'lower-case letters, digits and -, at most 63',
    },
    field.matching(NAMESPACE, 'is not a namespace name'),
  ),
  namespaces: field.map(
    {
      class: 'reach',
      description:
        'The namespace of each environment, as lines of ENVIRONMENT=NAMESPACE. No environment, or one that is not listed, is then refused.',
    },
    checkNamespaceOf,
  ),
  'create-namespace': field.flag({
    class: 'reach',
    description: 'Make the namespace when it does not exist.',
    default: 'false',
  }),
  kubeconfig: common.kubeconfig(),
  'kube-context': common.kubeContext(),
  ...helmInputs(),
  'github-deployment': field.flag({
    class: 'reach',
    description:
      'Record the deploy with GitHub as a deployment of `environment`. Where the environment of the job makes one, none is added.',
    default: 'false',
  }),
  'github-token': common.githubToken('the record of `github-deployment`'),
  'dry-run': common.dryRun('what would change, checked by the API server,'),
  'working-directory': common.workingDirectory(),
  config: common.configFile(),
  'config-from': common.configFrom(),
  image: field.text(
    {
      group: VALUES,
      class: 'reach',
      description:
        "Image to deploy, by digest as docker-multistage gives it, or by tag. `chart`: what the chart and its values name, for example a chart of somebody else's.",
      required: true,
      allowed:
        'name@sha256:…, name:tag, name:tag@sha256:…, or chart for the image that chart and values name',
      example: 'ghcr.io/acme/orders@sha256:…',
    },
    checkWantedImage,
  ),
  ...valueInputs({ group: VALUES }),
  'image-policy': field.choice(['auto', 'digest', 'tag', 'any'], {
    group: RULES,
    class: 'verdict',
    description:
      'Which images the chart may render. digest: only by digest; tag: no floating tags such as latest, main, 1.2 or pr-7; any: all. auto: digest where the environment is production by its name (production, prod, prd, live, prod-eu), else any.',
    default: 'auto',
  }),
  'require-resources': field.flag({
    group: RULES,
    class: 'verdict',
    description: 'Refuse containers without requests and limits for CPU and memory.',
    default: 'false',
  }),
  'allowed-refs': allowedRefs({ group: RULES }),
  timeout: field.duration(
    {
      group: ROLLOUT,
      class: 'verdict',
      description:
        'Time for everything: hooks, waiting and, if need be, the roll back. A quarter of it, at most a minute, is kept for the roll back.',
      default: '5m',
    },
    { minMs: 10_000 },
  ),
  'ready-timeout': field.duration({
    group: ROLLOUT,
    class: 'verdict',
    description:
      'How long a running container may stay unready before the rollout counts as failed, when its probes allow less. Default: until the timeout.',
  }),
  'stay-healthy': field.duration({
    group: ROLLOUT,
    class: 'verdict',
    description:
      'How long everything must stay ready before the deploy counts as healthy, as far as `timeout` leaves the time. A container that ends in this time, for the second time, is a failure.',
    default: '10s',
  }),
  rollback: field.choice(['auto', 'off'], {
    group: ROLLOUT,
    class: 'reach',
    description:
      'auto: a failed upgrade is rolled back to the last deployed revision. off: it is left as it is.',
    default: 'auto',
  }),
  'on-first-failure': field.choice(['keep', 'uninstall'], {
    group: ROLLOUT,
    class: 'reach',
    description:
      'What becomes of a first install that fails: there is no revision to go back to. keep: left for inspection.',
    default: 'keep',
  }),
  'history-max': field.integer(
    { group: ROLLOUT, class: 'reach', description: 'How many revisions Helm keeps.', default: '10' },
    { min: 2, max: 256 },
  ),
  ...smokeInputs(SMOKE),
};
