import { startVitest } from 'vitest/node';
import LineReporter from './line-reporter.ts';

/**
 * Runs one layer's projects with our reporter: `vitest-main.ts PROJECT [PATTERN…]`. vitest would load a reporter that it is
 * given by path outside of all conditions, and look for compiled packages that a fresh checkout does not have.
 */
const [project = '', ...filters] = process.argv.slice(2);
const vitest = await startVitest('test', filters, {
  run: true,
  watch: false,
  project: [project],
  passWithNoTests: true,
  reporters: [new LineReporter()],
});
await vitest.close();
