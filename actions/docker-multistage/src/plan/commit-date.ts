import type { ImageContext } from '../action-types.ts';

/** Date of the commit that is built, in UTC, from the event or from git; undefined when neither knows it. */
export async function commitDate(
  context: Pick<ImageContext, 'event' | 'exec' | 'workingDirectory' | 'childEnv' | 'signal'>,
): Promise<string | undefined> {
  return normaliseDate(dateInPayload(context.event.payload, context.event.sha) ?? (await dateInGit(context)));
}

function dateInPayload(payload: unknown, sha: string): string | undefined {
  const head = (payload as { head_commit?: { id?: unknown; timestamp?: unknown } | null } | null)
    ?.head_commit;
  return head?.id === sha && typeof head.timestamp === 'string' ? head.timestamp : undefined;
}

/** A missing git or a workspace without history costs a label, not the build. */
async function dateInGit({
  exec,
  event,
  workingDirectory,
  childEnv,
  signal,
}: Parameters<typeof commitDate>[0]): Promise<string | undefined> {
  if (event.sha === '' || (await exec.find('git')) === undefined) return undefined;
  const args = ['-c', `safe.directory=*`, 'show', '--no-patch', '--format=%cI', event.sha, '--'];
  const shown = await exec.run('git', args, { cwd: workingDirectory, env: childEnv, signal, okCodes: 'any' });
  return shown.exitCode === 0 ? shown.stdout.trim() : undefined;
}

function normaliseDate(text: string | undefined): string | undefined {
  const at = text === undefined ? Number.NaN : Date.parse(text);
  return Number.isNaN(at) ? undefined : new Date(at).toISOString().replace('.000Z', 'Z');
}
