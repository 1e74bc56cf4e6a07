import { expect, it } from 'vitest';
import type { HelmLab } from '../support/helm-lab.ts';
import { errorLine, missingImage } from '../support/helm-stage.ts';

/** There is no revision to go back to. */
export function describeFirstInstalls(lab: () => HelmLab): void {
  it('uninstalls a first install that fails, when asked to', async () => {
    const release = await lab().open('shop-first', 4);
    const inputs = {
      'create-namespace': 'true',
      'on-first-failure': 'uninstall',
      image: missingImage(lab()),
    };
    const result = await release.deploy(inputs);
    expect(errorLine(result)).toMatch(/not found \(ErrImagePull\); uninstalled$/);
    await expect(release.history()).rejects.toThrow(/not found/);
    expect(await release.live()).toBeUndefined();
  });
}
