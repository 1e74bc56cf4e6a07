import type { InputProblem } from '@fairlead/core';
import { executableName, readTarget } from '@fairlead/go';
import type { GoBuildContext } from '../context.ts';
import { lookAtPlatforms, lookAtTree } from './look.ts';
import { assignPatterns } from './package-patterns.ts';
import { placeBuilds } from './place-builds.ts';
import type { Build } from './read-build.ts';

/** What only the machine and the tree can tell about entries of `builds`: platforms, folders, two of one name. */
export async function checkBuilds(
  builds: readonly Build[],
  context: GoBuildContext,
): Promise<readonly InputProblem[]> {
  if (builds.length === 0) return [];
  const problems: InputProblem[] = [];
  const refuse = (index: number, problem: string, allowed: string): void => {
    problems.push({ input: 'builds', value: `entry ${index + 1}`, problem, allowed });
  };
  if (builds.some(({ targets }) => targets !== undefined)) {
    const platforms = await lookAtPlatforms(context);
    for (const [index, { targets }] of builds.entries())
      for (const text of targets ?? []) {
        const reading = readTarget(text, platforms);
        if (!('target' in reading))
          refuse(index, `has targets ${JSON.stringify(text)}, which ${reading.problem}`, reading.allowed);
      }
  }
  const { files, workingDirectory } = context;
  const tree = await lookAtTree(context);
  for (const [index, { package: text }] of builds.entries()) {
    const [lost] = assignPatterns([text], tree, workingDirectory).problems;
    if (lost !== undefined)
      refuse(index, `has package ${JSON.stringify(text)}, which ${lost.problem}`, lost.allowed ?? '');
  }
  const placed = placeBuilds(builds, tree, workingDirectory);
  const names = new Map<string, number>();
  for (const { index, dir, name, importPath } of placed) {
    if ((await files.stat(dir))?.kind !== 'directory')
      refuse(
        index,
        `has package ${JSON.stringify(builds[index]?.package)}, which is not a folder`,
        'a folder with package main',
      );
    const key = `${dir}\0${name}`;
    const first = names.get(key);
    if (first !== undefined)
      refuse(
        index,
        `is ${name} of ${importPath}, as entry ${first + 1} is`,
        `another name, such as ${executableName(importPath)}-2`,
      );
    else names.set(key, index);
  }
  return problems;
}
