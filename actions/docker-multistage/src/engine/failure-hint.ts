import type { Dockerfile } from '../dockerfile/read-dockerfile.ts';
import { lineOfStep } from '../dockerfile/steps.ts';
import type { BuildStep } from './build-progress.ts';
import { type FailedStep, lineInReason } from './failure-location.ts';
import { type PulledImage, pulledImage, whereNamed } from './pulled-image.ts';

type Rule = readonly [RegExp, string];

const UNREACHABLE = /network is unreachable|no such host|i\/o timeout|dial tcp|connection refused/i;
const RATE_LIMIT = /toomanyrequests|rate limit/i;
const REFUSED = /not found|denied|does not exist|insufficient_scope|authorization failed/i;

const DISK: Rule = [
  /no space left on device/i,
  "the engine's disk is full: docker system prune removes what is not in use",
];

/** For the reading of an image. */
const PULL: readonly Rule[] = [
  [
    UNREACHABLE,
    "the engine cannot reach the image's registry: check the engine's network, proxy and mirrors",
  ],
  [RATE_LIMIT, 'the registry of the image limits pulls: log in to it in an earlier step, or use a mirror'],
  [REFUSED, 'check name and tag of the image; a private one needs a login in an earlier step'],
];

/** For all other steps, and for what was wrong before the first one. */
const STEP: readonly Rule[] = [
  [UNREACHABLE, 'the step cannot reach the address: check its network and proxy, or the input network'],
  [RATE_LIMIT, 'the registry limits pulls: log in to it in an earlier step, or use a mirror'],
  [
    /^\[[^\]]*\] (?:COPY|ADD) (?:.* )?\.\.\//,
    'COPY cannot leave the context: let the input context name the folder that holds both',
  ],
  [
    /failed to compute cache key|failed to calculate checksum|^\[[^\]]*\] (?:COPY|ADD) .*not found/is,
    'is the file in the context, or does .dockerignore leave it out?',
  ],
  [
    /should not be blank|failed to parse stage name/i,
    'has every ARG in FROM a value? give it a default before the first FROM, or set it in build-args',
  ],
  [
    /secret \S+:? not found|secret not found/i,
    'the step needs a build secret, and this action hands none over: leave out required=true, or fetch what it protects in an earlier step',
  ],
  [
    /unset ssh forward key|no ssh (?:key|handler)|ssh .*(?:not found|required)/i,
    'the step needs ssh (--mount=type=ssh), and this action hands none over: fetch what it needs in an earlier step',
  ],
  [
    /unknown instruction/i,
    'correct the Dockerfile at the line that is named; does the line before it lack its backslash?',
  ],
  [/parse error/i, 'correct the Dockerfile at the line that is named'],
];

/** What to do about a failed build, as far as its last words tell. Pure. */
export function hintFor(
  { step, reason, dockerfile }: FailedStep,
  given: Readonly<Record<string, string>>,
): string | undefined {
  const image = step === undefined ? undefined : pulledImage(step);
  const own =
    image === undefined ? olderReader(step, reason, dockerfile) : whyPulled(image, dockerfile, given);
  const text = `${step?.name ?? ''} ${step?.error ?? ''} ${reason}`;
  const rules = [DISK, ...(image === undefined ? STEP : PULL)];
  return own ?? rules.find(([pattern]) => pattern.test(text))?.[1];
}

/** Readers before here-documents take their lines for instructions, or for files to copy. */
function olderReader(
  step: BuildStep | undefined,
  reason: string,
  dockerfile: Dockerfile | undefined,
): string | undefined {
  const line = dockerfile === undefined ? undefined : (lineInReason(reason) ?? lineOfText(dockerfile, step));
  const inside = dockerfile?.stages
    .flatMap((stage) => stage.instructions)
    .some(
      (other) =>
        other.documents.length > 0 && line !== undefined && other.line <= line && line <= other.endLine,
    );
  if (inside !== true || !/unknown instruction|not found|no such file/i.test(reason)) return undefined;
  return 'this engine reads no here-documents by itself: put "# syntax=docker/dockerfile:1" on the first line, or use an engine of version 23 or later';
}

function lineOfText(dockerfile: Dockerfile, step: BuildStep | undefined): number | undefined {
  return step?.name.includes('<<') === true ? lineOfStep(dockerfile, step.name) : undefined;
}

/** Some images are pulled although nobody meant to. */
function whyPulled(
  image: PulledImage,
  dockerfile: Dockerfile | undefined,
  given: Readonly<Record<string, string>>,
): string | undefined {
  if (image.use === 'frontend')
    return 'the line "# syntax=" lets the engine fetch this image before it reads the Dockerfile; without the line it uses its own';
  const named = dockerfile === undefined ? undefined : whereNamed(dockerfile, image, given);
  if (dockerfile === undefined || named === undefined || named.keyword === 'FROM') return undefined;
  if (/[/:@]/.test(named.name)) return undefined;
  const names = dockerfile.stages.flatMap(({ name }) => (name === undefined ? [] : [name]));
  return `${named.written} is no stage of the Dockerfile (its stages: ${names.join(', ') || 'none has a name'}), so it was taken for an image`;
}
