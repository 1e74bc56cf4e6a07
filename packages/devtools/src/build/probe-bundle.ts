import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { forgeStep } from '@fairlead/testkit';
import { Problem } from '../problem.ts';
import { run } from '../system/run.ts';
import { bundleFolder, PROGRAM } from './bundles.ts';

/** Signs that the bundle itself is broken, rather than that it refused to work without inputs. */
const BROKEN =
  /Cannot find (module|package)|MODULE_NOT_FOUND|SyntaxError|ReferenceError|TypeError|::error::INTERNAL/;

/** A run of a bundle: an action's is bound to fail on its inputs, the program's explains what such a failure is. */
export interface Probe {
  readonly milliseconds: number;
  readonly log: string;
}

/** Executes a bundle as its user would. Throws Problem when it does not do what every bundle of its kind does. */
export function probeBundle(root: string, name: string): Promise<Probe> {
  const entry = join(root, bundleFolder(name), 'dist');
  return name === PROGRAM
    ? probeProgram(join(entry, 'fairlead.js'))
    : probeAction(name, join(entry, 'main.js'));
}

async function probeProgram(entry: string): Promise<Probe> {
  const argv = [process.execPath, entry, 'explain', 'INPUT_INVALID'] as const;
  const { code, output, seconds } = await run(argv, { cwd: '/', env: {} });
  if (code !== 0 || !output.startsWith('INPUT_INVALID') || BROKEN.test(output))
    throw new Problem(`the program does not run (exit code ${code})\n${output.trimEnd()}`);
  return { milliseconds: seconds * 1000, log: output };
}

/** With unusable inputs and nothing else it must fail with one line that names an input. */
async function probeAction(action: string, entry: string): Promise<Probe> {
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
    await rm(step.temp, { recursive: true, force: true, maxRetries: 5 });
  }
}
