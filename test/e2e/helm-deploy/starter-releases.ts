import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { badAnswers, countAnswers, pushProgram } from '@fairlead/devtools';
import { type ForgedStep, forgeStep, type Load, startLoad } from '@fairlead/testkit';
import { expect, it, onTestFinished } from 'vitest';
import { initialised } from '../../support/run-program.ts';
import type { HelmLab } from '../support/helm-lab.ts';

const NAMESPACE = 'starter';

/** A server that counts what its users ask for, and says in each answer which build it is. */
const COUNTING_SERVICE: Readonly<Record<string, string>> = {
  'go.mod': 'module example.com/hello\n\ngo 1.24\n',
  'main.go': `package main

import (
	"fmt"
	"log"
	"net/http"
	"sync/atomic"
)

var build = "none"

func main() {
	var asked atomic.Int64
	http.HandleFunc("GET /healthz", func(http.ResponseWriter, *http.Request) {})
	http.HandleFunc("GET /hello", func(w http.ResponseWriter, _ *http.Request) {
		asked.Add(1)
		w.Header().Set("X-Orders-Commit", build)
		fmt.Fprintln(w, "hello")
	})
	http.HandleFunc("GET /metrics", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintf(w, "# TYPE http_requests_total counter\\nhttp_requests_total{path=\\"/hello\\",code=\\"200\\"} %d\\n", asked.Load())
	})
	log.Fatal(http.ListenAndServe(":8080", nil))
}
`,
};

/** The steps of the release job that `fairlead init` writes, with times that suit a test. */
interface ReleaseJob {
  image(build: string): Promise<string>;
  canary(image: string): Promise<ForgedStep>;
  deploy(image: string): Promise<ForgedStep>;
  /** Users, by a port of the node. */
  load(): Promise<Load>;
  /** Name and image of each Deployment. */
  deployments(): Promise<readonly string[]>;
}

async function openJob({ cluster, helmFolder }: HelmLab): Promise<ReleaseJob> {
  const workspace = await initialised(COUNTING_SERVICE);
  // whoever asks from outside of the cluster needs a port of the node; canary and deploy read it both
  await appendFile(join(workspace, '.github/fairlead.yml'), 'helm-deploy:\n  set: service.type=NodePort\n');
  const wrap = (argv: readonly string[]): readonly string[] => cluster.nsenterArgv(argv);
  const env = { KUBECONFIG: cluster.kubeconfig, PATH: `${await helmFolder(3)}:${process.env['PATH']}` };
  const common = { chart: 'deploy/hello', environment: 'production', namespace: NAMESPACE };
  const quickly = { steps: '50', 'step-duration': '8s', 'error-for': '4s', interval: '1s', window: '4s' };
  return {
    image: (build) =>
      pushProgram(cluster, {
        cwd: workspace,
        main: '.',
        flags: `-s -w -X main.build=${build}`,
        tag: `${cluster.registry}/acme/hello:${build}`,
      }),
    canary: (image) =>
      forgeStep({
        action: 'canary-rollback',
        workspace,
        inputs: { workload: 'hello', ...common, image, ...quickly },
        env,
        wrap,
      }),
    deploy: (image) =>
      forgeStep({
        action: 'helm-deploy',
        workspace,
        inputs: { release: 'hello', ...common, image, timeout: '60s', 'stay-healthy': '1s' },
        env,
        wrap,
      }),
    async load() {
      const service = await cluster.api.get<{ spec: { ports: { nodePort: number }[] } }>(
        `/api/v1/namespaces/${NAMESPACE}/services/hello`,
      );
      const url = `http://127.0.0.1:${service?.spec.ports[0]?.nodePort}/hello`;
      const load = await startLoad({ url, rate: 40, seconds: 120, out: join(workspace, 'load.jsonl'), wrap });
      onTestFinished(async () => void (await load.stop().catch(() => {})));
      return load;
    },
    async deployments() {
      const path = `/apis/apps/v1/namespaces/${NAMESPACE}/deployments`;
      // biome-ignore lint/suspicious/noExplicitAny: objects of the API, read loosely
      const { items = [] } = (await cluster.api.get<any>(path)) ?? {};
      return items.map(
        // biome-ignore lint/suspicious/noExplicitAny: as above
        ({ metadata, spec }: any) => `${metadata.name} ${spec.template.spec.containers[0].image}`,
      );
    },
  };
}

/** The first release of a service that has just been begun, and the second, which users are with. */
export function describeStarterReleases(openedLab: () => HelmLab): void {
  it('is released, and the second time through a canary; no user sees an error', async () => {
    const { cluster } = openedLab();
    await cluster.api.apply(`/api/v1/namespaces/${NAMESPACE}`, {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: NAMESPACE },
    });
    const job = await openJob(openedLab());
    const [first, second] = [await job.image('one'), await job.image('two')];

    const nothing = await (await job.canary(first)).main();
    expect(nothing.outputs['outcome'], nothing.log).toBe('no-stable');
    const installed = await (await job.deploy(first)).main();
    expect(installed.outputs['outcome'], installed.log).toBe('deployed');

    const load = await job.load();
    const canary = await job.canary(second);
    const passed = await canary.main();
    expect(passed.outputs, passed.log).toMatchObject({ outcome: 'passed', share: '50' });
    expect(await job.deployments()).toEqual([`hello ${first}`, `hello-canary ${second}`]);
    const promoted = await (await job.deploy(second)).main();
    expect(promoted.outputs['outcome'], promoted.log).toBe('deployed');
    const post = await canary.post();
    expect(post.exitCode, post.log).toBe(0);
    expect(await job.deployments()).toEqual([`hello ${second}`]);
    const records = await load.stop();
    expect(badAnswers(records)).toEqual([]);
    expect(Object.keys(countAnswers(records)).sort()).toEqual(['one', 'two']);
  });
}
