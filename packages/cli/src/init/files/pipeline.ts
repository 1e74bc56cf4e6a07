import { posix } from 'node:path';
import { loadUses, type Uses } from '../../definitions/uses.ts';
import { chartOf, contextOf, dockerfileOf, servedProgram, workflowOf } from '../layout.ts';
import { yamlText } from '../names.ts';
import type { Service } from '../service.ts';
import type { Surroundings } from '../surroundings.ts';
import type { Answer } from './starter.ts';

/** The workflow: build and gate for all, an image of a program, a release of one that listens. */
export function pipeline(service: Service, around: Surroundings): Answer {
  const path = workflowOf(service);
  if (!around.has(path) && around.workflow !== undefined && !service.oneOfSeveral)
    return { path, state: 'kept', why: `${around.workflow} uses the actions already` };
  return { files: [{ path, text: render(service, around, posix.basename(path, '.yml')) }] };
}

function render(service: Service, around: Surroundings, name: string): string {
  const uses = loadUses();
  const hasProgram = service.program !== undefined;
  const served = servedProgram(service) !== undefined;
  const jobs = [
    ...(hasProgram ? [codeJob('build', 'go-build', service, uses)] : []),
    codeJob('gate', 'quality-gate', service, uses),
    ...(hasProgram ? [imageJob(service, around, uses)] : []),
    ...(served ? [releaseJob(service, around, uses)] : []),
  ];
  const tags = hasProgram ? ", tags: ['v*']" : '';
  return `${head(served, uses)}name: ${name}
on:
  push: { branches: [${yamlText(around.branch)}]${tags} }
  pull_request:
permissions: { contents: read }
jobs:
${jobs.join('')}`;
}

function head(served: boolean, { repository, version }: Uses): string {
  const guide = `https://github.com/${repository}/blob/${version}/docs/guides/first-pipeline.md`;
  if (!served) return `# ${guide}\n`;
  return `# From a commit to a rollout that is proven healthy or rolled back. The release job needs of you:
# - the secret KUBECONFIG, the text of a kubeconfig file of your cluster: without it the job fails and says so;
# - the variable CANARY, true, for a canary by what the pods count, or PROMETHEUS_URL for one by a Prometheus: without
#   them helm-deploy alone watches the rollout.
# ${guide}
`;
}

function action(name: string, { repository, version }: Uses): string {
  return `${repository}/actions/${name}@${version}`;
}

function codeJob(id: string, name: string, { folder }: Service, uses: Uses): string {
  const where = folder === '.' ? '' : `\n        with: { working-directory: ${yamlText(folder)} }`;
  return `  ${id}:
    runs-on: ubuntu-latest
    steps:
      - uses: ${uses.checkout}
      - uses: ${action(name, uses)}${where}
`;
}

function imageJob(service: Service, around: Surroundings, uses: Uses): string {
  const context = contextOf(service);
  const file = dockerfileOf(service, around);
  const more = [
    ...(context === '.' ? [] : [`context: ${yamlText(context)}`]),
    ...(file === posix.join(context, 'Dockerfile') ? [] : [`file: ${yamlText(file)}`]),
  ];
  return `  image:
    needs: [build, gate]
    if: github.event_name == 'push'
    runs-on: ubuntu-latest
    permissions: { contents: read, packages: write }
    outputs: { image: '\${{ steps.image.outputs.image }}' }
    steps:
      - uses: ${uses.checkout}
      - id: image
        uses: ${action('docker-multistage', uses)}
        with: { ${[imageOf(service), ...more].join(', ')} }
`;
}

/** Another registry is a variable of the repository, which services of one repository cannot share. */
function imageOf({ oneOfSeveral, folder, name }: Service): string {
  if (!oneOfSeveral) return `image: "\${{ vars.IMAGE || format('ghcr.io/{0}', github.repository) }}"`;
  return `image: 'ghcr.io/\${{ github.repository }}${folder === '.' ? '' : `/${name}`}'`;
}

function releaseJob(service: Service, around: Surroundings, uses: Uses): string {
  const { name, folder } = chartOf(service, around);
  const group = service.oneOfSeveral ? `production-${name}` : 'production';
  const image = `image: '\${{ needs.image.outputs.image }}'`;
  return `  release:
    needs: image
    runs-on: ubuntu-latest
    environment: production
    concurrency: ${group}
    steps:
      - uses: ${uses.checkout}
      - name: A kubeconfig that only this job reads
        env: { KUBECONFIG_TEXT: '\${{ secrets.KUBECONFIG }}' }
        run: |
          [ -n "$KUBECONFIG_TEXT" ] || { echo "::error::the secret KUBECONFIG is not set: nothing was released"; exit 1; }
          (umask 077; printf '%s' "$KUBECONFIG_TEXT" > "$RUNNER_TEMP/kubeconfig")
          echo "KUBECONFIG=$RUNNER_TEMP/kubeconfig" >> "$GITHUB_ENV"
      - if: vars.CANARY == 'true' || vars.PROMETHEUS_URL != ''
        uses: ${action('canary-rollback', uses)}
        with: { workload: ${yamlText(name)}, chart: ${yamlText(folder)}, environment: production, ${image}, prometheus-url: '\${{ vars.PROMETHEUS_URL }}' }
      - uses: ${action('helm-deploy', uses)}
        with: { release: ${yamlText(name)}, chart: ${yamlText(folder)}, environment: production, ${image} }
`;
}
