import { homedir } from 'node:os';
import { join } from 'node:path';
import { clusterPaths } from '@fairlead/devcluster';
import { parseArguments } from '../arguments.ts';
import { Problem } from '../problem.ts';
import { OWN_OPTIONS, type OwnClusterOptions, readOwnOptions } from './own/options.ts';
import { demoCommits } from './settings.ts';

export const USAGE: string = `npm run demo -- [--gateway] [--keep] [--name NAME]   four commits through the whole pipeline
npm run demo -- --down [--name NAME]                 remove all that a demo left
npm run demo -- --kubeconfig FILE --registry HOST/PATH [--context NAME] [--namespace NAME] [--prometheus-url URL]
                                                     the same on a cluster of yours, without root

  --gateway   shift traffic by HTTPRoute weights through a real gateway; without it by replica ratio
  --keep      leave the cluster up and print how to look around
  --name      name of the demo's cluster (default: demo)
  --commits   how many of the four commits are sent (default: all)

On a cluster of yours (docs/guides/demo.md):
  --kubeconfig      file with the login
  --context         one of its contexts (default: the current one)
  --registry        where images are pushed to and the nodes pull from, such as ghcr.io/acme
  --namespace       a namespace that is there; without it the demo makes one and removes it
  --pull-secret     a Secret of that namespace with which the nodes pull
  --prometheus-url  a Prometheus that scrapes the pods; without it the pods themselves are asked`;

/** What the demo was asked for. */
export interface DemoOptions {
  readonly command: 'run' | 'down' | 'help';
  readonly name: string;
  readonly gateway: boolean;
  readonly keep: boolean;
  /** How many of the commits are sent. */
  readonly commits: number;
  /** Folder for everything of this demo but its cluster. */
  readonly folder: string;
  /** The cluster of the user; undefined: the demo makes one. */
  readonly own: OwnClusterOptions | undefined;
}

/** @throws Problem for what is not an option, InputError for a name that cannot name a cluster and a folder. */
export function readOptions(args: readonly string[], env: NodeJS.ProcessEnv = process.env): DemoOptions {
  const { flags, options } = parseArguments(args, {
    flags: ['gateway', 'keep', 'down', 'help'],
    options: ['name', 'commits', ...OWN_OPTIONS],
    words: [],
  });
  const name = options['name'] ?? 'demo';
  clusterPaths(name, env); // before the name becomes part of a folder that is emptied
  const state = env['XDG_STATE_HOME'] || join(env['HOME'] || homedir(), '.local/state');
  const given = { gateway: flags.has('gateway'), keep: flags.has('keep'), down: flags.has('down') };
  return {
    command: flags.has('help') ? 'help' : flags.has('down') ? 'down' : 'run',
    name,
    gateway: flags.has('gateway'),
    keep: flags.has('keep'),
    own: readOwnOptions(options, given),
    commits: readCount(options['commits'] ?? String(demoCommits.length)),
    folder: join(state, 'fairlead-demo', name),
  };
}

function readCount(text: string): number {
  const most = demoCommits.length;
  if (/^\d$/.test(text) && Number(text) >= 1 && Number(text) <= most) return Number(text);
  throw new Problem(`--commits ${text}: must be a number from 1 to ${most}`);
}
