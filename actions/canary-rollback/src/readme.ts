import { markdownCode, markdownTable } from '@fairlead/core';
import { ROLLOUT_RIGHTS } from './argo/plan-rollout.ts';
import {
  BASE_RIGHTS,
  FUSE_RIGHTS,
  HELPFUL_RIGHTS,
  PODS_RIGHTS,
  PREVIEW_RIGHTS,
  type Right,
  rightsText,
} from './cluster/rights.ts';
import { CONFIGURATION_RIGHTS } from './configuration/plan-configuration.ts';
import { FAULTS } from './drill/faults.ts';
import { KNOWN_FAMILIES, STATUS_LABELS } from './metrics/families.ts';
import { MESH_FAMILIES } from './metrics/mesh-families.ts';
import { autoProviders, HELD_IN, PROVIDERS, ROUTE_KINDS } from './traffic/registry.ts';
import type { Strategy } from './traffic/strategy.ts';
import { RULES } from './verdict/registry.ts';

/** What the README takes from the registries. Only `npm run generate` reads this. */
export const sections: Readonly<Record<string, string>> = {
  role: renderRole(),
  rules: markdownTable(
    ['Rule', 'Limit', 'Then'],
    RULES.flatMap(({ rows }) => rows.map(({ rule, limit, outcome }) => [rule, limit, outcome])),
  ),
  families: markdownTable(
    ['Family', 'Latency', 'Label with the result'],
    KNOWN_FAMILIES.map(({ name, buckets, protocol }) => [
      markdownCode(name),
      buckets === undefined ? 'none, unless one of the histograms is beside it' : markdownCode(buckets),
      STATUS_LABELS[protocol].map((label) => markdownCode(label)).join(', '),
    ]),
  ),
  meshes: markdownTable(
    ['Family', 'Latency', 'Label with the result', 'What tells the versions apart'],
    MESH_FAMILIES.map(({ name, buckets, protocol, told }) => [
      `${markdownCode(name)}${protocol === 'grpc' ? ' of gRPC' : ''}`,
      buckets === undefined ? 'none' : markdownCode(buckets),
      STATUS_LABELS[protocol].map((label) => markdownCode(label)).join(', '),
      told === undefined
        ? '–'
        : `${markdownCode(told.label)}, by the ${told.names === 'workload' ? 'Deployment' : 'Service: only where the canary has one of its own, behind a route'}`,
    ]),
  ),
  providers: [...PROVIDERS.map(({ readme }) => readme), renderAuto()].join('\n\n'),
  faults: markdownTable(
    ['`fault`', 'In any cluster it', 'Rights', 'With Chaos Mesh it'],
    FAULTS.map(({ name, about, rights }) => [
      markdownCode(name),
      about.cluster ?? '–',
      rights.length === 0 ? '–' : markdownCode(rightsText(rights)),
      about['chaos-mesh'] ?? 'does the same',
    ]),
  ),
  meddling: markdownTable(
    ['What happens', 'Code'],
    [
      [
        'The pod template of stable changes, or stable is deleted. Everything in the template counts, not only the image.',
        '`CANARY_STABLE_CHANGED`',
      ],
      [
        `Somebody else writes ${HELD_IN}. A GitOps controller must leave that alone while a canary runs.`,
        '`CANARY_TRAFFIC_CHANGED`',
      ],
      [`The ${ROUTE_KINDS} is deleted.`, '`CANARY_ROUTE_GONE`'],
    ],
  ),
};

/** Which provider `auto` takes. */
function renderAuto(): string {
  const asked = (strategy: Strategy): string =>
    autoProviders(strategy)
      .map(({ name }) => markdownCode(name))
      .join(', then ');
  return `\`auto\` asks ${asked('canary')}, or with \`strategy: blue-green\` ${asked('blue-green')}, and takes the first for which the cluster has what it needs and the user the rights; the log says why. Messages and the output \`share\` tell the share that the canary really has.`;
}

/** The Role that a user needs, as YAML: what every canary takes, what each provider adds, what only explains. */
function renderRole(): string {
  const parts = [
    ...limitsOf(BASE_RIGHTS),
    ...PROVIDERS.flatMap(({ name, by, rights }) => [
      `  # Only for provider ${name} (by ${by}):`,
      ...limitsOf(rights),
    ]),
    '  # For the fuse, by which Kubernetes ends a canary whose run is dead:',
    ...limitsOf(FUSE_RIGHTS),
    '  # Only for metrics of the pods themselves (metrics: auto without a Prometheus, or pods):',
    ...limitsOf(PODS_RIGHTS),
    '  # Only for strategy: blue-green, to ask the new version before the switch:',
    ...limitsOf(PREVIEW_RIGHTS),
    '  # Only for backend: argo-rollouts, which needs none of the above:',
    ...limitsOf(ROLLOUT_RIGHTS),
    '  # Only for configuration: chart: what helm keeps in Secrets, and copies of what the chart changes:',
    ...limitsOf(CONFIGURATION_RIGHTS),
    '  # Only to explain a failure: logs, events, and what else runs there:',
    ...limitsOf(HELPFUL_RIGHTS),
  ];
  return [
    '```yaml',
    'apiVersion: rbac.authorization.k8s.io/v1',
    'kind: Role',
    'metadata: { name: fairlead-canary, namespace: shop }',
    'rules:',
    ...parts,
    '```',
  ].join('\n');
}

function limitsOf(rights: readonly Right[]): readonly string[] {
  const verbs = new Map<string, string[]>();
  for (const { group, resource, verb } of rights)
    verbs.set(`${group}/${resource}`, [...(verbs.get(`${group}/${resource}`) ?? []), verb]);
  const rules = new Map<string, string[]>();
  for (const [path, list] of verbs) {
    const group = path.slice(0, path.indexOf('/'));
    const key = `${group}\n${list.join(', ')}`;
    rules.set(key, [...(rules.get(key) ?? []), path.slice(group.length + 1)]);
  }
  return [...rules].flatMap(([key, resources]) => {
    const [group = '', list = ''] = key.split('\n');
    return [
      `  - apiGroups: [${group === '' ? '""' : group}]`,
      `    resources: [${resources.join(', ')}]`,
      `    verbs: [${list}]`,
    ];
  });
}
