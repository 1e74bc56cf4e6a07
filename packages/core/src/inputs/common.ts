import { isAbsolute } from 'node:path';
import { CONFIG_FILE } from '../config/near-names.ts';
import type { Field } from './field.ts';
import { choice, flag, text } from './fields.ts';

// Inputs that mean the same in all actions; spelt once.

/** Where the action works; relative paths of other inputs start there. */
export function workingDirectory(): Field<string> {
  return text({
    class: 'program',
    description: 'Folder to work in, relative to the workspace.',
    default: '.',
  });
}

/** Where settings come from that are given as no input. */
export function configFile(): Field<string> {
  return text({
    class: 'program',
    description:
      'Config file, relative to the workspace. A missing default file is fine, one by a similar name or in another place (`fairlead.yml`, `.github/fairlead.yaml`) is an error. `none`: no file at all.',
    default: CONFIG_FILE,
  });
}

/** Whose config file counts on a pull request of the same repository. */
export function configFrom(): Field<'head' | 'base'> {
  return choice(['head', 'base'], {
    class: 'program',
    description:
      'On pull requests: whose config file counts, that of the pull request (`head`) or that of its base commit (`base`). For code of forks it is always `base`.',
    default: 'head',
  });
}

/** Whether to show `what` alone. */
export function dryRun(what: string): Field<boolean> {
  return flag({ class: 'verdict', description: `Show ${what} without doing it.`, default: 'false' });
}

/** The job's token, filled in by the runner; `use` completes the sentence, `group` is its heading in the README. */
export function githubToken(use: string, group?: string): Field<string | undefined> {
  return text({
    ...(group === undefined ? {} : { group }),
    class: 'reach',
    description: `Token of the job, for ${use}, and for the config file of the base commit where the clone lacks it.`,
    runnerDefault: '${{ github.token }}',
    secret: true,
  });
}

/** How to reach the cluster. */
export function kubeconfig(): Field<string | undefined> {
  return text({
    class: 'program',
    description: 'Path of the kubeconfig file. Default: KUBECONFIG, then ~/.kube/config, then in-cluster.',
  });
}

/** The part of the cluster to work in. */
export function kubeContext(): Field<string | undefined> {
  return text({
    class: 'program',
    description: "Context of the kubeconfig. Default: the file's current context.",
  });
}

export function namespace(): Field<string | undefined> {
  return text({
    class: 'reach',
    description: 'Kubernetes namespace. Default: the namespace of the kubeconfig context.',
  });
}

/** The environment's name. */
export function environment(): Field<string | undefined> {
  return text({
    class: 'reach',
    description: 'Environment that is deployed to, for example staging or production.',
  });
}

/** The folder that is a cache instead of that of the CI service; a check refuses one in the workspace (`insideProblem`). */
export function cacheDir(description: string, group: string): Field<string | undefined> {
  return text(
    {
      class: 'reach',
      description,
      allowed: 'an absolute path outside of the workspace',
      example: '/srv/ci-cache',
      group,
    },
    (path) => (isAbsolute(path) ? undefined : 'is not absolute: relative paths are in the workspace'),
  );
}
