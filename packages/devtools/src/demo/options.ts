import { homedir } from 'node:os';
import { join } from 'node:path';
import { clusterPaths } from '@fairlead/devcluster';
import { parseArguments } from '../arguments.ts';

export const USAGE: string = `npm run demo -- [--gateway] [--keep] [--name NAME]   three commits through the whole pipeline
npm run demo -- --down [--name NAME]                 remove all that a demo left

  --gateway   shift traffic by HTTPRoute weights through a real gateway; without it by replica ratio
  --keep      leave the cluster up and print how to look around
  --name      name of the demo's cluster (default: demo)`;

/** What the demo was asked for. */
export interface DemoOptions {
  readonly command: 'run' | 'down' | 'help';
  readonly name: string;
  readonly gateway: boolean;
  readonly keep: boolean;
  /** Folder for everything of this demo but its cluster. */
  readonly folder: string;
}

/** @throws Problem for what is not an option, InputError for a name that cannot name a cluster and a folder. */
export function readOptions(args: readonly string[], env: NodeJS.ProcessEnv = process.env): DemoOptions {
  const { flags, options } = parseArguments(args, {
    flags: ['gateway', 'keep', 'down', 'help'],
    options: ['name'],
    words: [],
  });
  const name = options['name'] ?? 'demo';
  clusterPaths(name, env); // before the name becomes part of a folder that is emptied
  const state = env['XDG_STATE_HOME'] || join(env['HOME'] || homedir(), '.local/state');
  return {
    command: flags.has('help') ? 'help' : flags.has('down') ? 'down' : 'run',
    name,
    gateway: flags.has('gateway'),
    keep: flags.has('keep'),
    folder: join(state, 'fairlead-demo', name),
  };
}
