import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { errorMessage, ToolError } from '@fairlead/core';
import { type Progress, withProgress } from '../progress.ts';
import { appArmorIsOn } from '../system/app-armor.ts';
import { findProgram } from '../system/programs.ts';
import { type RunResult, run } from '../system/run.ts';
import { withoutServices } from './service-policy.ts';

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

/** Folder of the network plugins; undefined when they are not there. */
export function findNetworkPlugins(): string | undefined {
  return CNI_FOLDERS.find(
    (folder) => existsSync(join(folder, 'bridge')) && existsSync(join(folder, 'portmap')),
  );
}

/** What decides which packages have to be installed. */
export interface InstalledFacts {
  readonly has: (program: string) => boolean;
  readonly networkPlugins: boolean;
  /** Whether engines confine containers with AppArmor, for which they run its parser. */
  readonly appArmor: boolean;
}

const lookAround = (): InstalledFacts => ({
  has: (program) => findProgram(program) !== undefined,
  networkPlugins: findNetworkPlugins() !== undefined,
  appArmor: appArmorIsOn(),
});

/** Packages that have to be installed, in a fixed order. */
export function missingPackages({ has, networkPlugins, appArmor }: InstalledFacts = lookAround()): string[] {
  const packages = Object.entries(PROGRAMS).flatMap(([program, name]) => (has(program) ? [] : name));
  if (!networkPlugins) packages.push('containernetworking-plugins');
  if (appArmor && !has('apparmor_parser')) packages.push('apparmor');
  return [...new Set(packages)];
}

/**
 * Installs what is missing, and keeps the daemons in those packages from starting on the machine itself.
 * Throws ToolError when that cannot be done. Gives the packages that were installed.
 */
export async function ensurePackages(progress: Progress): Promise<string[]> {
  const missing = missingPackages();
  if (missing.length === 0) return [];
  if (findProgram('apt-get') === undefined) {
    throw lacking(missing, 'install their equivalents with your package manager');
  }
  // Another run may have installed them while this one waited for its turn.
  await installPackages(missing, missingPackages, progress);
  const still = missingPackages();
  if (still.length > 0) throw lacking(still, 'apt-get says that they are installed: reinstall them');
  return missing;
}

/** Installs packages, those that are still missing when it is their turn, without starting their services. */
export async function installPackages(
  packages: readonly string[],
  stillMissing: () => readonly string[],
  progress: Progress,
): Promise<void> {
  const work = (): Promise<void> => withoutServices(progress, (env) => install(stillMissing(), env));
  await withProgress(progress, `installing ${packages.join(' ')}`, work, () => 'installed');
}

function lacking(packages: readonly string[], remedy: string): ToolError {
  return new ToolError({
    code: 'TOOL_MISSING',
    message: `this machine lacks the programs of these Debian packages: ${packages.join(', ')}`,
    hint: `${remedy}, or use a cluster of your own with --kubeconfig`,
    argv: ['apt-get', 'install', ...packages],
  });
}

const OPTIONS = ['-y', '-q', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=300'];

async function install(packages: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  if (packages.length === 0) return;
  const apt = (...names: string[]): string[] => ['apt-get', 'install', ...OPTIONS, ...names];
  // Lists may be missing on a fresh machine or too old: update only when the first try fails.
  const first = await run(apt(...packages), { env, allowedCodes: [1, 100] });
  if (first.code !== 0) {
    // What an earlier installation has left when it was killed.
    await run(['dpkg', '--configure', '--pending'], { env, allowedCodes: [1, 2] });
    // Some list that cannot be had need not be one of those that matter: the second try decides.
    const update = await run(['apt-get', 'update', '-q'], { env, allowedCodes: [1, 100] });
    await run(apt(...packages), { env }).catch((error) => explainInstallation(error, update));
  }
  // From Debian 13 on the engine's package leaves its command line to a package of its own.
  if (packages.includes('docker.io') && findProgram('docker') === undefined)
    await run(apt('docker-cli'), { env });
  await disableServices(packages);
}

/** The last line that apt prints is seldom the reason: it marks the reasons with `E:`. */
function explainInstallation(error: unknown, update: RunResult): never {
  if (!(error instanceof ToolError)) throw error;
  const printed = [...`${update.stdout}\n${update.stderr}`.split('\n'), ...error.details];
  const reasons = [...new Set(printed.filter((line) => /^(E|Err:|W: Failed)/.test(line.trim())))];
  throw new ToolError({
    code: 'TOOL_FAILED',
    message: `the packages could not be installed: ${reasons.at(-1)?.trim() ?? errorMessage(error)}`,
    hint: `try the command yourself: ${error.argv.join(' ')}`,
    argv: error.argv,
    exitCode: error.exitCode,
    lastLines: reasons.slice(-10),
    cause: error,
  });
}

/** On a machine with systemd the packages' services would start at the next boot: they are not wanted. */
async function disableServices(packages: readonly string[]): Promise<void> {
  if (!existsSync('/run/systemd/system') || findProgram('systemctl') === undefined) return;
  const { stdout } = await run(['dpkg', '-L', ...packages], { allowedCodes: [1] });
  const units = unitsIn(stdout);
  if (units.length === 0) return;
  // In one call, and without their old init scripts: systemd reads all of its units anew after each.
  const env = { ...process.env, SYSTEMCTL_SKIP_SYSV: '1' };
  await run(['systemctl', 'disable', ...units], { env, allowedCodes: [1] });
}

/** Services and sockets among the files that `dpkg -L` lists; templates have no service of their own. */
export function unitsIn(files: string): string[] {
  return files
    .split('\n')
    .flatMap((line) => /\/systemd\/system\/([^/@]+\.(?:service|socket))$/.exec(line)?.[1] ?? []);
}
