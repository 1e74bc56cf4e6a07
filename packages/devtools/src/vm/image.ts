import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheRoot, makeOnce, markUsed, type Progress, run } from '@fairlead/devcluster';
import { Problem } from '../problem.ts';
import { imageKey, type VmMachine } from './machines.ts';
import type { Suite } from './suites.ts';

/** A machine's first disk, with the kernel that starts it. */
export interface Image {
  readonly disk: string;
  readonly kernel: string;
  readonly initrd: string;
}

/** Label of the disk that the test brings. */
export const TEST_DISK = 'fairlead-test';
/** Where the machine mounts it. */
export const TEST_FOLDER = '/fairlead';

/** Runs what the test brings, once, and tells on the second serial line; the machine then goes off. */
const UNIT = `[Unit]
Description=Fairlead test
After=multi-user.target
[Service]
Type=oneshot
ExecStart=/bin/sh -c 'mkdir -p ${TEST_FOLDER} && mount LABEL=${TEST_DISK} ${TEST_FOLDER} && exec ${TEST_FOLDER}/start.sh'
ExecStopPost=/bin/systemctl --no-block poweroff
TimeoutStartSec=infinity
StandardOutput=tty
StandardError=tty
TTYPath=/dev/ttyS1
[Install]
WantedBy=multi-user.target
`;

const FILES: Readonly<Record<string, string>> = {
  '/etc/systemd/system/fairlead-test.service': UNIT,
  '/etc/hostname': 'fairlead-vm\n',
  '/etc/hosts': '127.0.0.1 localhost fairlead-vm\n',
};
const DISK_SIZE = '10G';
/** A package mirror that stops answering must not keep this waiting for ever. */
const LIMIT_MS = 40 * 60_000;

/** The machine's disk and kernel: from the cache, or made of Debian's packages. */
export async function ensureImage(
  suite: Suite,
  machine: VmMachine,
  progress: Progress,
  signal: AbortSignal,
): Promise<Image> {
  const folder = join(cacheRoot(), imageKey(suite, machine, FILES));
  const image = {
    disk: join(folder, 'disk.img'),
    kernel: join(folder, 'vmlinuz'),
    initrd: join(folder, 'initrd.img'),
  };
  await mkdir(cacheRoot(), { recursive: true });
  const isWhole = (): boolean => Object.values(image).every((file) => existsSync(file));
  const piece = isWhole() ? undefined : progress.start(`making ${suite.title} ${machine.title}`);
  try {
    const made = await makeOnce(folder, (half) => makeImage(suite, machine, half, signal), {
      signal,
      isWhole,
    });
    piece?.done(made);
  } catch (error) {
    piece?.failed('failed');
    throw error;
  }
  await markUsed(folder);
  return image;
}

async function makeImage(suite: Suite, machine: VmMachine, half: string, signal: AbortSignal): Promise<void> {
  const root = join(half, 'root');
  await run(bootstrap(suite, machine, root), { signal, timeoutMs: LIMIT_MS });
  for (const [path, text] of Object.entries(FILES)) await writeFile(join(root, path), text);
  const wants = join(root, 'etc/systemd/system/multi-user.target.wants');
  await mkdir(wants, { recursive: true });
  await symlink('../fairlead-test.service', join(wants, 'fairlead-test.service'));
  const boot = await readdir(join(root, 'boot'));
  for (const name of ['vmlinuz', 'initrd.img']) {
    const found = boot.find((file) => file.startsWith(`${name}-`));
    if (found === undefined) throw new Problem(`${suite.title} came without ${name}`);
    await copyFile(join(root, 'boot', found), join(half, name));
  }
  await makeDisk(root, join(half, 'disk.img'), DISK_SIZE, 'fairlead-root', signal);
  await rm(root, { recursive: true, force: true });
}

/**
 * mmdebstrap in a mount and a process namespace of its own: what it mounts and starts is gone with it, however it ends.
 */
function bootstrap(suite: Suite, machine: VmMachine, root: string): string[] {
  const leash = ['setpriv', '--pdeathsig', 'KILL', '--'];
  const enclosure = ['unshare', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc', '--'];
  return [
    ...leash,
    ...enclosure,
    ...['mmdebstrap', '--mode=root', '--variant=minbase', '--skip=cleanup/apt', '--quiet'],
    `--include=${suite.base.join(',')}`,
    ...machine.prepare(suite).map((command) => `--customize-hook=chroot "$1" ${command}`),
    suite.name,
    root,
  ];
}

/** An ext4 file system with the content of a folder; the file takes the space of its content only. */
export async function makeDisk(
  folder: string,
  file: string,
  size: string,
  label: string,
  signal: AbortSignal,
): Promise<void> {
  await run(['mke2fs', '-q', '-t', 'ext4', '-L', label.slice(0, 16), '-d', folder, file, size], { signal });
}
