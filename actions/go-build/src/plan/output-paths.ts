import { basename, isAbsolute, join, relative, resolve } from 'node:path';
import type { InputProblem } from '@fairlead/core';
import { executableSuffix, isInside, type Target, targetName, targetSlug } from '@fairlead/go';

const PLACEHOLDERS = ['name', 'os', 'arch', 'target', 'module', 'version', 'ext'] as const;

/** A binary that needs a place. */
export interface Placed {
  /** Name of the executable, without `.exe`. */
  readonly name: string;
  readonly target: Target;
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

function fill(template: string, { name, target, moduleDir }: Placed, rules: OutputRules): string {
  const ext = executableSuffix(target);
  const values: Readonly<Record<string, string>> = {
    name,
    os: target.os,
    arch: target.arch,
    target: targetSlug(target),
    module: basename(moduleDir),
    version: rules.version.replaceAll('/', '-'),
    ext,
  };
  const path = template.replace(/\{([^}]*)\}/g, (_, key: string) => values[key] ?? '');
  return ext === '.exe' && !path.endsWith(ext) ? `${path}${ext}` : path;
}

function collisions(
  binaries: readonly Placed[],
  paths: readonly string[],
  { output, workspace }: OutputRules,
): InputProblem[] {
  const firstAt = new Map<string, number>();
  const problems: InputProblem[] = [];
  for (const [index, path] of paths.entries()) {
    const first = firstAt.get(path);
    if (first === undefined) {
      firstAt.set(path, index);
      continue;
    }
    const [a, b] = [binaries[first], binaries[index]].map(
      (binary) =>
        binary &&
        `${binary.name} of ${relative(workspace, binary.moduleDir) || '.'} for ${targetName(binary.target)}`,
    );
    problems.push({
      input: 'output',
      value: output,
      problem: `would put two binaries at ${relative(workspace, path)}: ${a} and ${b}`,
      allowed: 'a template that tells them apart, with {module}, {target} or {name}',
    });
  }
  return problems;
}
