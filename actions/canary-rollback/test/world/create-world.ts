import { createLocalHost, type Outcome, Redactor } from '@fairlead/core';
import type { Kube } from '@fairlead/kube';
import { createFakeClock, createFakeKube, runInProcess } from '@fairlead/testkit';
import { action } from '../../src/action.ts';
import { checksWith } from '../../src/checks.ts';
import { runPost } from '../../src/end.ts';
import { runMain } from '../../src/run.ts';
import { playControllers, putStablePods, settle, taken } from './controllers.ts';
import { chartFiles, fakeHelm } from './helm.ts';
import { mortal } from './mortal.ts';
import { NEW, OLD, route, stableDeployment, stableService } from './objects.ts';
import { fakePods } from './pods.ts';
import { fakeHttp } from './registry.ts';
import type { World } from './world.ts';

/** What a world begins with. */
export interface WorldOptions {
  /** A route; `weights`: its weights are edited, else it gets an overlay. */
  readonly gateway?: boolean | 'weights';
  readonly stable?: boolean;
}

/** Makes a namespace with a stable Deployment of three pods, a Service, and a route when asked. */
export function createWorld(options: WorldOptions = {}): World {
  const clock = createFakeClock();
  const mode = options.gateway === 'weights' ? { 'gateway-mode': 'weights' } : {};
  const kube = createFakeKube('shop', clock);
  kube.put({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } });
  const world: World = {
    kube,
    clock,
    state: new Map(),
    log: [],
    outputs: {},
    summaries: [],
    abort: new AbortController(),
    exitCode: 0,
    behave: () => ({}),
    behaveBaseline: () => ({}),
    baselineReady: true,
    podsReady: true,
    restarts: 0,
    containerState: {},
    sidecar: undefined,
    ignoresOverlay: false,
    logs: () => '',
    tags: {},
    files: new Map(),
    hasBuckets: true,
    metric: 'http_request_duration_ms',
    paths: ['/orders'],
    families: ['http_request_duration_ms'],
    elsewhere: undefined,
    unscraped: [],
    mesh: undefined,
    queries: [],
    exposition: undefined,
    proxied: [],
    ratio: (pods) => (pods === 'nobody' ? undefined : 0),
    statusLabels: { stable: 'status', canary: 'status' },
    diesAt: undefined,
    react: (object, verb) => playControllers(world, object, verb),
    denied: [],
    broken: [],
    refuses: () => undefined,
    chart: undefined,
    helm: [],
    connections: 0,
    reviews: [],
    away: () => false,
    main: (inputs, run) => runWith(world, 'main', { ...mode, ...inputs }, run),
    post: (inputs) => runWith(world, 'post', { ...mode, ...inputs }),
    promote: (image = NEW) => kube.put(settle(stableDeployment(image), true)),
    calls: () =>
      kube.calls
        .filter(({ name }) => name !== 'orders-fairlead-history')
        .map(({ verb, kind, name }) => `${verb} ${kind} ${name}`),
  };
  kube.onChange(world.react);
  kube.onProxy(fakePods(world));
  if (options.stable !== false) {
    kube.put(settle(stableDeployment(OLD), true));
    kube.put(stableService());
    putStablePods(world);
  }
  if (options.gateway !== undefined && options.gateway !== false) kube.put(taken(route()));
  return world;
}

const noFiles = {
  readText: async () => '',
  readBytes: async () => new Uint8Array(),
  write: async () => {},
  realPath: async (path: string) => path,
  stat: async () => undefined,
  list: async () => [],
  makeTemporary: async () => '/nowhere',
  remove: async () => {},
  sha256: async () => '',
};

async function runWith(
  world: World,
  phase: 'main' | 'post',
  inputs: Readonly<Record<string, string>> = {},
  run = '1001',
): Promise<Outcome> {
  const connect = async (): Promise<Kube> => {
    world.connections++;
    return mortal(world);
  };
  const host = createLocalHost({
    env: {
      GITHUB_RUN_ID: run,
      GITHUB_RUN_ATTEMPT: '1',
      GITHUB_ACTOR: 'octocat',
      GITHUB_WORKSPACE: '/nowhere',
    },
    inputs: { workload: 'orders', image: NEW, 'prometheus-url': 'http://prometheus', ...inputs },
    redactor: new Redactor(),
    print: (line) => void world.log.push(line),
    setExitCode: (code) => {
      world.exitCode = code;
    },
    state: world.state,
    onOutput: (name, value) => {
      world.outputs[name] = value;
    },
    onSummary: (markdown) => void world.summaries.push(markdown),
  });
  const definition = {
    ...action,
    checks: checksWith(connect),
    run: (context: Parameters<typeof action.run>[0]) => runMain(context, connect),
    post: (context: Parameters<typeof action.run>[0]) => runPost(context, connect),
  };
  return runInProcess(definition, host, {
    phase,
    exec: fakeHelm(world),
    files: {
      ...noFiles,
      ...chartFiles(world),
      readText: async (path) => {
        const found = world.files.get(path);
        if (found === undefined) throw Object.assign(new Error(path), { code: 'ENOENT' });
        return found;
      },
      write: async (path, text) => void world.files.set(path, String(text)),
    },
    http: fakeHttp(world),
    clock: world.clock,
    signal: world.abort.signal,
  });
}
