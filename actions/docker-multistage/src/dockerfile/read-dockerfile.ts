import { readInstructions } from './logical-lines.ts';

/** One `FROM` and what follows it. */
export interface Stage {
  /** The name given with `AS`, in lower case; undefined for a stage without one. */
  readonly name: string | undefined;
  readonly base: string;
  readonly line: number;
}

/** What the build needs to know of a Dockerfile before it starts. */
export interface Dockerfile {
  readonly stages: readonly Stage[];
  /** Names of all declared build arguments, before and inside stages. */
  readonly arguments: ReadonlySet<string>;
}

/** Reads stages and build arguments. Judges nothing else; the engine does. Pure. */
export function readDockerfile(text: string): Dockerfile {
  const stages: Stage[] = [];
  const names = new Set<string>();
  for (const { keyword, rest, line } of readInstructions(text)) {
    if (keyword === 'FROM') stages.push(readStage(rest, line));
    if (keyword === 'ARG') for (const name of argumentNames(rest)) names.add(name);
  }
  return { stages, arguments: names };
}

/** Whether `target` is a stage by name or by number. */
export function hasStage({ stages }: Dockerfile, target: string): boolean {
  if (/^\d+$/.test(target)) return Number(target) < stages.length;
  return stages.some((stage) => stage.name === target.toLowerCase());
}

function readStage(rest: string, line: number): Stage {
  const words = rest.split(/\s+/).filter((word) => !word.startsWith('--'));
  const named = words[1]?.toLowerCase() === 'as' ? words[2]?.toLowerCase() : undefined;
  return { base: words[0] ?? '', name: named, line };
}

/** `ARG A B=1 C="x y"`: several names may stand in one instruction. */
function argumentNames(rest: string): string[] {
  const words = rest.match(/(?:[^\s"']|"[^"]*"|'[^']*')+/g) ?? [];
  return words.map((word) => word.replace(/=.*$/s, '')).filter((name) => /^[A-Za-z_]\w*$/.test(name));
}
