import { type Directive, readDirectives } from './directives.ts';

/** What a file that pins modules says differently than before. */
export interface ModuleChanges {
  /** By module path: what is different, for people. */
  readonly modules: ReadonlyMap<string, string>;
  /** What is different for all that the file speaks of, for people. */
  readonly whole: readonly string[];
}

/** A file before and after; undefined where there is none. */
export interface FileChange {
  /** As people write it. */
  readonly name: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** Lines that say nothing of what a build is made of. */
const WITHOUT_EFFECT = new Set(['retract', 'tool', 'ignore']);

/** Compares a go.mod or go.work: required versions and replacements count for their modules, all else for everything. */
export function compareModFiles({ name, before, after }: FileChange): ModuleChanges {
  if (before === undefined || after === undefined)
    return { modules: new Map(), whole: [`${name} is ${after === undefined ? 'gone' : 'new'}`] };
  const [old, now] = [readDirectives(before), readDirectives(after)];
  const modules = new Map<string, string>();
  const [was, is] = [versionsIn(old), versionsIn(now)];
  for (const path of new Set([...was.keys(), ...is.keys()])) {
    const [a, b] = [was.get(path), is.get(path)];
    if (a !== b) modules.set(path, `${path} ${describeStep(a, b)} in ${name}`);
  }
  const others = (lines: readonly Directive[]) =>
    new Map(
      lines
        .filter(([verb = '']) => verb !== 'require' && !WITHOUT_EFFECT.has(verb))
        .map((line) => [line.join(' '), line]),
    );
  const [left, right] = [others(old), others(now)];
  const whole: string[] = [];
  for (const [text, [verb = '', path = '']] of [...left, ...right]) {
    if (left.has(text) && right.has(text)) continue;
    if (verb === 'replace' || verb === 'exclude') modules.set(path, `the ${verb} line of ${path} in ${name}`);
    else if (right.has(text)) whole.push(`${text} in ${name}`);
    else if (![...right.values()].some(([other]) => other === verb))
      whole.push(`no ${verb} in ${name} any more`);
    else if (verb === 'use') whole.push(`no ${text} in ${name} any more`);
  }
  return { modules, whole };
}

function versionsIn(lines: readonly Directive[]): ReadonlyMap<string, string> {
  return new Map(
    lines.flatMap(([verb, path, version]) =>
      verb === 'require' && path !== undefined && version !== undefined ? [[path, version] as const] : [],
    ),
  );
}

function describeStep(before: string | undefined, after: string | undefined): string {
  if (before === undefined) return `${after} is new`;
  return after === undefined ? `${before} is gone` : `${before} → ${after}`;
}

/** Compares a go.sum: the same version with another checksum is other code. Lines that come and go follow go.mod. */
export function compareSums({ name, before, after }: FileChange): ModuleChanges {
  const [was, is] = [sumsIn(before ?? ''), sumsIn(after ?? '')];
  const modules = new Map<string, string>();
  for (const [key, sum] of is) {
    const old = was.get(key);
    const path = key.slice(0, key.indexOf(' '));
    if (old !== undefined && old !== sum) modules.set(path, `another checksum of ${key} in ${name}`);
  }
  return { modules, whole: [] };
}

function sumsIn(text: string): ReadonlyMap<string, string> {
  return new Map(
    text.split('\n').flatMap((line) => {
      const [path, version, sum] = line.trim().split(/\s+/);
      return sum === undefined ? [] : [[`${path} ${version}`, sum] as const];
    }),
  );
}
