import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Files } from '@fairlead/core';
import { describe, expect, it } from 'vitest';
import { explainFailure } from '../src/engine/build-failure.ts';
import { authoredSteps, type ProgressReader, readProgress } from '../src/engine/build-progress.ts';

function replay(name: string): ProgressReader & { readonly shown: readonly string[] } {
  const progress = readProgress();
  const text = readFileSync(join(import.meta.dirname, 'fixtures/recorded', `${name}.txt`), 'utf8');
  const shown = text.split('\n').filter((line) => progress.read(line));
  return { ...progress, shown };
}

describe('reading build progress', () => {
  it('times every step of a cold build', () => {
    const steps = authoredSteps(replay('cold').steps());
    expect(steps).toHaveLength(9);
    expect(steps.every((step) => step.outcome === 'done')).toBe(true);
    expect(steps.find((step) => step.name.includes('go build'))?.seconds).toBe(25.2);
  });

  it('counts what came from the cache', () => {
    const steps = authoredSteps(replay('cached').steps());
    expect(steps.filter((step) => step.outcome === 'cached')).toHaveLength(8);
  });

  it('leaves cache keys, empty lines and rulers out of the log', () => {
    const { shown } = replay('compile-error');
    expect(shown.filter((line) => /sha256:[0-9a-f]{64}$|^-*$/.test(line))).toEqual([]);
    expect(shown.join('\n')).toContain('#11 0.223 cmd/orders/main.go:24:1');
  });

  it('reads what the buildx plugin prints', () => {
    const steps = authoredSteps(replay('buildx-compile-error').steps());
    expect(steps.map(({ outcome }) => outcome)).toEqual(['cached', 'done', 'failed']);
  });
});

describe('explaining a failed build', () => {
  const files = {
    stat: async (path: string) =>
      ['/w/cmd/orders/main.go', '/w/Dockerfile'].includes(path) ? { kind: 'file' } : undefined,
    readText: async () => 'FROM scratch\nCOPY nothing /x\n',
  };

  async function explain(name: string) {
    const build = { argv: ['docker'], exitCode: 1, context: '/w', file: '/w/Dockerfile', workspace: '/w' };
    return explainFailure({ ...build, progress: replay(name) }, files as unknown as Files);
  }

  it.each([
    [
      'compile-error',
      /^\[build 7\/7\] RUN go build .*… failed: cmd\/orders\/main.go:24:1: syntax error/,
      undefined,
    ],
    [
      'buildx-compile-error',
      /^\[build 3\/3\] RUN go build .\/... failed: cmd\/orders\/main.go:24:1/,
      undefined,
    ],
    ['missing-file', /^\[1\/1\] COPY nothing \/x failed: "\/nothing" not found$/, '.dockerignore'],
    ['missing-target', /^the build failed: target stage nope could not be found$/, undefined],
    [
      'syntax-error',
      /^the build failed: dockerfile parse error line 2: unknown instruction: COPPY$/,
      'correct',
    ],
    [
      'unreachable-base',
      /^the base image docker.io\/library\/nobase:1 cannot be read: dial tcp/,
      'cannot reach',
    ],
  ])('%s', async (name, message, hint) => {
    const error = await explain(name);
    expect(error.code).toBe('BUILD_FAILED');
    expect(error.message).toMatch(message);
    if (hint === undefined) expect(error.hint).toBeUndefined();
    else expect(error.hint).toContain(hint);
  });

  it('points at the line of the source or of the Dockerfile', async () => {
    const source = { file: 'cmd/orders/main.go', line: 24, column: 1 };
    expect((await explain('compile-error')).location).toEqual(source);
    expect((await explain('syntax-error')).location).toEqual({ file: 'Dockerfile', line: 2 });
    expect((await explain('missing-file')).location).toEqual({ file: 'Dockerfile', line: 2 });
    expect((await explain('missing-target')).location).toBeUndefined();
  });

  it('shows the complaints of the failed step as evidence', async () => {
    expect((await explain('compile-error')).details).toEqual([
      '# example.com/orders/cmd/orders',
      'cmd/orders/main.go:24:1: syntax error: unexpected EOF, expected )',
      'cmd/orders/main.go:24:1: method has no receiver',
    ]);
  });

  it('says something of a build that said nothing', async () => {
    const build = { argv: ['docker'], exitCode: 1, context: '/w', file: '/w/Dockerfile', workspace: '/w' };
    const error = await explainFailure({ ...build, progress: readProgress() }, files as unknown as Files);
    expect(error.message).toBe('the build failed: the engine gave no reason');
  });
});
