import { dirname, relative } from 'node:path';
import { type Check, type Files, type InputProblem, suggestWord } from '@fairlead/core';
import { checkSettingsFile, type GoTree, readTarget } from '@fairlead/go';
import { checkStore } from './cache/choose-store.ts';
import type { GoBuildContext } from './context.ts';
import type { inputs } from './inputs.ts';
import { checkBuilds } from './plan/check-builds.ts';
import { lookAtGo, lookAtPlatforms, lookAtTree } from './plan/look.ts';
import { noEffectWithout } from './plan/no-effect.ts';
import { checkTemplate } from './plan/output-paths.ts';
import { assignPatterns, locate } from './plan/package-patterns.ts';
import { checkPrivateModules } from './plan/private-modules.ts';
import { readSelection } from './plan/select-packages.ts';

/** What only the machine and the tree can tell about the inputs. */
export const checks: readonly Check<typeof inputs>[] = [
  (_, context) => checkFolder(context),
  ({ targets }, context) => checkTargets(targets, context),
  ({ packages }, context) => checkPackages(packages, context),
  ({ builds }, context) => checkBuilds(builds, context),
  ({ output }, context) =>
    checkTemplate(output, { ...context, given: context.host.input('output') !== undefined }),
  (_, context) => checkSettings(context),
  (_, context) => checkPrivateModules(context),
  (_, context) => checkStore(context),
  ({ archive, checksums }, context) => [
    ...checkPlaceOf('archive', archive, context),
    ...checkPlaceOf('checksums', checksums, context),
  ],
  (inputs, context) => checkEffect(inputs, context),
];

function checkPlaceOf(
  input: 'archive' | 'checksums',
  value: string | undefined,
  context: GoBuildContext,
): readonly InputProblem[] {
  if (value === undefined) return [];
  const given = context.host.input(input) !== undefined;
  const problems = checkTemplate(value, { ...context, given, input });
  if (value.endsWith('/'))
    problems.push({ input, value, problem: 'is a folder', allowed: 'the name of a file in it' });
  if (input === 'checksums' && value.includes('{'))
    problems.push({ input, value, problem: 'has a placeholder', allowed: 'one file for all binaries' });
  return problems;
}

/** Inputs that say something only beside others. */
async function checkEffect(
  inputs: Parameters<Check<typeof import('./inputs.ts').inputs>>[0],
  context: GoBuildContext,
): Promise<readonly InputProblem[]> {
  const problems: InputProblem[] = [];
  const needs = (input: string, value: string, other: string): void => {
    problems.push(noEffectWithout(other, input, value));
  };
  if (inputs.archiveFiles !== undefined && inputs.archive === undefined)
    needs('archive-files', inputs.archiveFiles.join(','), 'archive');
  if (inputs.maxBinaryGrowth !== undefined && inputs.sizeBaseline === undefined)
    needs('max-binary-growth', inputs.maxBinaryGrowth, 'size-baseline');
  if (inputs.sizeBaseline !== undefined && inputs.maxBinaryGrowth === undefined)
    needs('size-baseline', inputs.sizeBaseline, 'max-binary-growth');
  if (inputs.buildCommand !== undefined) {
    const alone: readonly (readonly [string, boolean])[] = [
      ['ldflags', inputs.ldflags !== undefined],
      ['gcflags', inputs.gcflags !== undefined],
      ['build-tags', inputs.buildTags !== undefined],
      ['measure-strip', inputs.measureStrip],
      ['verify-reproducible', inputs.verifyReproducible],
      ['profile', inputs.profile === 'debug'],
      ['builds', inputs.builds.length > 0],
    ];
    for (const [input, isSet] of alone)
      if (isSet)
        problems.push({
          input,
          problem: 'has no effect beside build-command, which compiles by itself',
          allowed: `${input} without build-command`,
        });
  }
  const withoutC = inputs.builds.some(({ cgo }) => cgo === false);
  if (inputs.race && (!inputs.cgo || withoutC))
    problems.push({
      input: 'race',
      value: 'true',
      problem: `needs a C compiler${inputs.cgo ? ', and an entry of builds has cgo: false' : ''}`,
      allowed: 'cgo: true beside it',
    });
  const gcflags = inputs.gcflags ?? inputs.builds.find((build) => build.gcflags !== undefined)?.gcflags;
  if (inputs.profile === 'debug' && gcflags !== undefined)
    problems.push({
      input: 'gcflags',
      value: gcflags,
      problem: 'has no effect: profile: debug sets it',
      allowed: 'profile: release, or no gcflags',
    });
  if (inputs.dependencySnapshot === 'send' && inputs.githubToken === undefined)
    needs('dependency-snapshot', 'send', 'github-token');
  if (inputs.baseRef !== undefined && !inputs.plan) needs('base-ref', inputs.baseRef, 'plan: true');
  if (inputs.smokeCommand !== undefined && !(await buildsForHere(inputs, context)))
    problems.push({
      input: 'smoke-command',
      value: inputs.smokeCommand,
      problem: "has no effect: no target is the runner's own platform",
      allowed: "the runner's own platform among targets",
    });
  return problems;
}

async function buildsForHere(
  { targets, builds }: Pick<GoBuildContext['inputs'], 'targets' | 'builds'>,
  context: GoBuildContext,
): Promise<boolean> {
  const { env } = await lookAtGo(context);
  const here = `${env['GOHOSTOS']}/${env['GOHOSTARCH']}`;
  const common = targets ?? [`${env['GOOS']}/${env['GOARCH']}`];
  const all = [...common, ...builds.flatMap((build) => build.targets ?? [])];
  return all.some((target) => target === here || target.startsWith(`${here}/`));
}

async function checkFolder(context: GoBuildContext): Promise<InputProblem[]> {
  if (await isFolder(context)) return [];
  const value = relative(context.workspace, context.workingDirectory) || '.';
  const allowed = 'a folder of the repository; was it checked out?';
  return [{ input: 'working-directory', value, problem: 'is not a folder', allowed }];
}

/** A settings file of Go that lies in the workspace came with the code. */
async function checkSettings(context: GoBuildContext): Promise<readonly InputProblem[]> {
  return checkSettingsFile(context.files, context.workspace, await lookAtGo(context));
}

async function isFolder({ files, workingDirectory }: GoBuildContext): Promise<boolean> {
  return (await files.stat(workingDirectory))?.kind === 'directory';
}

async function checkTargets(
  texts: readonly string[] | undefined,
  context: GoBuildContext,
): Promise<InputProblem[]> {
  if (texts === undefined) return [];
  const platforms = await lookAtPlatforms(context);
  return texts.flatMap((value) => {
    const reading = readTarget(value, platforms);
    return 'target' in reading
      ? []
      : [{ input: 'targets', value, problem: reading.problem, allowed: reading.allowed }];
  });
}

async function checkPackages(
  written: readonly string[] | undefined,
  context: GoBuildContext,
): Promise<InputProblem[]> {
  const { files, workingDirectory, workspace } = context;
  if (!(await isFolder(context))) return [];
  const tree = await lookAtTree(context);
  if (tree.modules.length === 0) {
    const value = relative(workspace, workingDirectory) || '.';
    const unlisted = tree.unlisted.map((module) => relative(workspace, module.dir) || '.').join(', ');
    const problem =
      unlisted === ''
        ? 'has no go.mod in it, below it or above it'
        : `holds only modules that go.work does not list: ${unlisted}`;
    return [{ input: 'working-directory', value, problem, allowed: 'a folder with a Go module' }];
  }
  const { patterns, excluded } = await readSelection(written, files, tree, workingDirectory);
  const named = [...(patterns ?? []), ...excluded];
  const problems = [...assignPatterns(named, tree, workingDirectory).problems];
  for (const text of named) {
    const { base } = locate(text, tree, workingDirectory);
    if (problems.some(({ value }) => value === text)) continue;
    const kind = (await files.stat(base))?.kind;
    if (kind === 'directory') continue;
    if (kind === 'file') {
      const folder = relative(workspace, dirname(base)) || '.';
      problems.push({
        input: 'packages',
        value: text,
        problem: 'is a file',
        allowed: `its folder: ./${folder}`,
      });
      continue;
    }
    problems.push(await describeMissing(text, base, files, context, tree));
  }
  return problems;
}

async function describeMissing(
  text: string,
  base: string,
  files: Files,
  { workspace }: GoBuildContext,
  tree: GoTree,
): Promise<InputProblem> {
  const parent = dirname(base);
  const siblings: string[] = [];
  for (const name of await files.list(parent)) {
    if ((await files.stat(`${parent}/${name}`))?.kind === 'directory' && !name.startsWith('.'))
      siblings.push(name);
  }
  if (siblings.length === 0) {
    const modules = tree.modules.map((module) => module.path).join(', ');
    return {
      input: 'packages',
      value: text,
      problem: 'is no folder and no package of this repository',
      allowed: `packages of ${modules}`,
    };
  }
  const near = suggestWord(base.slice(parent.length + 1), siblings);
  const shown = relative(workspace, parent) || '.';
  return {
    input: 'packages',
    value: text,
    problem: `is not a folder${near === undefined ? '' : `; did you mean ${writeSibling(text, near)}?`}`,
    allowed: `in ${shown}: ${siblings.join(', ')}`,
  };
}

/** `./cmd/order` with the right name: `./cmd/orders`. */
function writeSibling(text: string, name: string): string {
  const head = text.replace(/\/?\.\.\..*$/, '');
  return `${head.slice(0, head.lastIndexOf('/') + 1)}${name}`;
}
