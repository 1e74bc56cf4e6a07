import { common, field } from '@fairlead/core';
import { checkPlatform, platformPattern, tagPattern, tagRule } from '@fairlead/oci';
import { tagPattern as tagPatternInput, tagPrefix } from '@fairlead/version';
import { checkBuildArgument, isArgumentName } from './plan/secret-names.ts';

const what = { group: 'What is built' };
const naming = { group: 'Name and tags' };
const registry = { group: 'Registry' };

/** The inputs of docker-multistage. */
export const inputs = {
  // judged when the repository is known: capitals may come from GitHub
  image: field.text({
    ...naming,
    class: 'reach',
    description: 'Name of the image, without tag.',
    required: true,
    allowed: 'registry/owner/name in lower case',
    example: 'ghcr.io/${{ github.repository }}',
  }),
  tags: field.list(
    {
      ...naming,
      class: 'reach',
      description: 'Further tags, beside those that come from the event.',
      allowed: `tags, one a line: ${tagRule}`,
    },
    { item: field.matching(tagPattern, 'is not a tag') },
  ),
  'tag-latest': field.choice(['auto', 'true', 'false'], {
    ...naming,
    class: 'reach',
    description:
      'Whether the image gets the tag latest. auto: on the default branch. true: on branches and releases. Never on pre-releases and pull requests.',
    default: 'auto',
  }),
  'tag-sha': field.flag({
    ...naming,
    class: 'reach',
    description:
      'Whether the image gets the tag of its commit, such as sha-abcdef0. A registry whose tags never move refuses it when one commit is built twice.',
    default: 'true',
  }),
  'tag-prefix': tagPrefix('image', { ...naming, section: 'go-build' }),
  'tag-pattern': tagPatternInput({ ...naming, section: 'go-build' }),
  labels: field.map({
    ...naming,
    class: 'reach',
    description: 'Further labels; they win over the OCI labels that are set by default.',
    example: 'org.opencontainers.image.vendor=Acme',
  }),
  context: field.text({
    ...what,
    class: 'program',
    description: 'Folder that is sent to the engine, relative to working-directory.',
    default: '.',
  }),
  file: field.text({
    ...what,
    class: 'program',
    description: 'Dockerfile, relative to working-directory. Default: Dockerfile in the context.',
  }),
  target: field.text({ ...what, class: 'program', description: 'Stage to build. Default: the last one.' }),
  platform: field.text(
    {
      ...what,
      class: 'verdict',
      description: "Platform to build for. Default: the engine's own.",
      allowed: 'one platform such as linux/amd64 or linux/arm64',
      example: 'linux/amd64',
    },
    [checkPlatform, field.matching(platformPattern, 'is not a platform that engines know')],
  ),
  'build-args': field.map(
    {
      ...what,
      class: 'program',
      description:
        'Build arguments. VERSION and COMMIT (or REVISION, GIT_COMMIT, VCS_REF) are given by themselves when the Dockerfile declares them.',
      allowed: 'lines of NAME=VALUE without secrets',
      example: 'GO_VERSION=1.26',
      unquoted: true,
    },
    checkBuildArgument,
  ),
  'public-build-args': field.list(
    {
      ...what,
      class: 'reach',
      description:
        'Names of build arguments that look like secrets and are none. Build arguments stay readable in the image.',
      allowed: 'names of build arguments, separated by commas or lines',
      example: 'MAX_TOKEN',
    },
    { item: (name) => (isArgumentName(name) ? undefined : 'is not the name of a build argument') },
  ),
  network: field.choice(['default', 'none', 'host'], {
    ...what,
    class: 'reach',
    description: 'Network of RUN steps. none proves that a build needs nothing from outside.',
    default: 'default',
  }),
  'max-image-size': field.bytes({
    ...what,
    class: 'verdict',
    description: 'Largest compressed size. A larger image fails before it is pushed.',
    example: '20MB',
  }),
  push: field.choice(['auto', 'true', 'false'], {
    ...registry,
    class: 'reach',
    description: 'Whether to push. auto: always, except for code that is not trusted, as from a fork.',
    default: 'auto',
  }),
  'registry-username': field.text({
    ...registry,
    class: 'reach',
    description:
      'User for the registry. Default: the actor for ghcr.io in a run of github.com, else what docker is already logged in with.',
  }),
  'registry-password': field.text({
    ...registry,
    class: 'reach',
    description:
      'Password or token for the registry. Default: github-token for ghcr.io in a run of github.com.',
    secret: true,
  }),
  'github-token': common.githubToken('the login to ghcr.io when no password is given', registry.group),
  'working-directory': common.workingDirectory(),
  config: common.configFile(),
  'config-from': common.configFrom(),
  'dry-run': common.dryRun('the plan (names, tags, labels, command)'),
} as const;
