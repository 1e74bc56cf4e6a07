import { setTimeout as sleep } from 'node:timers/promises';

/** Work that is done again and again. */
export interface Repeated {
  end(): Promise<void>;
}

/** Begins it, with a pause after each time. An API server that does not answer for a moment ends nothing. */
export function repeatedly(everyMs: number, work: () => Promise<void>): Repeated {
  let going = true;
  const done = (async () => {
    while (going) {
      await work().catch(() => undefined);
      await sleep(everyMs);
    }
  })();
  return {
    async end() {
      going = false;
      await done;
    },
  };
}
