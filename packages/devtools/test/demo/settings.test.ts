import { describe, expect, it } from 'vitest';
import { describeCluster } from '../../src/demo/cluster-facts.ts';
import { demoFiles, loadTarget } from '../../src/demo/settings.ts';
import { commitResult } from './results.ts';

describe('settings', () => {
  it('aim the load at the loopback address, by node port or by gateway', () => {
    expect(loadTarget(undefined)).toEqual({ url: 'http://127.0.0.1:30080/orders' });
    expect(loadTarget('http://127.0.0.1:8000')).toMatchObject({ url: 'http://127.0.0.1:8000/orders' });
  });

  it('attach the route only where there is a gateway', () => {
    expect(demoFiles({})['deploy/demo.values.yaml']).not.toContain('httpRoute');
    expect(demoFiles({ gateway: { name: 'g', namespace: 'n' } })['deploy/demo.values.yaml']).toContain(
      'name: g, namespace: n',
    );
  });

  it('name a Prometheus only where there is one', () => {
    expect(demoFiles({})['.github/fairlead.yml']).not.toContain('prometheus');
    expect(demoFiles({ prometheusUrl: 'http://p:9090' })['.github/fairlead.yml']).toContain(
      '  interval: 2s\n  prometheus-url: "http://p:9090"\nhelm-deploy:',
    );
  });

  it('describes the cluster in one line an object, digests cut', () => {
    expect(describeCluster(commitResult(0).cluster)).toEqual([
      'Deployment orders: 3/3 ready, r/orders@sha256:000000000000…',
    ]);
  });
});
