import { afterAll, beforeAll } from 'vitest';
import { type HelmLab, openHelmLab } from './helm-lab.ts';

/** Opens a lab before the tests of a file and closes it after them. */
export function useHelmLab(cluster: string): () => HelmLab {
  let lab: HelmLab | undefined;
  beforeAll(async () => {
    lab = await openHelmLab(cluster);
  });
  afterAll(() => lab?.close());
  return () => {
    if (lab === undefined) throw new Error('the lab is open only while tests run');
    return lab;
  };
}
