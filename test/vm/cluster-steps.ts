import { clusterPaths, clusterStatus, findCluster, run, waitFor } from '@fairlead/devcluster';
import { findTraces, machineChanges, readMachine } from '../e2e/support/cluster-traces.ts';
import { fairlead, fairleadWell } from './command.ts';
import { requireNone, type VmContext, type VmStep } from './step.ts';

const NAME = 'vm';
const MINUTE = 60_000;
const named = ['--name', NAME];

/** `check` on a machine on which nothing runs yet: nothing is lacking that `up` cannot bring. */
export const check: VmStep = {
  name: 'cluster check lacks nothing',
  limitMs: 5 * MINUTE,
  run: async (context) => {
    context.machine ??= await readMachine();
    const lines = await fairleadWell(['cluster', 'check', ...named], context.say);
    const shown = lines.filter((line) => /^ {2}[✓?✗-] /.test(line));
    requireNone(
      'check says of the kernel what a modprobe would mend',
      shown.filter((line) => line.includes('unknown to the kernel')),
    );
    const brought = shown.filter((line) => line.includes('up does it') || line.includes('up installs'));
    return `${shown.length} findings, ${brought.length} of them done by up`;
  },
};

/** `up` until a pod can run, with the engine in the cluster's own cgroup. */
export const up: VmStep = {
  name: 'cluster up',
  limitMs: 45 * MINUTE,
  run: async ({ say }) => {
    await fairleadWell(['cluster', 'up', ...named], say);
    const status = await clusterStatus(NAME);
    if (!status.up) throw new Error(`the cluster is ${status.phase}`);
    const cluster = await findCluster(NAME);
    const format = '{{.CgroupDriver}} cgroup {{.CgroupVersion}}, {{.Driver}}, {{.SecurityOptions}}';
    const info = await cluster?.exec(['docker', 'info', '--format', format]);
    cluster?.close();
    const engine = info?.stdout.trim() ?? 'no engine';
    if (!engine.startsWith('cgroupfs')) throw new Error(`the engine says: ${engine}`);
    return `node ready, engine with ${engine}`;
  },
};

/** `down`, and nothing of the cluster is anywhere. */
export const down: VmStep = {
  name: 'cluster down leaves nothing',
  limitMs: 10 * MINUTE,
  always: true,
  run: async (context) => {
    const { daemons } = await clusterStatus(NAME);
    await fairleadWell(['cluster', 'down', ...named], context.say);
    return lookForTraces(
      context,
      NAME,
      daemons.map(({ pid }) => pid),
    );
  },
};

/** An `up` that is killed in the middle, then `down`. */
export const interruptedUp: VmStep = {
  name: 'cluster up, killed while it starts, leaves nothing after down',
  limitMs: 45 * MINUTE,
  run: async (context) => {
    const killed = await fairlead(['cluster', 'up', ...named], context.say, /✓ kube-apiserver: started/);
    if (killed.code !== null) throw new Error(`up was not killed, it ended with ${killed.code}`);
    const { daemons } = await clusterStatus(NAME);
    if (daemons.length === 0) throw new Error('nothing was running when up was killed');
    await fairleadWell(['cluster', 'down', ...named], context.say);
    const pids = daemons.map(({ pid }) => pid);
    return `${daemons.length} programs ran; ${await lookForTraces(context, NAME, pids)}`;
  },
};

/** The demo's first commit: go-build, quality-gate, docker-multistage, canary-rollback, helm-deploy. */
export const demoCommit: VmStep = {
  name: 'the first commit of the demo is green and the demo leaves nothing',
  limitMs: 80 * MINUTE,
  run: async (context) => {
    const lines = await fairleadWell(['demo', '--commits', '1', '--name', 'vm-demo'], context.say);
    const traces = await lookForTraces(context, 'vm-demo', []);
    return `${lines.filter((line) => line.includes('the demo went as it should')).join(' ')}; ${traces}`;
  },
};

/** Looks for processes, mounts, namespaces, cgroups, files, firewall rules and failed units. Throws with all of them. */
async function lookForTraces({ machine }: VmContext, name: string, pids: readonly number[]): Promise<string> {
  const traces = await waitFor(
    async () => {
      const found = findTraces(clusterPaths(name), [...pids]);
      return found.length === 0 ? ([] as string[]) : undefined;
    },
    { timeoutMs: 5000, everyMs: 500 },
  );
  requireNone('left behind', traces ?? findTraces(clusterPaths(name), [...pids]));
  const changes = machine === undefined ? [] : await machineChanges(machine);
  requireNone('changed on the machine', await withoutPackages(changes));
  const { stdout } = await run(['systemctl', 'list-units', '--failed', '--plain', '--no-legend']);
  requireNone('units of systemd that failed', stdout.split('\n').filter(Boolean));
  return 'no process, mount, namespace, cgroup, file or rule is left';
}

/** What `up` has installed stays: a file that belongs to a package is no trace. */
async function withoutPackages(changes: readonly string[]): Promise<string[]> {
  const owned = await Promise.all(
    changes.map(async (change) => {
      const path = /^entry (.*)$/.exec(change)?.[1];
      if (path === undefined) return false;
      return (await run(['dpkg', '--search', path], { allowedCodes: [1] })).code === 0;
    }),
  );
  return changes.filter((_, index) => owned[index] !== true);
}
