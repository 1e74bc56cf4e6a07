import type { Field } from './field.ts';
import { flag, text } from './fields.ts';

/** Inputs that mean the same in all actions; spelt once. */

export function workingDirectory(): Field<string> {
  return text({ description: 'Folder to work in, relative to the workspace.', default: '.' });
}

export function configFile(): Field<string> {
  return text({
    description: 'Config file, relative to the workspace. A missing default file is fine.',
    default: '.github/fairlead.yml',
  });
}

export function dryRun(what: string): Field<boolean> {
  return flag({ description: `Show ${what} without doing it.`, default: 'false' });
}

export function githubToken(use: string): Field<string | undefined> {
  return text({
    description: `Token for GitHub's API, for ${use}. Never needed for the verdict.`,
    runnerDefault: '${{ github.token }}',
    secret: true,
  });
}

export function kubeconfig(): Field<string | undefined> {
  return text({
    description: 'Path of the kubeconfig file. Default: KUBECONFIG, then ~/.kube/config, then in-cluster.',
  });
}

export function namespace(): Field<string | undefined> {
  return text({ description: 'Kubernetes namespace. Default: the namespace of the kubeconfig context.' });
}

export function environment(): Field<string | undefined> {
  return text({ description: 'Environment that is deployed to, for example staging or production.' });
}
