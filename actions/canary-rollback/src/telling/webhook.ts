import { createHmac } from 'node:crypto';
import { errorMessage } from '@fairlead/core';
import type { CanaryContext } from '../context.ts';

/** What a message is about. */
export interface Subject {
  readonly workload: string;
  readonly namespace: string;
  /** The canary's image. */
  readonly image: string;
}

/** Tells a webhook of each change of state once. */
export interface Announcer {
  /** Queues a message, unless the last one told the same state. Never throws, and nobody waits for it. */
  say(state: string, text: string): void;
  /** Waits until all that was said is sent, or given up. */
  done(): Promise<void>;
}

const TRIES = 3;
const PAUSE_MS = 1_000;
const TIMEOUT_MS = 5_000;
const MOST_TEXT = 2_000;

/** Announces to `webhook-url`; to nobody without one. A webhook that fails is a warning: no canary hangs on it. */
export function createAnnouncer(context: CanaryContext, subject: Subject): Announcer {
  const { webhookUrl } = context.inputs;
  if (webhookUrl === undefined) return { say: () => {}, done: async () => {} };
  let last = '';
  let count = 0;
  let sending: Promise<void> = Promise.resolve();
  return {
    say(state, text) {
      if (state === last) return;
      last = state;
      const message = messageOf(context, subject, { state, text, count: ++count });
      sending = sending.then(() => send(context, webhookUrl, message));
    },
    done: () => sending,
  };
}

interface Message {
  readonly key: string;
  readonly body: string;
}

/** One release is one thread; a message that is sent again has the same key. */
function messageOf(
  { event, host }: CanaryContext,
  { workload, namespace, image }: Subject,
  { state, text, count }: { readonly state: string; readonly text: string; readonly count: number },
): Message {
  const { repository, runId, runAttempt, runUrl } = event;
  const thread = [repository, namespace, workload, image.split('@')[1] ?? image].join('/');
  const key = [thread, runId, runAttempt, count, state].join('/');
  const said = host.redact(text).slice(0, MOST_TEXT);
  const fields = { state, workload, namespace, image, repository, runUrl, thread, key };
  return { key, body: JSON.stringify({ text: `canary of ${workload}: ${said}`, ...fields }) };
}

/** Tries again what got no answer or 5xx; what the other side refuses is not sent twice. */
async function send(context: CanaryContext, url: string, message: Message): Promise<void> {
  const { clock, log, signal } = context;
  for (let attempt = 1; ; attempt++) {
    const said = await sendOnce(context, url, message);
    if (said === undefined) return;
    if (!said.again || attempt >= TRIES || signal.aborted) {
      log.warn(`the webhook was not told: ${said.why}`);
      return;
    }
    await clock.sleep(PAUSE_MS * attempt);
  }
}

async function sendOnce(
  { http, inputs }: CanaryContext,
  url: string,
  { key, body }: Message,
): Promise<{ readonly why: string; readonly again: boolean } | undefined> {
  const secret = inputs.webhookSecret;
  try {
    const { status } = await http.send({
      method: 'POST',
      url,
      body,
      headers: {
        'content-type': 'application/json',
        'idempotency-key': key,
        ...(secret === undefined
          ? {}
          : { 'x-fairlead-signature-256': `sha256=${signatureOf(body, secret)}` }),
      },
      timeoutMs: TIMEOUT_MS,
      redirect: 'manual', // the address is a secret of one host
      maxBytes: 64 * 1024,
    });
    if (status >= 200 && status < 300) return undefined;
    return { why: `it answered with status ${status}`, again: status >= 500 || status === 429 };
  } catch (error) {
    return { why: errorMessage(error).replaceAll(url, '***'), again: true };
  }
}

function signatureOf(body: string, secret: string): string {
  return createHmac('sha256', secret).update(body).digest('hex');
}
