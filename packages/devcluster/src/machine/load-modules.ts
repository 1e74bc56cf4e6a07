import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { release } from 'node:os';
import { join } from 'node:path';
import { type Progress, withProgress } from '../progress.ts';
import { run } from '../system/run.ts';
import { lookAtKernel, modulesToLoad } from './kernel-parts.ts';

/** Settings of `br_netfilter`, for each network namespace apart. */
const BRIDGE_SETTINGS = '/proc/sys/net/bridge';

/**
 * Loads the modules that a cluster needs and that are only not loaded yet. They stay loaded: who uses one meanwhile is
 * not known to anybody. Throws ToolError when the kernel refuses one.
 */
export async function loadModules(progress: Progress): Promise<void> {
  const modules = modulesToLoad(lookAtKernel(release()));
  if (modules.length === 0) return;
  const filteredBridges = existsSync(BRIDGE_SETTINGS);
  const load = () => run(['modprobe', '--all', ...modules]);
  await withProgress(progress, `kernel modules ${modules.join(' ')}`, load, () => 'loaded');
  if (!filteredBridges) spareOwnBridges();
}

/** Without br_netfilter the firewall has not seen what passes the machine's own bridges, and so it stays for them. */
export function spareOwnBridges(settings: string = BRIDGE_SETTINGS): void {
  if (!existsSync(settings)) return;
  const calls = readdirSync(settings).filter((name) => name.startsWith('bridge-nf-call-'));
  for (const name of calls) writeFileSync(join(settings, name), '0');
}
