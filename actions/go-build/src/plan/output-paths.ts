import { basename, isAbsolute, join, relative, resolve } from 'node:path';
import type { InputProblem } from '@fairlead/core';
import { executableSuffix, isInside, type Target, targetName, targetSlug } from '@fairlead/go';

const PLACEHOLDERS = ['name', 'os', 'arch', 'target', 'module', 'package', 'version', 'ext'] as const;

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
}

/** Folders that an output is read against. */
export interface OutputFrame {
  readonly workspace: string;
  readonly workingDirectory: string;
}

/** What the text of `output` alone tells: placeholders that do not exist, a way out of the workspace. */
export function checkTemplate(output: string, { workspace, workingDirectory }: OutputFrame): InputProblem[] {
  const allowed = PLACEHOLDERS.map((name) => `{${name}}`).join(', ');
  const unknown = [...output.matchAll(/\{([^}]*)\}/g)]
    .map((match) => match[1] ?? '')
    .filter((name) => !(PLACEHOLDERS as readonly string[]).includes(name));
  const problems = unknown.map((name) => ({
    input: 'output',
    value: output,
    problem: `has an unknown placeholder {${name}}`,
    allowed,
  }));
  if (/^~|\$/.test(output))
    problems.push({
      input: 'output',
      value: output,
      problem: 'has ~ or $, which no shell expands here',
      allowed: 'a plain path; an expression such as ${{ runner.temp }} is filled in by the runner',
    });
  else if (!isAbsolute(output) && !isInside(resolve(workingDirectory, output), workspace))
    problems.push({
      input: 'output',
      value: output,
      problem: 'leads out of the workspace',
      allowed: 'a path below the workspace, or an absolute path',
    });
  return problems;
}

/** What decides about the shape of the paths. */
export interface OutputRules extends OutputFrame {
  readonly output: string;
  readonly version: string;
  /** Whether `output` is a folder that exists already. */
  readonly isFolder: boolean;
}

/** The absolute path of each binary, in order, or what is wrong. */
export function placeBinaries(
  binaries: readonly Placed[],
  rules: OutputRules,
): { readonly paths: readonly string[]; readonly problems: readonly InputProblem[] } {
  const template = templateOf(binaries, rules);
  if (template === undefined) {
    const problem = `names one file for ${binaries.length} binaries`;
    const allowed = 'a folder (ending with /) or a template with {name} and {target}';
    return { paths: [], problems: [{ input: 'output', value: rules.output, problem, allowed }] };
  }
  const paths = binaries.map((binary) => resolve(rules.workingDirectory, fill(template, binary, rules)));
  return { paths, problems: collisions(binaries, paths, rules) };
}

function templateOf(binaries: readonly Placed[], { output, isFolder }: OutputRules): string | undefined {
  if (output.includes('{') && !output.endsWith('/')) return output;
  if (output.endsWith('/') || isFolder) {
    const targets = new Set(binaries.map(({ target }) => targetName(target)));
    return join(output, targets.size > 1 && !/\{(target|os)\}/.test(output) ? '{target}' : '', '{name}{ext}');
  }
  return binaries.length === 1 ? output : undefined;
}

function fill(template: string, binary: Placed, rules: OutputRules): string {
  const values = placeholderValues(binary, rules);
  const path = template.replace(/\{([^}]*)\}/g, (_, key: string) => values[key as Placeholder] ?? '');
  const { ext } = values;
  return ext === '.exe' && !path.endsWith(ext) ? `${path}${ext}` : path;
}

function placeholderValues(
  { name, target, dir, moduleDir }: Placed,
  { version, workspace }: OutputRules,
): Readonly<Record<Placeholder, string>> {
  return {
    name,
    os: target.os,
    arch: target.arch,
    target: targetSlug(target),
    module: basename(moduleDir),
    package: (relative(workspace, dir) || name).replaceAll('\\', '/'),
    version: version.replaceAll('/', '-'),
    ext: executableSuffix(target),
  };
}

function collisions(
  binaries: readonly Placed[],
  paths: readonly string[],
  rules: OutputRules,
): InputProblem[] {
  const { output, workspace } = rules;
  const firstAt = new Map<string, Placed>();
  const problems: InputProblem[] = [];
  for (const [index, path] of paths.entries()) {
    const [second, first] = [binaries[index], firstAt.get(path)];
    if (second === undefined) continue;
    if (first === undefined) {
      firstAt.set(path, second);
      continue;
    }
    const [a, b] = [first, second].map(
      ({ name, dir, target }) => `${name} of ${relative(workspace, dir) || '.'} for ${targetName(target)}`,
    );
    problems.push({
      input: 'output',
      value: output,
      problem: `would put two binaries at ${relative(workspace, path)}: ${a} and ${b}`,
      allowed: `a template that tells them apart, with ${tellApart(first, second, rules)}`,
    });
  }
  return problems;
}

/** The placeholders that differ between two binaries. */
function tellApart(first: Placed, second: Placed, rules: OutputRules): string {
  const [a, b] = [placeholderValues(first, rules), placeholderValues(second, rules)];
  const differing = PLACEHOLDERS.filter((key) => key !== 'ext' && a[key] !== b[key]);
  return differing.map((key) => `{${key}}`).join(' or ');
}
