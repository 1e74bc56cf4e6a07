import { type Files, ToolError } from '@fairlead/core';
import type { BuildStep, ProgressReader } from './build-progress.ts';
import { type BuildPlace, compilerLine, locateFailure } from './failure-location.ts';

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
  return new ToolError({
    code: 'BUILD_FAILED',
    message: step === undefined ? `the build failed: ${reason}` : `${whatFailed(step)}: ${reason}`,
    hint: hintFor(`${step?.error ?? ''} ${reason}`, step !== undefined && baseImage(step) !== undefined),
    argv: build.argv,
    exitCode: build.exitCode,
    lastLines: step === undefined || step.output.length === 0 ? build.progress.loose : step.output,
    location: await locateFailure(step, reason, build, files),
  });
}

/** A compiler's message says more than "exit code 1". */
function reasonOf(step: BuildStep | undefined, loose: readonly string[]): string {
  const said = step?.output ?? [];
  const compiler = said.find((line) => compilerLine.test(line));
  const chosen = compiler ?? said.findLast((line) => line.trim() !== '') ?? step?.error ?? lastWord(loose);
  return chosen
    .replace(/^executor failed running (\[.*\]): /s, '')
    .replace(/^failed to do request: (Head|Get) "[^"]*": /, '')
    .replace(/: not found$/, '')
    .trim();
}

function lastWord(loose: readonly string[]): string {
  const last = loose.findLast((line) => !/^-+$/.test(line)) ?? 'the engine gave no reason';
  return last.replace(/^(ERROR: )?(failed to (build|solve)[^:]*: )*(failed to create LLB definition: )?/, '');
}

/** Reading a base image's metadata is the one step of the builder itself that fails for the author's reasons. */
function whatFailed(step: BuildStep): string {
  const base = baseImage(step);
  return base === undefined ? `${shortName(step)} failed` : `the base image ${base} cannot be read`;
}

function baseImage({ name }: BuildStep): string | undefined {
  return /^\[internal\] load metadata for (\S+)$/.exec(name)?.[1];
}

/** Steps carry whole shell scripts in their names. */
function shortName({ name }: BuildStep): string {
  const tidy = name.replace(/\s+/g, ' ').replace(/--mount=\S+ /g, '');
  return tidy.length <= 80 ? tidy : `${tidy.slice(0, 79)}…`;
}

const UNREACHABLE = /network is unreachable|no such host|i\/o timeout|dial tcp|connection refused/i;
const RATE_LIMIT = /toomanyrequests|rate limit/i;
const BASE_HINT = [
  /not found|denied|does not exist|insufficient_scope|authorization failed/i,
  'check name and tag of the base image; a private one needs a login in an earlier step',
] as const;
const CONTEXT_HINT = [
  /: not found|failed to compute cache key|failed to calculate checksum/i,
  'is the file in the context, or does .dockerignore leave it out?',
] as const;

function hintFor(text: string, base: boolean): string | undefined {
  const known: readonly (readonly [RegExp, string])[] = [
    [/no space left on device/i, "the engine's disk is full: docker system prune removes what is not in use"],
    [UNREACHABLE, 'the engine cannot reach the address: check its network and proxy, or the input network'],
    [
      RATE_LIMIT,
      'the registry of the base image limits pulls: log in to it in an earlier step, or use a mirror',
    ],
    ...(base ? [BASE_HINT] : [CONTEXT_HINT]),
    [/unknown instruction|parse error/i, 'correct the Dockerfile at the line that is named'],
  ];
  return known.find(([pattern]) => pattern.test(text))?.[1];
}
