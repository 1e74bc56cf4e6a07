import { type GoTree, listPlatforms, readToolchain, type Toolchain } from '@fairlead/go';
import type { GoBuildContext } from '../context.ts';
import { type ChosenGo, chooseToolchain } from '../toolchain/choose-toolchain.ts';
import { findTree, plainGo } from './go-tree.ts';

/** What the checks have found out about a run, so that it is not looked up again. */
interface Looked {
  go?: Promise<ChosenGo>;
  toolchain?: Promise<Toolchain>;
  platforms?: Promise<readonly string[]>;
  tree?: Promise<GoTree>;
}

/** By the report, which a run has one of: each check is given a context of its own. */
const looked = new WeakMap<object, Looked>();

function lookedIn({ report }: GoBuildContext): Looked {
  const known = looked.get(report) ?? {};
  looked.set(report, known);
  return known;
}

/** How this action runs the go command outside of any target. */
export function chosenGo(context: GoBuildContext): Promise<ChosenGo> {
  const known = lookedIn(context);
  known.go ??= chooseToolchain(context, plainGo(context));
  return known.go;
}

/** The Go that works, and its settings. */
export function lookAtGo(context: GoBuildContext): Promise<Toolchain> {
  const known = lookedIn(context);
  known.toolchain ??= chosenGo(context).then(({ run }) => readToolchain(run, context.reportFolder));
  return known.toolchain;
}

/** The platforms that it builds for. */
export function lookAtPlatforms(context: GoBuildContext): Promise<readonly string[]> {
  const known = lookedIn(context);
  known.platforms ??= Promise.all([lookAtGo(context), chosenGo(context)]).then(([toolchain, { run }]) =>
    listPlatforms(context.files, toolchain, run, context.reportFolder),
  );
  return known.platforms;
}

/** The modules of the working directory. */
export function lookAtTree(context: GoBuildContext): Promise<GoTree> {
  const known = lookedIn(context);
  known.tree ??= lookAtGo(context).then((toolchain) => findTree(context, toolchain));
  return known.tree;
}
