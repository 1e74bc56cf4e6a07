import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ToolError } from '../errors.ts';
import { type Progress, withProgress } from '../progress.ts';
import { run } from '../system/run.ts';

/** Where programs of the system are looked for; the system's own come before what was put in /usr/local. */
export const SYSTEM_PATH: string = '/usr/sbin:/usr/bin:/sbin:/bin:/usr/local/sbin:/usr/local/bin';

/** Programs that the cluster needs, and the Debian package that has each. */
const PROGRAMS: Readonly<Record<string, string>> = {
  dockerd: 'docker.io',
  docker: 'docker.io',
  'docker-registry': 'docker-registry',
  prometheus: 'prometheus',
  containerd: 'containerd',
  ctr: 'containerd',
  runc: 'runc',
  etcd: 'etcd-server',
  iptables: 'iptables',
  conntrack: 'conntrack',
  ip: 'iproute2',
  nsenter: 'util-linux',
  mount: 'mount',
  sysctl: 'procps',
  openssl: 'openssl',
  tar: 'tar',
};

const CNI_FOLDERS = ['/usr/lib/cni', '/opt/cni/bin'];
const POLICY_FILE = '/usr/sbin/policy-rc.d';
const POLICY_MARK = '# written by fairlead while it installs packages';

/** Full path of a program of the system; undefined when it is not there. */
export function findProgram(name: string): string | undefined {
  return SYSTEM_PATH.split(':')
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path));
}

/** Folder of the network plugins; undefined when they are not there. */
export function findNetworkPlugins(): string | undefined {
  return CNI_FOLDERS.find(
    (folder) => existsSync(join(folder, 'bridge')) && existsSync(join(folder, 'portmap')),
  );
}

/** Packages that have to be installed, in a fixed order. */
export function missingPackages(): string[] {
  const programs = Object.keys(PROGRAMS).filter((program) => findProgram(program) === undefined);
  const packages = programs.map((program) => PROGRAMS[program] ?? program);
  if (findNetworkPlugins() === undefined) packages.push('containernetworking-plugins');
  return [...new Set(packages)];
}

/**
 * Installs what is missing, and keeps the daemons in those packages from starting on the machine itself.
 * Throws ToolError when the machine has no apt-get. Gives the packages that were installed.
 */
export async function ensurePackages(progress: Progress): Promise<string[]> {
  await removeOldPolicy();
  const missing = missingPackages();
  if (missing.length === 0) return [];
  if (findProgram('apt-get') === undefined) {
    throw new ToolError({
      code: 'TOOL_MISSING',
      message: `this machine lacks the programs of these Debian packages: ${missing.join(', ')}`,
      hint: 'install their equivalents with your package manager, or use a cluster of your own with --kubeconfig',
      argv: ['apt-get', 'install', ...missing],
    });
  }
  await withProgress(
    progress,
    `installing ${missing.join(' ')}`,
    () => install(missing),
    () => 'installed',
  );
  return missing;
}

async function install(packages: readonly string[]): Promise<void> {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const policy = existsSync(POLICY_FILE) ? undefined : POLICY_FILE;
  if (policy !== undefined) await writeFile(policy, `#!/bin/sh\n${POLICY_MARK}\nexit 101\n`, { mode: 0o755 });
  try {
    const options = ['-y', '-q', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=300'];
    const argv = ['apt-get', 'install', ...options, ...packages];
    // Lists may be missing on a fresh machine or too old: update only when the first try fails.
    const first = await run(argv, { env, allowedCodes: [1, 100] });
    if (first.code !== 0) {
      await run(['apt-get', 'update', '-q'], { env });
      await run(argv, { env });
    }
    // From Debian 13 on the engine's package leaves its command line to a package of its own.
    if (findProgram('docker') === undefined)
      await run(['apt-get', 'install', ...options, 'docker-cli'], { env });
    await disableServices(packages);
  } finally {
    if (policy !== undefined) await rm(policy, { force: true });
  }
}

/** On a machine with systemd the packages' services would start at the next boot: they are not wanted. */
async function disableServices(packages: readonly string[]): Promise<void> {
  if (!existsSync('/run/systemd/system') || findProgram('systemctl') === undefined) return;
  for (const name of packages) {
    const { stdout } = await run(['dpkg', '-L', name], { allowedCodes: [1] });
    const units = stdout
      .split('\n')
      .flatMap((line) => /\/systemd\/system\/([^/@]+\.(?:service|socket))$/.exec(line)?.[1] ?? []);
    if (units.length > 0) await run(['systemctl', 'disable', ...units], { allowedCodes: [1] });
  }
}

/** Removes our policy file when an installation was killed before it could. */
async function removeOldPolicy(): Promise<void> {
  const text = existsSync(POLICY_FILE) ? await readFile(POLICY_FILE, 'utf8') : '';
  if (text.includes(POLICY_MARK)) await rm(POLICY_FILE, { force: true });
}
