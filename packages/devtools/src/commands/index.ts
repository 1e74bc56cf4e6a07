/** Runs a command; gives the exit code. Throws Problem for what the user can put right. */
export type Run = (args: readonly string[]) => Promise<number>;

/** One command of the development tools. Its code is loaded only when it is asked for. */
export interface Command {
  readonly name: string;
  readonly usage: string;
  readonly summary: string;
  readonly load: () => Promise<Run>;
}

/** All commands, in the order in which they are listed. */
export const commands: readonly Command[] = [
  {
    name: 'generate',
    usage: 'generate [--check]',
    summary: 'write action.yml, README tables and the config schema from the definitions',
    load: async () => (await import('./generate.ts')).generateCommand,
  },
  {
    name: 'build',
    usage: 'build [BUNDLE…] [--force]',
    summary: 'bundle actions into actions/NAME/dist, and the program (cli)',
    load: async () => (await import('./build.ts')).buildCommand,
  },
  {
    name: 'check',
    usage: 'check',
    summary: 'format, types, generated files, contract and unit tests, in under a minute',
    load: async () => (await import('./check.ts')).checkCommand,
  },
  {
    name: 'test',
    usage: 'test [LAYER…] [PATTERN…]',
    summary: 'run all test layers, or those named: unit, contract, release, bundle, browser, act, e2e',
    load: async () => (await import('./test.ts')).testCommand,
  },
  {
    name: 'runtimes',
    usage: 'runtimes',
    summary: "run every action in every runtime's profile and write the table of the README",
    load: async () => (await import('./runtimes.ts')).runtimesCommand,
  },
  {
    name: 'test-vm',
    usage: 'test-vm [MACHINE…] [--suite NAME]',
    summary: 'make ordinary machines in qemu and run cluster and demo in them, in half an hour and more',
    load: async () => (await import('./test-vm.ts')).testVmCommand,
  },
  {
    name: 'release-tree',
    usage: 'release-tree [--out DIR]',
    summary: 'release HEAD in a scratch repository and verify it, or only write what uses: needs',
    load: async () => (await import('./release-tree.ts')).releaseTreeCommand,
  },
  {
    name: 'release-assets',
    usage: 'release-assets --version v1.2.3 --out DIR',
    summary: 'commit the release of HEAD, without pushing it, and write its files',
    load: async () => (await import('./release-assets.ts')).releaseAssetsCommand,
  },
  {
    name: 'check-release',
    usage: 'check-release',
    summary: 'at the tag of a release: build it anew and compare each byte',
    load: async () => (await import('./check-release.ts')).checkReleaseCommand,
  },
  {
    name: 'release-version',
    usage: 'release-version',
    summary: 'raise the version of everything and write the changelog',
    load: async () => (await import('./release-version.ts')).releaseVersionCommand,
  },
  {
    name: 'check-dist',
    usage: 'check-dist',
    summary: 'build twice in different folders: byte-equal, within budget, executed',
    load: async () => (await import('./check-dist.ts')).checkDistCommand,
  },
  {
    name: 'new-action',
    usage: 'new-action NAME',
    summary: 'write a new action that works, with its tests and its line in the registry',
    load: async () => (await import('./new-action.ts')).newActionCommand,
  },
  {
    name: 'mutate',
    usage: 'mutate [FOLDER…] [--count N] [--seed N] [--least PERCENT] [--green]',
    summary: 'change decision code in many small ways and see whether a unit test notices',
    load: async () => (await import('./mutate.ts')).mutateCommand,
  },
  {
    name: 'check-commands',
    usage: 'check-commands [COMMAND…]',
    summary: 'run each command of CONTRIBUTING.md as the first one in a clean checkout',
    load: async () => (await import('./check-commands.ts')).checkCommandsCommand,
  },
  {
    name: 'pictures',
    usage: 'pictures [--name NAME]',
    summary: 'take the pictures of the README from the reports of the last demo',
    load: async () => (await import('./pictures.ts')).picturesCommand,
  },
  {
    name: 'tool',
    usage: 'tool NAME [ARGUMENT…]',
    summary: 'run an installed tool (biome, changeset, vitest) with its dependencies and Node in place',
    load: async () => (await import('./tool.ts')).toolCommand,
  },
  {
    name: 'bench',
    usage: 'bench [startup] [go-build] [quality-gate] [--edits N] [--rounds N] [--rate N] [--parts A,B]',
    summary:
      'measure how long the bundles take to start, go-build beside the way of setup-go, or the selection of tests beside full runs',
    load: async () => (await import('./bench.ts')).benchCommand,
  },
];
