import { tellWebhook, type WebhookMessage } from '@fairlead/core';
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

const MOST_TEXT = 2_000;

/** Announces to `webhook-url`; to nobody without one. A webhook that fails is a warning: no canary hangs on it. */
export function createAnnouncer(context: CanaryContext, subject: Subject): Announcer {
  const { webhookUrl: url, webhookSecret: secret } = context.inputs;
  if (url === undefined) return { say: () => {}, done: async () => {} };
  let last = '';
  let count = 0;
  let sending: Promise<void> = Promise.resolve();
  return {
    say(state, text) {
      if (state === last) return;
      last = state;
      const message = messageOf(context, subject, { state, text, count: ++count });
      sending = sending.then(() => tellWebhook(context, { url, secret }, message));
    },
    done: () => sending,
  };
}

/** One release is one thread; a message that is sent again has the same key. */
function messageOf(
  { event, host }: CanaryContext,
  { workload, namespace, image }: Subject,
  { state, text, count }: { readonly state: string; readonly text: string; readonly count: number },
): WebhookMessage {
  const { repository, runId, runAttempt, runUrl } = event;
  const thread = [repository, namespace, workload, image.split('@')[1] ?? image].join('/');
  const key = [thread, runId, runAttempt, count, state].join('/');
  const said = host.redact(text).slice(0, MOST_TEXT);
  const fields = { state, workload, namespace, image, repository, runUrl, thread };
  return { key, fields: { text: `canary of ${workload}: ${said}`, ...fields } };
}
