import { createFakeFiles } from '@fairlead/testkit';
import { expect, test } from 'vitest';
import { dropTornModules } from '../../src/cache/torn-modules.ts';

const WHOLE_ZIP = `content PK\u0005\u0006${'\0'.repeat(18)}`;

test('what a cut-off unpacking leaves is removed, all else stays', async () => {
  const files = createFakeFiles({
    '/mod/a/@v/v1.zip': WHOLE_ZIP,
    '/mod/a/@v/v1.ziphash': 'h1:a',
    '/mod/a/@v/v1.lock': '',
    '/mod/b/@v/v2.zip': WHOLE_ZIP.slice(0, -1),
    '/mod/b/@v/v2.ziphash': 'h1:b',
    '/mod/b/@v/v2.mod': '',
    '/mod/c/@v/v3.zip': '',
  });
  expect(await dropTornModules(files, '/mod')).toBe(3);
  expect(Object.keys(files.contents()).sort()).toEqual([
    '/mod/a/@v/v1.lock',
    '/mod/a/@v/v1.zip',
    '/mod/a/@v/v1.ziphash',
  ]);
});
