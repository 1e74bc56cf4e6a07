import type { PhaseResult } from '@fairlead/testkit';
import { expect } from 'vitest';
import type { HelmLab, Release } from './helm-lab.ts';

/** A release on which tests of one topic follow each other. */
export interface HelmStage {
  readonly lab: HelmLab;
  readonly release: Release;
}

/** An image that no registry has. */
export function missingImage({ image }: HelmLab): string {
  return image.replace(/sha256:.*/, `sha256:${'1'.repeat(64)}`);
}

/** The one line of a failed step. */
export function errorLine({ annotations }: PhaseResult): string {
  const errors = annotations.filter(({ level }) => level === 'error');
  expect(errors).toHaveLength(1);
  return errors[0]?.message ?? '';
}

/** Number of the newest revision; 0 when there is none. */
export async function newestRevision({ release }: HelmStage): Promise<number> {
  return (await release.history()).at(-1)?.revision ?? 0;
}

/** The release is as before: last good revision deployed, nothing pending, the good image ready. */
export async function expectRestored(
  { lab, release }: HelmStage,
  result: PhaseResult,
  good: number,
): Promise<void> {
  expect(result.exitCode).toBe(1);
  expect(result.outputs['outcome']).toBe('rolled-back');
  expect(result.outputs['restored-revision']).toBe(String(good));
  const history = await release.history();
  expect(history.at(-1)).toMatchObject({ status: 'deployed', description: `Rollback to ${good}` });
  expect(history.filter(({ status }) => status.startsWith('pending'))).toEqual([]);
  expect(result.outputs['revision']).toBe(String(history.at(-1)?.revision));
  expect(await release.live()).toEqual({ image: lab.image, replicas: 1, ready: 1 });
}
