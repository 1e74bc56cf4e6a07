import { common, field } from '@fairlead/core';
import { imageKeyNames } from './image/image-values.ts';
import { checkWantedImage } from './image/wanted-image.ts';
import { splitPath } from './values/set-paths.ts';

const RELEASE = /^(?=.{1,53}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const NAMESPACE = /^(?=.{1,63}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;

const checkPath = (key: string): string | undefined => {
  const parts = splitPath(key);
  return typeof parts === 'string' ? parts : undefined;
};

const checkImageKey = (key: string, value: string): string | undefined =>
  (imageKeyNames as readonly string[]).includes(key) ? checkPath(value) : 'is not one of the known parts';

/** `PATH=` is what a mistyped output or secret leaves. */
const givenValue =
  (way: string) =>
  (key: string, value: string): string | undefined =>
    checkPath(key) ?? (value.trim() === '' ? `has no value; ${way}` : undefined);

const checkNamespaceOf = (_: string, name: string): string | undefined =>
  NAMESPACE.test(name) ? undefined : `has ${JSON.stringify(name)}, which is not a namespace name`;

const VALUES = 'Image and values';
const RULES = 'Rules';
const ROLLOUT = 'Rollout';

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
    field.matching(RELEASE, 'is not a release name'),
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
  'helm-version': field.text(
    {
      class: 'program',
      description:
        'Version of helm to bring, from the tool cache or a download that is held against its sha256. Default: the helm on PATH.',
      allowed: 'an exact version such as 3.18.4',
      example: '3.18.4',
    },
    field.matching(/^v?\d+\.\d+\.\d+$/, 'is not an exact version'),
  ),
  'helm-sha256': field.text(
    {
      class: 'program',
      description: "sha256 of helm's archive for this machine, for versions that the action does not know.",
      allowed: '64 hex digits',
    },
    field.matching(/^[0-9a-fA-F]{64}$/, 'is not a sha256'),
  ),
  'helm-download-url': field.text(
    {
      class: 'program',
      description: 'Another address with the archives of helm, for networks without the internet.',
      allowed: 'an http or https address',
      example: 'https://mirror.example.com/helm',
    },
    [
      field.matching(/^https?:/i, 'is not an address'),
      (text) => (URL.canParse(text) ? undefined : 'is not an address'),
    ],
  ),
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
  'image-keys': field.map(
    {
      group: VALUES,
      class: 'reach',
      description:
        'Where the chart takes the image from, as lines of PART=PATH. Parts: repository, tag, digest, or image for a chart with one key. Default: what the chart itself shows when it is rendered.',
      allowed: `lines of PART=PATH with a part of ${imageKeyNames.join(', ')}`,
    },
    checkImageKey,
  ),
  values: field.list(
    {
      group: VALUES,
      class: 'program',
      description:
        "Values files, one a line, the strongest last. They come after the chart's values.yaml and values.<environment>.yaml.",
    },
    { blanks: true },
  ),
  set: field.map(
    {
      group: VALUES,
      unquoted: true,
      class: 'reach',
      description:
        'Single values, as lines of PATH=VALUE, stronger than files. Whole numbers, true, false and null are such; all else is text, and quotes make text. They appear in the log.',
      allowed: 'lines of PATH=VALUE',
    },
    givenValue('for an empty text write PATH=""'),
  ),
  'set-secret': field.map(
    {
      group: VALUES,
      class: 'reach',
      description:
        'Single values that are secret, always text. They are never shown and reach helm in a file that only the job may read. Stronger than set.',
      secret: true,
      allowed: 'lines of PATH=VALUE',
    },
    givenValue('an expression with a mistyped name is empty; set takes an empty text as PATH=""'),
  ),
  'image-policy': field.choice(['auto', 'digest', 'tag', 'any'], {
    group: RULES,
    class: 'verdict',
    description:
      'Which images the chart may render. digest: only by digest; tag: no floating tags such as latest; any: all. auto: digest for the environment production, else any.',
    default: 'auto',
  }),
  'require-resources': field.flag({
    group: RULES,
    class: 'verdict',
    description: 'Refuse containers without requests and limits for CPU and memory.',
    default: 'false',
  }),
  'allowed-refs': field.list({
    group: RULES,
    class: 'verdict',
    description:
      'Git refs that may deploy, with * as wildcard, for example refs/tags/v*. Where untrusted code may be checked out, the ref has to be that of the checked-out commit. Default: all refs of the repository, but no code that is not trusted.',
    example: 'refs/tags/v*',
  }),
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
      'How long everything must stay ready before the deploy counts as healthy. A container that ends in this time, for the second time, is a failure.',
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
};
