import { describe, expect, test, vi } from 'vitest';
import { parseArguments } from '../src/cli/arguments.ts';
import { runCli } from '../src/cli/main.ts';
import { renderCheck } from '../src/cli/render.ts';
import { readPull } from '../src/kubeconfig/probe-image.ts';
import { createProgress } from '../src/progress.ts';

async function cli(...words: string[]): Promise<{ code: number; out: string; err: string }> {
  const [out, err]: [string[], string[]] = [[], []];
  const code = await runCli(words, { out: (line) => out.push(line), err: (line) => err.push(line) });
  return { code, out: out.join('\n'), err: err.join('\n') };
}

describe('the command line', () => {
  test('has defaults', () => {
    expect(parseArguments(['up'])).toMatchObject({
      command: 'up',
      name: 'fairlead',
      gateway: false,
      json: false,
    });
  });

  test.each([
    [['start'], /command "start": unknown \(allowed: up, status, check, down\)/],
    [['up', 'x'], /arguments "x": too many/],
    [['up', '--gatway'], /--gatway/],
    [['up', '--name', 'A_B'], /name "A_B": cannot name a cluster/],
  ])('refuses %j and changes nothing', async (words, message) => {
    const { code, err } = await cli(...words);
    expect(code).toBe(2);
    expect(err).toMatch(message);
  });

  test('explains itself', async () => {
    expect(await cli('--help')).toMatchObject({
      code: 0,
      out: expect.stringContaining('npm run cluster -- up'),
    });
  });

  test('leaves a cluster of the user alone', async () => {
    const { code, out } = await cli('down', '--kubeconfig', '/nowhere');
    expect(code).toBe(0);
    expect(out).toContain('Nothing was changed');
  });

  test('names a kubeconfig that is not there', async () => {
    const { code, err } = await cli('check', '--kubeconfig', '/nowhere/config');
    expect(code).toBe(2);
    expect(err).toContain('kubeconfig "/nowhere/config": there is no such file');
  });
});

test('a check says what is lacking and what to do', () => {
  const lines = renderCheck({
    provider: 'kubeconfig',
    cluster: 'kind-a',
    ok: false,
    findings: [
      { what: 'Kubernetes', state: 'offers', detail: 'v1.34.4' },
      { what: 'gateway', state: 'lacks', detail: 'none', hint: 'install one' },
    ],
  });
  expect(lines[0]).toBe('kubeconfig cluster kind-a: 1 thing is lacking');
  expect(lines.at(-1)).toContain('→ install one');
});

describe('whether an image was pulled', () => {
  const pod = (status: object) => ({ status: { containerStatuses: [status as never] } });

  test('is open until the node says something', () => {
    expect(readPull({})).toBeUndefined();
    expect(
      readPull(pod({ imageID: '', state: { waiting: { reason: 'ContainerCreating' } } })),
    ).toBeUndefined();
  });

  test('is told in the node’s words', () => {
    const waiting = { reason: 'ErrImagePull', message: 'not found' };
    expect(readPull(pod({ imageID: '', state: { waiting } }))).toEqual({
      pulled: false,
      reason: 'not found',
    });
    expect(readPull(pod({ imageID: 'sha256:1' }))).toMatchObject({ pulled: true });
  });
});

test('long work shows that it goes on', () => {
  vi.useFakeTimers();
  const lines: string[] = [];
  let now = 0;
  const piece = createProgress({ write: (line) => lines.push(line), now: () => now }).start('building x');
  now = 15_000;
  vi.advanceTimersByTime(15_000);
  now = 21_000;
  piece.done('built');
  vi.advanceTimersByTime(60_000);
  vi.useRealTimers();
  expect(lines).toEqual(['  … building x, 15 s so far', '  ✓ building x: built (21.0 s)']);
});
