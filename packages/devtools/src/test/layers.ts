import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { INSTALL_GO, type ToolCatalogue } from '@fairlead/devcluster';
import { type BrowserFacts, lookForBrowser, whyNoBrowser } from '../browser/find-browser.ts';

/** One layer of tests: the projects of vitest.config.ts whose names begin with its own. */
export interface Layer {
  readonly name: 'unit' | 'contract' | 'release' | 'bundle' | 'browser' | 'act' | 'e2e';
  /** Whether the tests run what `build` makes. */
  readonly needsBuild: boolean;
  /** Whether single tests are slow enough to deserve a line each. */
  readonly slow: boolean;
  /** Programs that must be on PATH, and what to do when they are not. */
  readonly programs: Readonly<Record<string, string>>;
  /** Whether it runs daemons and namespaces of its own, as root on Linux. */
  readonly needsRoot: boolean;
  /** Whether it opens pages in a browser. */
  readonly needsBrowser?: boolean;
  /** Names in devcluster's catalogue of programs that are built before the layer starts. */
  readonly tools: readonly (keyof ToolCatalogue)[];
}

const GO = { go: INSTALL_GO };
const GIT = { git: 'install git' };

/** All layers, in the order in which they run: what fails fast comes first. */
export const layers: readonly Layer[] = [
  { name: 'unit', needsBuild: false, slow: false, programs: GIT, needsRoot: false, tools: [] },
  { name: 'contract', needsBuild: false, slow: false, programs: GIT, needsRoot: false, tools: [] },
  {
    name: 'release',
    needsBuild: false,
    slow: true,
    programs: {
      ...GIT,
      ...GO,
      python3: 'install Python 3.11 or newer with pip, in Debian python3-pip',
      'ssh-keygen': 'install OpenSSH, in Debian openssh-client',
    },
    needsRoot: false,
    tools: ['actionlint'],
  },
  { name: 'bundle', needsBuild: true, slow: true, programs: { ...GIT, ...GO }, needsRoot: false, tools: [] },
  {
    name: 'browser',
    needsBuild: true,
    slow: true,
    programs: { ...GIT, ...GO },
    needsRoot: false,
    needsBrowser: true,
    tools: [],
  },
  {
    name: 'act',
    needsBuild: true,
    slow: true,
    programs: { ...GIT, ...GO },
    needsRoot: true,
    tools: ['act', 'actionlint', 'helm3'],
  },
  {
    name: 'e2e',
    needsBuild: true,
    slow: true,
    programs: { ...GIT, ...GO },
    needsRoot: true,
    tools: ['act', 'helm3', 'helm4', 'helm', 'kubernetes', 'pause', 'traefik'],
  },
];

/** The machine as far as layers depend on it. */
export interface Machine {
  readonly platform: string;
  readonly isRoot: boolean;
  readonly hasProgram: (name: string) => boolean;
  readonly browser: BrowserFacts;
}

/** This machine. */
export function thisMachine(path: string = process.env['PATH'] ?? ''): Machine {
  const isRoot = process.getuid?.() === 0;
  return {
    platform: process.platform,
    isRoot,
    browser: lookForBrowser(),
    hasProgram: (name) => path.split(delimiter).some((folder) => existsSync(join(folder, name))),
  };
}

/** Why a layer cannot run on a machine, with the remedy; undefined when it can. */
export function whyNot(layer: Layer, machine: Machine): string | undefined {
  if (layer.needsRoot && (machine.platform !== 'linux' || !machine.isRoot)) {
    return 'it needs Linux and root for its cluster: run it in a virtual machine or in CI';
  }
  const missing = Object.entries(layer.programs).find(([name]) => !machine.hasProgram(name));
  if (missing !== undefined) return `${missing[0]} is not on PATH: ${missing[1]}`;
  return layer.needsBrowser === true ? whyNoBrowser(machine.browser) : undefined;
}
