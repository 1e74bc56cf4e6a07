import type { Logger } from '@fairlead/core';
import type { Kube } from '@fairlead/kube';
import { createFakeClock, createFakeKube } from '@fairlead/testkit';
import { expect, it } from 'vitest';
import { makePatient } from '../src/cluster/patient-kube.ts';

it('a patient client hands on everything it is given: a dry run stays one', async () => {
  const clock = createFakeClock();
  const given: unknown[] = [];
  const keep =
    (name: string) =>
    async (...args: readonly unknown[]): Promise<never> => {
      given.push([name, ...args]);
      return undefined as never;
    };
  const names = ['get', 'list', 'replace', 'mergePatch', 'remove', 'create'] as const;
  const spies = Object.fromEntries(names.map((name) => [name, keep(name)]));
  const kube = { ...createFakeKube('shop', clock), ...spies } as Kube;
  const patient = makePatient(kube, clock, { debug() {} } as unknown as Logger, 1000);
  const ref = { apiVersion: 'v1', kind: 'Secret', name: 'x' };
  await patient.mergePatch(ref, { data: {} }, { dryRun: true });
  await patient.remove(ref, { foreground: true });
  await patient.list('v1', 'Pod', { labelSelector: 'a=b' });
  expect(given).toEqual([
    ['mergePatch', ref, { data: {} }, { dryRun: true }],
    ['remove', ref, { foreground: true }],
    ['list', 'v1', 'Pod', { labelSelector: 'a=b' }],
  ]);
});
