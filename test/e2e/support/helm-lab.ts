import type { ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Cluster, createToolbox, startCluster, stopCluster, tools, waitFor } from '@fairlead/devcluster';
import { pushProgram } from '@fairlead/devtools';
import { type ForgedStep, forgeStep, type PhaseResult } from '@fairlead/testkit';
import { chartFolder, ordersFolder } from './helm.ts';

type OnLine = (line: string, child: ChildProcess) => void;

/** A revision as `helm history` tells it. */
export interface HistoryRow {
  readonly revision: number;
  readonly status: string;
  readonly description: string;
}

/** A step whose helm stands before its upgrade until it is let go. */
export interface HeldStep {
  readonly step: ForgedStep;
  /** Waits until helm was started for the upgrade. */
  untilHeld(): Promise<void>;
  letGo(): Promise<void>;
}

/** One release in a namespace of its own, deployed with one major version of helm. */
export interface Release {
  readonly namespace: string;
  /** A step with the defaults of the tests; `lines` are of the form PATH=VALUE. */
  step(inputs?: Readonly<Record<string, string>>, onLine?: OnLine): Promise<ForgedStep>;
  /** The same, whose helm waits before it changes the release. */
  heldStep(inputs?: Readonly<Record<string, string>>): Promise<HeldStep>;
  /** Runs the main phase. */
  deploy(inputs?: Readonly<Record<string, string>>): Promise<PhaseResult>;
  history(): Promise<readonly HistoryRow[]>;
  /** Runs plain helm in the release's namespace. */
  helm(...args: string[]): Promise<unknown>;
  /** Waits until somebody is at the release. */
  untilPending(): Promise<void>;
  /** Folder of a chart as `helm create` makes it. */
  created(): Promise<string>;
  /** Image and numbers of the Deployment. */
  live(): Promise<{ readonly image: string; readonly replicas: number; readonly ready: number } | undefined>;
}

/** A real cluster with an image of the sample service in its registry. */
export interface HelmLab {
  readonly cluster: Cluster;
  /** `name@sha256:…` */
  readonly image: string;
  open(namespace: string, major: 3 | 4): Promise<Release>;
  /** Folder for PATH in which a major version of helm is called `helm`. */
  helmFolder(major: 3 | 4): Promise<string>;
  /** An image that runs a Go program of one file: `name@sha256:…`. */
  buildProgram(name: string, source: string): Promise<string>;
  /** Folder of a copy of the chart with more templates in it, by file name. */
  chartWith(name: string, templates: Readonly<Record<string, string>>): Promise<string>;
  close(): Promise<void>;
}

/** Brings the cluster up and builds the image. */
export async function openHelmLab(name: string): Promise<HelmLab> {
  const toolbox = createToolbox();
  const cluster = await startCluster({ name, toolbox });
  const folder = await mkdtemp(join(tmpdir(), 'fairlead-helm-'));
  const image = await pushProgram(cluster, {
    cwd: ordersFolder,
    main: './cmd/orders',
    flags: '-s -w -X example.com/orders/internal/version.Version=v1',
    tag: `${cluster.registry}/acme/orders:v1`,
  });
  const helmFolder = async (major: 3 | 4): Promise<string> => {
    const tool = major === 3 ? tools.helm3 : tools.helm4;
    const path = process.env[`FAIRLEAD_HELM${major}`] ?? (await toolbox.ensure(tool)).path;
    return binFolder(join(folder, `helm${major}`), path);
  };
  return {
    cluster,
    image,
    helmFolder,
    async open(namespace, major) {
      const bin = await helmFolder(major);
      return makeRelease({ cluster, image, namespace, helm: join(bin, 'helm'), bin });
    },
    async buildProgram(program, source) {
      const code = join(folder, 'programs', program);
      await mkdir(code, { recursive: true });
      await writeFile(join(code, 'go.mod'), `module example.com/${program}\n\ngo 1.24\n`);
      await writeFile(join(code, 'main.go'), source);
      const tag = `${cluster.registry}/acme/${program}:v1`;
      return pushProgram(cluster, { cwd: code, main: '.', flags: '-s -w', tag });
    },
    async chartWith(chart, templates) {
      const copy = join(folder, 'charts', chart);
      await cp(chartFolder, copy, { recursive: true });
      for (const [file, text] of Object.entries(templates))
        await writeFile(join(copy, 'templates', file), text);
      return copy;
    },
    async close() {
      cluster.close();
      await stopCluster(name);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A folder for PATH in which the program is called `helm`. */
async function binFolder(folder: string, helm: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  await rm(join(folder, 'helm'), { force: true });
  await symlink(helm, join(folder, 'helm'));
  return folder;
}

/** The same, with a helm that says that it stands before an upgrade by the file `held`, and goes on when `go` is there. */
async function heldBin(folder: string, helm: string): Promise<string> {
  const script = `#!/bin/sh
case "$*" in
*--dry-run*) ;;
upgrade*) : > ${folder}/held; while [ ! -e ${folder}/go ]; do sleep 0.05; done ;;
esac
exec ${helm} "$@"
`;
  await writeFile(join(folder, 'helm'), script, { mode: 0o755 });
  return folder;
}

interface ReleaseParts {
  readonly cluster: Cluster;
  readonly image: string;
  readonly namespace: string;
  readonly helm: string;
  readonly bin: string;
}

function makeRelease({ cluster, image, namespace, helm, bin }: ReleaseParts): Release {
  const forge = (path: string, inputs: Readonly<Record<string, string>>, onLine?: OnLine) =>
    forgeStep({
      action: 'helm-deploy',
      workspace: ordersFolder,
      inputs: {
        release: 'orders',
        chart: 'deploy/orders',
        environment: 'dev',
        namespace,
        image,
        timeout: '60s',
        'stay-healthy': '1s',
        ...inputs,
      },
      env: { KUBECONFIG: cluster.kubeconfig, PATH: `${path}:${process.env['PATH']}` },
      wrap: (argv) => cluster.nsenterArgv(argv),
      ...(onLine === undefined ? {} : { onLine }),
    });
  const release: Release = {
    namespace,
    step: (inputs = {}, onLine) => forge(bin, inputs, onLine),
    async heldStep(inputs = {}) {
      const folder = await heldBin(await mkdtemp(`${bin}-held-`), helm);
      const held = join(folder, 'held');
      return {
        step: await forge(folder, inputs),
        async untilHeld() {
          const seen = await waitFor(() => existsSync(held) || undefined, { timeoutMs: 60_000 });
          if (seen === undefined) throw new Error('helm was not started for the upgrade');
        },
        letGo: () => writeFile(join(folder, 'go'), ''),
      };
    },
    deploy: async (inputs) => (await release.step(inputs)).main(),
    helm: (...args) => cluster.exec([helm, ...args, '--namespace', namespace]),
    async untilPending() {
      for (let look = 0; look < 60; look++) {
        if ((await release.history()).at(-1)?.status.startsWith('pending')) return;
        await sleep(250);
      }
      throw new Error('no look at the release found it pending');
    },
    async created() {
      const folder = join(await mkdtemp(join(tmpdir(), 'fairlead-created-')), 'orders');
      await cluster.exec([helm, 'create', folder]);
      return folder;
    },
    async history() {
      const args = ['history', 'orders', '--namespace', namespace, '--output', 'json'];
      const { stdout } = await cluster.exec([helm, ...args]);
      return JSON.parse(stdout) as HistoryRow[];
    },
    async live() {
      // biome-ignore lint/suspicious/noExplicitAny: an object of the API, read loosely
      const found = await cluster.api.get<any>(`/apis/apps/v1/namespaces/${namespace}/deployments/orders`);
      if (found === undefined) return undefined;
      const { spec, status } = found;
      return {
        image: spec.template.spec.containers[0].image,
        replicas: spec.replicas,
        ready: status.readyReplicas ?? 0,
      };
    },
  };
  return release;
}
