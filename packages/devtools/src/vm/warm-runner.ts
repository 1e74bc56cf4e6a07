import { goEnvironment, runGo } from '@fairlead/devcluster';

/** What is made warm, and with what. */
export interface WarmRunnerOptions {
  /** GOCACHE of the runner; holds what a build of the module has compiled. */
  readonly cache: string;
  /** Folder of the module that the pipeline checks. */
  readonly module: string;
  /** Value for GOPROXY. */
  readonly proxy: string;
  readonly signal: AbortSignal;
}

/**
 * Fills a build cache with what a gate needs beside a build: the tools vet and cover, what vet notes about the standard
 * library, and test programs. The module's own packages are compiled again where its folder has another name.
 */
export async function warmRunner({ cache, module, proxy, signal }: WarmRunnerOptions): Promise<void> {
  const env = { ...goEnvironment(), GOCACHE: cache, GOPROXY: `${proxy},off`, GOSUMDB: 'off' };
  const words = [
    ['vet', './...'],
    ['test', '-cover', '-run', '^$', './...'],
  ];
  for (const args of words) await runGo(`go ${args[0]} for a warm cache`, args, { cwd: module, env, signal });
}
