import { createFakeFiles } from '@fairlead/testkit';
import { expect, test } from 'vitest';
import { keepFiles } from '../../src/build/keep-files.ts';

test('what was changed, made or removed is as before; what was not touched is not written', async () => {
  const files = createFakeFiles({ '/m/go.mod': 'module x\n', '/m/go.work': 'go 1.24\n', '/m/same': '' });
  const paths = ['/m/go.mod', '/m/go.sum', '/m/go.work', '/m/same'];
  const { value, putBack } = await keepFiles(files, paths, async () => {
    await files.write('/m/go.mod', 'module x\n\ngo 1.26\n');
    await files.write('/m/go.sum', 'sum');
    await files.remove('/m/go.work');
    return 7;
  });
  expect([value, putBack]).toEqual([7, ['/m/go.mod', '/m/go.sum', '/m/go.work']]);
  expect(files.contents()).toEqual({ '/m/go.mod': 'module x\n', '/m/go.work': 'go 1.24\n', '/m/same': '' });
});

test('also when the work fails', async () => {
  const files = createFakeFiles({});
  const work = async (): Promise<never> => {
    await files.write('/m/go.sum', 'sum');
    throw new Error('no');
  };
  await expect(keepFiles(files, ['/m/go.sum'], work)).rejects.toThrow('no');
  expect(files.contents()).toEqual({});
});
