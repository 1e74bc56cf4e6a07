import type { ImageContext } from '../action-types.ts';

type Checkout = Pick<ImageContext, 'event' | 'exec' | 'workingDirectory' | 'childEnv' | 'signal'>;

/**
 * Tags and labels name the event's commit. A sentence when git says that the workspace holds another one: then they
 * name what was not built.
 */
export async function describeOtherCommit(context: Checkout): Promise<string | undefined> {
  const { sha, pullRequest } = context.event;
  const head = await askGit(context, ['rev-parse', 'HEAD']);
  if (sha === '' || head === undefined || head === sha || head === pullRequest?.headSha) return undefined;
  return `the workspace holds commit ${head.slice(0, 12)}, the event names ${sha.slice(0, 12)}: tags and labels of the image name the latter`;
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
