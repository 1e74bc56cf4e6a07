import { expect, it } from 'vitest';
import { errorLine, type HelmStage, newestRevision } from '../support/helm-stage.ts';

const workload = (name: string, spec = '', image = '{{ include "orders.image" . | quote }}') => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name} }
spec:
  selector: { matchLabels: { app: ${name.replace(/[^a-z].*$/, '')} } }
  template:
    metadata: { labels: { app: ${name.replace(/[^a-z].*$/, '')} } }
    spec:
      containers: [{ name: one, image: ${image} ${spec} }]
`;

/** What was checked is what helm applies, and what helm applies is what is watched. */
export function describeTruth(stage: () => HelmStage): void {
  it('takes the values of this run alone, never those of the last release', async () => {
    const { release, lab } = stage();
    expect((await release.deploy({ set: 'replicaCount=2\npodAnnotations.kept=yes' })).exitCode).toBe(0);
    expect(await release.live()).toMatchObject({ replicas: 2 });
    expect((await release.deploy()).exitCode).toBe(0);
    expect(await release.live()).toMatchObject({ replicas: 1 });
    const path = `/apis/apps/v1/namespaces/${release.namespace}/deployments/orders`;
    // biome-ignore lint/suspicious/noExplicitAny: an object of the API, read loosely
    const live = await lab.cluster.api.get<any>(path);
    expect(live.spec.template.metadata.annotations?.kept).toBeUndefined();
  });

  it('renders with the kinds and objects of the cluster: lookups, guards, keys that stand twice', async () => {
    const { release, lab } = stage();
    const chart = await lab.chartWith(`sees${release.namespace}`, {
      'lookup.yaml':
        '{{ if not (lookup "v1" "Namespace" "" .Release.Namespace) }}{{ fail "no namespace" }}{{ end }}\n',
      'crd.yaml':
        '{{ if not (.Capabilities.APIVersions.Has "apps/v1/StatefulSet") }}{{ fail "no kinds" }}{{ end }}\n',
      'twice.yaml':
        'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: twice }\ndata:\n  key: first\n  key: second\n',
    });
    const result = await release.deploy({ chart });
    expect(result.exitCode, result.log).toBe(0);
    expect(result.log).toContain('keys that stand twice; helm takes the last of each: key (line');
  });

  it('holds a workload behind a guard against the rules', async () => {
    const { release, lab } = stage();
    const good = await newestRevision(stage());
    const chart = await lab.chartWith(`guarded${release.namespace}`, {
      'guarded.yaml': `{{ if .Capabilities.APIVersions.Has "apps/v1/Deployment" }}${workload('guarded', '', '"r.test/x:latest"')}{{ end }}`,
    });
    const result = await release.deploy({ chart, 'image-policy': 'tag' });
    expect(errorLine(result)).toMatch(/^HELM_POLICY: image r\.test\/x:latest has the floating tag latest/);
    expect(await newestRevision(stage())).toBe(good);
  });

  it('watches what the chart makes up anew each time', async () => {
    const { release, lab } = stage();
    const chart = await lab.chartWith(`made-up${release.namespace}`, {
      'random.yaml': workload('random-{{ randAlphaNum 6 | lower }}'),
    });
    const good = await release.deploy({ chart });
    expect(good.exitCode, good.log).toBe(0);
    expect(good.log).toMatch(/helm applies also Deployment random-\w+; not Deployment random-\w+/);
    const broken = await lab.chartWith(`made-up-bad${release.namespace}`, {
      'random.yaml': workload('random-{{ randAlphaNum 6 | lower }}', ', command: [/nope]'),
    });
    expect(errorLine(await release.deploy({ chart: broken }))).toMatch(
      /^HELM_ROLLOUT_FAILED: Deployment random-\w+: container one: cannot be started: its command \/nope is not in the image \(\w+\); rolled back/,
    );
  });

  it('shows the last words of a Job that bears the number of the revision', async () => {
    const { release, lab } = stage();
    const chart = await lab.chartWith(`numbered${release.namespace}`, {
      'migrate.yaml': `
apiVersion: batch/v1
kind: Job
metadata:
  name: migrate-{{ .Release.Revision }}
  annotations: { helm.sh/hook: pre-upgrade }
spec:
  backoffLimit: 0
  template:
    spec:
      restartPolicy: Never
      containers: [{ name: migrate, image: {{ include "orders.image" . | quote }}, args: [-migrate] }]
`,
    });
    const next = (await newestRevision(stage())) + 1;
    const result = await release.deploy({ chart });
    expect(errorLine(result)).toContain(`Job migrate-${next}: failed: `);
    expect(result.summary).toContain('unknown arguments ["-migrate"]');
  });
}
