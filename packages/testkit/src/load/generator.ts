import { appendFileSync } from 'node:fs';
import { request } from 'node:http';
import { parseArgs } from 'node:util';
import { checkBounds, checkLoopback, type LoadRecord } from './load-record.ts';

/** How long a single answer may take. */
const ANSWER_LIMIT_MS = 10_000;
const FLUSH_MS = 250;

/**
 * A bounded load on a loopback address: one connection a request, at a steady rate, every answer recorded as a JSON
 * line. Ends after `--seconds`, on SIGTERM, or when whoever started it is gone, with all open requests awaited.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      url: { type: 'string' },
      host: { type: 'string' },
      rate: { type: 'string', default: '40' },
      seconds: { type: 'string', default: '60' },
      out: { type: 'string' },
    },
  });
  const { url = '', out = '' } = values;
  const bounds = { rate: Number(values.rate), seconds: Number(values.seconds) };
  checkBounds(bounds);
  checkLoopback(url);
  const pending: LoadRecord[] = [];
  const open = new Set<Promise<void>>();
  const flush = (): void => {
    if (pending.length > 0)
      appendFileSync(
        out,
        pending
          .splice(0)
          .map((record) => `${JSON.stringify(record)}\n`)
          .join(''),
      );
  };
  const flusher = setInterval(flush, FLUSH_MS);
  let stopped = false;
  process.once('SIGTERM', () => {
    stopped = true;
  });
  const parent = process.ppid;
  const started = performance.now();
  const total = bounds.rate * bounds.seconds;
  for (let sent = 0; sent < total && !stopped && process.ppid === parent; sent++) {
    const due = started + (sent * 1000) / bounds.rate;
    const wait = due - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    const answer = ask(url, values.host).then((record) => {
      pending.push(record);
      open.delete(answer);
    });
    open.add(answer);
  }
  await Promise.all(open);
  clearInterval(flusher);
  flush();
}

function ask(url: string, host: string | undefined): Promise<LoadRecord> {
  const at = Date.now();
  const started = performance.now();
  const elapsed = (): number => Math.round((performance.now() - started) * 10) / 10;
  return new Promise((resolve) => {
    const fail = (error: Error): void =>
      resolve({ at, status: 0, commit: '', pod: '', ms: elapsed(), error: error.message });
    const outgoing = request(
      url,
      {
        agent: false,
        timeout: ANSWER_LIMIT_MS,
        headers: { connection: 'close', ...(host === undefined ? {} : { host }) },
      },
      (answer) => {
        answer.resume();
        answer.once('error', fail);
        answer.once('end', () =>
          resolve({
            at,
            status: answer.statusCode ?? 0,
            commit: String(answer.headers['x-orders-commit'] ?? ''),
            pod: String(answer.headers['x-orders-pod'] ?? ''),
            ms: elapsed(),
          }),
        );
      },
    );
    outgoing.once('timeout', () => outgoing.destroy(new Error(`no answer within ${ANSWER_LIMIT_MS} ms`)));
    outgoing.once('error', fail);
    outgoing.end();
  });
}

await main();
