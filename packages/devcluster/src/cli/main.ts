import { createKubeconfigProvider } from '../kubeconfig/provider.ts';
import { createNativeProvider } from '../native/provider.ts';
import { createProgress } from '../progress.ts';
import type { Provider } from '../provider.ts';
import { holdSignals } from '../system/hold-signals.ts';
import { type CliArguments, parseArguments, usage } from './arguments.ts';
import { renderCheck, renderError } from './render.ts';

/** Where the command writes. */
export interface CliOutput {
  /** The result. */
  readonly out: (line: string) => void;
  /** Progress and errors. */
  readonly err: (line: string) => void;
}

/** Runs one command line. Gives the exit code: 0 done, 1 not (also for a status or check that is not good), 2 misuse. */
export async function runCli(words: readonly string[], output: CliOutput): Promise<number> {
  try {
    const args = parseArguments(words);
    if (args.command === 'help') {
      output.out(usage);
      return words.length === 0 ? 2 : 0;
    }
    return await runCommand(args, args.command, output);
  } catch (error) {
    for (const line of renderError(error)) output.err(line);
    return (error as { kind?: string }).kind === 'input' ? 2 : 1;
  }
}

async function runCommand(
  args: CliArguments,
  command: 'up' | 'status' | 'check' | 'down',
  output: CliOutput,
): Promise<number> {
  const provider = chooseProvider(args, output);
  const progress = createProgress({ write: output.err });
  if (command === 'check') {
    const report = await provider.check();
    const lines = args.json ? [JSON.stringify(report, null, 2)] : renderCheck(report);
    for (const line of lines) output.out(line);
    return report.ok ? 0 : 1;
  }
  if (command !== 'status') tellWhenStopped(command, output);
  const result = await (command === 'status' ? provider.status() : provider[command](progress));
  const lines = args.json ? [JSON.stringify(result.facts, null, 2)] : result.lines;
  for (const line of lines) output.out(line);
  return result.ok ? 0 : 1;
}

/** Says what a stopped command leaves, then ends as the signal would have ended it. */
function tellWhenStopped(command: 'up' | 'down', output: CliOutput): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      output.err(`${command} was stopped by ${signal}: up goes on where it was, down removes what is there`);
      process.kill(process.pid, signal);
    });
  }
}

function chooseProvider(args: CliArguments, { err }: CliOutput): Provider {
  if (args.kubeconfig === undefined) return createNativeProvider(args);
  const hold = holdSignals(err, 'the pod of --probe-image is removed first');
  return createKubeconfigProvider({ ...args, kubeconfig: args.kubeconfig, hold });
}
