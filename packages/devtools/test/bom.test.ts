import { expect, it } from 'vitest';
import { bundleBom, releaseBom } from '../src/build/bom.ts';

const b = { name: 'b', version: '2.0.0', license: 'MIT', sha512: 'ff' };
const a = { name: '@x/a', version: '1.0.0', license: '(MIT OR Apache-2.0)' };
const own = 'pkg:github/fairlead-actions/fairlead@v1.2.3';

it('a bundle’s bill names each package with licence and hash, in one order', () => {
  const bom = bundleBom('go-build', '1.2.3', [b, a]);
  expect(bom).toEqual(bundleBom('go-build', '1.2.3', [a, b]));
  expect(bom.metadata.component).toMatchObject({ name: 'go-build', purl: `${own}#actions/go-build/dist` });
  expect(bom.components).toEqual([
    {
      type: 'library',
      'bom-ref': 'pkg:npm/%40x/a@1.0.0',
      name: '@x/a',
      version: '1.0.0',
      licenses: [{ expression: '(MIT OR Apache-2.0)' }],
      purl: 'pkg:npm/%40x/a@1.0.0',
    },
    {
      type: 'library',
      'bom-ref': 'pkg:npm/b@2.0.0',
      name: 'b',
      version: '2.0.0',
      hashes: [{ alg: 'SHA-512', content: 'ff' }],
      licenses: [{ license: { id: 'MIT' } }],
      purl: 'pkg:npm/b@2.0.0',
    },
  ]);
  expect(bom.dependencies).toEqual([
    { ref: `${own}#actions/go-build/dist`, dependsOn: ['pkg:npm/%40x/a@1.0.0', 'pkg:npm/b@2.0.0'] },
  ]);
});

it('a release’s bill has every bundle, each package once, and who needs which', () => {
  const bundles = [bundleBom('go-build', '1.2.3', [b]), bundleBom('cli', '1.2.3', [b, a])];
  const bom = releaseBom('1.2.3', bundles);
  expect(bom.components.map(({ name }) => name)).toEqual(['go-build', 'cli', '@x/a', 'b']);
  expect(bom.dependencies).toEqual([
    { ref: own, dependsOn: [`${own}#actions/go-build/dist`, `${own}#cli`] },
    { ref: `${own}#actions/go-build/dist`, dependsOn: ['pkg:npm/b@2.0.0'] },
    { ref: `${own}#cli`, dependsOn: ['pkg:npm/%40x/a@1.0.0', 'pkg:npm/b@2.0.0'] },
  ]);
});
