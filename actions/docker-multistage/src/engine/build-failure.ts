import { type Files, ToolError } from '@fairlead/core';
import { type Dockerfile, readDockerfile } from '../dockerfile/read-dockerfile.ts';
import type { BuildStep, ProgressReader } from './build-progress.ts';
import { hintFor } from './failure-hint.ts';
import { type BuildPlace, compilerLine, locateFailure } from './failure-location.ts';
import { pulledImage } from './pulled-image.ts';

/** What is known about a failed build. */
export interface FailedBuild extends BuildPlace {
  readonly argv: readonly string[];
  readonly exitCode: number;
  readonly progress: Pick<ProgressReader, 'steps' | 'loose'>;
}

/** Turns a failed build into one line: which step failed and the first thing that it complained about. */
export async function explainFailure(build: FailedBuild, files: Files): Promise<ToolError> {
  const step = build.progress.steps().find((candidate) => candidate.outcome === 'failed');
  const reason = reasonOf(step, build.progress.loose);
  const dockerfile = await readAgain(build, files);
  return new ToolError({
    code: 'IMAGE_BUILD_FAILED',
    message: `${step === undefined ? 'the build failed' : whatFailed(step)}: ${reason}`,
    hint: hintFor({ step, reason, dockerfile }, build.arguments),
    argv: build.argv,
    exitCode: build.exitCode,
    lastLines: step === undefined || step.output.length === 0 ? build.progress.loose : step.output,
    location: await locateFailure({ step, reason, dockerfile }, build, files),
  });
}

/** The Dockerfile was there before the build; a build that failed may have been in a workspace that is gone. */
async function readAgain({ file }: BuildPlace, files: Files): Promise<Dockerfile | undefined> {
  return (await files.stat(file))?.kind === 'file' ? readDockerfile(await files.readText(file)) : undefined;
}

/** A compiler's message says more than "exit code 1"; what a program said is never shortened. */
function reasonOf(step: BuildStep | undefined, loose: readonly string[]): string {
  const said = step?.output ?? [];
  const compiler = said.find((line) => compilerLine.test(line));
  const own = compiler ?? said.findLast((line) => line.trim() !== '');
  return own?.trim() ?? tidy(step?.error ?? lastWord(loose));
}

/** The builder's words without what it wraps around them and without folders of its own. */
function tidy(text: string): string {
  return text
    .replace(/^executor failed running (\[.*\]): /s, '')
    .replace(/^failed to do request: (Head|Get) "[^"]*": /, '')
    .replace(
      /^failed to walk \S*\/buildkit-mount\d+(\/.*?): lstat .*: no such file or directory$/s,
      '"$1" not found',
    )
    .replace(/not found: not found$/, 'not found')
    .trim();
}

function lastWord(loose: readonly string[]): string {
  const last = loose.findLast((line) => !/^-+$/.test(line)) ?? 'the engine gave no reason';
  return last.replace(/^(ERROR: )?(failed to (build|solve)[^:]*: )*(failed to create LLB definition: )?/, '');
}

function whatFailed(step: BuildStep): string {
  const image = pulledImage(step);
  return image === undefined
    ? `${shortName(step)} failed`
    : `the ${image.use} image ${image.name} cannot be read`;
}

/** Steps carry whole shell scripts in their names. */
function shortName({ name }: BuildStep): string {
  const plain = name.replace(/\s+/g, ' ').replace(/--mount=\S+ /g, '');
  return plain.length <= 80 ? plain : `${plain.slice(0, 79)}…`;
}
