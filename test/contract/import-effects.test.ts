import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { actionNames } from '@fairlead/core';
import { REPOSITORY_ROOT } from '@fairlead/devtools';
import { expect, it } from 'vitest';

/** Modules that others import; entries (`main.ts`, `cli.ts`) are there to have effects. */
const modules = [
  ...actionNames.map((name) => `actions/${name}/src/action.ts`),
  ...['core', 'go', 'oci', 'kube', 'devcluster', 'testkit', 'devtools'].map(
    (name) => `packages/${name}/src/index.ts`,
  ),
];

/** Imports a module in a process of its own and prints what that changed. */
const SPY = `
const state = () => JSON.stringify({
  env: process.env, cwd: process.cwd(), exitCode: process.exitCode ?? null, argv: process.argv,
  listeners: Object.fromEntries(process.eventNames().map((name) => [String(name), process.listenerCount(name)])),
});
const before = state();
await import(process.env.FAIRLEAD_SPY_MODULE);
const changes = state() === before ? [] : [before, state()];
const alive = process.getActiveResourcesInfo().filter((name) => !/^(TTY|Pipe|FS|CloseReq|Immediate)/.test(name));
console.log(JSON.stringify({ changes, alive }));
`;

it.each(modules)(
  '%s changes nothing, starts nothing and prints nothing when it is imported',
  async (path) => {
    const full = join(REPOSITORY_ROOT, path);
    expect(existsSync(full)).toBe(true);
    const argv = ['--conditions=fairlead-source', '--input-type=module', '--eval', SPY];
    const { stdout, stderr } = await promisify(execFile)(process.execPath, argv, {
      cwd: REPOSITORY_ROOT,
      env: { PATH: process.env['PATH'], HOME: '/nonexistent', FAIRLEAD_SPY_MODULE: pathToFileURL(full).href },
    });
    expect(JSON.parse(stdout)).toEqual({ changes: [], alive: [] });
    expect(stderr).toBe('');
  },
);
