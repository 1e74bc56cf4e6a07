import { CancelledError, countOf, formatDuration, mapLimited } from '@fairlead/core';
import type { DeployContext, DeployInputs } from '../context.ts';
import { describeAnswer, type SmokeAnswer } from './answer.ts';
import { askAddress } from './ask-address.ts';

/** How the smoke test of a healthy rollout ended. */
export type SmokeEnd =
  /** Each address answered well; none when none is wanted. */
  | { readonly kind: 'healthy'; readonly answers: readonly SmokeAnswer[] }
  | SmokeFailure
  | { readonly kind: 'cancelled'; readonly during: string };

/** At least one address did not answer well. */
export interface SmokeFailure {
  readonly kind: 'smoke';
  /** Those that did not, the first of the input first. */
  readonly failed: readonly [SmokeAnswer, ...SmokeAnswer[]];
  readonly answers: readonly SmokeAnswer[];
}

/** Milliseconds that a smoke test may take; 0 where none is wanted. Pure. */
export function smokeMs({
  smokeUrls,
  smokeTimeout,
}: Pick<DeployInputs, 'smokeUrls' | 'smokeTimeout'>): number {
  return smokeUrls === undefined ? 0 : smokeTimeout;
}

/**
 * The stage of the smoke test: asks all addresses side by side, each until it answers well or the time is over. It is
 * passed only when each was asked and answered well. A bad end is no error here: the roll back is still to come.
 */
export async function smokeTest(context: DeployContext): Promise<SmokeEnd> {
  const { smokeUrls, smokeTimeout } = context.inputs;
  if (smokeUrls === undefined) return { kind: 'healthy', answers: [] };
  return context.stage('smoke test', async (stage) => {
    const end = await askAll(context, smokeUrls, smokeTimeout);
    if (end.kind === 'smoke') stage.end('failure', describeAnswer(end.failed[0]));
    if (end.kind === 'cancelled') stage.end('cancelled');
    return end;
  });
}

async function askAll(context: DeployContext, urls: readonly string[], timeoutMs: number): Promise<SmokeEnd> {
  context.log.info(
    `asking ${countOf(urls.length, 'address', 'addresses')} for ${formatDuration(timeoutMs)} at most`,
  );
  try {
    return judge(await mapLimited(urls, urls.length, (url) => askAddress(context, url, timeoutMs)));
  } catch (error) {
    if (error instanceof CancelledError) return { kind: 'cancelled', during: 'the smoke test ran' };
    throw error;
  }
}

function judge(answers: readonly SmokeAnswer[]): SmokeEnd {
  const [first, ...others] = answers.filter(({ well }) => !well);
  return first === undefined
    ? { kind: 'healthy', answers }
    : { kind: 'smoke', failed: [first, ...others], answers };
}
