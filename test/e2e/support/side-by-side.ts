import { describe } from 'vitest';

/**
 * A suite that runs at the same time as those beside it, its own tests in turn. For suites that share nothing but a
 * cluster (each with a namespace of its own) and mostly wait.
 */
export function describeSideBySide(name: string, suite: () => void): void {
  describe.concurrent(name, () => {
    describe('in turn', { concurrent: false }, suite);
  });
}
