import type { ImageContext } from '../context.ts';
import { askGit } from './checked-out.ts';

/** Date of the commit that is built, in UTC, from the event or from git; undefined when neither knows it. */
export async function commitDate(
  context: Pick<ImageContext, 'event' | 'exec' | 'workingDirectory' | 'childEnv' | 'signal'>,
): Promise<string | undefined> {
  const { payload, sha } = context.event;
  const ask = async (): Promise<string | undefined> =>
    sha === '' ? undefined : askGit(context, ['show', '--no-patch', '--format=%cI', sha, '--']);
  return normaliseDate(dateInPayload(payload, sha) ?? (await ask()));
}

function dateInPayload(payload: unknown, sha: string): string | undefined {
  const head = (payload as { head_commit?: { id?: unknown; timestamp?: unknown } | null } | null)
    ?.head_commit;
  return head?.id === sha && typeof head.timestamp === 'string' ? head.timestamp : undefined;
}

function normaliseDate(text: string | undefined): string | undefined {
  const at = text === undefined ? Number.NaN : Date.parse(text);
  return Number.isNaN(at) ? undefined : new Date(at).toISOString().replace('.000Z', 'Z');
}
