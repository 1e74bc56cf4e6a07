import { suggestWord } from '@fairlead/core';

/**
 * Platforms that engines build images for, with the variants of their architectures: pairs of Go's `GOOS` and `GOARCH`,
 * as the image index of the OCI image specification names them.
 */
const PLATFORMS: Readonly<Record<string, readonly string[]>> = {
  'linux/386': [],
  'linux/amd64': ['v1', 'v2', 'v3', 'v4'],
  'linux/arm': ['v5', 'v6', 'v7'],
  'linux/arm64': ['v8', 'v9'],
  'linux/loong64': [],
  'linux/mips64': [],
  'linux/mips64le': [],
  'linux/ppc64le': [],
  'linux/riscv64': [],
  'linux/s390x': [],
  'freebsd/amd64': ['v1', 'v2', 'v3', 'v4'],
  'freebsd/arm64': ['v8', 'v9'],
  'wasi/wasm': [],
  'wasip1/wasm': [],
  'windows/amd64': ['v1', 'v2', 'v3', 'v4'],
  'windows/arm64': ['v8', 'v9'],
};

/** What the kernel and distributions call architectures. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  x86_64: 'amd64',
  'x86-64': 'amd64',
  x64: 'amd64',
  aarch64: 'arm64',
  armhf: 'arm/v7',
  armel: 'arm/v6',
  i386: '386',
  i686: '386',
};

/** Matches one platform that engines know. */
export const platformPattern: RegExp = new RegExp(
  `^(?:${Object.entries(PLATFORMS)
    .map(([name, variants]) => (variants.length === 0 ? name : `${name}(?:/(?:${variants.join('|')}))?`))
    .join('|')})$`,
);

/** What is wrong with text that is to name one platform, with the one that was probably meant; undefined when nothing is. Pure. */
export function checkPlatform(text: string): string | undefined {
  if (platformPattern.test(text)) return undefined;
  if (/[\s,]/.test(text.trim())) return 'is not one platform';
  const near = probablyMeant(text.trim().toLowerCase());
  return `is not a platform that engines know${near === undefined ? '' : `; did you mean ${near}?`}`;
}

function probablyMeant(text: string): string | undefined {
  if (platformPattern.test(text)) return text;
  const [first = '', arch, variant] = text.split('/');
  const system = arch === undefined ? 'linux' : first;
  const named = arch ?? first;
  const known = [system, OTHER_NAMES[named] ?? named].join('/');
  if (platformPattern.test(known)) {
    const whole = variant === undefined ? known : `${known}/${variant}`;
    return platformPattern.test(whole) ? whole : known;
  }
  return suggestWord(known, Object.keys(PLATFORMS));
}
