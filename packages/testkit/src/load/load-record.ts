/** One answer that the load generator got. */
export interface LoadRecord {
  /** When the request was sent, in milliseconds since the epoch. */
  readonly at: number;
  /** HTTP status; 0 when no answer came. */
  readonly status: number;
  /** What the service says of itself in `X-Orders-Commit`; empty without an answer. */
  readonly commit: string;
  readonly pod: string;
  /** Milliseconds until the whole answer was there. */
  readonly ms: number;
  /** Why no answer came. */
  readonly error?: string;
}

/** Whether the answer was 2xx; no answer at all is not. */
export function isGoodAnswer({ status }: Pick<LoadRecord, 'status'>): boolean {
  return status >= 200 && status <= 299;
}

/** Bounds of a load: it always ends by itself. */
export interface LoadBounds {
  /** Requests a second, at most 200. */
  readonly rate: number;
  /** Seconds until it stops, at most 1800. */
  readonly seconds: number;
}

/** @throws RangeError when a bound is not usable. */
export function checkBounds({ rate, seconds }: LoadBounds): void {
  if (!(rate > 0 && rate <= 200)) throw new RangeError(`rate ${rate}: from above 0 to 200 requests a second`);
  if (!(seconds > 0 && seconds <= 1800)) throw new RangeError(`seconds ${seconds}: from above 0 to 1800`);
}

/** @throws RangeError unless the address is on the loopback interface. */
export function checkLoopback(url: string): void {
  const { hostname } = new URL(url);
  if (hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname)) return;
  throw new RangeError(`${hostname}: load goes only to the loopback interface`);
}

/** Reads records written as JSON lines; a last line that was cut off is left out. */
export function readRecords(text: string): readonly LoadRecord[] {
  const lines = text.split('\n');
  lines.pop();
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as LoadRecord);
}
