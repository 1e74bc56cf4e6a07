import { expect, it } from 'vitest';
import { runGate, writeTree } from '../../actions/quality-gate/test/support/run-gate.ts';
import { coveredPackage } from '../../actions/quality-gate/test/support/samples.ts';

const workspace = { 'go.work': 'go 1.24\n\nuse .\n', ...coveredPackage(4, 4) };

it('names the go.mod that asks for a newer Go, also of a module that go.work does not list', async () => {
  const folder = await writeTree({
    ...workspace,
    'tools/go.mod': 'module example.com/tools\n\ngo 1.99\n',
    'tools/t.go': 'package tools\n',
  });
  const run = await runGate(folder, {}, { GOTOOLCHAIN: 'local' });
  expect(run.exitCode).toBe(1);
  expect(run.annotations).toContainEqual(
    expect.objectContaining({
      file: 'tools/go.mod',
      message: expect.stringMatching(
        /^GO_VERSION_MISMATCH: tools\/go\.mod requires Go 1\.99 or newer/,
      ) as string,
    }),
  );
});

it('names the module that cannot be listed', async () => {
  const folder = await writeTree({
    ...workspace,
    'tools/go.mod': 'module example.com/tools\n\ngo 1.24\n\nnonsense here\n',
    'tools/t.go': 'package tools\n',
  });
  const run = await runGate(folder);
  expect(run.exitCode).toBe(1);
  expect(run.annotations).toContainEqual(
    expect.objectContaining({
      file: 'tools/go.mod',
      line: 5,
      message: expect.stringContaining(
        'GO_LIST_FAILED: tools/go.mod:5: the packages of this module cannot be listed',
      ) as string,
    }),
  );
});
