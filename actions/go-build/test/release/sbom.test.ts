import { parseBuildInfo } from '@fairlead/go';
import { expect, test } from 'vitest';
import { writeSbom } from '../../src/release/sbom.ts';

const info = parseBuildInfo(
  'bin/api: go1.26.8\n\tpath\texample.com/x/cmd/api\n\tmod\texample.com/x\tv1.2.3\t\n\tdep\tgithub.com/a/b\tv1.0.0\th1:x=\n\tbuild\tGOOS=linux\n',
);
const binary = {
  name: 'api',
  package: 'example.com/x/cmd/api',
  version: 'v1.2.3',
  sha256: 'a'.repeat(64),
  target: 'linux/amd64',
};

test('SRC-04 a bill of materials names the binary, Go itself and each module, the same each time', () => {
  const text = writeSbom(info, binary, '2026-01-02T03:04:05Z');
  expect(text).toBe(writeSbom(info, binary, '2026-01-02T03:04:05Z'));
  const bill = JSON.parse(text) as Record<string, never>;
  const own = 'example.com/x/cmd/api@v1.2.3?target=linux/amd64';
  expect(bill).toMatchObject({
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: expect.stringMatching(
      /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    ) as string,
    metadata: {
      timestamp: '2026-01-02T03:04:05Z',
      component: {
        'bom-ref': own,
        purl: 'pkg:golang/example.com/x@v1.2.3#cmd/api',
        hashes: [{ alg: 'SHA-256', content: binary.sha256 }],
      },
    },
    components: [
      { name: 'stdlib', version: '1.26.8', purl: 'pkg:golang/stdlib@1.26.8' },
      { name: 'github.com/a/b', version: 'v1.0.0', purl: 'pkg:golang/github.com/a/b@v1.0.0' },
    ],
    dependencies: [{ ref: own, dependsOn: ['stdlib', 'github.com/a/b@v1.0.0'] }, {}, {}],
  });
});

test('another binary has another serial number', () => {
  const serial = (sha256: string) =>
    (JSON.parse(writeSbom(info, { ...binary, sha256 }, '')) as { readonly serialNumber: string })
      .serialNumber;
  expect(serial('a')).not.toBe(serial('b'));
});
