import { createHash } from 'node:crypto';
import {
  ExternalError,
  listSome,
  stringAt,
  ToolError,
  tellWebhook,
  type WebhookMessage,
} from '@fairlead/core';
import type { RunContext } from '../context.ts';
import type { CheckResult } from '../verdict/condition.ts';
import { decideGate, obstaclesOf } from '../verdict/decide.ts';

/** Names of failed tests in one message, and characters of what it says. */
const MOST = { tests: 100, characters: 2_000 } as const;

/** What the message rests on. */
export type AnnounceContext = Pick<
  RunContext,
  'inputs' | 'event' | 'host' | 'http' | 'clock' | 'log' | 'signal'
>;

/**
 * Tells `webhook-url`, by one message, that the gate did not pass: what failed, whose change it is, and where to look.
 * A gate that passes is no news. A webhook that fails is a warning, and changes no verdict.
 */
export async function announce(context: AnnounceContext, results: readonly CheckResult[]): Promise<void> {
  const { webhookUrl: url, webhookSecret: secret } = context.inputs;
  const gate = decideGate(results);
  if (url === undefined || gate === 'passed') return;
  const against = obstaclesOf(results);
  const message = messageOf(context, gate, {
    failedTests: against.flatMap((result) => result.failedTests ?? []),
    reasons: against.map(({ condition }) => `${condition.name}: ${condition.reason}`).join('; '),
  });
  await tellWebhook(context, { url, secret }, message);
}

/** Does what comes before any check has a result; where a tool breaks there, that is told like a gate that could not be checked. */
export async function tellTrouble<T>(context: AnnounceContext, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const { webhookUrl: url, webhookSecret: secret, dryRun } = context.inputs;
    const isTrouble = error instanceof ToolError || error instanceof ExternalError;
    if (url !== undefined && isTrouble && !dryRun) {
      const message = messageOf(context, 'error', { failedTests: [], reasons: error.message });
      await tellWebhook(context, { url, secret }, message);
    }
    throw error;
  }
}

/** What stands in the way of a pass. */
interface Obstacles {
  readonly failedTests: readonly string[];
  readonly reasons: string;
}

function messageOf(
  { event, host, inputs }: AnnounceContext,
  state: string,
  { failedTests, reasons }: Obstacles,
): WebhookMessage {
  const { repository, refName, sha, job, runUrl, runId, runAttempt } = event;
  const author = authorOf(event);
  const gate = inputs.postAs === '' ? 'quality-gate' : `quality-gate ${inputs.postAs}`;
  const word = state === 'failed' ? 'failed' : 'could not be checked';
  const said = [
    `${gate} ${word} for ${author} on ${refName} of ${repository}`,
    ...(failedTests.length === 0 ? [] : [`failed: ${listSome(failedTests)}`]),
    reasons,
    runUrl,
  ];
  const text = host.redact(said.filter((part) => part !== '').join('\n')).slice(0, MOST.characters);
  const fields = {
    text,
    state,
    repository,
    ref: refName,
    sha,
    author,
    job,
    runUrl,
    failedTests: failedTests.slice(0, MOST.tests).map((name) => host.redact(name)),
  };
  // several gates of one job are several messages
  const what = createHash('sha256').update(JSON.stringify(fields)).digest('hex').slice(0, 12);
  return { key: [repository, runId, runAttempt, job, gate, what].join('/'), fields };
}

/** Whose change is judged: of a pull request its author, of a push that of its last commit, else who started the run. */
function authorOf({ payload, actor }: RunContext['event']): string {
  return (
    stringAt(payload, 'pull_request', 'user', 'login') ??
    stringAt(payload, 'head_commit', 'author', 'username') ??
    stringAt(payload, 'head_commit', 'author', 'name') ??
    (actor || 'somebody')
  );
}
