import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '@fairlead/devcluster';
import { requireNone, type ServiceState, type VmStep } from './step.ts';
import { importShell } from './workload-steps.ts';

const UNITS = ['docker.service', 'containerd.service'];
const MINUTE = 60_000;

/** Both services, which were installed as anybody installs them, with a container in the machine's own engine. */
export const startServices: VmStep = {
  name: 'docker and containerd run as services, with a container',
  limitMs: 10 * MINUTE,
  run: async (context) => {
    // Waits for those that the machine starts by itself.
    await run(['systemctl', 'start', ...UNITS]);
    const folder = mkdtempSync(join(tmpdir(), 'vm-services-'));
    await importShell(['docker'], folder);
    rmSync(folder, { recursive: true, force: true });
    const start = ['docker', 'run', '--detach', '--publish', '8088:8088', 'vm/shell:1'];
    await run([...start, 'busybox', 'httpd', '-f', '-p', '8088', '-h', '/tmp']);
    context.services = await readServices();
    return Object.entries(context.services.pids)
      .map(([unit, pid]) => `${unit} ${pid}`)
      .join(', ');
  },
};

/** The same processes, container and firewall rules as before. */
export const servicesUntouched: VmStep = {
  name: 'the services and their container were not touched',
  limitMs: 5 * MINUTE,
  always: true,
  run: async ({ services }) => {
    if (services === undefined) throw new Error('they did not start');
    const now = await readServices();
    const changed = (Object.keys(services) as (keyof ServiceState)[])
      .filter((key) => JSON.stringify(services[key]) !== JSON.stringify(now[key]))
      .map((key) => `${key}: ${JSON.stringify(services[key])} became ${JSON.stringify(now[key])}`);
    requireNone('changed', changed);
    const run1 = ['docker', 'exec', now.container, 'busybox', 'echo', 'still here'];
    return `same processes and rules, the container says: ${(await run(run1)).stdout.trim()}`;
  },
};

async function readServices(): Promise<ServiceState> {
  const pidOf = async (unit: string): Promise<[string, string]> => {
    const { stdout } = await run(['systemctl', 'show', '--property', 'MainPID', '--value', unit]);
    return [unit, stdout.trim()];
  };
  const [container, rules] = await Promise.all([
    run(['docker', 'ps', '--quiet', '--no-trunc']),
    run(['iptables-save']),
  ]);
  return {
    pids: Object.fromEntries(await Promise.all(UNITS.map(pidOf))),
    container: container.stdout.trim(),
    firewall: rules.stdout.replace(/^#.*$/gm, '').replace(/\[\d+:\d+\]/g, ''),
  };
}
