import { basename, dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { countOf, type InputProblem } from '@fairlead/core';
import { executableSuffix, isInside, type Target, targetName, targetSlug } from '@fairlead/go';

const PLACEHOLDERS = [
  'name',
  'os',
  'arch',
  'target',
  'module',
  'package',
  'version',
  'semver',
  'ext',
] as const;

type Placeholder = (typeof PLACEHOLDERS)[number];

/** A binary that needs a place. */
export interface Placed {
  /** Name of the executable, without `.exe`. */
  readonly name: string;
  readonly target: Target;
  /** Folder of its package. */
  readonly dir: string;
  /** Folder of its module. */
  readonly moduleDir: string;
  /** Version that it carries. */
  readonly version: string;
}

/** Folders that an output is read against. */
export interface OutputFrame {
  readonly workspace: string;
  readonly workingDirectory: string;
}

/** What the text of `output` alone tells: placeholders that do not exist, a way out of the workspace. */
export function checkTemplate(
  output: string,
  {
    workspace,
    workingDirectory,
    given,
    input = 'output',
  }: OutputFrame & {
    /** By `with:`, not by the config file. */
    readonly given: boolean;
    readonly input?: string;
  },
): InputProblem[] {
  const allowed = PLACEHOLDERS.map((name) => `{${name}}`).join(', ');
  const unknown = [...output.matchAll(/\{([^}]*)\}/g)]
    .map((match) => match[1] ?? '')
    .filter((name) => !(PLACEHOLDERS as readonly string[]).includes(name));
  const problems = unknown.map((name) => ({
    input,
    value: output,
    problem: `has an unknown placeholder {${name}}`,
    allowed,
  }));
  if (/^~|\$/.test(output))
    problems.push({
      input,
      value: output,
      problem: 'has ~ or $, which no shell expands here',
      allowed: 'a plain path; an expression such as ${{ runner.temp }} is filled in by the runner',
    });
  else if (!(given && isAbsolute(output)) && !isInside(resolve(workingDirectory, output), workspace))
    problems.push({
      input,
      value: output,
      problem: 'leads out of the workspace',
      allowed: 'a path below the workspace; with: may also name an absolute one',
    });
  return problems;
}

/** What decides about the shape of the paths. */
export interface OutputRules extends OutputFrame {
  readonly output: string;
  /** Whether `output` is a folder that exists already. */
  readonly isFolder: boolean;
}

/** Where the binaries go, or what is wrong. */
export interface Placement {
  /** Absolute paths, in the order of the binaries. */
  readonly paths: readonly string[];
  readonly problems: readonly InputProblem[];
  /** Names that several packages share, so that these went below the folders of their packages. */
  readonly shared: readonly string[];
}

/** The absolute path of each binary. In a folder, commands of one name are told apart by the folders of their packages. */
export function placeBinaries(binaries: readonly Placed[], rules: OutputRules): Placement {
  const template = templateOf(binaries, rules);
  if (template === undefined) {
    const problem = `names one file for ${binaries.length} binaries`;
    const allowed = 'a folder (ending with /) or a template with {name} and {target}';
    return { paths: [], problems: [{ input: 'output', value: rules.output, problem, allowed }], shared: [] };
  }
  const pathFor = (text: string, binary: Placed): string =>
    resolve(rules.workingDirectory, fill(text, binary, rules));
  const plain = binaries.map((binary) => pathFor(template, binary));
  if (!template.endsWith(OWN_NAME) || !isFolderOutput(rules))
    return { paths: plain, problems: collisions(binaries, plain, rules), shared: [] };
  const dirs = clashingFolders(binaries, plain);
  const apart = `${template.slice(0, -OWN_NAME.length)}{package}{ext}`;
  const paths = binaries.map((binary) => pathFor(dirs.has(binary.dir) ? apart : template, binary));
  const shared = new Set(binaries.flatMap(({ name, dir }) => (dirs.has(dir) ? [name] : [])));
  return { paths, problems: collisions(binaries, paths, rules), shared: [...shared] };
}

/** Folders of packages that would share a path with another package, for whichever target. */
function clashingFolders(binaries: readonly Placed[], paths: readonly string[]): ReadonlySet<string> {
  const at = Map.groupBy(binaries.entries(), ([index]) => paths[index] ?? '');
  return new Set(
    [...at.values()].flatMap((group) => {
      const dirs = new Set(group.map(([, { dir }]) => dir));
      return dirs.size > 1 ? [...dirs] : [];
    }),
  );
}

/** What a folder is completed with. */
const OWN_NAME = '{name}{ext}';

function isFolderOutput({ output, isFolder }: OutputRules): boolean {
  return output.endsWith('/') || (isFolder && !output.includes('{'));
}

function templateOf(binaries: readonly Placed[], rules: OutputRules): string | undefined {
  const { output } = rules;
  if (isFolderOutput(rules)) {
    const targets = new Set(binaries.map(({ target }) => targetName(target)));
    return join(output, targets.size > 1 && !/\{(target|os)\}/.test(output) ? '{target}' : '', OWN_NAME);
  }
  if (output.includes('{')) return output;
  return binaries.length === 1 ? output : undefined;
}

function fill(template: string, binary: Placed, rules: OutputRules): string {
  const path = fillTemplate(template, binary, rules.workspace);
  const ext = executableSuffix(binary.target);
  return ext === '.exe' && !path.endsWith(ext) ? `${path}${ext}` : path;
}

/** The template with the values of one binary for its placeholders. */
export function fillTemplate(template: string, binary: Placed, workspace: string): string {
  const values = placeholderValues(binary, workspace);
  return template.replace(/\{([^}]*)\}/g, (_, key: string) => values[key as Placeholder] ?? '');
}

function placeholderValues(
  { name, target, dir, moduleDir, version }: Placed,
  workspace: string,
): Readonly<Record<Placeholder, string>> {
  return {
    name,
    os: target.os,
    arch: target.arch,
    target: targetSlug(target),
    module: basename(moduleDir),
    package: (relative(workspace, dir) || name).replaceAll('\\', '/'),
    version: version.replaceAll('/', '-'),
    semver: version.replaceAll('/', '-').replace(/^v(?=\d)/, ''),
    ext: executableSuffix(target),
  };
}

/** How many clashes a message names. */
const SHOWN_CLASHES = 3;

function collisions(
  binaries: readonly Placed[],
  paths: readonly string[],
  rules: OutputRules,
): InputProblem[] {
  const { output, workspace } = rules;
  const clashes = findClashes(binaries, paths);
  const [first] = clashes;
  if (first === undefined) return [];
  const show = ({ path, binaries: [one, other] }: Clash): string => {
    const [a, b] = [one, other].map(
      ({ name, dir, target }) => `${name} of ${relative(workspace, dir) || '.'} for ${targetName(target)}`,
    );
    return `${relative(workspace, path)}: ${a} and ${b}`;
  };
  const more = clashes.length - SHOWN_CLASHES;
  const named = clashes.slice(0, SHOWN_CLASHES).map(show).join('; ');
  return [
    {
      input: 'output',
      value: output,
      problem: `would put two binaries at ${named}${more > 0 ? `; and ${countOf(more, 'more clash', 'more clashes')}` : ''}`,
      allowed: `a template that tells them apart, with ${tellApart(...first.binaries, rules)}`,
    },
  ];
}

/** Two binaries that cannot both be where they would go. */
interface Clash {
  readonly path: string;
  readonly binaries: readonly [Placed, Placed];
}

/** Two at one path, or one at a path that is a folder for another. */
function findClashes(binaries: readonly Placed[], paths: readonly string[]): readonly Clash[] {
  const firstAt = new Map<string, Placed>();
  const clashes: Clash[] = [];
  for (const [index, path] of paths.entries()) {
    const [second, first] = [binaries[index], firstAt.get(path)];
    if (second === undefined) continue;
    if (first === undefined) firstAt.set(path, second);
    else clashes.push({ path, binaries: [first, second] });
  }
  for (const [path, binary] of firstAt) {
    for (let folder = dirname(path); folder !== dirname(folder); folder = dirname(folder)) {
      const above = firstAt.get(folder);
      if (above !== undefined) clashes.push({ path: folder, binaries: [above, binary] });
    }
  }
  return clashes;
}

/** The placeholders that differ between two binaries. */
function tellApart(first: Placed, second: Placed, { workspace }: OutputRules): string {
  const [a, b] = [placeholderValues(first, workspace), placeholderValues(second, workspace)];
  const differing = PLACEHOLDERS.filter((key) => key !== 'ext' && a[key] !== b[key]);
  return differing.map((key) => `{${key}}`).join(' or ');
}
