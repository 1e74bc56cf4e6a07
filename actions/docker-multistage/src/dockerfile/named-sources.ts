import { flagOf, type Instruction } from './instruction.ts';
import type { Dockerfile, Stage } from './read-dockerfile.ts';
import { unknownPart } from './shell-words.ts';
import { expand, variablesIn } from './variables.ts';

/** An image or a stage as an instruction names it. */
export interface NamedSource {
  readonly keyword: 'FROM' | 'COPY' | 'ADD' | 'RUN';
  /** As it is written. */
  readonly written: string;
  /** With the values of build arguments; `unknownPart` stands for what the engine alone knows. */
  readonly name: string;
  /** Counts from 1. */
  readonly line: number;
}

/** Build arguments that the engine gives by itself. */
export const BUILT_IN: RegExp = /^(?:TARGET|BUILD)(?:PLATFORM|OS|ARCH|VARIANT|OSVERSION)$|^TARGETSTAGE$/;

type Values = Readonly<Record<string, string>>;

/** What `FROM`, `COPY --from` and `RUN --mount=from=` name: images, and stages too. Pure. */
export function namedSources(dockerfile: Dockerfile, given: Values = {}): readonly NamedSource[] {
  const lookUp = globalValues(dockerfile, given);
  const resolve = (written: string): string => expand(written, dockerfile.escape, lookUp) ?? written;
  return dockerfile.stages.flatMap((stage) => [
    { keyword: 'FROM' as const, written: stage.base, name: resolve(stage.base), line: stage.line },
    ...sourcesIn(stage).map((source) => ({ ...source, name: source.written })),
  ]);
}

/** The base of a stage with the values of build arguments. Pure. */
export function resolvedBase(dockerfile: Dockerfile, stage: Stage, given: Values = {}): string {
  return expand(stage.base, dockerfile.escape, globalValues(dockerfile, given)) ?? stage.base;
}

/** Values of the arguments before the first `FROM`: what is given, else the default, which may use those before it. */
function globalValues(
  { globals, escape: mark }: Dockerfile,
  given: Values,
): (name: string) => string | undefined {
  const values = new Map<string, string>();
  const lookUp = (name: string): string | undefined =>
    values.get(name) ?? (BUILT_IN.test(name) ? unknownPart : undefined);
  for (const { name, value } of globals) {
    const known = Object.hasOwn(given, name) ? given[name] : value && expand(value, mark, lookUp);
    if (known !== undefined) values.set(name, known);
  }
  return lookUp;
}

function sourcesIn({ instructions }: Stage): readonly Omit<NamedSource, 'name'>[] {
  return instructions.flatMap((instruction): Omit<NamedSource, 'name'>[] => {
    const { keyword, line } = instruction;
    if (keyword === 'COPY' || keyword === 'ADD') {
      const written = flagOf(instruction, 'from');
      return written === undefined ? [] : [{ keyword, written, line }];
    }
    return keyword === 'RUN' ? mountedFrom(instruction).map((written) => ({ keyword, written, line })) : [];
  });
}

function mountedFrom({ flags }: Instruction): readonly string[] {
  const mounts = flags.filter((flag) => flag.startsWith('--mount='));
  return mounts.flatMap((mount) => /(?:^--mount=|,)from=([^,]*)/.exec(mount)?.[1] ?? []);
}

/**
 * Names of the arguments that decide which images are used: in `FROM`, its platform, `COPY --from`, `RUN --mount=from=`,
 * also by way of other arguments. Pure.
 */
export function argumentsOfSources(dockerfile: Dockerfile): ReadonlySet<string> {
  const { stages, globals } = dockerfile;
  const texts = stages.flatMap((stage) => [
    stage.base,
    stage.platform ?? '',
    ...sourcesIn(stage).map(({ written }) => written),
  ]);
  const names = new Set(texts.flatMap((text) => [...variablesIn(text)]));
  const declared = Map.groupBy(
    [...globals, ...stages.flatMap((stage) => stage.arguments)],
    ({ name }) => name,
  );
  // a set hands out what is added while it is read
  for (const name of names) {
    for (const { value = '' } of declared.get(name) ?? [])
      for (const inner of variablesIn(value)) names.add(inner);
  }
  return names;
}
