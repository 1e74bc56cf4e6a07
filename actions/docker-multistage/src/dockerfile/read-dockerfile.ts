import { readInstructions } from './logical-lines.ts';

/** One `FROM` and what follows it. */
export interface Stage {
  /** The name given with `AS`, in lower case; undefined for a stage without one. */
  readonly name: string | undefined;
  readonly base: string;
  /** Lines of the instructions that BuildKit counts as steps of the stage, in their order. */
  readonly steps: readonly StepLine[];
}

/** An instruction that becomes a step of the build. */
interface StepLine {
  readonly keyword: string;
  /** Counts from 1. */
  readonly line: number;
}

/** An image or a stage as an instruction names it. */
export interface NamedSource {
  readonly keyword: 'FROM' | 'COPY';
  readonly written: string;
  /** Counts from 1. */
  readonly line: number;
}

/** What the build needs to know of a Dockerfile before it starts. */
export interface Dockerfile {
  readonly stages: readonly Stage[];
  /** What `FROM` and `COPY --from` name: images, and stages too. */
  readonly sources: readonly NamedSource[];
  /** Names of all declared build arguments, before and inside stages. */
  readonly arguments: ReadonlySet<string>;
}

/** Instructions that change the file system; the others only change the image's config. */
const STEPS = new Set(['RUN', 'COPY', 'ADD', 'WORKDIR']);

/** Reads stages and build arguments. Judges nothing else; the engine does. Pure. */
export function readDockerfile(text: string): Dockerfile {
  const stages: (Stage & { readonly steps: StepLine[] })[] = [];
  const names = new Set<string>();
  const sources: NamedSource[] = [];
  for (const { keyword, rest, line } of readInstructions(text)) {
    if (keyword === 'FROM') stages.push({ ...readStage(rest), steps: [] });
    const isStep = keyword === 'FROM' ? isPulled(stages) : STEPS.has(keyword);
    if (isStep) stages.at(-1)?.steps.push({ keyword, line });
    const written = keyword === 'FROM' ? stages.at(-1)?.base : copiedFrom(keyword, rest);
    if (written !== undefined) sources.push({ keyword: keyword === 'FROM' ? 'FROM' : 'COPY', written, line });
    if (keyword === 'ARG') for (const name of argumentNames(rest)) names.add(name);
  }
  return { stages, sources, arguments: names };
}

/** Whether `target` is a stage by name or by number. */
export function hasStage({ stages }: Dockerfile, target: string): boolean {
  if (/^\d+$/.test(target)) return Number(target) < stages.length;
  return stages.some((stage) => stage.name === target.toLowerCase());
}

/** Whether the newest stage starts from an image; a start from nothing or from another stage is no step. */
function isPulled(stages: readonly Stage[]): boolean {
  const base = stages.at(-1)?.base ?? '';
  return base !== 'scratch' && !stages.slice(0, -1).some(({ name }) => name === base.toLowerCase());
}

/**
 * The line of a step as BuildKit names it: `[build 3/7] RUN go build`, `[stage-1 2/2] COPY …`, `[2/2] RUN …`. Undefined
 * when the file says something else there (a base with ONBUILD has steps of its own). Pure.
 */
export function lineOfStep({ stages }: Dockerfile, step: string): number | undefined {
  const [, words = '', number, keyword] = /^\[(?:(.*) )?(\d+)\/\d+\] ([A-Z]+)\b/.exec(step) ?? [];
  const name = words.split(' ').at(-1) ?? '';
  const unnamed = /^stage-(\d+)$/.exec(name)?.[1];
  const stage =
    stages.find((candidate) => candidate.name === name) ??
    (unnamed === undefined ? undefined : stages[Number(unnamed)]) ??
    (stages.length === 1 ? stages[0] : undefined);
  const found = stage?.steps[Number(number) - 1];
  return found?.keyword === keyword ? found?.line : undefined;
}

function copiedFrom(keyword: string, rest: string): string | undefined {
  return keyword === 'COPY' ? /^(?:--\S+\s+)*?--from=(\S+)/.exec(rest)?.[1] : undefined;
}

function readStage(rest: string): Omit<Stage, 'steps'> {
  const words = rest.split(/\s+/).filter((word) => !word.startsWith('--'));
  const named = words[1]?.toLowerCase() === 'as' ? words[2]?.toLowerCase() : undefined;
  return { base: words[0] ?? '', name: named };
}

/** `ARG A B=1 C="x y"`: several names may stand in one instruction. */
function argumentNames(rest: string): string[] {
  const words = rest.match(/(?:[^\s"']|"[^"]*"|'[^']*')+/g) ?? [];
  return words.map((word) => word.replace(/=.*$/s, '')).filter((name) => /^[A-Za-z_]\w*$/.test(name));
}
