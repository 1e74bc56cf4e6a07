import type { Layer } from './layers.ts';

/**
 * Installs and builds the programs that a layer needs beside the bundles. What is there already costs nothing.
 * Rejects when a piece cannot be had.
 */
export async function prepareLayer(
  layer: Layer,
  tell: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  if (!layer.needsRoot && layer.needsBrowser !== true && layer.tools.length === 0) return;
  // Only these layers need the cluster's package; the others start without loading it.
  const { createProgress, createToolbox, ensurePackages, tools } = await import('@fairlead/devcluster');
  const progress = createProgress({ write: tell });
  if (layer.needsRoot) await ensurePackages(progress);
  if (layer.needsBrowser === true) {
    const { ensureBrowser } = await import('../browser/install-browser.ts');
    await ensureBrowser(progress);
  }
  const toolbox = createToolbox({ progress, signal });
  for (const name of layer.tools) await toolbox.ensure(tools[name]);
}
