import { suggestWord } from '@fairlead/core';

/** What a binary is built for. */
export interface Target {
  readonly os: string;
  readonly arch: string;
  /** Level or float mode of the architecture, as its variable wants it: `v3`, `7`, `v8.0`. */
  readonly variant: string | undefined;
}

/** How architectures with levels are told which: the variable, the values, spellings from container platforms. */
interface VariantRule {
  readonly variable: string;
  readonly values: readonly string[];
  readonly alias?: Readonly<Record<string, string>>;
}

const FLOAT: readonly string[] = ['hardfloat', 'softfloat'];

/** From `go help environment`; `linux/arm/v7` and `linux/arm64/v8` are how container platforms spell it. */
const VARIANTS: Readonly<Record<string, VariantRule>> = {
  '386': { variable: 'GO386', values: ['sse2', 'softfloat'] },
  amd64: { variable: 'GOAMD64', values: ['v1', 'v2', 'v3', 'v4'] },
  arm: { variable: 'GOARM', values: ['5', '6', '7'], alias: { v5: '5', v6: '6', v7: '7' } },
  arm64: {
    variable: 'GOARM64',
    values: [...levels('v8', 9), ...levels('v9', 5)],
    alias: { v8: 'v8.0', v9: 'v9.0' },
  },
  mips: { variable: 'GOMIPS', values: FLOAT },
  mipsle: { variable: 'GOMIPS', values: FLOAT },
  mips64: { variable: 'GOMIPS64', values: FLOAT },
  mips64le: { variable: 'GOMIPS64', values: FLOAT },
  ppc64: { variable: 'GOPPC64', values: ['power8', 'power9', 'power10'] },
  ppc64le: { variable: 'GOPPC64', values: ['power8', 'power9', 'power10'] },
  riscv64: { variable: 'GORISCV64', values: ['rva20u64', 'rva22u64', 'rva23u64'] },
};

function levels(base: string, last: number): string[] {
  return Array.from({ length: last + 1 }, (_, index) => `${base}.${index}`);
}

/** A target, or what is wrong with its text and what would do. */
export type TargetReading =
  | { readonly target: Target }
  | { readonly problem: string; readonly allowed: string };

/** Reads `os/arch` or `os/arch/variant` against the platforms that the Go at hand knows. */
export function readTarget(text: string, platforms: readonly string[]): TargetReading {
  const [os = '', arch = '', spelt, ...rest] = text.trim().split('/');
  const platform = `${os}/${arch}`;
  if (arch === '' || rest.length > 0)
    return { problem: 'is not os/arch or os/arch/variant', allowed: 'for example linux/amd64, linux/arm/7' };
  if (!platforms.includes(platform)) return unknownPlatform(platform, platforms);
  if (spelt === undefined) return { target: { os, arch, variant: undefined } };
  const rule = VARIANTS[arch];
  if (rule === undefined)
    return { problem: `names a variant, and ${arch} has none`, allowed: `${platform} without a variant` };
  const variant = rule.alias?.[spelt] ?? spelt;
  if (rule.values.includes(variant)) return { target: { os, arch, variant } };
  return {
    problem: `names ${JSON.stringify(spelt)}, which is no variant of ${arch}`,
    allowed: `${rule.values.join(', ')} (${rule.variable})`,
  };
}

function unknownPlatform(platform: string, platforms: readonly string[]): TargetReading {
  const near = suggestWord(platform, platforms);
  const question = near === undefined ? '' : `; did you mean ${near}?`;
  return {
    problem: `is not a platform that this Go builds for${question}`,
    allowed: allowedNear(platform, platforms),
  };
}

/** The architectures of a known system, else the systems: short enough to read. */
function allowedNear(platform: string, platforms: readonly string[]): string {
  const os = platform.split('/')[0] ?? '';
  const ofSystem = platforms.filter((known) => known.startsWith(`${os}/`));
  if (ofSystem.length > 0) return ofSystem.join(', ');
  const systems = [...new Set(platforms.map((known) => known.split('/')[0] ?? ''))];
  return `a pair of go tool dist list; its systems are ${systems.join(', ')}`;
}

/** `linux/amd64/v3`. */
export function targetName({ os, arch, variant }: Target): string {
  return [os, arch, ...(variant === undefined ? [] : [variant])].join('/');
}

/** `linux-amd64-v3`, for folders and files. */
export function targetSlug(target: Target): string {
  return targetName(target).replaceAll('/', '-');
}

/** The variables that make the go command build for a target. */
export function targetEnvironment({ os, arch, variant }: Target): Readonly<Record<string, string>> {
  const rule = VARIANTS[arch];
  const level = variant === undefined || rule === undefined ? {} : { [rule.variable]: variant };
  return { GOOS: os, GOARCH: arch, ...level };
}

/** The ending of executables: `.exe` on Windows, `.wasm` for WebAssembly, else nothing. */
export function executableSuffix({ os, arch }: Target): string {
  if (os === 'windows') return '.exe';
  return arch === 'wasm' ? '.wasm' : '';
}
