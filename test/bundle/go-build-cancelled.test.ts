import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { forgeStep } from '@fairlead/testkit';
import { expect, test } from 'vitest';
import { writeTree } from '../support/write-tree.ts';
import { goEnvironment } from './support/go-workspace.ts';

test('SIGINT in the middle of compiling: cancelled, nothing half-built, no process left', async () => {
  const workspace = await writeTree({
    'go.mod': 'module example.com/big\n\ngo 1.24\n',
    'main.go': 'package main\n\nimport "net/http"\n\nfunc main() { _ = http.ListenAndServe("", nil) }\n',
  });
  const step = await forgeStep({
    action: 'go-build',
    workspace,
    env: { ...(await goEnvironment()), GOCACHE: join(workspace, '.cache') },
    onLine: (line, child) => {
      if (line.includes('building big')) setTimeout(() => child.kill('SIGINT'), 500);
    },
  });
  const result = await step.main();
  expect(result.exitCode).toBe(1);
  expect(result.log).toMatch(/CANCELLED/);
  expect(result.summary).toContain('cancelled');
  expect(existsSync(join(workspace, 'bin'))).toBe(false);
  const left = await readdir(join(step.temp, 'temp', 'fairlead'));
  expect(left.filter((name) => name.startsWith('build-'))).toEqual([]);
  const processes = execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' });
  expect(processes).not.toContain(step.temp);
});
