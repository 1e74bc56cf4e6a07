import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { parse } from 'yaml';
import { templateArgs } from '../../packages/helm/src/helm/argv.ts';
import { treeOfPaths } from '../../packages/helm/src/values/set-paths.ts';
import { typedValue, wholeNumbers } from '../../packages/helm/src/values/typed-set.ts';
import { findHelm, type Helm } from './support/helm.ts';

/** Prints each value as a template does, and its kind. */
const TEMPLATE = `{{ range $name, $value := .Values }}
{{ $name }}: "{{ $value }} {{ kindOf $value }}"
{{ end }}
`;

describe.each([3, 4] as const)('values as helm %i prints them', (major) => {
  let helm: Helm;
  beforeAll(async () => {
    helm = await findHelm(major);
  });

  async function render(files: readonly object[], numbers: readonly string[]): Promise<unknown> {
    const folder = await mkdtemp(join(tmpdir(), 'fairlead-values-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    await mkdir(join(folder, 'templates'));
    await writeFile(join(folder, 'Chart.yaml'), 'apiVersion: v2\nname: c\nversion: 1.0.0\n');
    await writeFile(join(folder, 'templates', 'all.yaml'), TEMPLATE);
    const paths = files.map((_, at) => join(folder, `values-${at}.json`));
    for (const [at, values] of files.entries()) await writeFile(paths[at] ?? '', JSON.stringify(values));
    const target = { release: 'c', namespace: 'shop', kubeContext: undefined };
    const source = { chart: folder, valueFiles: paths, numbers };
    const options = { isUpgrade: false, kubeVersion: undefined, apiVersions: [] };
    const args = templateArgs({ ...target, ...source, ...options });
    const alone = args.filter((arg) => arg !== '--dry-run=server'); // there is no cluster here
    return parse((await helm(...alone)).stdout);
  }

  const set = {
    small: '3',
    long: '12345678',
    minus: '-1234567',
    id: '9223372036854775807',
    over: '9223372036854775808',
    zeros: '0012345678',
    quoted: '"12345678"',
    on: 'true',
    version: '1.30',
    'odd\\.name/x,y': '12345678',
    taken: '12345678',
    password: '12345678',
  };

  it('set: whole numbers are exact, as with its own --set', async () => {
    const numbers = wholeNumbers(set, { taken: 'x' });
    expect(await render([treeOfPaths(set, typedValue), { taken: 'x' }], numbers)).toEqual({
      small: '3 int64',
      long: '12345678 int64',
      minus: '-1234567 int64',
      id: '9223372036854775807 int64',
      over: '9223372036854775808 string',
      zeros: '0012345678 string',
      quoted: '12345678 string',
      on: 'true bool',
      version: '1.30 string',
      'odd.name/x,y': '12345678 int64',
      taken: 'x string',
      password: '12345678 string',
    });
    const plain = Object.fromEntries(Object.entries(set).filter(([name]) => !/taken|quoted|odd/.test(name)));
    const own = Object.entries(plain).map(([path, text]) => `${path}=${text}`);
    const { password: _, ...rest } = (await render([], own)) as Record<string, string>;
    expect(await render([treeOfPaths(plain, typedValue)], wholeNumbers(plain, {}))).toMatchObject(rest);
  });

  it('image and set-secret: text, letter by letter', async () => {
    const secret = { pin: '12345678', on: 'true', none: 'null', quoted: "'x'", tag: '20240115' };
    const texts = Object.entries(secret).map(([name, text]) => [name, `${text} string`]);
    expect(await render([treeOfPaths(secret)], [])).toEqual(Object.fromEntries(texts));
  });
});
