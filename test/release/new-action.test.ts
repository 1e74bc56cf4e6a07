import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import {
  makeScratchCheckout,
  removeScratchCheckout,
} from '../../packages/devtools/src/mutate/scratch-checkout.ts';
import { newActionFiles } from '../../packages/devtools/src/new-action/templates.ts';
import { REPOSITORY_ROOT } from '../../packages/devtools/src/paths.ts';
import { run } from '../../packages/devtools/src/system/run.ts';

test.each(['a', 'ship-logs-to-the-archive'])(
  'a new action is in order and its tests pass: %s',
  async (name) => {
    const scratch = await makeScratchCheckout(REPOSITORY_ROOT);
    onTestFinished(() => removeScratchCheckout(scratch));
    for (const { path, text } of await newActionFiles(name)) {
      await mkdir(dirname(join(scratch, path)), { recursive: true });
      await writeFile(join(scratch, path), text);
    }
    const modules = join(REPOSITORY_ROOT, 'node_modules');
    const calls = [
      [join(modules, '@biomejs/biome/bin/biome'), 'ci', `actions/${name}`],
      [
        '--conditions=fairlead-source',
        join(modules, 'vitest/vitest.mjs'),
        'run',
        '--project=unit',
        `actions/${name}`,
      ],
    ] as const;
    for (const call of calls) {
      const { code, output } = await run([process.execPath, ...call], { cwd: scratch });
      expect(code, output).toBe(0);
    }
  },
  120_000,
);
