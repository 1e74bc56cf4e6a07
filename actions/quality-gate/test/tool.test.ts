import { expect, it } from 'vitest';
import { openStore } from '../src/base-profile/store.ts';
import { toolBroke } from '../src/tool/ask-tool.ts';
import { jobOf } from './support/job-of.ts';

it('a tool that broke is told with its last words, as far as they go on a line', () => {
  const command = { program: 'vet', args: ['-x'], cwd: '/w', env: {}, about: 'm' };
  const told = (stdout: string, stderr: string) =>
    toolBroke(command, { exitCode: 2, stdout, stderr, durationMs: 1 }, 'did not work');
  const head = 'vet did not work (exit code 2, m)';
  expect(told('', '').message).toBe(head);
  expect(told('out\n', '').message).toBe(`${head}: out`);
  expect(told('out\n', 'first\n  last  \n\n').message).toBe(`${head}: last`);
  expect(told('', 'x'.repeat(300)).message).toBe(`${head}: ${'x'.repeat(300)}`);
  expect(told('', 'x'.repeat(301)).message).toBe(`${head}: ${'x'.repeat(300)}`);
  const lines = Array.from({ length: 21 }, (_, at) => `${at}`);
  expect(told(lines.join('\n\n'), '').lastLines).toEqual(lines.slice(1));
});

it('profiles are kept in the folder that is named, else by the service of the runner, if it has one', () => {
  const open = (cacheDir: string | undefined, env: Readonly<Record<string, string>>) => {
    const { ports } = jobOf().job;
    const event = {
      repository: 'o/r',
      refType: 'branch',
      refName: 'main',
      defaultBranch: 'main',
    } as typeof ports.event;
    return openStore({ ...ports, event, host: { ...ports.host, env } }, { cacheDir });
  };
  expect(open('/c', {})).toHaveProperty('cache');
  expect(open(undefined, {})).toEqual({ lack: 'this runner offers no cache service' });
  const service = { ACTIONS_CACHE_URL: 'https://cache.test/', ACTIONS_RUNTIME_TOKEN: 'x' };
  expect(open(undefined, service)).toHaveProperty('cache');
});
