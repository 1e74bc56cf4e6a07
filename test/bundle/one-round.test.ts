import { join } from 'node:path';
import { createFakeKube, forgeStep, makeWorkspace, startKubeServer } from '@fairlead/testkit';
import { expect, it, onTestFinished } from 'vitest';

const image = `registry.example.com/orders@sha256:${'a'.repeat(64)}`;
const module = { 'go.mod': 'module example.com/m\n\ngo 1.24\n', 'cmd/api/main.go': 'package main\n' };

/** An action, a workspace, inputs with one that is wrong by itself, and what must be said of the rest of the world. */
type Case = readonly [
  action: string,
  files: Readonly<Record<string, string>>,
  inputs: Readonly<Record<string, string>>,
  messages: readonly RegExp[],
];

const cases: readonly Case[] = [
  [
    'go-build',
    module,
    { concurrency: 'all', packages: './cmd/apii' },
    [/concurrency "all": is not a whole number/, /packages ".\/cmd\/apii": is not a folder; did you mean/],
  ],
  [
    'quality-gate',
    {},
    { 'coverage-threshold': 'abc' },
    [/coverage-threshold "abc": is not a percentage/, /working-directory ".": holds no Go module/],
  ],
  [
    'docker-multistage',
    {},
    { image: '127.0.0.1:9/acme/orders', 'max-image-size': 'small' },
    [
      /max-image-size "small": is not a size/,
      /file "Dockerfile": there is no such Dockerfile/,
      /REGISTRY_UNREACHABLE: the registry 127.0.0.1:9 of image cannot be used: .* \(check the host in image/,
      /TOOL_MISSING: docker is not on PATH \(use a runner with Docker/,
    ],
  ],
  [
    'helm-deploy',
    {},
    {
      release: 'orders',
      chart: 'deploy/orders',
      image: 'orders',
      kubeconfig: 'kubeconfig',
      namespace: 'nowhere',
    },
    [
      /image "orders": has neither tag nor digest/,
      /chart "deploy\/orders": is not a folder/,
      /namespace "nowhere": does not exist/,
      /TOOL_MISSING: helm is not on PATH/,
    ],
  ],
  [
    'canary-rollback',
    {},
    {
      workload: 'orders',
      image,
      steps: '50,25',
      kubeconfig: 'kubeconfig',
      namespace: 'nowhere',
      'prometheus-url': 'http://127.0.0.1:9',
    },
    [
      /steps "50,25": weights are not rising/,
      /namespace "nowhere": does not exist/,
      /CANARY_METRICS_UNREACHABLE: the Prometheus at http:\/\/127.0.0.1:9\/: no answer/,
    ],
  ],
];

it.each(cases)(
  '%s tells a bad input and a bad world in one error',
  async (action, files, inputs, messages) => {
    const workspace = await makeWorkspace(files);
    const kube = createFakeKube('shop');
    kube.put({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } });
    const cluster = await startKubeServer(kube);
    await cluster.writeKubeconfig(join(workspace.folder, 'kubeconfig'), 'shop');
    const bare = ['docker-multistage', 'helm-deploy'].includes(action); // no docker and no helm, wherever it runs
    const PATH = bare ? '/nowhere' : (process.env['PATH'] ?? '');
    const step = await forgeStep({ action, inputs, workspace: workspace.folder, env: { PATH } });
    onTestFinished(async () => {
      await step.dispose();
      await cluster.close();
      await workspace.remove();
    });

    const { exitCode, annotations } = await step.main();
    expect(exitCode).toBe(1);
    const errors = annotations.filter(({ level }) => level === 'error');
    expect(errors).toHaveLength(1);
    const line = errors[0]?.message ?? '';
    expect(line).toMatch(/^INPUT_INVALID: /);
    expect(
      line.split('; ').filter((part) => /^(INPUT_INVALID: )?([a-z-]+ "|[A-Z_]+: )/.test(part)),
    ).toHaveLength(messages.length);
    const places = messages.map((message) => line.search(message));
    expect(places).toEqual(places.filter((place) => place >= 0).sort((a, b) => a - b));
  },
);
