import { posix } from 'node:path';
import { chartOf, servedProgram } from '../layout.ts';
import { type Program, portOf, type Service } from '../service.ts';
import type { Surroundings } from '../surroundings.ts';
import { deployment, service as kubeService } from './chart-templates.ts';
import type { Answer } from './starter.ts';

/** A chart of one Deployment and one Service, both named like the release. */
export function chart(service: Service, around: Surroundings): Answer {
  const { folder, name } = chartOf(service, around);
  const program = servedProgram(service);
  if (around.chart !== undefined) return { path: folder, state: 'kept', why: 'is there' };
  if (program === undefined) return { path: folder, state: 'skipped', why: notServed(service) };
  const file = (path: string, text: string) => ({ path: posix.join(folder, path), text });
  return {
    files: [
      file('Chart.yaml', `apiVersion: v2\nname: ${name}\ntype: application\nversion: 0.1.0\n`),
      file('values.yaml', values(program, name, around)),
      file('templates/deployment.yaml', deployment(program)),
      file('templates/service.yaml', kubeService()),
    ],
  };
}

function notServed({ program }: Service): string {
  return program === undefined
    ? 'the module has no main package, so nothing is released'
    : 'nothing in the code listens on a port, so nothing is released';
}

function values(program: Program, name: string, { repository }: Surroundings): string {
  const image = repository === undefined ? name : `ghcr.io/${repository.toLowerCase()}`;
  const port = portOf(program);
  const variables = program.portVariable ? `env: { PORT: '${port}' }` : 'env: {}';
  return `# helm-deploy sets repository and digest of the image that was built.
image: { repository: ${image}, tag: latest, digest: '' }
# Of a private registry, such as [{ name: ghcr }]: a Secret of type kubernetes.io/dockerconfigjson in the namespace.
imagePullSecrets: []

replicas: 2
# Where the program listens.
containerPort: ${port}
# Environment of the program, by name.
${variables}

resources:
  requests: { cpu: 50m, memory: 64Mi }
  limits: { cpu: 500m, memory: 256Mi }

service: { type: ClusterIP, port: 80 }
`;
}
