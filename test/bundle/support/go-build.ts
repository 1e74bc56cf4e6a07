import { execFileSync } from 'node:child_process';
import { forgeStep, type LogAnnotation, type PhaseResult, type StepOptions } from '@fairlead/testkit';
import { goEnvironment } from './go-workspace.ts';

/** An entry of the output `binaries`. */
export interface Binary {
  readonly name: string;
  readonly package: string;
  readonly target: string;
  readonly version: string;
  readonly path: string;
  readonly size: number;
  readonly sha256: string;
}

/** Runs go-build's bundle on a workspace, without network and without a cache service. */
export async function build(
  workspace: string,
  inputs: Readonly<Record<string, string>> = {},
  more: Partial<StepOptions> = {},
): Promise<PhaseResult> {
  const env = { ...(await goEnvironment()), ...more.env };
  const step = await forgeStep({ action: 'go-build', workspace, inputs, ...more, env });
  return step.main();
}

/** The output `binaries`. */
export function binariesOf(result: PhaseResult): readonly Binary[] {
  return JSON.parse(result.outputs['binaries'] ?? '[]') as Binary[];
}

/** The annotations that are errors. */
export function errorsOf(result: PhaseResult): readonly LogAnnotation[] {
  return result.annotations.filter(({ level }) => level === 'error');
}

/** What a program printed on standard error: println goes there. */
export function runBinary(path: string): string {
  return execFileSync('sh', ['-c', '"$0" 2>&1', path], { encoding: 'utf8' }).trim();
}
