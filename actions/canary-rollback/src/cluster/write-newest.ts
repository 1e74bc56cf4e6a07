import { ExternalError } from '@fairlead/core';

/** Somebody else may write the same object; that often the newest is taken and written again. */
const ATTEMPTS = 5;

/**
 * Runs `attempt`, which reads an object and replaces it, until nobody else wrote in between.
 *
 * @throws ExternalError KUBE_CONFLICT when somebody writes all the time; whatever else `attempt` throws.
 */
export async function writeNewest<T>(attempt: () => Promise<T>): Promise<T> {
  for (let count = 1; ; count++) {
    try {
      return await attempt();
    } catch (error) {
      if (!isConflict(error) || count === ATTEMPTS) throw error;
    }
  }
}

/** Whether somebody else changed or made the object at the same time. */
export function isConflict(error: unknown): boolean {
  return error instanceof ExternalError && error.code === 'KUBE_CONFLICT';
}
