import { createHmac } from 'node:crypto';
import { errorMessage } from '../errors/classify.ts';
import type { Logger } from '../log/logger.ts';
import type { Clock } from '../ports/clock.ts';
import type { Http } from '../ports/http.ts';

/** What is sent, and the key that a message which is sent again has again. */
export interface WebhookMessage {
  readonly key: string;
  /** `text` is what chat programs show. */
  readonly fields: Readonly<Record<string, unknown>> & { readonly text: string };
}

/** Whom a message goes to. */
export interface Webhook {
  readonly url: string;
  /** Signs each message. */
  readonly secret: string | undefined;
}

/** What telling needs of the world. */
export interface WebhookPorts {
  readonly http: Http;
  readonly clock: Clock;
  readonly log: Pick<Logger, 'warn'>;
  /** Aborted: nothing is tried again. */
  readonly signal: AbortSignal;
}

const TRIES = 3;
const PAUSE_MS = 1_000;
const TIMEOUT_MS = 5_000;

/**
 * Sends a message. What got no answer, 5xx or 429 is tried again; what the other side refuses is not sent twice. Never
 * throws: a webhook that fails is a warning, without its address, which is a secret.
 */
export async function tellWebhook(
  ports: WebhookPorts,
  webhook: Webhook,
  message: WebhookMessage,
): Promise<void> {
  const { key, fields } = message;
  const body = JSON.stringify({ ...fields, text: callNobody(fields.text), key });
  for (let attempt = 1; ; attempt++) {
    const refusal = await sendOnce(ports.http, webhook, key, body);
    if (refusal === undefined) return;
    if (!refusal.again || attempt >= TRIES || ports.signal.aborted) {
      ports.log.warn(`the webhook was not told: ${refusal.why}`);
      return;
    }
    await ports.clock.sleep(PAUSE_MS * attempt);
  }
}

async function sendOnce(
  http: Http,
  { url, secret }: Webhook,
  key: string,
  body: string,
): Promise<{ readonly why: string; readonly again: boolean } | undefined> {
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
    return { why: withoutAddress(errorMessage(error), url), again: true };
  }
}

/**
 * The words of a failure without the address, in every spelling that it may have there: as it was given, as it was sent,
 * without its query. The key of a chat's webhook stands in its path.
 */
function withoutAddress(text: string, url: string): string {
  const { href, origin, pathname } = new URL(url);
  const spellings = [url, href, `${origin}${pathname}`, ...(pathname.length > 1 ? [pathname] : [])];
  return spellings.reduce((shown, spelling) => shown.replaceAll(spelling, '***'), text);
}

/** Names of tests and reasons may be written by strangers: none of them calls a whole channel. */
function callNobody(text: string): string {
  return text.replace(/<(?=[!@#])/g, '‹').replace(/@(?=(?:here|channel|all|everyone)\b)/gi, '@\u200b');
}

function signatureOf(body: string, secret: string): string {
  return createHmac('sha256', secret).update(body).digest('hex');
}
