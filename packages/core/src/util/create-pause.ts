/** A signal of the system is heard this often in a long loop. */
const EVERY_MS = 20;

/**
 * Makes the pause of a long loop: call and await it in every round. It lets waiting events in from time to time, above
 * all a cancel, which would otherwise not be heard before the loop's end. Most rounds cost a look at the clock.
 *
 * The pause throws an AbortError once `signal` was aborted; core takes that for a cancelled run.
 */
export function createPause(signal?: AbortSignal): () => Promise<void> {
  let last = performance.now();
  return async () => {
    signal?.throwIfAborted();
    if (performance.now() - last < EVERY_MS) return;
    await new Promise((done) => setImmediate(done));
    last = performance.now();
    signal?.throwIfAborted();
  };
}
