import { oncePer } from '@fairlead/core';
import { type GoTree, listPlatforms, readToolchain, type Toolchain } from '@fairlead/go';
import type { GoBuildContext } from '../context.ts';
import { type ChosenGo, chooseToolchain } from '../toolchain/choose-toolchain.ts';
import { findTree, plainGo } from './go-tree.ts';

type Look<T> = (context: GoBuildContext) => Promise<T>;

/** How this action runs the go command outside of any target. Looked up once in a run, as all here. */
export const chosenGo: Look<ChosenGo> = oncePer(async (context: GoBuildContext) =>
  chooseToolchain(context, plainGo(context)),
);

/** The Go that works, and its settings. */
export const lookAtGo: Look<Toolchain> = oncePer(async (context: GoBuildContext) =>
  readToolchain((await chosenGo(context)).run, context.reportFolder),
);

/** The platforms that it builds for. */
export const lookAtPlatforms: Look<readonly string[]> = oncePer(async (context: GoBuildContext) => {
  const [toolchain, { run }] = await Promise.all([lookAtGo(context), chosenGo(context)]);
  return listPlatforms(context.files, toolchain, run, context.reportFolder);
});

/** The modules of the working directory. */
export const lookAtTree: Look<GoTree> = oncePer(async (context: GoBuildContext) =>
  findTree(context, await lookAtGo(context)),
);
