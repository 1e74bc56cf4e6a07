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

  const build = {
    arguments: {},
    argv: ['docker'],
    exitCode: 1,
    context: '/w',
    file: '/w/Dockerfile',
    workspace: '/w',
  };

  async function explain(name: string) {
    return explainFailure({ ...build, progress: replay(name) }, files as unknown as Files);
  }

  /** A build of this Dockerfile that printed these lines. */
  async function explainLines(dockerfile: string, lines: readonly string[]) {
    const progress = readProgress();
    for (const line of lines) progress.read(line);
    const place = { ...files, readText: async () => dockerfile };
    return explainFailure({ ...build, progress }, place as unknown as Files);
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
    expect(error.code).toBe('IMAGE_BUILD_FAILED');
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

  const lookup = 'dial tcp: lookup registry-1.docker.io: connect: network is unreachable';

  it.each<[string, string, readonly string[], string, string, number | undefined]>([
    [
      'a program that is not in the image',
      'FROM golang:1.26\nRUN nope\n',
      ['#5 [2/2] RUN nope', '#5 0.121 /bin/sh: nope: not found', '#5 ERROR: exit code: 127'],
      '[2/2] RUN nope failed: /bin/sh: nope: not found',
      '',
      2,
    ],
    [
      'a file that is left out, without the folders of the engine',
      'FROM scratch\nCOPY bin/app /app\n',
      [
        '#4 [1/1] COPY bin/app /app',
        '#4 ERROR: failed to walk /var/lib/docker/tmp/buildkit-mount542591606/bin: lstat /var/lib/docker/tmp/buildkit-mount542591606/bin: no such file or directory',
      ],
      '[1/1] COPY bin/app /app failed: "/bin" not found',
      '.dockerignore',
      2,
    ],
    [
      'a file above the context',
      'FROM scratch\nCOPY ../lib /lib\n',
      ['#4 [1/1] COPY ../lib /lib', '#4 ERROR: "/lib" not found: not found'],
      '[1/1] COPY ../lib /lib failed: "/lib" not found',
      'COPY cannot leave the context',
      2,
    ],
    [
      'an ARG without a value',
      'ARG GO\nFROM golang:${GO}\n',
      [
        'failed to solve with frontend dockerfile.v0: failed to create LLB definition: failed to parse stage name "golang:": invalid reference format',
      ],
      'the build failed: failed to parse stage name "golang:": invalid reference format',
      'build-args',
      2,
    ],
    [
      'an ARG without a value, as newer builders say it',
      'ARG BASE\nFROM ${BASE}\n',
      ['ERROR: failed to solve: base name (${BASE}) should not be blank'],
      'the build failed: base name (${BASE}) should not be blank',
      'build-args',
      2,
    ],
    [
      'a base that an argument names',
      'ARG V=3.20\n\nFROM alpine:${V} AS base-1\nFROM base-$V\n',
      [
        '#3 [internal] load metadata for docker.io/library/alpine:3.20',
        '#3 ERROR: docker.io/library/alpine:3.20: not found',
      ],
      'the base image docker.io/library/alpine:3.20 cannot be read: docker.io/library/alpine:3.20: not found',
      'check name and tag',
      3,
    ],
    [
      'a base with a part that only the engine knows',
      'FROM scratch AS x\nFROM ghcr.io/a/b:1-${TARGETARCH}\n',
      ['#3 [internal] load metadata for ghcr.io/a/b:1-amd64', '#3 ERROR: ghcr.io/a/b:1-amd64: not found'],
      'the base image ghcr.io/a/b:1-amd64 cannot be read: ghcr.io/a/b:1-amd64: not found',
      'check name and tag',
      2,
    ],
    [
      'a mount from no stage',
      'FROM a AS build\nRUN --mount=from=bild,target=/x y\n',
      ['#3 FROM docker.io/library/bild:latest', '#3 ERROR: not found'],
      'the base image docker.io/library/bild:latest cannot be read: not found',
      'bild is no stage of the Dockerfile (its stages: build)',
      2,
    ],
    [
      'a here-document for an engine that knows none',
      'FROM a\nRUN <<EOF\necho hi\nEOF\n',
      [
        'failed to solve with frontend dockerfile.v0: failed to create LLB definition: dockerfile parse error line 3: unknown instruction: ECHO',
      ],
      'the build failed: dockerfile parse error line 3: unknown instruction: ECHO',
      '"# syntax=docker/dockerfile:1"',
      3,
    ],
    [
      'a copied here-document for an engine that knows none',
      'FROM scratch\nCOPY <<EOF /x\nEOF\n',
      ['#4 [1/1] COPY <<EOF /x', '#4 ERROR: "/<<EOF" not found: not found'],
      '[1/1] COPY <<EOF /x failed: "/<<EOF" not found',
      '"# syntax=docker/dockerfile:1"',
      2,
    ],
    [
      'a secret that nobody gives',
      'FROM a\nRUN --mount=type=secret,id=npm,required=true x\n',
      ['#4 [2/2] RUN --mount=type=secret,id=npm,required=true x', '#4 ERROR: secret npm: not found'],
      '[2/2] RUN x failed: secret npm: not found',
      'needs a build secret',
      2,
    ],
    [
      'a base image, at its line and without advice for RUN',
      '# one\nFROM --platform=linux/amd64 golang:1.99 AS build\n',
      [
        '#3 [internal] load metadata for docker.io/library/golang:1.99',
        '#3 ERROR: docker.io/library/golang:1.99: not found',
      ],
      'the base image docker.io/library/golang:1.99 cannot be read: docker.io/library/golang:1.99: not found',
      'check name and tag',
      2,
    ],
    [
      'a misspelt stage',
      'FROM golang:1.26 AS build\nFROM scratch\nCOPY --chown=1:1 --from=bulid /a /a\n',
      [
        '#3 FROM docker.io/library/bulid:latest',
        `#3 ERROR: failed to do request: Head "https://x": ${lookup}`,
      ],
      `the base image docker.io/library/bulid:latest cannot be read: ${lookup}`,
      'bulid is no stage of the Dockerfile (its stages: build), so it was taken for an image',
      3,
    ],
    [
      'a frontend out of reach',
      '# syntax=docker/dockerfile:1\nFROM scratch\n',
      [
        '#3 resolve image config for docker-image://docker.io/docker/dockerfile:1',
        `#3 ERROR: failed to do request: Head "https://x": ${lookup}`,
      ],
      `the frontend image docker.io/docker/dockerfile:1 cannot be read: ${lookup}`,
      '# syntax=',
      1,
    ],
    [
      'a missing backslash',
      'FROM golang:1.26\nRUN a\n  && b\n',
      ['ERROR: failed to solve: dockerfile parse error on line 3: unknown instruction: &&'],
      'the build failed: dockerfile parse error on line 3: unknown instruction: &&',
      'backslash',
      3,
    ],
  ])('%s', async (_, dockerfile, lines, message, hint, line) => {
    const error = await explainLines(dockerfile, lines);
    expect(error.message).toBe(message);
    expect(error.hint ?? '').toContain(hint);
    expect(error.location).toEqual(line === undefined ? undefined : { file: 'Dockerfile', line });
  });

  it('shows the complaints of the failed step as evidence', async () => {
    expect((await explain('compile-error')).details).toEqual([
      '# example.com/orders/cmd/orders',
      'cmd/orders/main.go:24:1: syntax error: unexpected EOF, expected )',
      'cmd/orders/main.go:24:1: method has no receiver',
    ]);
  });

  it('says something of a build that said nothing', async () => {
    const error = await explainFailure({ ...build, progress: readProgress() }, files as unknown as Files);
    expect(error.message).toBe('the build failed: the engine gave no reason');
  });
});
