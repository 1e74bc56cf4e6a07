import { describe } from 'vitest';

/** Tests that follow each other, beside other such groups of the same file (as many at once as `maxConcurrency` lets). */
export function describeInOrder(name: string, tests: () => void): void {
  describe(name, { concurrent: true }, () => {
    describe('in order', { concurrent: false }, tests);
  });
}
