import { describe, expect, test } from 'vitest';
import { assignPatterns } from '../../src/plan/package-patterns.ts';
import { module, tree } from '../fixtures.ts';

const root = module('/repo', 'example.com/root');
const api = module('/repo/services/api', 'example.com/api');
const worker = module('/repo/services/worker', 'example.com/worker');
const lost = module('/repo/tools', 'example.com/tools');

function assigned(written: readonly string[] | undefined, from: string, modules = [api, worker]) {
  const { modules: found, problems } = assignPatterns(written, tree(modules, [lost]), from);
  return {
    found: found.map(({ module: owner, patterns }) => [
      owner.path,
      ...patterns.map(({ pattern }) => pattern),
    ]),
    problems: problems.map(({ value, problem }) => `${value}: ${problem}`),
  };
}

describe('without patterns everything in the working directory is looked through', () => {
  test('all modules below it', () => {
    expect(assigned(undefined, '/repo').found).toEqual([
      ['example.com/api', './...'],
      ['example.com/worker', './...'],
    ]);
  });
  test('only its own part of the module around it', () => {
    expect(assigned(undefined, '/repo/services/api/cmd').found).toEqual([['example.com/api', './cmd/...']]);
  });
  test('the module around it and those below', () => {
    expect(assigned(undefined, '/repo', [root, api]).found).toEqual([
      ['example.com/root', './...'],
      ['example.com/api', './...'],
    ]);
  });
});

describe('patterns go to the module that holds them', () => {
  test.each([
    ['./services/api/cmd/server', 'example.com/api', './cmd/server'],
    ['services/api/cmd/server', 'example.com/api', './cmd/server'],
    ['/repo/services/api', 'example.com/api', '.'],
    ['example.com/api/cmd/server', 'example.com/api', './cmd/server'],
    ['example.com/worker', 'example.com/worker', '.'],
    ['./services/api/cmd/...', 'example.com/api', './cmd/...'],
    ['example.com/api/...', 'example.com/api', './...'],
  ])('%s', (written, path, pattern) => {
    expect(assigned([written], '/repo')).toEqual({ found: [[path, pattern]], problems: [] });
  });
  test('./... means every module below', () => {
    expect(assigned(['./...'], '/repo').found).toHaveLength(2);
    expect(assigned(['./services/...'], '/repo').found).toHaveLength(2);
    expect(assigned(['...'], '/repo')).toEqual(assigned(['./...'], '/repo'));
  });
  test('... in the middle stays what go makes of it', () => {
    expect(assigned(['.../server'], '/repo/services/api').found).toEqual([
      ['example.com/api', './.../server'],
    ]);
    expect(assigned(['./services/api/.../server'], '/repo').found).toEqual([
      ['example.com/api', './.../server'],
    ]);
    expect(assigned(['./services/api/cmd/a...'], '/repo').found).toEqual([['example.com/api', './cmd/a...']]);
  });
});

test('a folder of which a part lies in a module is that part; a module in another is the one that is meant', () => {
  expect(assigned(['./services/api/...'], '/repo', [worker, api])).toEqual({
    found: [['example.com/api', './...']],
    problems: [],
  });
  const inner = module('/repo/services/api/inner', 'example.com/api/inner');
  expect(assigned(['example.com/api/inner/x'], '/repo', [api, inner]).found).toEqual([
    ['example.com/api/inner', './x'],
  ]);
  expect(assigned(['example.com/api/inner/x'], '/repo', [inner, api]).found).toEqual([
    ['example.com/api/inner', './x'],
  ]);
  expect(assigned(['./docs/...'], '/repo', [api]).problems).toHaveLength(1);
});

test('a package in no module, and one in a module that go.work does not list', () => {
  expect(assigned(['./docs', './tools/gen', 'github.com/else/where'], '/repo').problems).toEqual([
    './docs: lies in no Go module of the working directory',
    './tools/gen: lies in module example.com/tools, which go.work does not list (go work use adds it)',
    'github.com/else/where: lies in no Go module of the working directory',
  ]);
});
