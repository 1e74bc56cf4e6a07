import { grantHint, readMissingRight } from '@fairlead/kube';
import { expect, it } from 'vitest';

it.each([
  [
    'query: failed to query with labels: secrets is forbidden: User "system:serviceaccount:shop:bot" cannot list resource "secrets" in API group "" in the namespace "shop"',
    {
      user: 'system:serviceaccount:shop:bot',
      verb: 'list',
      resource: 'secrets',
      group: '',
      namespace: 'shop',
    },
    'grant it in a Role: { apiGroups: [""], resources: ["secrets"], verbs: ["list"] }',
  ],
  [
    'namespaces is forbidden: User "bot" cannot create resource "namespaces" in API group "" at the cluster scope',
    { user: 'bot', verb: 'create', resource: 'namespaces', group: '', namespace: undefined },
    'grant it in a ClusterRole: { apiGroups: [""], resources: ["namespaces"], verbs: ["create"] }',
  ],
  [
    'deployments.apps "orders" is forbidden: User "bot" cannot patch resource "deployments" in API group "apps" in the namespace "shop"',
    { user: 'bot', verb: 'patch', resource: 'deployments', group: 'apps', namespace: 'shop' },
    'grant it in a Role: { apiGroups: ["apps"], resources: ["deployments"], verbs: ["patch"] }',
  ],
])('%s', (text, right, hint) => {
  expect(readMissingRight(text)).toEqual(right);
  expect(grantHint(right)).toBe(hint);
});

it('finds none in other refusals', () => {
  expect(readMissingRight('pods "x" is forbidden: exceeded quota: tight')).toBeUndefined();
});
