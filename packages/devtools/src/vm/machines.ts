import { createHash } from 'node:crypto';
import type { Suite } from './suites.ts';

/** A kind of machine that the test makes; the test in the machine knows what each is by its name. */
export interface VmMachine {
  readonly name: string;
  readonly title: string;
  /** Commands that are run in its folder before it is started for the first time. */
  readonly prepare: (suite: Suite) => readonly string[];
}

const INSTALL = 'apt-get install -y -q --no-install-recommends';

/** All of them, in the order in which they run. */
export const vmMachines: readonly VmMachine[] = [
  {
    name: 'as-it-comes',
    title: 'as it comes, with nothing installed',
    // Beside it as files, so that `up` can install them without a network.
    prepare: ({ cluster }) => ['apt-get update -q', `${INSTALL} --download-only ${cluster.join(' ')}`],
  },
  {
    name: 'with-services',
    title: 'with docker and containerd running as services',
    prepare: ({ cluster }) => [
      'apt-get update -q',
      `${INSTALL} ${cluster.join(' ')}`,
      'systemctl disable docker-registry prometheus etcd',
    ],
  },
];

/** Changes when the same packages would make another disk. */
const RECIPE = '2';

/** Name of the folder in the cache that holds the disk: what made it is in its hash. */
export function imageKey(suite: Suite, machine: VmMachine, files: Readonly<Record<string, string>>): string {
  const made = [RECIPE, suite.name, suite.base, machine.prepare(suite), files];
  const hash = createHash('sha256').update(JSON.stringify(made)).digest('hex');
  return `vm-${suite.name}-${machine.name}-${hash.slice(0, 16)}`;
}
