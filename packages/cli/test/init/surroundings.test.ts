import { createFakeFiles, createFakeGit } from '@fairlead/testkit';
import { describe, expect, it } from 'vitest';
import { findService } from '../../src/init/find-service.ts';
import type { Service } from '../../src/init/service.ts';
import { findBranch, lookAround } from '../../src/init/surroundings.ts';

const SERVER = 'package main\n\nfunc main() { http.ListenAndServe(":9000", nil) }\n';
const module = (path: string, more = '') => `module ${path}\n\ngo 1.26\n${more}`;

describe('the branch that releases', () => {
  const REMOTE = 'symbolic-ref --quiet --short refs/remotes/origin/HEAD';
  const HEADS = 'for-each-ref --format=%(refname:short) refs/heads';
  const CURRENT = 'symbolic-ref --quiet --short HEAD';

  it.each([
    ['that of the remote', { [REMOTE]: 'origin/trunk\n', [HEADS]: 'main\n' }, 'trunk'],
    ['main before master', { [HEADS]: 'master\nx\nmain\n', [CURRENT]: 'x\n' }, 'main'],
    ['master before the one that is out', { [HEADS]: 'master\nx\n', [CURRENT]: 'x\n' }, 'master'],
    ['the only one', { [HEADS]: 'only\n', [CURRENT]: 'new\n' }, 'only'],
    ['the one that is out', { [HEADS]: 'a\nb\n', [CURRENT]: 'b\n' }, 'b'],
    ['the one that is out, before the first commit', { [HEADS]: '\n', [CURRENT]: 'trunk\n' }, 'trunk'],
    ['main where git knows none', {}, 'main'],
  ])('is %s', async (_, answers, branch) => {
    const repository = await createFakeGit({ answers }).open('/w');
    if (repository.state !== 'ok') throw new Error('the test needs a repository');
    expect(await findBranch(repository)).toBe(branch);
  });
});

const fakeFiles = (tree: Readonly<Record<string, string>>, links: Readonly<Record<string, string>> = {}) =>
  createFakeFiles(
    Object.fromEntries(Object.entries(tree).map(([path, text]) => [`/w/${path}`, text])),
    links,
  );

describe('the module that is meant', () => {
  const find = (
    tree: Readonly<Record<string, string>>,
    { cwd = '/w', wanted = undefined as string | undefined } = {},
  ) => findService(fakeFiles(tree), { root: '/w', cwd, module: wanted, main: undefined });
  const library = { 'lib/go.mod': module('example.com/lib'), 'lib/a.go': 'package lib\n' };
  const orders = { 'orders/go.mod': module('example.com/orders'), 'orders/main.go': SERVER };

  it('is the only one with a program, also when the command is started in a library', async () => {
    const tree = { ...library, ...orders };
    expect(await find(tree)).toMatchObject({ folder: 'orders', oneOfSeveral: false });
    expect(await find(tree, { cwd: '/w/lib' })).toMatchObject({ folder: 'orders' });
    expect(await find(tree, { wanted: 'lib' })).toMatchObject({ folder: 'lib', program: undefined });
    expect(await find(tree, { wanted: 'lib' })).toMatchObject({ oneOfSeveral: true });
  });

  it('is the library around the folder where no module has a program, else one must be chosen', async () => {
    const tree = { ...library, 'more/go.mod': module('example.com/more'), 'more/a.go': 'package more\n' };
    expect(await find(tree, { cwd: '/w/lib' })).toMatchObject({ folder: 'lib' });
    await expect(find(tree)).rejects.toThrow(
      /^there are several modules \(lib, more\): choose one with --module/,
    );
  });

  it.each([
    ['nothing outside', '', {}, false, false],
    ['a replacement outside', 'replace x => ../lib\n', {}, true, true],
    ['a replacement inside', 'replace x => ./x\n', {}, false, true],
    ['a vendor folder', '', { 'orders/vendor/modules.txt': '' }, false, true],
    ['a go.work', '', { 'go.work': 'go 1.26\nuse ./orders\n' }, true, true],
  ])('compiled with %s', async (_, more, files, needsRepository, needsFilesFirst) => {
    const tree = { ...orders, ...files, 'orders/go.mod': module('example.com/orders', more) };
    expect(await find(tree)).toMatchObject({ needsRepository, needsFilesFirst });
  });

  it('that is the repository itself needs no more than its folder', async () => {
    const tree = { 'go.mod': module('example.com/orders', 'replace x => ../x\n'), 'main.go': SERVER };
    expect(await find(tree)).toMatchObject({ folder: '.', needsRepository: false, needsFilesFirst: true });
  });
});

describe('what is there already', () => {
  const service = { name: 'orders', folder: 'services/orders', oneOfSeveral: false } as Service;
  const look = async (tree: Readonly<Record<string, string>>, more: Partial<Service> = {}, links = {}) => {
    const git = { branch: 'main', repository: undefined };
    const found = await lookAround(fakeFiles(tree, links), '/w', { ...service, ...more }, git);
    return { chart: found.chart?.folder, dockerfile: found.dockerfile, workflow: found.workflow };
  };
  const chart = (name: string) => `name: ${name}\n`;
  const several = { oneOfSeveral: true };

  it.each([
    ['the one of its name', { 'a/Chart.yaml': chart('x'), 'b/Chart.yaml': chart('orders') }, {}, 'b'],
    ['any, where it is the only service', { 'a/Chart.yaml': chart('x') }, {}, 'a'],
    ['none of another service', { 'a/Chart.yaml': chart('x') }, several, undefined],
    ['its folder’s, where the file names none', { 'orders/Chart.yaml': '- no\n' }, several, 'orders'],
    ['its folder’s, where the file is no YAML', { 'orders/Chart.yaml': 'name: [' }, several, 'orders'],
    ['its folder’s, where the name is none', { 'orders/Chart.yaml': chart('"A b"') }, several, 'orders'],
    [
      'none that another chart brings',
      { 'a/Chart.yaml': chart('x'), 'a/charts/orders/Chart.yaml': chart('orders') },
      several,
      undefined,
    ],
    ['none in what others have written', { 'vendor/Chart.yaml': chart('orders') }, several, undefined],
    ['one six folders deep', { '1/2/3/4/5/Chart.yaml': chart('orders') }, several, '1/2/3/4/5'],
    ['none deeper', { '1/2/3/4/5/6/Chart.yaml': chart('orders') }, several, undefined],
  ])('a chart: %s', async (_, tree, more, folder) => {
    expect((await look(tree, more)).chart).toBe(folder);
  });

  it.each([
    ['that of the module', ['Dockerfile', 'services/orders/Dockerfile'], {}, 'services/orders/Dockerfile'],
    [
      'that of a folder of its name',
      ['Dockerfile', 'build/orders/Containerfile'],
      several,
      'build/orders/Containerfile',
    ],
    ['the only one', ['build/Dockerfile'], {}, 'build/Dockerfile'],
    ['none of several', ['build/Dockerfile', 'Dockerfile'], {}, undefined],
    ['none of another service', ['build/Dockerfile'], several, undefined],
    ['none by another name', ['services/orders/Dockerfile.dev'], {}, undefined],
  ])('a file for the image: %s', async (_, paths, more, file) => {
    const tree = Object.fromEntries(paths.map((path) => [path, '']));
    expect((await look(tree, more)).dockerfile).toBe(file);
  });

  it.each([
    ['.github/workflows/ci.yml', 'x: fairlead-actions/fairlead/actions/go-build@v1', true],
    ['.github/workflows/ci.yaml', 'x: fairlead-actions/fairlead/actions/go-build@v1', true],
    ['.github/workflows/ci.md', 'x: fairlead-actions/fairlead/actions/go-build@v1', false],
    ['.github/workflows/ci.yml/x.yml', 'x: fairlead-actions/fairlead/actions/go-build@v1', false],
    ['.github/workflows/ci.yml', 'x: acme/fairlead-actions', false],
  ])('a workflow with the actions: %s with %j: %s', async (path, text, is) => {
    expect((await look({ [path]: text })).workflow).toBe(is ? path : undefined);
  });
});
