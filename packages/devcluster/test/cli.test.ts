import { describe, expect, test, vi } from 'vitest';
import { parseArguments } from '../src/cli/arguments.ts';
import { runCli } from '../src/cli/main.ts';
import { renderCheck, renderError } from '../src/cli/render.ts';
import { readPull, whyWaiting } from '../src/kubeconfig/probe-image.ts';
import { createProgress } from '../src/progress.ts';
import { lacksNothing } from '../src/provider.ts';

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
    [
      ['check', '--registry', 'ghcr.io'],
      /--registry "ghcr.io": is for a cluster that you have: name it with --kubeconfig/,
    ],
    [
      ['check', '--prometheus-url', 'http://me:word@prom'],
      /--prometheus-url "\*\*\*@prom": is for a cluster/,
    ],
    [['up', '--gateway', '--kubeconfig', '/nowhere'], /--gateway "true": is for a native cluster/],
    [['check', '--context', 'kind-a', '--name', 'b'], /--name "b": is for a native cluster/],
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

test('a context alone means the file that kubectl takes', () => {
  vi.stubEnv('KUBECONFIG', ':/a/config:/b/config');
  expect(parseArguments(['check', '--context', 'a']).kubeconfig).toBe('/a/config');
  vi.stubEnv('KUBECONFIG', '');
  vi.stubEnv('HOME', '/home/me');
  expect(parseArguments(['check', '--context', 'a']).kubeconfig).toBe('/home/me/.kube/config');
  vi.unstubAllEnvs();
});

describe('a check', () => {
  const findings = [
    { what: 'Kubernetes', state: 'offers', detail: 'v1.34.4' },
    { what: 'gateway', state: 'lacks', optional: true, detail: 'none', hint: 'install one' },
  ] as const;
  const registry = { what: 'registry', state: 'lacks', detail: 'HTTP 404' } as const;

  test('names what is lacking, and says what to do', () => {
    const report = { provider: 'kubeconfig', cluster: 'kind-a', ok: false } as const;
    const lines = renderCheck({ ...report, findings: [...findings, registry] });
    expect(lines[0]).toBe('kubeconfig cluster kind-a: lacking: registry');
    expect(lines).toContain('  - gateway     none');
    expect(lines).toContain('                → install one');
  });

  test('is good without what the pipeline can do without', () => {
    expect([lacksNothing(findings), lacksNothing([...findings, registry])]).toEqual([true, false]);
  });
});

test('an error of the system has a remedy instead of a stack', () => {
  const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
  expect(renderError(full)).toEqual([
    'error: ENOSPC: no space left on device, write',
    expect.stringMatching(/^ {2}→ the disk is full: .*--cache-dir.*; then run the same command again$/),
  ]);
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

test('why a pod came no further is told', () => {
  const conditions = [{ type: 'PodScheduled', status: 'False', message: '0/3 nodes are available' }];
  expect(whyWaiting({ status: { phase: 'Pending', conditions } })).toBe('0/3 nodes are available');
  const waiting = { reason: 'ContainerCreating' };
  expect(whyWaiting({ status: { containerStatuses: [{ state: { waiting } } as never] } })).toBe(
    'ContainerCreating',
  );
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
