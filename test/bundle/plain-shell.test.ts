import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { REPOSITORY_ROOT } from '@fairlead/devtools';
import { copyWorkspace } from '@fairlead/testkit';
import { expect, it, onTestFinished } from 'vitest';

const COMMAND = /^INPUT_PACKAGES=(\S+) node \/tmp\/fairlead\/(actions\/go-build\/dist\/main\.js)$/m;

it('the command of the README builds the sample service in a plain shell and prints what it made', async () => {
  const readme = await readFile(join(REPOSITORY_ROOT, 'README.md'), 'utf8');
  const [, packages = '', entry = ''] = COMMAND.exec(readme) ?? [];
  const workspace = await copyWorkspace(join(REPOSITORY_ROOT, 'test/fixtures/orders'));
  onTestFinished(() => workspace.remove());
  const runners = /^(GITHUB|RUNNER|ACTIONS|INPUT|STATE|CI$)/;
  const plain = Object.fromEntries(Object.entries(process.env).filter(([name]) => !runners.test(name)));
  const { stdout } = await promisify(execFile)(process.execPath, [join(REPOSITORY_ROOT, entry)], {
    cwd: workspace.folder,
    env: { ...plain, INPUT_PACKAGES: packages },
  });
  expect(stdout).toMatch(/^output outcome=built$/m);
  expect(stdout).toContain('"package":"example.com/orders/cmd/orders"');
  expect(stdout).toMatch(/^\| `bin\/orders` \|/m);
});
