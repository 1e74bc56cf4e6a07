import { describe, expect, test } from 'vitest';
import { writeTree } from '../support/write-tree.ts';
import { build, errorsOf } from './support/go-build.ts';
import { TWO_COMMANDS } from './support/go-workspace.ts';

describe('the Go at hand', () => {
  test('too old: fails before compiling with the version required and found', async () => {
    const workspace = await writeTree({ ...TWO_COMMANDS, 'go.mod': 'module example.com/shop\n\ngo 1.99\n' });
    const result = await build(workspace);
    expect(errorsOf(result)).toMatchObject([
      {
        properties: 'file=go.mod',
        message: expect.stringMatching(
          /^GO_VERSION_MISMATCH: go\.mod requires Go 1\.99 or newer, but Go 1\.\d+\.\d+ is on PATH/,
        ) as string,
      },
    ]);
    expect(result.log).toContain('actions/setup-go');
    expect(result.log).not.toContain('compile');
  });

  test('missing: says setup-go', async () => {
    const workspace = await writeTree(TWO_COMMANDS);
    const result = await build(workspace, {}, { env: { PATH: '/usr/bin:/bin' } });
    expect(errorsOf(result)[0]?.message).toBe('TOOL_MISSING: go is not on PATH');
    expect(result.log).toContain('hint: add a step with actions/setup-go');
  });

  test('settings that Go refuses are named', async () => {
    const workspace = await writeTree(TWO_COMMANDS);
    const result = await build(workspace, {}, { env: { GOFLAGS: '-bogus' } });
    expect(errorsOf(result).map(({ message }) => message)).toEqual([
      'GO_UNUSABLE: go refuses to work with its settings: parsing $GOFLAGS: unknown flag -bogus',
    ]);
  });
});
