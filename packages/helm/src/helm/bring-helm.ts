import { join } from 'node:path';
import { type InputProblem, missingProgram } from '@fairlead/core';
import { bringTool, helm, type ToolWish, wishProblem } from '@fairlead/tools';
import type { HelmContext, HelmInputs } from '../context.ts';

/** What is wrong with the helm that is asked for, before anything is brought. */
export function checkHelmVersion(inputs: HelmInputs): readonly InputProblem[] {
  const wish = wishOf(inputs);
  const problem = wish === undefined ? undefined : wishProblem(wish);
  return problem === undefined ? [] : [problem];
}

/** Looks for helm before anything else is done with it, so that its absence is told with all other problems. */
export async function checkHelmIsThere(
  inputs: HelmInputs,
  { exec }: Pick<HelmContext, 'exec'>,
): Promise<readonly InputProblem[]> {
  if (wishOf(inputs) === undefined && (await exec.find('helm')) === undefined)
    throw missingProgram('helm', ['helm']);
  return [];
}

/** The helm to run: the one on PATH, or in the version that is asked for the one of the tool cache or a download. */
export async function helmProgram({ inputs, files, log }: HelmContext): Promise<string> {
  const wish = wishOf(inputs);
  return wish === undefined ? 'helm' : join(await bringTool(wish, { files, log }), 'helm');
}

function wishOf({ helmVersion, helmSha256, helmDownloadUrl }: HelmInputs): ToolWish | undefined {
  if (helmVersion === undefined) return undefined;
  return {
    tool: helm,
    version: helmVersion,
    sha256: helmSha256,
    baseUrl: helmDownloadUrl,
    input: 'helm-version',
  };
}
