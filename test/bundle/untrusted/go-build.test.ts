import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { goEnvironment } from '../support/go-workspace.ts';
import { type Attack, type AttackRun, attack, type Target } from './support/attack.ts';

const config = (text: string) => ({ '.github/fairlead.yml': `go-build: {${text}}\n` });
const evil = { 'evil.sh!': '#!/bin/sh\ntouch WITNESS\nexec "$@"\n' };
const main = 'package main\n\nvar version = "dev"\n\nfunc main() { println(version) }\n';

const target: Target = {
  action: 'go-build',
  base: {
    'go.mod': 'module example.com/shop\n\ngo 1.24\n',
    'cmd/api/main.go': main,
    'cmd/worker/main.go': main,
  },
  env: goEnvironment,
  async must({ fork }: AttackRun): Promise<void> {
    expect(await readdir(fork.outside)).toEqual([]);
  },
};

/** Code that does not compile must not look as if it did. */
const doesNotCompile = { 'cmd/worker/main.go': 'package main\n\nfunc main() { undefined() }\n' };
const red = ({ exitCode, outputs, log }: AttackRun): void => {
  expect(exitCode, log).toBe(1);
  expect(outputs['outcome'], log).toMatch(/^(failed|error)$/);
};
const built = ({ exitCode, outputs, log, fork }: AttackRun): void => {
  expect(exitCode, log).toBe(0);
  expect(outputs['outcome']).toBe('built');
  expect(existsSync(join(fork.workspace, 'bin/api'))).toBe(true);
};

describe("a fork's config file does not hide that its code does not compile", () => {
  const rows: readonly (readonly [string, string])[] = [
    ['a dry run', 'dry-run: true'],
    ['another package alone', 'packages: ./cmd/api'],
    ['a build tag that leaves the broken file out', 'build-tags: [hidden]'],
    ['flags with which the compiler is content', 'gcflags: "all=-h"'],
  ];
  attack(
    target,
    rows.map(
      ([name, text]): Attack => ({
        name,
        head: {
          ...doesNotCompile,
          'cmd/worker/main.go': `//go:build !hidden\n\n${doesNotCompile['cmd/worker/main.go']}`,
          ...config(text),
        },
        must: red,
      }),
    ),
  );
  attack(target, [
    {
      name: 'fewer targets than the base has',
      base: config('targets: [linux/amd64, windows/amd64]'),
      head: {
        'cmd/api/other_windows.go': 'package main\n\nvar x int = "x"\n',
        ...config('targets: linux/amd64'),
      },
      must: red,
    },
  ]);
});

describe("a fork's config file starts no program and writes nowhere else", () => {
  attack(target, [
    {
      name: 'a linker of its own',
      head: { ...evil, ...config('cgo: true, ldflags: "-extld=./evil.sh -linkmode=external"') },
      must: built,
    },
    {
      name: 'a header for assembly outside of the workspace',
      head: config('gcflags: "-asmhdr=OUTSIDE/x"'),
      must: built,
    },
    { name: 'an output folder outside of the workspace', head: config('output: OUTSIDE/'), must: built },
    { name: 'an output folder by a way of dots', head: config('output: ../outside/'), must: built },
    {
      name: 'another version in the binary',
      head: config('version: v9.9.9'),
      must: ({ outputs }) => expect(outputs['version']).not.toContain('9.9.9'),
    },
    {
      name: 'an output template with a name of a program',
      head: config('output: "OUTSIDE/docker"'),
      must: built,
    },
  ]);
});

describe('links and buried repositories', () => {
  const outside = async ({ fork }: AttackRun): Promise<void> => {
    expect(await readdir(fork.outside)).toEqual([]);
  };
  attack(target, [
    { name: 'the output folder is a link out of the workspace', head: { bin: '-> OUTSIDE' }, must: outside },
    {
      name: 'a binary is named as a program and its folder is a link to a folder on PATH',
      head: { 'cmd/docker/main.go': main, bin: '-> OUTSIDE' },
      must: outside,
    },
    {
      name: 'the working directory is a link out of the workspace',
      head: { svc: '-> OUTSIDE' },
      with: { 'working-directory': 'svc' },
      must: red,
    },
    {
      name: 'the working directory looks like a repository with a file system watcher',
      head: {
        'svc/go.mod': 'module example.com/svc\n\ngo 1.24\n',
        'svc/main.go': main,
        'svc/HEAD': 'ref: refs/heads/main\n',
        'svc/config': '[core]\n\tbare = false\n\tworktree = .\n\tfsmonitor = "touch WITNESS; false"\n',
        'svc/objects/info/packs': '',
        'svc/refs/heads/keep': '',
        'svc/packed-refs': `${'a'.repeat(40)} refs/tags/v9.9.9\n`,
      },
      with: { 'working-directory': 'svc' },
      must: ({ outputs }) => expect(outputs['version']).not.toContain('9.9.9'),
    },
    {
      name: 'the same in a dry run',
      head: {
        'svc/go.mod': 'module example.com/svc\n\ngo 1.24\n',
        'svc/main.go': main,
        'svc/HEAD': 'ref: refs/heads/main\n',
        'svc/config': '[core]\n\tbare = false\n\tworktree = .\n\tfsmonitor = "touch WITNESS; false"\n',
        'svc/objects/info/packs': '',
        'svc/refs/heads/keep': '',
      },
      with: { 'working-directory': 'svc', 'dry-run': 'true' },
    },
    {
      name: 'attributes that name a filter, and hooks among the files',
      head: {
        '.gitattributes': '* filter=evil diff=evil\n',
        '.gitconfig': '[filter "evil"]\n\tclean = touch WITNESS\n[core]\n\thooksPath = hooks\n',
        'hooks/post-checkout!': '#!/bin/sh\ntouch WITNESS\n',
      },
      must: built,
    },
  ]);
});

describe('what stands in flags, names and comments', () => {
  attack(target, [
    {
      name: 'a directive for cgo that names a plugin',
      head: {
        'cmd/api/main.go': `package main\n\n// #cgo CFLAGS: -fplugin=./evil.so\n// #cgo LDFLAGS: -Wl,-plugin,./evil.so\nimport "C"\n\nfunc main() {}\n`,
        ...config('cgo: true'),
      },
    },
    {
      name: 'go:generate',
      head: { ...evil, 'cmd/api/gen.go': 'package main\n\n//go:generate ../../evil.sh\n' },
      must: built,
    },
    {
      name: 'a toolchain in go.mod',
      head: { 'go.mod': 'module example.com/shop\n\ngo 1.24\n\ntoolchain go1.99.9-evil\n' },
    },
    {
      name: 'a name of a branch with orders in it',
      branch: '$(touch WITNESS)`touch WITNESS`',
      head: {},
      must: built,
    },
  ]);
});
