import type { Target } from './target.ts';

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));

/** Systems and architectures that file names and constraints may name (internal/syslist of Go). */
const SYSTEMS = words(
  'aix android darwin dragonfly freebsd hurd illumos ios js linux nacl netbsd openbsd plan9 solaris wasip1 windows zos',
);
const ARCHITECTURES = words(
  '386 amd64 amd64p32 arm armbe arm64 arm64be loong64 mips mipsle mips64 mips64le mips64p32 mips64p32le ppc ppc64 ppc64le riscv riscv64 s390 s390x sparc sparc64 wasm',
);
const UNIX = words('aix android darwin dragonfly freebsd hurd illumos ios linux netbsd openbsd solaris');

/** Systems that count as another one too. */
const ALSO: Readonly<Record<string, string>> = { android: 'linux', illumos: 'solaris', ios: 'darwin' };

/** Whether a tag of a constraint speaks of the platform. */
export function isPlatformTag(tag: string): boolean {
  return SYSTEMS.has(tag) || ARCHITECTURES.has(tag) || tag === 'unix';
}

/** Whether a tag holds for a target without anybody setting it: system, architecture, compiler, Go version. */
export function holdsFor({ os, arch }: Pick<Target, 'os' | 'arch'>, tag: string): boolean {
  return (
    tag === os ||
    tag === arch ||
    tag === ALSO[os] ||
    (tag === 'unix' && UNIX.has(os)) ||
    tag === 'gc' ||
    /^go1\.\d+$/.test(tag)
  );
}

/** Tags that the name of a file stands for: `main_linux_arm64.go` is for linux and arm64. It counts up to its first dot. */
export function tagsOfName(name: string): readonly string[] {
  const parts = name.replace(/\..*$/, '').split('_').slice(1);
  if (parts.at(-1) === 'test') parts.pop();
  const [before = '', last = ''] = parts.slice(-2).length === 2 ? parts.slice(-2) : ['', parts.at(-1) ?? ''];
  if (SYSTEMS.has(before) && ARCHITECTURES.has(last)) return [before, last];
  return SYSTEMS.has(last) || ARCHITECTURES.has(last) ? [last] : [];
}
