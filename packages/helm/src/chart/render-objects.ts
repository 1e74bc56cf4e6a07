import { errorMessage, FairleadError, ToolError } from '@fairlead/core';
import { parseManifest } from '@fairlead/kube';
import { type ChartSource, dryRunArgs, showCrdsArgs, templateArgs } from '../helm/argv.ts';
import { isBusy, isUnknownKind } from '../helm/reason.ts';
import { readRelease } from '../helm/record.ts';
import type { HelmSession } from '../helm/session.ts';

/** A chart with its values, and where it goes. */
export interface Deployable extends HelmSession {
  readonly source: ChartSource;
}

/** What the chart makes of its values, as one YAML text. */
export interface RenderedText {
  readonly manifest: string;
  /** Why it is not quite what helm will apply: no dry run of the upgrade was possible. */
  readonly guess?: 'pending' | 'new-kinds';
}

/**
 * Renders with all that helm knows when it applies: the cluster's kinds, lookups, the number of the revision. Where helm
 * takes no dry run (a pending revision, kinds that a first install brings itself), it is rendered as near as can be.
 *
 * @throws ToolError HELM_RENDER_FAILED, ExternalError when the cluster was the reason.
 */
export async function renderObjects(deployable: Deployable): Promise<RenderedText> {
  const { helm, target, source } = deployable;
  const args = dryRunArgs({ ...target, ...source });
  try {
    return { manifest: readRelease((await helm.query(args)).stdout).manifest };
  } catch (error) {
    const said = errorMessage(error);
    const guess = isBusy(said) ? 'pending' : isUnknownKind(said) ? 'new-kinds' : undefined;
    if (guess === undefined || (guess === 'new-kinds' && (await helm.history()).length > 0))
      throw explainRender(error, args);
    return { manifest: await renderAlone(deployable), guess };
  }
}

async function renderAlone(deployable: Deployable): Promise<string> {
  const { helm, target, source, kube } = deployable;
  const [kubeVersion, history, served, definitions] = await Promise.all([
    kube.version(),
    helm.history(),
    kube.apiVersions(),
    helm.query(showCrdsArgs(source)).then(({ stdout }) => kindsOf(stdout)),
  ]);
  const apiVersions = [...new Set([...served, ...definitions])];
  const args = templateArgs({
    ...target,
    ...source,
    isUpgrade: history.length > 0,
    kubeVersion,
    apiVersions,
  });
  try {
    return (await helm.query(args)).stdout;
  } catch (error) {
    throw explainRender(error, ['template', target.release, source.chart]);
  }
}

/** `monitoring.coreos.com/v1` and `monitoring.coreos.com/v1/ServiceMonitor` for each definition. Pure. */
export function kindsOf(definitions: string): readonly string[] {
  return parseManifest(definitions).flatMap((object) => {
    const { group, names, versions } = object['spec'] as {
      readonly group: string;
      readonly names: { readonly kind: string };
      readonly versions: readonly { readonly name: string }[];
    };
    return versions.flatMap(({ name }) => [`${group}/${name}`, `${group}/${name}/${names.kind}`]);
  });
}

/** The error of a chart that cannot be rendered; what the cluster or a missing program says stays as it is. */
export function explainRender(error: unknown, args: readonly string[]): unknown {
  const isHelms = error instanceof ToolError && error.code === 'TOOL_FAILED';
  if (error instanceof FairleadError && !isHelms) return error;
  const said = errorMessage(error).replace(/^helm ended with exit code \d+: /, '');
  return new ToolError({
    code: 'HELM_RENDER_FAILED',
    message: `the chart cannot be rendered: ${said}`,
    hint: 'correct the template or the value; nothing was changed',
    argv: ['helm', ...args],
    cause: error,
  });
}
