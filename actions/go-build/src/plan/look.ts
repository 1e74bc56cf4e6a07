import { type GoTree, listPlatforms, readToolchain, type Toolchain } from '@fairlead/go';
import type { GoBuildContext } from '../context.ts';
import { findTree, goRun } from './go-tree.ts';

/** What the checks have found out about a run, so that it is not looked up again. */
interface Looked {
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

/** The Go on PATH. */
export function lookAtGo(context: GoBuildContext): Promise<Toolchain> {
  const known = lookedIn(context);
  known.toolchain ??= readToolchain(goRun(context), context.reportFolder);
  return known.toolchain;
}

/** The platforms that it builds for. */
export function lookAtPlatforms(context: GoBuildContext): Promise<readonly string[]> {
  const known = lookedIn(context);
  known.platforms ??= lookAtGo(context).then((toolchain) =>
    listPlatforms(context.files, toolchain, goRun(context), context.reportFolder),
  );
  return known.platforms;
}

/** The modules of the working directory. */
export function lookAtTree(context: GoBuildContext): Promise<GoTree> {
  const known = lookedIn(context);
  known.tree ??= lookAtGo(context).then((toolchain) => findTree(context, toolchain));
  return known.tree;
}
