import { errorMessage, formatDuration } from '@fairlead/core';
import { parseArguments } from '../arguments.ts';
import { buildBundles } from '../build/build-bundles.ts';
import { bundleNames } from '../build/bundles.ts';
import { REPOSITORY_ROOT } from '../paths.ts';
import { Problem } from '../problem.ts';
import { onInterrupt } from '../system/interrupt.ts';
import { runningPrograms } from '../system/run.ts';
import { timed } from '../system/timed.ts';
import { type Layer, layers, thisMachine, whyNot } from '../test/layers.ts';
import { prepareLayer } from '../test/prepare-layer.ts';
import { judge, type LayerRun } from '../test/results.ts';
import { runLayer } from '../test/run-layer.ts';
import { withScratchFolder } from '../test/scratch-folder.ts';

/** `test [LAYER…] [PATTERN…]`: runs all layers, or those named; patterns choose test files of the layers. */
export async function testCommand(args: readonly string[]): Promise<number> {
  const { words } = parseArguments(args, {});
  const named = layers.filter(({ name }) => words.includes(name));
  const filters = words.filter((word) => !layers.some(({ name }) => name === word));
  if (filters.length > 0 && named.length === 0) {
    throw new Problem(`"${filters[0]}" is not one of ${layers.map(({ name }) => name).join(', ')}`);
  }
  const chosen = named.length === 0 ? layers : named;
  const signal = onInterrupt(() => runningPrograms() === 0);
  const runs = await withScratchFolder(() => runLayers(chosen, filters, signal));
  if (signal.aborted) return Number(process.exitCode);
  const verdict = judge(runs, process.env['CI'] === 'true');
  console.log(['', ...verdict.lines].join('\n'));
  return verdict.exitCode;
}

async function runLayers(
  chosen: readonly Layer[],
  filters: readonly string[],
  signal: AbortSignal,
): Promise<readonly LayerRun[]> {
  const machine = thisMachine();
  const runsBundles = chosen.some((layer) => layer.needsBuild && whyNot(layer, machine) === undefined);
  const unbuilt = runsBundles ? await buildStage() : undefined;
  const runs: LayerRun[] = [];
  for (const layer of chosen) {
    if (signal.aborted) break;
    const blocked = layer.needsBuild ? unbuilt : undefined;
    runs.push(blocked === undefined ? await oneLayer(layer, filters, signal) : failedLayer(layer, blocked));
  }
  return runs;
}

/** Builds the bundles; gives back why they could not be built. Layers that need none run all the same. */
async function buildStage(): Promise<string | undefined> {
  console.log('\n== build');
  const tell = (line: string): void => console.log(`  ${line}`);
  try {
    const work = (): Promise<unknown> => buildBundles({ root: REPOSITORY_ROOT, bundles: bundleNames, tell });
    const { durationMs } = await timed(work);
    console.log(`  built in ${formatDuration(durationMs)}`);
    return undefined;
  } catch (error) {
    console.log(`  ✗ ${errorMessage(error).replaceAll('\n', '\n    ')}`);
    return 'the bundles could not be built';
  }
}

function failedLayer(layer: Layer, reason: string): LayerRun {
  console.log(`\n== ${layer.name}\n  not run: ${reason}`);
  return { name: layer.name, passed: 0, failed: [`not run: ${reason}`], skipped: [], node: '', seconds: 0 };
}

async function oneLayer(layer: Layer, filters: readonly string[], signal: AbortSignal): Promise<LayerRun> {
  console.log(`\n== ${layer.name}`);
  const none = { name: layer.name, passed: 0, failed: [], skipped: [], node: '' };
  const refused = whyNot(layer, thisMachine());
  if (refused !== undefined) {
    console.log(`  cannot run here: ${refused}`);
    return { ...none, refused, seconds: 0 };
  }
  const started = performance.now();
  try {
    await prepareLayer(layer, (line) => console.log(line), signal);
  } catch (error) {
    console.log(`  ✗ what the layer needs could not be had: ${errorMessage(error)}`);
    const failed = [`what the layer needs could not be had: ${errorMessage(error)}`];
    return { ...none, failed, seconds: (performance.now() - started) / 1000 };
  }
  const prepared = performance.now() - started;
  if (prepared > 1000) console.log(`  tools ready in ${formatDuration(prepared)}`);
  const result = await runLayer(REPOSITORY_ROOT, layer, filters, (line) => console.log(line));
  console.log(`  ${layer.name}: ${formatDuration(result.seconds * 1000)}`);
  return result;
}
