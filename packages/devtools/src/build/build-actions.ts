import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { formatDuration, mapLimited } from '@fairlead/core';
import { timed } from '../system/timed.ts';
import { bundleAction } from './bundle-action.ts';
import { compile } from './compile.ts';
import { bundleInputs, bundleIsFresh, recordBundle } from './fingerprint.ts';
import { markPurePackages } from './mark-pure.ts';
import { probeBundle } from './probe-bundle.ts';

/** Two bundles at a time: each keeps one core busy and takes a few hundred megabytes. */
const AT_ONCE = 2;

/** What to build and where to tell. */
export interface BuildOptions {
  /** Folder of the checkout. */
  readonly root: string;
  readonly actions: readonly string[];
  /** Build also what is fresh. */
  readonly force?: boolean;
  /** Receives one line for each step. */
  readonly tell: (line: string) => void;
}

/** Compiles all sources once, then bundles and executes each action that changed. Throws Problem. */
export async function buildActions({ root, actions, force = false, tell }: BuildOptions): Promise<void> {
  const compiled = await timed(() =>
    compile(
      root,
      actions.map((name) => `actions/${name}`),
    ),
  );
  await markPurePackages(root);
  tell(`compiled in ${formatDuration(compiled.durationMs)}`);
  await mapLimited(actions, AT_ONCE, async (action) => {
    const inputs = await bundleInputs(root, action);
    if (!force && (await bundleIsFresh(root, action, inputs))) {
      tell(`${action}: fresh`);
      return;
    }
    const { durationMs } = await timed(() => bundleAction(root, action));
    const probe = await probeBundle(root, action);
    await recordBundle(root, action, inputs);
    const { size } = await stat(join(root, 'actions', action, 'dist/index.js'));
    const megabytes = (size / 1e6).toFixed(2);
    tell(
      `${action}: ${megabytes} MB in ${formatDuration(durationMs)}, runs (${Math.round(probe.milliseconds)} ms)`,
    );
  });
}
