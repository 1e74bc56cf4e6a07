import { resolve } from 'node:path';
import type { Renderable } from '../chart/render-chart.ts';
import { connect } from '../cluster/connect.ts';
import type { DeployContext } from '../context.ts';
import { mergeLayers, traceValues } from '../values/layers.ts';
import { loadLayers, SECRET_LAYER } from '../values/load-layers.ts';
import { HIDDEN, showValue } from '../values/secret-values.ts';

/** What all stages of a deploy work with. The folder of values is to be removed at the end. */
export type Prepared = Renderable;

/** Finds helm and the cluster and lays the values out; says in the log what is stronger than what. */
export async function prepare(context: DeployContext): Promise<Prepared> {
  const { inputs, log } = context;
  const connected = await connect(context);
  const { layers, numbers, folder } = await loadLayers(context);
  log.info(`values, the strongest last: ${layers.map(({ name }) => name).join(' < ')}`);
  for (const { path, value, from } of traceValues(layers)) {
    const shown = from === SECRET_LAYER ? HIDDEN : showValue(path, value);
    log.info(`  ${path.join('.')} = ${shown}  (${from})`);
  }
  const valueFiles = layers.flatMap(({ file }) => (file === undefined ? [] : [file]));
  const source = { chart: resolve(context.workingDirectory, inputs.chart), valueFiles, numbers };
  return { ...connected, source, valuesFolder: folder, values: mergeLayers(layers) };
}
