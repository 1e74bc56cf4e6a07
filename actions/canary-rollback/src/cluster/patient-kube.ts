import { type Clock, ExternalError, type Logger } from '@fairlead/core';
import type { Kube } from '@fairlead/kube';

const PAUSE_MS = 500;

/**
 * A cluster that may be away for a moment: a canary must not fail, nor stay half rolled back, because an API server restarts.
 * Creating is not repeated: it may have happened, and then its second try would look like somebody else's.
 */
export function makePatient(kube: Kube, clock: Clock, log: Logger, patienceMs: number): Kube {
  const patiently = async <T>(call: () => Promise<T>): Promise<T> => {
    const until = clock.monotonic() + patienceMs;
    for (;;) {
      try {
        return await call();
      } catch (error) {
        const away = error instanceof ExternalError && error.code === 'KUBE_UNREACHABLE';
        if (!away || clock.monotonic() >= until) throw error;
        log.debug(`${error.message}; trying again`);
        await clock.sleep(PAUSE_MS);
      }
    }
  };
  return {
    ...kube,
    get: (...args) => patiently(() => kube.get(...args)),
    list: (...args) => patiently(() => kube.list(...args)),
    replace: (...args) => patiently(() => kube.replace(...args)),
    mergePatch: (...args) => patiently(() => kube.mergePatch(...args)),
    remove: (...args) => patiently(() => kube.remove(...args)),
  };
}
