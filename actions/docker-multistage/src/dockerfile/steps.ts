import { resolvedBase } from './named-sources.ts';
import type { Dockerfile, Stage } from './read-dockerfile.ts';

/** Instructions that change the file system; the others only change the image's config. */
const STEPS = ['RUN', 'COPY', 'ADD', 'WORKDIR'];

/** An instruction that becomes a step of the build. */
interface StepLine {
  readonly text: string;
  readonly line: number;
}

/** A step as BuildKit names it: `[build  3/12] RUN go build`, `[stage-1 2/2] COPY …`, `[linux/amd64 2/2] RUN …`. */
const NAME = /^\[(?:(.*\S) +)? *(\d+)\/(\d+)\] ([A-Z]+\b.*)$/s;

/**
 * The line of a step. Undefined when the file says something else there. Several stages may have one name: the one whose
 * instruction reads like the step is meant, else the last. A base with ONBUILD puts its own steps after FROM. Pure.
 *
 * @param given The build arguments of the build.
 */
export function lineOfStep(
  dockerfile: Dockerfile,
  step: string,
  given: Readonly<Record<string, string>> = {},
): number | undefined {
  const [, words = '', number, total, text = ''] = NAME.exec(step) ?? [];
  const matches = candidates(dockerfile, words.split(' ').at(-1) ?? '').flatMap((stage) => {
    const steps = stepsOf(dockerfile, stage, given);
    const position = Number(number) - 1;
    const fromBase = position === 0 && steps[0]?.text.startsWith('FROM ') === true;
    const inserted = fromBase ? 0 : Math.max(0, Number(total) - steps.length);
    const found = steps[position - inserted];
    if (found === undefined || keywordOf(found.text) !== keywordOf(text)) return [];
    const same = plain(found.text) === plain(text);
    return same || inserted === 0 ? [{ line: found.line, same }] : [];
  });
  return (matches.findLast(({ same }) => same) ?? matches.at(-1))?.line;
}

function candidates({ stages }: Dockerfile, name: string): readonly Stage[] {
  const named = stages.filter((stage) => stage.name === name);
  if (named.length > 0) return named;
  const unnamed = /^stage-(\d+)$/.exec(name)?.[1];
  const stage = unnamed === undefined ? undefined : stages[Number(unnamed)];
  if (stage !== undefined) return [stage];
  return stages.length === 1 ? stages : [];
}

function stepsOf(
  dockerfile: Dockerfile,
  stage: Stage,
  given: Readonly<Record<string, string>>,
): readonly StepLine[] {
  const base = resolvedBase(dockerfile, stage, given);
  const earlier = dockerfile.stages.slice(0, dockerfile.stages.indexOf(stage));
  // a start from nothing or from another stage is no step
  const pulled = base !== 'scratch' && !earlier.some(({ name }) => name === base.toLowerCase());
  const from = { text: `FROM ${stage.base}`, line: stage.line };
  const own = stage.instructions
    .filter(({ keyword }) => STEPS.includes(keyword))
    .map(({ keyword, rest, line }) => ({ text: `${keyword} ${rest}`, line }));
  return pulled ? [from, ...own] : own;
}

function keywordOf(text: string): string {
  return /^\w*/.exec(text)?.[0] ?? '';
}

/** Without options, which the builder leaves out or writes anew, and with single blanks. */
function plain(text: string): string {
  return text
    .replace(/ --\S+/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}
