import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { bootMachine, qemuArguments } from '../../src/vm/boot.ts';
import { imageKey, vmMachines } from '../../src/vm/machines.ts';
import { missingVmPackages } from '../../src/vm/programs.ts';
import { suites } from '../../src/vm/suites.ts';
import { createTally } from '../../src/vm/tally.ts';
import { readTold, tell } from '../../src/vm/told.ts';

const folder = mkdtempSync(join(tmpdir(), 'vm-test-'));
afterAll(() => rmSync(folder, { recursive: true }));
/** Stands for a machine that hangs. */
const SLEEPER = join(folder, 'sleeper');
writeFileSync(SLEEPER, '#!/bin/sh\nexec sleep 60\n', { mode: 0o755 });

const image = { disk: '/c/a,b/disk.img', kernel: '/c/vmlinuz', initrd: '/c/initrd.img' };
const boot = {
  image,
  payload: '/c/test.img',
  acceleration: 'tcg',
  words: ['fairlead.machine=as-it-comes'],
  console: '/c/console.log',
} as const;

describe('the machine', () => {
  it('has no network, and what it writes to its disks is gone with it', () => {
    const args = qemuArguments(boot);
    expect(args.join(' ')).toContain('-nic none');
    const disks = args.filter((word) => word.startsWith('file=') && word.includes('format=raw'));
    expect(disks).toHaveLength(2);
    for (const disk of disks) expect(disk).toContain('snapshot=on');
    expect(disks[0], 'a comma in a path is not the end of it').toContain('file=/c/a,,b/disk.img,');
  });

  it('ends itself when its kernel panics, and is told which test it runs', () => {
    const args = qemuArguments(boot);
    const append = args[args.indexOf('-append') + 1];
    expect(append).toContain('panic=-1');
    expect(append).toContain('fairlead.machine=as-it-comes');
    expect(args).toContain('-no-reboot');
  });

  it('is kept in the cache by what made it', () => {
    const [bookworm, trixie] = suites;
    const [bare, served] = vmMachines;
    if (!bookworm || !trixie || !bare || !served) throw new Error('two suites and two machines');
    const files = { '/etc/hostname': 'a' };
    const key = imageKey(bookworm, bare, files);
    expect(key).toMatch(/^vm-bookworm-as-it-comes-[0-9a-f]{16}$/);
    const others = [
      imageKey(bookworm, bare, { '/etc/hostname': 'b' }),
      imageKey({ ...bookworm, base: [] }, bare, files),
      imageKey({ ...bookworm, cluster: [] }, bare, files),
      imageKey(trixie, bare, files),
      imageKey(bookworm, served, files),
    ];
    expect(new Set([key, ...others]).size).toBe(6);
  });

  it('as it comes has nothing installed that a cluster needs, and no service of it runs', () => {
    for (const suite of suites) {
      expect(suite.base.filter((name) => suite.cluster.includes(name))).toEqual([]);
      const [bare] = vmMachines.map(({ prepare }) => prepare(suite).join('; '));
      expect(bare).toContain('--download-only docker.io');
    }
  });

  it('needs programs that are installed when they are missing', () => {
    expect(missingVmPackages(() => true)).toEqual([]);
    expect(missingVmPackages(() => false)).toEqual(['qemu-system-x86', 'mmdebstrap', 'e2fsprogs']);
  });

  it('is one of two kinds', () => {
    expect(vmMachines.map(({ name }) => name)).toEqual(['as-it-comes', 'with-services']);
  });
});

describe('what the machine tells', () => {
  it('is read from between what the kernel says', () => {
    const told = { kind: 'passed', step: 'up', fact: 'node ready', ms: 5 } as const;
    expect(readTold(`[  12.3] veth: ${tell(told)}`)).toEqual(told);
    expect(readTold('[  12.3] veth: renamed')).toBeUndefined();
    expect(readTold(tell(told).slice(0, -4)), 'a line that was cut short').toBeUndefined();
  });

  const tally = () => {
    const lines: string[] = [];
    return { lines, ...createTally((line) => lines.push(line)) };
  };

  it('is counted step by step, a plain line each', () => {
    const { hear, close, passed, failed, lines } = tally();
    hear({ kind: 'plan', steps: ['check', 'up'] });
    hear({ kind: 'passed', step: 'check', fact: '15 findings', ms: 2000 });
    hear({ kind: 'failed', step: 'up', reasons: ['docker ended', 'its last line'], ms: 90_000 });
    close('off');
    expect([passed(), failed()]).toEqual([1, 1]);
    expect(lines).toEqual([
      '  ✓ check: 15 findings (2.0 s)',
      '  ✗ up (1 min 30 s)',
      '      docker ended',
      '      its last line',
    ]);
  });

  it.each([
    ['fell silent', 'the machine fell silent'],
    ['took too long', 'the machine took too long'],
    ['off', 'the machine went off before'],
  ] as const)('counts what was not reached as failed: %s', (end, why) => {
    const { hear, close, passed, failed, lines } = tally();
    hear({ kind: 'plan', steps: ['check', 'up'] });
    hear({ kind: 'passed', step: 'check', fact: 'all', ms: 1 });
    close(end);
    expect([passed(), failed()]).toEqual([1, 1]);
    expect(lines.at(-1)).toBe(`  ✗ up: not reached, ${why}`);
  });

  it('is never nothing: a machine that does not start its test has failed', () => {
    const { close, failed, lines } = tally();
    close('qemu failed: no such machine');
    expect(failed()).toBe(1);
    expect(lines).toEqual([
      '  ✗ the machine starts its test: not reached, the machine qemu failed: no such machine',
    ]);
  });
});

it('a machine whose program is not there has failed with its words', async () => {
  const end = await bootMachine({
    ...boot,
    onLine: () => {},
    limitMs: 5000,
    silenceMs: 5000,
    signal: new AbortController().signal,
    program: '/no/such/qemu',
  });
  expect(end).toMatch(/^qemu failed: .*\/no\/such\/qemu/s);
});

it.each([
  ['took too long', { limitMs: 50, silenceMs: 60_000, cancelled: false }],
  ['fell silent', { limitMs: 60_000, silenceMs: 50, cancelled: false }],
  ['cancelled', { limitMs: 60_000, silenceMs: 60_000, cancelled: true }],
] as const)('a machine that hangs is ended: %s', async (end, { cancelled, ...limits }) => {
  const stop = new AbortController();
  if (cancelled) stop.abort();
  const found = await bootMachine({
    ...boot,
    ...limits,
    onLine: () => {},
    signal: stop.signal,
    program: SLEEPER,
  });
  expect(found).toBe(end);
});
