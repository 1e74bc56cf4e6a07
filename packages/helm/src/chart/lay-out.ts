import { resolve } from 'node:path';
import type { ChartContext } from '../context.ts';
import type { ChartSource } from '../helm/argv.ts';
import { mergeLayers, traceValues, type ValueLayer } from '../values/layers.ts';
import { loadLayers, SECRET_LAYER } from '../values/load-layers.ts';
import { HIDDEN, showValue } from '../values/secret-values.ts';
import type { ValueTree } from '../values/set-paths.ts';

/** A chart with its values as they are handed to helm. The folder is to be removed at the end: it may hold secrets. */
export interface LaidOut {
  readonly source: ChartSource;
  /** Where we wrote the layers that are not files of the user. */
  readonly valuesFolder: string;
  /** All layers merged. */
  readonly values: ValueTree;
  readonly layers: readonly ValueLayer[];
}

/** Lays the values out; says in the log what is stronger than what. @throws InputError naming a file that is not YAML. */
export async function layOutValues(context: ChartContext): Promise<LaidOut> {
  const { inputs, log } = context;
  const { layers, numbers, folder } = await loadLayers(context);
  log.info(`values, the strongest last: ${layers.map(({ name }) => name).join(' < ')}`);
  for (const { path, value, from } of traceValues(layers)) {
    const shown = from === SECRET_LAYER ? HIDDEN : showValue(path, value);
    log.info(`  ${path.join('.')} = ${shown}  (${from})`);
  }
  const valueFiles = layers.flatMap(({ file }) => (file === undefined ? [] : [file]));
  const source = { chart: resolve(context.workingDirectory, inputs.chart), valueFiles, numbers };
  return { source, valuesFolder: folder, values: mergeLayers(layers), layers };
}
