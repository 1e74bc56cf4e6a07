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
  ...['core', 'go', 'oci', 'kube', 'helm', 'devcluster', 'testkit', 'devtools', 'cli'].map(
    (name) => `packages/${name}/src/index.ts`,
  ),
];

/** Imports the modules one after another in a process of its own and prints what each of them changed. */
const SPY = `
const state = () => JSON.stringify({
  env: process.env, cwd: process.cwd(), exitCode: process.exitCode ?? null, argv: process.argv,
  listeners: Object.fromEntries(process.eventNames().map((name) => [String(name), process.listenerCount(name)])),
});
const found = {};
let printed = 0;
for (const stream of [process.stdout, process.stderr]) {
  const write = stream.write.bind(stream);
  stream.write = (...args) => { printed++; return write(...args); };
}
for (const path of JSON.parse(process.env.FAIRLEAD_SPY_MODULES)) {
  const before = state();
  await import(path);
  const changes = state() === before ? [] : [before, state()];
  const alive = process.getActiveResourcesInfo().filter((name) => !/^(TTY|Pipe|FS|CloseReq|Immediate)/.test(name));
  found[path] = { changes, alive, printed };
}
console.log(JSON.stringify(found));
`;

it('importing a module changes nothing, starts nothing and prints nothing', async () => {
  const paths = modules.map((path) => join(REPOSITORY_ROOT, path));
  expect(paths.filter((path) => !existsSync(path))).toEqual([]);
  const urls = paths.map((path) => pathToFileURL(path).href);
  const argv = ['--conditions=fairlead-source', '--input-type=module', '--eval', SPY];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, argv, {
    cwd: REPOSITORY_ROOT,
    env: { PATH: process.env['PATH'], HOME: '/nonexistent', FAIRLEAD_SPY_MODULES: JSON.stringify(urls) },
  });
  const nothing = { changes: [], alive: [], printed: 0 };
  expect(JSON.parse(stdout)).toEqual(Object.fromEntries(urls.map((url) => [url, nothing])));
  expect(stderr).toBe('');
});
