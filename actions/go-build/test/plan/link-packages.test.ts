import { createFakeFiles } from '@fairlead/testkit';
import { expect, test } from 'vitest';
import type { GoBuildContext } from '../../src/context.ts';
import type { Identity } from '../../src/identity/identity.ts';
import { linkPackages } from '../../src/plan/link-packages.ts';
import { planned } from '../fixtures.ts';

const identity: Identity = { version: 'v1.2.3', commit: 'abc', date: '2026-01-02', source: 'tag' };

function link(text: string, own = planned('api', 'linux/amd64').package.own, given: object = {}) {
  const files = createFakeFiles({ '/repo/cmd/api/main.go': text });
  const lines: string[] = [];
  const log = { info: (line: string) => void lines.push(line) };
  const inputs = { versionPackage: 'auto', ldflags: undefined, version: undefined, ...given };
  const context = { inputs, files, log } as unknown as GoBuildContext;
  const main = { ...planned('api', 'linux/amd64').package, own };
  const toolchain = { env: {} } as unknown as Parameters<typeof linkPackages>[1];
  return linkPackages(context, toolchain, [main], () => identity).then((linked) => ({
    ...linked,
    lines,
    variables: linked.variablesOf(main).map(({ symbol, value }) => `${symbol}=${value}`),
  }));
}

test('BLD-11 where nothing was set the one line that would is told: the input for a package that is known', async () => {
  const none = await link('package main\n\nfunc main() {}\n');
  expect(none.versionLine).toBe('One line in package main is enough: var version = "dev"');
  const known = await link('package main\n\nimport "github.com/prometheus/common/version"\n', undefined, {
    version: 'v9',
  });
  expect(known.versionLine).toBe('One line is enough: version-package: github.com/prometheus/common/version');
  expect(known.lines.join()).toContain(known.versionLine);
  expect(known.doubts.join()).toContain(known.versionLine);
});

test('a package that is known is looked for in what a program imports by whichever way, and only where that is told', async () => {
  const source = { '/repo/cmd/api/main.go': 'package main\n\nimport "example.com/repo/inner"\n' };
  const inner = {
    '/repo/inner/inner.go': 'package inner\n\nimport _ "github.com/prometheus/common/version"\n',
  };
  const read: string[] = [];
  const linked = async (versionPackage: string): Promise<string> => {
    const files = createFakeFiles({ ...source, ...inner });
    const readText = (path: string): Promise<string> => {
      read.push(path);
      return files.readText(path);
    };
    const inputs = { versionPackage, ldflags: undefined, version: undefined };
    const log = { info: () => {} };
    const context = { inputs, files: { ...files, readText }, log } as unknown as GoBuildContext;
    const main = planned('api', 'linux/amd64').package;
    const own = { ...main, module: { ...main.module, path: 'example.com/repo', dir: '/repo' } };
    const toolchain = { env: {} } as unknown as Parameters<typeof linkPackages>[1];
    return (await linkPackages(context, toolchain, [own], () => identity)).versionLine;
  };
  await linked('off');
  expect(read).toEqual([]);
  expect(await linked('auto')).toBe(
    'One line is enough: version-package: github.com/prometheus/common/version',
  );
});

test('variables of a build stand beside those of the version, or in their place, and may hold them', async () => {
  const text = 'package main\n\nvar version, edition, full = "dev", "", ""\n';
  const own = (...pairs: readonly (readonly [string, string])[]) => ({
    flags: {},
    variables: pairs.map(([symbol, value]) => ({ symbol, value })),
  });
  const beside = await link(text, own(['main.edition', 'pro'], ['main.full', '{version} {commit} {x}']));
  expect(beside.variables).toEqual(['main.version=v1.2.3', 'main.edition=pro', 'main.full=v1.2.3 abc {x}']);
  expect(beside.doubts).toEqual([]);
  const instead = await link(text, own(['main.version', 'mine']));
  expect([instead.variables, instead.setByFlags]).toEqual([['main.version=mine'], []]);
  const lost = await link(text, own(['main.editon', 'pro']));
  expect(lost.doubts.join()).toContain('did you mean main.edition?');
});

test('flags of one build in place of the input decide what is set by flags', async () => {
  const text = 'package main\n\nvar version = "dev"\n';
  const given = { ldflags: '-X main.version=input' };
  const taken = await link(text, undefined, given);
  expect(taken.setByFlags).toEqual(['main.version']);
  expect(taken.lines).toEqual(['main.version: set by ldflags or GOFLAGS, left as it is there']);
  const own = { flags: { ldflags: '-w' }, variables: [] };
  expect((await link(text, own, given)).variables).toEqual(['main.version=v1.2.3']);
});

test('where the version is put into a binary nothing is said, and nothing where nobody wants it there', async () => {
  const text = 'package main\n\nvar version = "dev"\n';
  expect((await link(text)).lines).toEqual([]);
  const both = `${text}\nimport _ "github.com/prometheus/common/version"\n`;
  expect((await link(both)).versionLine).toBe('One line in package main is enough: var version = "dev"');
  expect((await link('package main\n', undefined, { versionPackage: 'off' })).lines).toEqual([]);
  expect((await link('package main\n', undefined, { version: 'v9', versionPackage: 'off' })).doubts).toEqual(
    [],
  );
  expect((await link(text, undefined, { version: 'v9' })).doubts).toEqual([]);
});
