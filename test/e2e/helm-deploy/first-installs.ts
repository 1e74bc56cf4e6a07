import { expect, it } from 'vitest';
import { errorLine, type HelmStage, missingImage } from '../support/helm-stage.ts';

/** There is no revision to go back to. */
export function describeFirstInstalls(stage: () => HelmStage): void {
  it('uninstalls a first install that fails, when asked to', async () => {
    const { lab, release } = stage();
    const inputs = {
      'create-namespace': 'true',
      'on-first-failure': 'uninstall',
      image: missingImage(lab),
    };
    const result = await release.deploy(inputs);
    expect(errorLine(result)).toMatch(/not found \(ErrImagePull\); uninstalled$/);
    await expect(release.history()).rejects.toThrow(/not found/);
    expect(await release.live()).toBeUndefined();
  });
}
