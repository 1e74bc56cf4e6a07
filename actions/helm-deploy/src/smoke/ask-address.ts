import { ExternalError } from '@fairlead/core';
import type { DeployContext } from '../context.ts';
import { describeAnswer, readAnswer, readSilence, type SmokeAnswer } from './answer.ts';

/** What is asked through. */
export type SmokePorts = Pick<DeployContext, 'http' | 'clock' | 'signal' | 'log' | 'host'>;

const PAUSE_MS = 1000;
/** A request gets no less, so that what is told in the end is not that the time was over. */
const LEAST_MS = 1000;
const BODY_BYTES = 65_536;

/**
 * Asks an address until it answers well or the time is over: right after a rollout a route may still be on its way.
 * Gives the last answer back. A request gets half of the time, so that one which hangs is not the only one.
 *
 * @throws CancelledError
 */
export async function askAddress(ports: SmokePorts, url: string, timeoutMs: number): Promise<SmokeAnswer> {
  const { clock, log, signal } = ports;
  const until = clock.monotonic() + timeoutMs;
  let told = '';
  for (;;) {
    const left = until - clock.monotonic();
    const answer = await askOnce(ports, url, Math.min(Math.max(timeoutMs / 2, LEAST_MS), left));
    const line = describeAnswer(answer);
    if (line !== told) log.info(line);
    told = line;
    if (answer.well || until - clock.monotonic() < PAUSE_MS + LEAST_MS) return answer;
    await clock.sleep(PAUSE_MS, signal);
  }
}

async function askOnce(
  { http, signal, host }: SmokePorts,
  url: string,
  timeoutMs: number,
): Promise<SmokeAnswer> {
  try {
    const response = await http.send({
      url,
      headers: { 'cache-control': 'no-cache' }, // what was kept from before the rollout proves nothing
      timeoutMs,
      signal,
      redirect: 'manual',
      keepBytes: BODY_BYTES,
    });
    return readAnswer(url, response, (text) => host.redact(text));
  } catch (error) {
    if (error instanceof ExternalError) return readSilence(url, error.message);
    throw error;
  }
}
