import { existsSync, readFileSync, statfsSync } from 'node:fs';
import { release } from 'node:os';
import { dirname } from 'node:path';
import { errorMessage } from '@fairlead/core';
import {
  judgePart,
  type KernelPart,
  kernelParts,
  lookAtKernel,
  lookAtPart,
  type PartFacts,
} from '../machine/kernel-parts.ts';
import { judgeMachine, readMachineFacts } from '../machine/kinds.ts';
import { stateRoot } from '../paths.ts';
import type { Finding } from '../provider.ts';
import { describeCgroups } from '../system/cgroups.ts';
import { readModules } from '../system/modules.ts';
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
  return [
    ...findings,
    judgeMachine(readMachineFacts()),
    checkPackages(),
    checkCgroups(),
    ...(await checkKernel(root)),
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

async function checkKernel(root: boolean): Promise<Finding[]> {
  const kernel = lookAtKernel(release());
  const modules = readModules();
  return Promise.all(
    kernelParts.map(async (part) => {
      const seen = lookAtPart(part, modules);
      // A trial would load the module, and a check changes nothing.
      const facts = seen.place === 'loadable' ? seen : await tryPart(part, seen, root);
      return judgePart(part, facts, kernel);
    }),
  );
}

/** Tries a part that shows no sign of itself, where its program is there and namespaces may be made. */
async function tryPart({ trial }: KernelPart, seen: PartFacts, root: boolean): Promise<PartFacts> {
  if (trial === undefined || !root || findProgram(trial[0] ?? '') === undefined) return seen;
  try {
    await run(['unshare', '--net', ...trial], { timeoutMs: 10_000 });
    return { ...seen, works: true };
  } catch (error) {
    return { ...seen, works: false, reason: errorMessage(error) };
  }
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
