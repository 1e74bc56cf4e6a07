import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { forgeStep } from '@fairlead/testkit';
import { Problem } from '../problem.ts';

/** Signs that the bundle itself is broken, rather than that it refused to work without inputs. */
const BROKEN =
  /Cannot find (module|package)|MODULE_NOT_FOUND|SyntaxError|ReferenceError|TypeError|::error::INTERNAL/;

/** A run of a bundle that is bound to fail on its inputs. */
export interface Probe {
  readonly milliseconds: number;
  readonly log: string;
}

/**
 * Executes an action's bundle with unusable inputs and nothing else, as a runner would.
 * Throws Problem unless it fails with one line that names an input.
 */
export async function probeBundle(root: string, action: string): Promise<Probe> {
  const entry = join(root, 'actions', action, 'dist/main.js');
  // No action accepts a folder outside the workspace, so none gets as far as doing something.
  const step = await forgeStep({ action: entry, inputs: { 'working-directory': '../outside' } });
  try {
    const { exitCode, annotations, log, durationMs } = await step.main();
    const told = annotations.some(
      ({ level, message }) => level === 'error' && message.startsWith('INPUT_INVALID'),
    );
    if (exitCode !== 1 || !told || BROKEN.test(log)) {
      throw new Problem(`${action}: the bundle does not run (exit code ${exitCode})\n${log.trimEnd()}`);
    }
    return { milliseconds: durationMs, log };
  } finally {
    await rm(step.temp, { recursive: true, force: true });
  }
}
