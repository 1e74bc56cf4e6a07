/**
 * Runs in a process of its own, started with the folder of a scratch checkout: keeps one test runner warm, so that a
 * change costs its tests and not the start of a runner. Its parent ends it when a change makes the tests hang.
 */
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { createVitest, type TestSpecification } from 'vitest/node';

/** A question to the tester: do these tests pass with this text in the file? Paths are relative to the checkout. */
export interface Question {
  readonly path: string;
  readonly text: string;
  /** Test files, or folders of them. */
  readonly tests: readonly string[];
}

/** What a tester says: that it is ready, then one answer to each question. */
export type Answer = { readonly ready: true } | { readonly pass: boolean } | { readonly failed: string };

const [root = '.'] = process.argv.slice(2);
const vitest = await createVitest('test', {
  root,
  config: join(root, 'vitest.config.ts'),
  project: 'unit',
  watch: false,
  bail: 1,
  maxWorkers: 1,
  cache: false,
  reporters: [{}],
});
await vitest.standalone();
const all = await vitest.globTestSpecifications();

async function ask({ path, text, tests }: Question): Promise<boolean> {
  const file = join(root, path);
  await writeFile(file, text);
  vitest.invalidateFile(file);
  const chosen = specificationsOf(tests);
  const { testModules, unhandledErrors } = await vitest.runTestSpecifications(chosen);
  const asked = new Set(chosen.map(({ moduleId }) => moduleId));
  // It also gives the modules of earlier runs.
  const modules = testModules.filter(({ moduleId }) => asked.has(moduleId));
  if (modules.length < asked.size) throw new Error(`not all of ${tests.join(', ')} have run`);
  return unhandledErrors.length === 0 && modules.every((module) => module.ok());
}

function specificationsOf(tests: readonly string[]): TestSpecification[] {
  const wanted = tests.map((test) => resolve(root, test));
  return all.filter(({ moduleId }) =>
    wanted.some((one) => moduleId === one || moduleId.startsWith(`${one}/`)),
  );
}

function say(answer: Answer): void {
  process.send?.(answer);
}

process.on('message', (question: Question) => {
  void ask(question).then(
    (pass) => say({ pass }),
    (error: unknown) => say({ failed: String(error) }),
  );
});
process.on('disconnect', () => process.exit(0));
say({ ready: true });
