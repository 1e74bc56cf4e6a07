import { beforeAll, describe, expect } from 'vitest';
import type { HelmLab, Release } from './helm-lab.ts';
import type { HelmStage } from './helm-stage.ts';

/** A release that tests have for themselves. */
export interface ReleaseOfTests {
  readonly lab: () => HelmLab;
  readonly namespace: string;
  /** Major version of helm. */
  readonly helm: 3 | 4;
  /** Whether the namespace is made and the good version is installed before the tests. */
  readonly installed: boolean;
}

/** Tests on one release in a namespace of its own. */
export function describeRelease(
  name: string,
  { lab, namespace, helm, installed }: ReleaseOfTests,
  tests: (stage: () => HelmStage) => void,
): void {
  describe(name, () => {
    let release: Release;
    beforeAll(async () => {
      release = await lab().open(namespace, helm);
      if (!installed) return;
      const first = await release.deploy({ 'create-namespace': 'true' });
      expect(first.exitCode, first.log).toBe(0);
    });
    tests(() => ({ lab: lab(), release }));
  });
}
