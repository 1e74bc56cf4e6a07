import { ToolError } from '@fairlead/core';
import { describe, expect, it } from 'vitest';
import {
  dryRunArgs,
  historyArgs,
  hooksArgs,
  rollbackArgs,
  templateArgs,
  upgradeArgs,
} from '../src/helm/argv.ts';
import { explainHelm } from '../src/helm/explain.ts';
import { helmReason, isBusy, isTimeout } from '../src/helm/reason.ts';
import { readMajor } from '../src/helm/version.ts';

const target = { release: 'orders', namespace: 'shop', kubeContext: undefined };
const source = {
  chart: '/w/deploy/orders',
  valueFiles: ['/w/values.dev.yaml', '/t/set.json'],
  numbers: ['a=1'],
};
const upgrade = {
  ...target,
  ...source,
  timeoutMs: 240_001,
  createNamespace: true,
  historyMax: 10,
  description: 'fairlead: abc run 1',
  mark: 'fairlead-run=r8.1790000000',
};

describe('argv', () => {
  const common =
    'upgrade orders /w/deploy/orders --install --namespace shop --values /w/values.dev.yaml --values /t/set.json --set a=1';

  it('DEP-09 upgrades with helm 3, and says how many revisions are kept', () => {
    expect(upgradeArgs({ ...upgrade, major: 3 })).toEqual([
      ...common.split(' '),
      '--reset-values',
      ...'--wait --wait-for-jobs --labels fairlead-run=r8.1790000000 --timeout 241s'.split(' '),
      ...'--history-max 10 --create-namespace --hide-notes'.split(' '),
      '--description',
      'fairlead: abc run 1',
    ]);
  });

  it('upgrades with helm 4 by the same rules, merging on the client', () => {
    const args = upgradeArgs({ ...upgrade, major: 4, createNamespace: false, kubeContext: 'prod' });
    expect(args.slice(0, 8).join(' ')).toBe(
      'upgrade orders /w/deploy/orders --install --namespace shop --kube-context prod',
    );
    expect(args).toContain('--wait=legacy');
    expect(args).toContain('--server-side=false');
    expect(args).not.toContain('--create-namespace');
  });

  it('never asks helm to roll back by itself', () => {
    for (const major of [3, 4] as const) {
      const args = [...upgradeArgs({ ...upgrade, major }), ...rollbackArgs({ ...upgrade, major }, 3)].join(
        ' ',
      );
      expect(args).not.toMatch(/atomic|rollback-on-failure|cleanup-on-fail/);
    }
  });

  it('rolls back, renders, asks', () => {
    expect(hooksArgs({ ...target, kubeContext: 'prod' }, 8).join(' ')).toBe(
      'get hooks orders --namespace shop --kube-context prod --revision 8',
    );
    expect(rollbackArgs({ ...upgrade, major: 3 }, 2).join(' ')).toBe(
      'rollback orders 2 --namespace shop --wait --timeout 241s --history-max 10',
    );
    expect(
      dryRunArgs({ ...target, ...source })
        .slice(-5)
        .join(' '),
    ).toBe('--reset-values --dry-run=server --hide-notes --output json');
    const options = { isUpgrade: true, kubeVersion: 'v1.34.4', apiVersions: ['v1', 'x/v1/Y'] };
    expect(
      templateArgs({ ...target, ...source, ...options })
        .slice(-8)
        .join(' '),
    ).toBe('--is-upgrade --kube-version v1.34.4 --api-versions v1 --api-versions x/v1/Y --dry-run=server');
    expect(historyArgs(target).join(' ')).toBe('history orders --namespace shop --output json --max 256');
  });
});

describe('what helm says', () => {
  it.each([
    ['v3.22.0', 3],
    ['v4.3', 4],
    ['3.16.0', 3],
    ['v3.15.4', undefined],
    ['v2.17.0', undefined],
    ['', undefined],
  ])('version %s', (text, major) => {
    expect(readMajor(text)).toBe(major);
  });

  it.each([
    ['WARNING: x\nError: UPGRADE FAILED: context deadline exceeded\n', 'context deadline exceeded'],
    ['Error: INSTALLATION FAILED: cannot re-use a name', 'cannot re-use a name'],
    [
      "Error: values don't meet the specifications of the schema(s) in the following chart(s):\norders:\n- (root): x\n",
      "values don't meet the specifications of the schema(s) in the following chart(s): orders: - (root): x",
    ],
    [
      'Error: orders/templates/x.yaml:1:10\n  executing "orders/templates/x.yaml" at <.Values.a.b>:\n    nil pointer evaluating interface {}.b\n\nUse --debug flag to render out invalid YAML\n',
      'orders/templates/x.yaml:1:10 executing "orders/templates/x.yaml" at <.Values.a.b>: nil pointer evaluating interface {}.b',
    ],
    ['something else\n', 'something else'],
    ['', undefined],
  ])('%j', (stderr, reason) => {
    expect(helmReason(stderr)).toBe(reason);
  });

  it.each([
    ['another operation (install/upgrade/rollback) is in progress', true],
    ['release: already exists', true],
    ['cannot re-use a name that is still in use', true],
    ['cannot reuse a name that is still in use', true],
    ['services "orders" already exists', false],
  ])('knows whether another run came first: %s', (reason, busy) => {
    expect(isBusy(reason)).toBe(busy);
  });

  it('knows waiting from refusing', () => {
    expect(isTimeout('context deadline exceeded')).toBe(true);
    expect(isTimeout('timed out waiting for the condition')).toBe(true);
    expect(isTimeout('nodePort: Invalid value')).toBe(false);
  });

  it.each([
    [
      'query: failed to query with labels: secrets is forbidden: User "bot" cannot list resource "secrets" in API group "" in the namespace "shop"',
      'KUBE_FORBIDDEN',
      'helm is not allowed to list secrets in namespace "shop" as bot',
    ],
    [
      'Kubernetes cluster unreachable: the server has asked for the client to provide credentials',
      'KUBE_UNAUTHORIZED',
      'provide credentials',
    ],
    ['Kubernetes cluster unreachable: dial tcp: refused', 'KUBE_UNREACHABLE', 'refused'],
    ['execution error at (t.yaml:1): unauthorized use', 'TOOL_FAILED', 'unauthorized use'],
  ])('names what the cluster refused: %s', (message, code, words) => {
    const said = explainHelm(new ToolError({ code: 'TOOL_FAILED', message, argv: ['helm'] }));
    expect(said).toMatchObject({ code, message: expect.stringContaining(words) });
  });
});
