import { parseArguments } from '../arguments.ts';
import { REPOSITORY_ROOT } from '../paths.ts';

/** Measures something in the checkout; gives what to print. */
type Bench = (root: string, tell: (line: string) => void) => Promise<readonly string[]>;

/** All benches by name; the code of one is loaded when it is asked for. */
const benches: Readonly<Record<string, () => Promise<Bench>>> = {
  startup: async () => (await import('../bench/bench-startup.ts')).benchStartup,
  'go-build': async () => (await import('../bench/go-build/bench-go-build.ts')).benchGoBuild,
  'canary-detect': async () => (await import('../bench/canary-detect/bench.ts')).benchCanaryDetect,
};

/** `bench [NAME…]`: without a name, start-up alone, which is the quick one. */
export async function benchCommand(args: readonly string[]): Promise<number> {
  const { words } = parseArguments(args, { words: Object.keys(benches) });
  for (const name of words.length === 0 ? ['startup'] : words) {
    const bench = await benches[name]?.();
    const lines = await bench?.(REPOSITORY_ROOT, (line) => console.log(`  ${line}`));
    console.log(lines?.join('\n'));
  }
  return 0;
}
