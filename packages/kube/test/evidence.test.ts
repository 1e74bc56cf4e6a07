import type { Finding, Kube, LogOptions } from '@fairlead/kube';
import { collectEvidence, noFacts } from '@fairlead/kube';
import { expect, it } from 'vitest';

const POD = { kind: 'Pod', namespace: 'shop', name: 'orders-1' };

const finding: Finding = {
  class: 'crash',
  hint: '',
  workload: { kind: 'Deployment', namespace: 'shop', name: 'orders' },
  subject: POD,
  container: 'orders',
  reason: 'Error',
  message: 'crashed at start',
  forMs: 0,
  graceMs: 0,
  fatal: true,
};

it('asks for the last lines of a container, and for no more bytes than a log needs', async () => {
  const asked: LogOptions[] = [];
  const logs: Kube['logs'] = async (_, options = {}) => {
    asked.push(options);
    return options.previous === true ? 'before\n\n' : 'now\nunable to retrieve container logs for x\n';
  };
  const { logTail, object } = await collectEvidence({ logs } as Kube, finding, noFacts);
  expect(logTail).toEqual(['before', 'now']);
  expect(object).toBe('Pod shop/orders-1');
  expect(asked).toEqual([
    { container: 'orders', previous: true, tailLines: 20, limitBytes: 262_144 },
    { container: 'orders', previous: false, tailLines: 20, limitBytes: 262_144 },
  ]);
});
