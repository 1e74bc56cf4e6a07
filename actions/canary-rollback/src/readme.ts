import { markdownTable } from '@fairlead/core';
import { BASE_RIGHTS, HELPFUL_RIGHTS, type Right } from './cluster/rights.ts';
import { PROVIDERS } from './traffic/registry.ts';
import { RULES } from './verdict/registry.ts';

/** What the README takes from the registries. Only `npm run generate` reads this. */
export const sections: Readonly<Record<string, string>> = {
  role: renderRole(),
  rules: markdownTable(
    ['Rule', 'Limit', 'Then'],
    RULES.flatMap(({ rows }) => rows.map(({ rule, limit, outcome }) => [rule, limit, outcome])),
  ),
  providers: PROVIDERS.map(({ readme }) => readme).join('\n\n'),
};

/** The Role that a user needs, as YAML: what every canary takes, what each provider adds, what only explains. */
function renderRole(): string {
  const parts = [
    ...limitsOf(BASE_RIGHTS),
    ...PROVIDERS.flatMap(({ name, by, rights }) => [
      `  # Only for provider ${name} (by ${by}):`,
      ...limitsOf(rights),
    ]),
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
