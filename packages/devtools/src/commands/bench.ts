import { parseArguments } from '../arguments.ts';
import { REPOSITORY_ROOT } from '../paths.ts';
import { Problem } from '../problem.ts';

/**
 * Measures something in the checkout; gives what to print. `seed`: another than the bench's own, where it draws numbers.
 * `edits`: how many, where it makes a history of them. `rounds`: how often it is played, and `rate`: megabytes that a cache
 * service carries in a second, where it has one. `parts`: which, where it has several.
 */
type Bench = (
  root: string,
  tell: (line: string) => void,
  wishes: Readonly<Record<'seed' | 'edits' | 'rounds' | 'rate', number | undefined>> & {
    readonly parts: string | undefined;
  },
) => Promise<readonly string[]>;

/** All benches by name; the code of one is loaded when it is asked for. */
const benches: Readonly<Record<string, () => Promise<Bench>>> = {
  startup: async () => (await import('../bench/bench-startup.ts')).benchStartup,
  'go-build': async () => (await import('../bench/go-build/bench-go-build.ts')).benchGoBuild,
  'canary-mttr': async () => (await import('../bench/canary-mttr/bench.ts')).benchCanaryMttr,
  'canary-kills': async () => (await import('../bench/canary-kills/bench.ts')).benchCanaryKills,
  'canary-endings': async () => (await import('../bench/canary-endings/bench.ts')).benchCanaryEndings,
  'quality-gate': async () => (await import('../bench/quality-gate/bench.ts')).benchQualityGate,
  'canary-detect': async () => (await import('../bench/canary-detect/bench.ts')).benchCanaryDetect,
};

/** `bench [NAME…] [--seed N] [--edits N] [--rounds N] [--rate N] [--parts A,B]`: without a name, start-up alone, which is the quick one. */
export async function benchCommand(args: readonly string[]): Promise<number> {
  const { words, options } = parseArguments(args, {
    words: Object.keys(benches),
    options: ['seed', 'edits', 'rounds', 'rate', 'parts'],
  });
  const seed = numberOf('seed', options['seed']);
  const edits = numberOf('edits', options['edits']);
  const rounds = countOf('rounds', options['rounds']);
  const rate = countOf('rate', options['rate']);
  for (const name of words.length === 0 ? ['startup'] : words) {
    const bench = await benches[name]?.();
    const lines = await bench?.(REPOSITORY_ROOT, (line) => console.log(`  ${line}`), {
      seed,
      edits,
      rounds,
      rate,
      parts: options['parts'],
    });
    console.log(lines?.join('\n'));
  }
  return 0;
}

function numberOf(name: string, text: string | undefined): number | undefined {
  if (text === undefined || /^\d{1,9}$/.test(text)) return text === undefined ? undefined : Number(text);
  throw new Problem(`--${name} is a whole number of at most nine digits, not "${text}"`);
}

/** None at all would measure nothing. */
function countOf(name: string, text: string | undefined): number | undefined {
  const count = numberOf(name, text);
  if (count === 0) throw new Problem(`--${name} is at least 1`);
  return count;
}
