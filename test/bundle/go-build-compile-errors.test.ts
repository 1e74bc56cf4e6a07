import { describe, expect, test } from 'vitest';
import { writeTree } from '../support/write-tree.ts';
import { build, errorsOf } from './support/go-build.ts';
import { TWO_COMMANDS } from './support/go-workspace.ts';

describe('compile errors', () => {
  test('BLD-14 one error is one annotation at its place, and no target hides it', async () => {
    const workspace = await writeTree({
      ...TWO_COMMANDS,
      'internal/greet/greet.go': 'package greet\n\nfunc Word() string { return 1 }\n',
    });
    const targets = 'linux/amd64, linux/arm64';
    const result = await build(workspace, { targets, packages: './cmd/worker' });
    expect(result.exitCode).toBe(1);
    expect(errorsOf(result)).toMatchObject([
      {
        properties: 'file=internal/greet/greet.go,line=3,col=29',
        message: expect.stringMatching(
          /^BUILD_COMPILE_FAILED: internal\/greet\/greet\.go:3:29: cannot use 1 .*\(on all 2 targets\)$/,
        ) as string,
      },
    ]);
    expect(result.summary).toContain('| `internal/greet/greet.go:3:29` | cannot use 1');
    expect(result.summary).toContain('| compile | ❌');
  });

  test('BLD-14 the paths are relative to the repository, and the first ten of many are shown', async () => {
    const files = Object.fromEntries(
      ['a', 'b'].map((name) => [
        `svc/${name}/${name}.go`,
        `package ${name}\n\n${Array.from({ length: 8 }, (_, i) => `var X${i} int = "x"`).join('\n')}\n`,
      ]),
    );
    const workspace = await writeTree({
      ...files,
      'svc/go.mod': 'module example.com/svc\n\ngo 1.24\n',
      'svc/main.go':
        'package main\n\nimport (\n\t_ "example.com/svc/a"\n\t_ "example.com/svc/b"\n)\n\nfunc main() {}\n',
    });
    const result = await build(workspace, { 'working-directory': 'svc' });
    expect(errorsOf(result)).toHaveLength(10);
    expect(result.summary.match(/\| `svc\/[ab]\/[ab]\.go:\d+:\d+` \|/g)).toHaveLength(10);
    expect(result.summary).toContain('and 6 more');
  });

  test('all targets are tried: what compiles is there, what fails is named', async () => {
    const workspace = await writeTree({
      ...TWO_COMMANDS,
      'cmd/api/arm_arm64.go': 'package main\n\nvar broken int = "x"\n',
    });
    const result = await build(workspace, { packages: './cmd/api', targets: 'linux/arm64, linux/amd64' });
    expect(result.exitCode).toBe(1);
    expect(result.outputs['paths']).toBe('bin/linux-amd64/api');
    expect(errorsOf(result)[0]?.message).toContain('1 of 2 targets failed: linux/arm64');
  });

  test('go.mod that does not fit the code says go mod tidy', async () => {
    const workspace = await writeTree({
      ...TWO_COMMANDS,
      'cmd/api/main.go': 'package main\n\nimport _ "example.com/nowhere/x"\n\nfunc main() {}\n',
    });
    const result = await build(workspace, { packages: './cmd/api' });
    expect(errorsOf(result)).toHaveLength(1);
    expect(errorsOf(result)[0]?.properties).toBe('file=cmd/api/main.go,line=3,col=8');
    expect(result.log).toContain('hint: go.mod or go.sum does not fit the code: run go mod tidy');
  });
});
