import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { parseArgs } from 'node:util';
import { errorMessage, InputError } from '@fairlead/core';
import { hideLogin } from '../kubeconfig/hide-login.ts';

/** What the command line can ask for. */
export const commands = ['up', 'status', 'check', 'down'] as const;

/** One of the commands. */
export type Command = (typeof commands)[number];

/** A command line, understood. */
export interface CliArguments {
  readonly command: Command | 'help';
  readonly name: string;
  readonly gateway: boolean;
  readonly json: boolean;
  readonly cacheDir: string | undefined;
  /** A kubeconfig chooses the cluster that it names instead of a native one. */
  readonly kubeconfig: string | undefined;
  readonly context: string | undefined;
  readonly prometheusUrl: string | undefined;
  readonly registry: string | undefined;
  readonly probeImage: string | undefined;
}

/** How to use the command. */
export const usage: string = `A disposable cluster for trying things out.

  npm run cluster -- up [--gateway]   make the cluster, or complete it; changes nothing when it is up
  npm run cluster -- status           what runs, and where
  npm run cluster -- check            what the cluster, or the machine for one, offers and lacks
  npm run cluster -- down             remove the cluster and all that belongs to it

  --name NAME            one of several clusters (default fairlead)
  --gateway              with a gateway (Traefik and the Gateway API)
  --json                 the result as JSON on standard output
  --cache-dir DIR        folder of built programs (default $XDG_CACHE_HOME/fairlead or ~/.cache/fairlead)

A cluster that you have already (kind, managed, ...):
  --kubeconfig FILE      its kubeconfig; up and down then only explain
  --context NAME         a context of that file (default its current one), or of kubectl's own
  --prometheus-url URL   a Prometheus to look for
  --registry HOST        a registry to look for
  --probe-image IMAGE    starts one short-lived pod with this image to see whether the nodes can pull it
`;

/** Reads the words after the program's name. Throws InputError for what it does not know. */
export function parseArguments(words: readonly string[]): CliArguments {
  const { values, positionals } = parse(words);
  const command = values.help === true ? 'help' : (positionals[0] ?? 'help');
  if (command !== 'help' && !(commands as readonly string[]).includes(command)) {
    throw new InputError([
      { input: 'command', value: command, problem: 'unknown', allowed: commands.join(', ') },
    ]);
  }
  if (positionals.length > 1) {
    const value = positionals.slice(1).join(' ');
    throw new InputError([{ input: 'arguments', value, problem: 'too many', allowed: 'one command' }]);
  }
  const kubeconfig = values.kubeconfig ?? (values.context === undefined ? undefined : defaultKubeconfig());
  refuseForOther(values, kubeconfig);
  return {
    command: command as Command | 'help',
    name: values.name ?? 'fairlead',
    gateway: values.gateway ?? false,
    json: values.json ?? false,
    cacheDir: values['cache-dir'],
    kubeconfig,
    context: values.context,
    prometheusUrl: values['prometheus-url'],
    registry: values.registry,
    probeImage: values['probe-image'],
  };
}

/** The file that kubectl would take. */
function defaultKubeconfig(): string {
  const named = (process.env.KUBECONFIG ?? '').split(delimiter).find((path) => path !== '');
  return named ?? join(homedir(), '.kube', 'config');
}

const OF_OWN_CLUSTER = ['prometheus-url', 'registry', 'probe-image'] as const;
const OF_NATIVE = ['name', 'gateway', 'cache-dir'] as const;

/** An option that means nothing for the chosen kind of cluster would be ignored without a word. */
function refuseForOther(values: Parsed['values'], kubeconfig: string | undefined): void {
  const others = kubeconfig === undefined ? OF_OWN_CLUSTER : OF_NATIVE;
  const wrong = others.filter((option) => values[option] !== undefined);
  if (wrong.length === 0) return;
  const problem =
    kubeconfig === undefined
      ? 'is for a cluster that you have: name it with --kubeconfig'
      : 'is for a native cluster, and --kubeconfig names one that you have';
  // In the name of an image an @ is before its digest.
  const shown = (option: (typeof wrong)[number]): string =>
    option === 'probe-image' ? String(values[option]) : hideLogin(String(values[option]));
  throw new InputError(wrong.map((option) => ({ input: `--${option}`, value: shown(option), problem })));
}

interface Parsed {
  readonly values: {
    readonly name?: string;
    readonly gateway?: boolean;
    readonly json?: boolean;
    readonly help?: boolean;
    readonly 'cache-dir'?: string;
    readonly kubeconfig?: string;
    readonly context?: string;
    readonly 'prometheus-url'?: string;
    readonly registry?: string;
    readonly 'probe-image'?: string;
  };
  readonly positionals: string[];
}

function parse(words: readonly string[]): Parsed {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  try {
    return parseArgs({
      args: [...words],
      allowPositionals: true,
      options: {
        name: text,
        gateway: flag,
        json: flag,
        help: { type: 'boolean', short: 'h' },
        'cache-dir': text,
        kubeconfig: text,
        context: text,
        'prometheus-url': text,
        registry: text,
        'probe-image': text,
      },
    });
  } catch (error) {
    throw new InputError([], {
      message: errorMessage(error),
      hint: 'npm run cluster -- --help shows what there is',
    });
  }
}
