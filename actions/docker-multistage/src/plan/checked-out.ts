import type { EventContext } from '@fairlead/core';
import type { ImageContext } from '../context.ts';

type Checkout = Pick<ImageContext, 'event' | 'exec' | 'workingDirectory' | 'childEnv' | 'signal'>;

/** The event as far as it is true of what is built, and what to say when that is not all of it. */
export interface BuiltEvent {
  readonly event: EventContext;
  readonly warning?: string;
}

/**
 * Names the commit that the workspace holds. When the event speaks of another one (`workflow_run`, `issue_comment`, a
 * checkout of another ref), its branch or git tag says nothing about what is built: the event is given back without a
 * ref, so that code of a feature branch never gets the tags of main. A pull request has tags of its own.
 */
export async function readBuiltEvent(context: Checkout): Promise<BuiltEvent> {
  const { event } = context;
  const head = await askHead(context, context.workingDirectory);
  if (event.sha === '' || head === undefined || head === event.sha) return { event };
  if (head === (await commitOf(context, event.sha))) return { event };
  const built = { ...event, sha: head };
  if (event.pullRequest !== undefined || event.refType === 'pull') return { event: built };
  const warning = `the workspace holds commit ${head.slice(0, 12)}, the event names ${event.sha.slice(0, 12)}: no tags of ${event.ref || 'the event'}, the image is tagged by its commit alone (input tags adds others)`;
  return { event: { ...built, ref: '', refType: 'unknown', refName: '', onDefaultBranch: false }, warning };
}

/** An annotated tag has an object of its own, which stands for a commit. */
function commitOf(context: Checkout, sha: string): Promise<string | undefined> {
  return askGit(context, ['rev-parse', '--verify', '--quiet', `${sha}^{commit}`]);
}

/** HEAD of the outermost repository: a submodule has commits of its own, and the event speaks of its owner. */
async function askHead(context: Checkout, folder: string): Promise<string | undefined> {
  const said = await askGit(context, ['-C', folder, 'rev-parse', '--show-superproject-working-tree', 'HEAD']);
  const [first, second] = said?.split('\n') ?? [];
  return first === undefined || second === undefined ? first : askHead(context, first);
}

/** What git prints, or undefined: a missing git or a workspace without history costs a label, not the build. */
export async function askGit(
  { exec, workingDirectory, childEnv, signal }: Checkout,
  args: readonly string[],
): Promise<string | undefined> {
  if ((await exec.find('git')) === undefined) return undefined;
  const options = { cwd: workingDirectory, env: childEnv, signal, okCodes: 'any' } as const;
  const shown = await exec.run('git', ['-c', 'safe.directory=*', ...args], options);
  return shown.exitCode === 0 ? shown.stdout.trim() : undefined;
}
