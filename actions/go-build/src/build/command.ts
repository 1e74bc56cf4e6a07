import {
  mergePackageFlags,
  packageFlagsIn,
  readPackageFlags,
  tagFlags,
  targetEnvironment,
} from '@fairlead/go';
import { type Batch, batchPatterns } from '../plan/build-plan.ts';

/** How everything is compiled. */
export interface BuildFlags {
  readonly tags: readonly string[];
  readonly ldflags: string | undefined;
  readonly gcflags: string | undefined;
  readonly trimpath: boolean;
  readonly strip: boolean;
  readonly cgo: boolean;
  /** GOFLAGS as the go command reads it. */
  readonly goflags: string;
  /** Whether this Go tells what it does as data (`go help buildjson`). */
  readonly json: boolean;
  /** False leaves the go command's own version control stamp out. */
  readonly stamp: boolean;
}

/** The flags of a batch: its own, else those of the inputs. */
export function flagsOf({ own }: Pick<Batch, 'own'>, flags: BuildFlags): BuildFlags {
  return { ...flags, ...own };
}

/** Arguments of `go build` for a batch, writing below `folder`. */
export function buildArguments(batch: Batch, common: BuildFlags, folder: string): readonly string[] {
  const flags = flagsOf(batch, common);
  return [
    'build',
    '-v',
    ...(flags.trimpath ? ['-trimpath'] : []),
    ...(flags.stamp ? [] : ['-buildvcs=false']),
    ...tagFlags(flags.tags),
    ...compilerArguments(flags).map((value) => `-gcflags=${value}`),
    ...linkerArguments(batch, flags).map((value) => `-ldflags=${value}`),
    '-o',
    `${folder}/`,
    '--',
    ...batchPatterns(batch),
  ];
}

function compilerArguments({ gcflags, goflags }: BuildFlags): readonly string[] {
  const { pattern, flags } = readPackageFlags(gcflags ?? '');
  return mergePackageFlags(packageFlagsIn(goflags, 'gcflags'), { pattern, after: flags });
}

/** Ours first, so that a variable that the user sets in GOFLAGS or `ldflags` has the user's value. */
function linkerArguments({ variables }: Batch, { strip, ldflags, goflags }: BuildFlags): readonly string[] {
  const before = [
    ...(strip ? ['-s -w'] : []),
    ...variables.map(({ symbol, value }) => `-X ${quote(`${symbol}=${value}`)}`),
  ].join(' ');
  const after = (ldflags ?? '').replace(/\s*\n\s*/g, ' ');
  return mergePackageFlags(packageFlagsIn(goflags, 'ldflags'), { before, after });
}

/** A word as the linker's flags have it; one with both kinds of quotes is refused before. */
function quote(word: string): string {
  if (!/[\s'"]/.test(word)) return word;
  return word.includes("'") ? `"${word}"` : `'${word}'`;
}

/** The environment of the compile phase: no proxy, no change to go.mod or go.sum. */
export function compileEnvironment(
  base: Readonly<Record<string, string>>,
  batch: Pick<Batch, 'target' | 'vendored' | 'own'>,
  goflags: string,
  common: BuildFlags,
): Readonly<Record<string, string>> {
  return {
    ...base,
    ...targetEnvironment(batch.target),
    CGO_ENABLED: flagsOf(batch, common).cgo ? '1' : '0',
    GOPROXY: 'off',
    GOFLAGS: readonlyFlags(goflags, batch.vendored),
  };
}

/** `-mod=readonly` beside the caller's own flags; a vendor folder or a `-mod` of the caller's own is left alone. */
export function readonlyFlags(goflags: string, vendored: boolean): string {
  return vendored || /(^|\s)-?-mod=/.test(goflags) ? goflags : `${goflags} -mod=readonly`.trim();
}
