import { join } from 'node:path';
import { countOf, InputError, listSome } from '@fairlead/core';
import { duplicateKeys, parseManifest } from '@fairlead/kube';
import type { ChartContext } from '../context.ts';
import { type ImageLayout, imageLayouts } from '../image/image-layouts.ts';
import { imageKeysOf } from '../image/image-values.ts';
import { suggestImageKeys } from '../image/suggest-keys.ts';
import { wantedImage } from '../image/wanted-image.ts';
import { IMAGE_LAYER, writeImageLayer } from '../values/load-layers.ts';
import type { LaidOut } from './lay-out.ts';
import { type Deployable, explainRender, type RenderedText, renderObjects } from './render-objects.ts';
import { type Rendered, readRendered } from './rendered.ts';
import { takesImage } from './takes-image.ts';

/** A chart with its values as we laid them out. */
export interface Renderable extends Deployable, LaidOut {}

/** Renders the chart, and changes nothing. @throws ToolError HELM_RENDER_FAILED, InputError when the chart does not take the image. */
export async function renderChart(context: ChartContext, renderable: Renderable): Promise<Rendered> {
  const rendered = await renderWithImage(context, renderable);
  const { objects, images } = rendered;
  context.log.info(`renders ${countOf(objects.length, 'object')}; images: ${images.join(', ') || 'none'}`);
  return rendered;
}

/** Hands the image to the chart in the way in which it takes it: the first that makes it render exactly that image. */
async function renderWithImage(context: ChartContext, renderable: Renderable): Promise<Rendered> {
  const image = wantedImage(context.inputs.image);
  const { imageKeys } = context.inputs;
  const layouts = image === undefined ? [] : imageLayouts(image, imageKeys && imageKeysOf(imageKeys));
  const first = await renderOnce(context, renderable);
  if (takesImage(context, first)) return first;
  for (const layout of layouts.slice(1)) {
    const next = await tryLayout(context, renderable, layout);
    if (next !== undefined) return next;
  }
  throw ignoresImage(context, renderable, first);
}

async function tryLayout(
  context: ChartContext,
  renderable: Renderable,
  layout: ImageLayout,
): Promise<Rendered | undefined> {
  await writeImageLayer(context, renderable.valuesFolder, layout.values);
  let next: Rendered;
  try {
    next = await renderOnce(context, renderable);
  } catch (error) {
    context.log.debug(`not ${layout.name}: ${error instanceof Error ? error.message : String(error)}`);
    return undefined; // the chart has another idea of that value
  }
  if (!takesImage(context, next) || hasLongLabel(next)) return undefined;
  context.log.info(`the chart takes the image as ${layout.name}:`);
  for (const [path, text] of Object.entries(layout.values))
    context.log.info(`  ${path} = ${text}  (${IMAGE_LAYER})`);
  return next;
}

/** A chart that makes a label of the tag cannot take 64 digits there: the API server would refuse it. */
function hasLongLabel({ objects }: Rendered): boolean {
  return objects.some((object) => /"labels":\{[^}]*"[^"]*":"[^"]{64,}"/.test(JSON.stringify(object)));
}

async function renderOnce(context: ChartContext, renderable: Renderable): Promise<Rendered> {
  const text = await renderObjects(renderable);
  tellOddities(context, text);
  try {
    return { ...readRendered(parseManifest(text.manifest), renderable.target.namespace), guess: text.guess };
  } catch (error) {
    throw explainRender(error, ['upgrade', renderable.target.release, renderable.source.chart]);
  }
}

function tellOddities({ log }: ChartContext, { manifest, guess }: RenderedText): void {
  const twice = duplicateKeys(manifest);
  if (twice.length > 0)
    log.warn(`the chart renders keys that stand twice; helm takes the last of each: ${listSome(twice, 5)}`);
  if (guess === 'new-kinds') log.info('the chart brings kinds that the cluster does not know yet');
  if (guess === 'pending') log.info('a revision is pending, so helm cannot be asked what it would apply');
}

function ignoresImage(
  { inputs, workspace, workingDirectory }: ChartContext,
  { values }: Renderable,
  { images }: Rendered,
): InputError {
  const keys = Object.values(imageKeysOf(inputs.imageKeys)).join(', ');
  const ways = suggestImageKeys(values, images);
  const where = join(workingDirectory, inputs.chart).slice(workspace.length + 1);
  const way =
    ways.length > 0
      ? `; the chart seems to take it from ${listSome(ways, 4)}`
      : `; look in ${where}/templates for the line \`image:\``;
  return new InputError([
    {
      input: 'image-keys',
      problem: `the chart renders no container with ${inputs.image} from ${keys}; it renders ${images.join(', ') || 'no image'}${way}`,
      allowed:
        'the paths from which the templates of the chart take repository, tag and digest, or the whole image',
    },
  ]);
}
