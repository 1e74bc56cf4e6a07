import { existsSync, readFileSync, statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { errorMessage } from '@fairlead/core';
import { stateRoot } from '../paths.ts';
import type { Finding } from '../provider.ts';
import { describeCgroups } from '../system/cgroups.ts';
import { findProgram } from '../system/programs.ts';
import { run } from '../system/run.ts';
import { missingPackages } from '../tools/debian.ts';
import { createToolbox } from '../tools/toolbox.ts';
import { builtPrograms } from './start-steps.ts';

/** Bytes that the first build needs, compilers' cache included, and what a cluster needs once all is built. */
const BUILD_DISK = 8e9;
const RUN_DISK = 2e9;
const BUILD_MEMORY = 3e9;
const RUN_MEMORY = 1.5e9;

/** Says whether this machine could run a native cluster. Changes nothing. */
export async function checkMachine(cacheDir?: string): Promise<Finding[]> {
  const linux = process.platform === 'linux';
  const root = process.getuid?.() === 0;
  const user = `user ${process.getuid?.() ?? 'unknown'}`;
  const findings = [
    fact('Linux', linux, process.platform, 'use a cluster of your own with --kubeconfig'),
    fact('root', root, user, 'run it as root, or use a cluster of your own with --kubeconfig'),
  ];
  const { built, ...programs } = await checkPrograms(cacheDir);
  findings.push(...programs.findings);
  if (!linux) return findings;
  const network = root ? await checkNetwork() : [];
  return [
    ...findings,
    checkPackages(),
    checkOverlay(),
    checkCgroups(),
    ...network,
    ...checkRoom(built, cacheDir),
  ];
}

async function checkPrograms(cacheDir: string | undefined): Promise<{ built: boolean; findings: Finding[] }> {
  const toolbox = createToolbox({ cacheDir });
  try {
    const go = await toolbox.go();
    const all = builtPrograms(false);
    const missing = await toolbox.missing(all);
    const detail = `${all.length - missing.length} of ${all.length} are in ${toolbox.cacheDir}`;
    return {
      built: missing.length === 0,
      findings: [
        { what: 'Go', state: 'offers', detail: `${go.version} ${go.platform}` },
        {
          what: 'built programs',
          state: 'offers',
          detail: `${detail}${missing.length > 0 ? ', up builds the rest' : ''}`,
        },
      ],
    };
  } catch (error) {
    const { hint } = error as { readonly hint?: string };
    return { built: false, findings: [{ what: 'Go', state: 'lacks', detail: errorMessage(error), hint }] };
  }
}

function checkPackages(): Finding {
  const missing = missingPackages();
  const canInstall = missing.length === 0 || findProgram('apt-get') !== undefined;
  const names = missing.join(', ');
  const detail =
    missing.length === 0 ? 'all there' : `${names}${canInstall ? ': up installs them' : ' are missing'}`;
  return fact('system packages', canInstall, detail, 'install their equivalents');
}

function checkOverlay(): Finding {
  const known = readFileSync('/proc/filesystems', 'utf8').includes('\toverlay\n');
  const detail = `${known ? '' : 'un'}known to the kernel`;
  return fact('overlay file system', known, detail, 'modprobe overlay');
}

function checkCgroups(): Finding {
  const { version, missing, readOnly } = describeCgroups(readFileSync('/proc/self/mountinfo', 'utf8'));
  const what = 'cgroups';
  if (missing.length > 0) {
    const hint = 'mount them, or switch them on at boot; in a container, start it as privileged';
    return { what, state: 'lacks', detail: `version ${version}, without ${missing.join(', ')}`, hint };
  }
  const hint = 'in a container, start it as privileged';
  const detail = `version ${version}${readOnly.length > 0 ? `, ${readOnly.join(', ')} read-only` : ''}`;
  return fact(what, readOnly.length === 0, detail, hint);
}

/** What the network needs from the kernel, each tried in a namespace of its own that is gone with the program. */
const TRIALS: readonly {
  readonly what: string;
  readonly argv: readonly string[];
  readonly module: string;
}[] = [
  { what: 'bridges', argv: ['ip', 'link', 'add', 'trial', 'type', 'bridge'], module: 'bridge' },
  {
    what: 'veth pairs',
    argv: ['ip', 'link', 'add', 'trial', 'type', 'veth', 'peer', 'name', 'other'],
    module: 'veth',
  },
  { what: 'address translation', argv: ['iptables', '-t', 'nat', '-S'], module: 'iptable_nat' },
];

async function checkNetwork(): Promise<Finding[]> {
  const possible = TRIALS.filter(({ argv }) => findProgram(argv[0] ?? '') !== undefined);
  return Promise.all(
    possible.map(async ({ what, argv, module }): Promise<Finding> => {
      try {
        await run(['unshare', '--net', ...argv], { timeoutMs: 10_000 });
        return { what, state: 'offers', detail: 'known to the kernel' };
      } catch (error) {
        return { what, state: 'lacks', detail: errorMessage(error), hint: `modprobe ${module}` };
      }
    }),
  );
}

function checkRoom(built: boolean, cacheDir: string | undefined): Finding[] {
  const memory = process.availableMemory();
  const need = built ? RUN_MEMORY : BUILD_MEMORY;
  const disk = built ? RUN_DISK : BUILD_DISK;
  const places = [...new Set([nearest(stateRoot()), nearest(createToolbox({ cacheDir }).cacheDir)])];
  return [
    fact(
      'memory',
      memory > need,
      `${(memory / 1e9).toFixed(1)} GB free`,
      `about ${need / 1e9} GB are needed`,
    ),
    ...places.map((place) => {
      const { bavail, bsize } = statfsSync(place);
      const free = bavail * bsize;
      const hint = `about ${disk / 1e9} GB are needed; --cache-dir and XDG_STATE_HOME name other places`;
      return fact('disk', free > disk, `${(free / 1e9).toFixed(0)} GB free in ${place}`, hint);
    }),
  ];
}

/** The folder, or the nearest above it that is there. */
function nearest(folder: string): string {
  return existsSync(folder) ? folder : nearest(dirname(folder));
}

function fact(what: string, good: boolean, detail: string, hint: string): Finding {
  return { what, state: good ? 'offers' : 'lacks', detail, hint: good ? undefined : hint };
}
