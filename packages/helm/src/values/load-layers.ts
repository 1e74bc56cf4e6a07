import { join, relative, resolve } from 'node:path';
import { errorMessage, InputError, isWithin, listSome } from '@fairlead/core';
import { duplicateKeys, parseYaml } from '@fairlead/kube';
import type { ChartContext } from '../context.ts';
import { imageKeysOf, imageValues } from '../image/image-values.ts';
import { wantedImage } from '../image/wanted-image.ts';
import type { ValueLayer } from './layers.ts';
import { secretTexts } from './secret-values.ts';
import { isTree, treeOfPaths, type ValueTree } from './set-paths.ts';
import { typedValue, wholeNumbers } from './typed-set.ts';

/** Where the job keeps the files that it hands to helm. */
const OWNER_ONLY = 0o600;

/** Values in the order of their strength, and the folder with what we wrote; it may hold secrets and must be removed. */
export interface LoadedLayers {
  readonly layers: readonly ValueLayer[];
  /** `path=number`: what of `set` must be an argument, as a file cannot hold it exactly. */
  readonly numbers: readonly string[];
  readonly folder: string;
}

/** Name of the layer whose values are never shown, whatever their keys look like. */
export const SECRET_LAYER = 'set-secret';

/** Name of the layer that the input `image` makes. */
export const IMAGE_LAYER = 'image';

/** State for the post step. */
const FOLDER_STATE = 'values-folder';

/**
 * The chart's values.yaml, values.<environment>.yaml beside it, the `values` files, `image`, `set`, `set-secret`.
 * What does not come from a file is written into one that only we may read. Only `set` has types; the rest is text.
 *
 * @throws InputError naming a file that is not YAML.
 */
export async function loadLayers(context: ChartContext): Promise<LoadedLayers> {
  const { inputs, workingDirectory, files } = context;
  const chart = resolve(workingDirectory, inputs.chart);
  const folder = await files.makeTemporary('helm-values');
  context.saveState(FOLDER_STATE, folder);
  const layers: ValueLayer[] = [];
  const addFile = async (file: string, input: string, given: boolean): Promise<void> => {
    const name = relative(context.workspace, file);
    layers.push({ name, values: await readValues(context, file, input), file: given ? file : undefined });
  };
  const addTree = async (name: string, values: ValueTree): Promise<void> => {
    layers.push({ name, values, file: await writeLayer(context, folder, name, values) });
  };
  const base = join(chart, 'values.yaml');
  if (await isFile(context, base)) await addFile(base, 'chart', false);
  else layers.push({ name: 'no values.yaml', values: {}, file: undefined });
  if (inputs.environment !== undefined) {
    const file = join(chart, `values.${inputs.environment}.yaml`);
    if (!isWithin(chart, file)) throw leadsOut(inputs.environment);
    if (await isFile(context, file)) await addFile(file, 'environment', true);
  }
  for (const file of inputs.values ?? []) await addFile(resolve(workingDirectory, file), 'values', true);
  const image = wantedImage(inputs.image);
  if (image !== undefined) {
    await addTree(IMAGE_LAYER, treeOfPaths(imageValues(image, imageKeysOf(inputs.imageKeys))));
  }
  if (inputs.set !== undefined) await addTree('set', treeOfPaths(inputs.set, typedValue));
  if (inputs.setSecret !== undefined) {
    for (const text of Object.values(inputs.setSecret)) context.host.mask(text);
    await addTree(SECRET_LAYER, treeOfPaths(inputs.setSecret));
  }
  for (const { values } of layers) for (const text of secretTexts(values)) context.host.mask(text);
  return { layers, numbers: wholeNumbers(inputs.set ?? {}, inputs.setSecret ?? {}), folder };
}

function leadsOut(environment: string): InputError {
  const problem = 'leads out of the chart, beside whose values.yaml its values are looked for';
  return new InputError([
    { input: 'environment', value: environment, problem, allowed: 'a name without ..' },
  ]);
}

/** Hands the image to the chart by other values than before. */
export async function writeImageLayer(
  context: ChartContext,
  folder: string,
  values: Readonly<Record<string, string>>,
): Promise<void> {
  await writeLayer(context, folder, IMAGE_LAYER, treeOfPaths(values));
}

async function writeLayer(
  { files }: ChartContext,
  folder: string,
  name: string,
  values: ValueTree,
): Promise<string> {
  const file = join(folder, `${name}.json`); // JSON is YAML
  await files.write(file, JSON.stringify(values), OWNER_ONLY);
  return file;
}

/** Removes what a main phase that did not come to its end has left. */
export async function removeLeftLayers(context: Pick<ChartContext, 'files' | 'readState'>): Promise<void> {
  const folder = context.readState<string>(FOLDER_STATE);
  if (folder !== undefined) await context.files.remove(folder);
}

async function readValues(context: ChartContext, file: string, input: string): Promise<ValueTree> {
  const value = relative(context.workspace, file);
  try {
    const text = await context.files.readText(file);
    const twice = duplicateKeys(text);
    if (twice.length > 0)
      context.log.warn(`${value}: keys stand twice; helm takes the last of each: ${listSome(twice, 5)}`);
    const parsed = parseYaml(text);
    if (parsed === null || parsed === undefined) return {};
    if (isTree(parsed)) return parsed;
  } catch (error) {
    const problem = `is not YAML: ${errorMessage(error).split('\n')[0]}`;
    throw new InputError([{ input, value, problem }]);
  }
  throw new InputError([
    { input, value, problem: 'is not a map of values', allowed: 'YAML with keys and values' },
  ]);
}

async function isFile({ files }: ChartContext, path: string): Promise<boolean> {
  return (await files.stat(path))?.kind === 'file';
}
