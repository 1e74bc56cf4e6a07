import { errorMessage, FairleadError, InputError, PolicyError, ToolError } from '@fairlead/core';
import { parseManifest } from '@fairlead/kube';
import type { Connected } from '../cluster/connect.ts';
import type { DeployContext } from '../context.ts';
import { type ChartSource, templateArgs } from '../helm/argv.ts';
import { imagePolicy, refuseImage } from '../image/image-policy.ts';
import { imageKeysOf, usesImage } from '../image/image-values.ts';
import { wantedImage } from '../image/wanted-image.ts';
import { type Rendered, readRendered, withoutResources } from './rendered.ts';

/** A chart with its values, and where it goes. */
export interface Deployable extends Connected {
  readonly source: ChartSource;
}

/**
 * Renders the chart and holds it against the rules, before anything is changed.
 *
 * @throws ToolError HELM_RENDER_FAILED, PolicyError HELM_POLICY, InputError when the chart does not take the image.
 */
export async function renderChart(context: DeployContext, prepared: Deployable): Promise<Rendered> {
  const { target } = prepared;
  const rendered = readRendered(await renderObjects(prepared), target.namespace);
  context.log.info(
    `renders ${rendered.objects.length} objects; images: ${rendered.images.join(', ') || 'none'}`,
  );
  checkImageIsUsed(context, rendered);
  checkRules(context, rendered);
  return rendered;
}

async function renderObjects({ helm, target, source, kube }: Deployable) {
  const [kubeVersion, history] = await Promise.all([kube.version(), helm.history()]);
  const args = templateArgs({ ...target, ...source, isUpgrade: history.length > 0, kubeVersion });
  try {
    return parseManifest((await helm.query(args)).stdout);
  } catch (error) {
    const isHelms = error instanceof ToolError && error.code === 'TOOL_FAILED';
    if (error instanceof FairleadError && !isHelms) throw error;
    const said = errorMessage(error).replace(/^helm ended with exit code \d+: /, '');
    throw new ToolError({
      code: 'HELM_RENDER_FAILED',
      message: `the chart cannot be rendered: ${said}`,
      hint: 'correct the template or the value; nothing was changed',
      argv: ['helm', ...args],
      cause: error,
    });
  }
}

/** A chart that ignores the image's key would deploy something else and look healthy. */
function checkImageIsUsed(context: DeployContext, { images }: Rendered): void {
  const image = wantedImage(context.inputs.image);
  if (image === undefined || usesImage(images, image)) return;
  const keys = Object.values(imageKeysOf(context.inputs.imageKeys)).join(', ');
  throw new InputError([
    {
      input: 'image-keys',
      problem: `the chart renders no container with ${context.inputs.image} from ${keys}; it renders ${images.join(', ') || 'no image'}`,
      allowed: 'the paths from which the templates of the chart take repository, tag and digest',
    },
  ]);
}

function checkRules(context: DeployContext, rendered: Rendered): void {
  const { environment, imagePolicy: wanted, requireResources } = context.inputs;
  const policy = imagePolicy(wanted, environment);
  const images = rendered.images.flatMap((image) => {
    const refused = refuseImage(image, policy);
    return refused === undefined ? [] : [`image ${image} ${refused} (image-policy ${policy})`];
  });
  const broken = [...images, ...(requireResources ? withoutResources(rendered) : [])];
  if (broken.length === 0) return;
  throw new PolicyError({
    code: 'HELM_POLICY',
    message: broken.join('; '),
    hint:
      images.length > 0
        ? 'name images by digest, or give image-policy another value; nothing was changed'
        : 'set requests and limits in the values; nothing was changed',
  });
}
