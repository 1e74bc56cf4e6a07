import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';

/** A package of somebody else inside a bundle. */
export interface BundledPackage {
  readonly name: string;
  readonly version: string;
  /** SPDX expression of its manifest. */
  readonly license: string;
  /** Text of its licence file; empty when it has none. */
  readonly text: string;
}

/** A module in the bundler's statistics; concatenated modules are nested. */
export interface StatsModule {
  readonly identifier?: string;
  readonly nameForCondition?: string | null;
  readonly modules?: readonly StatsModule[];
}

/** Folders of the foreign packages that the modules come from, sorted. */
export function packageFolders(modules: readonly StatsModule[]): string[] {
  const folders = new Set<string>();
  const visit = (module: StatsModule): void => {
    const match = /^(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(module.nameForCondition ?? '');
    if (match?.[1] !== undefined) folders.add(match[1]);
    module.modules?.forEach(visit);
  };
  modules.forEach(visit);
  return [...folders].sort();
}

/** What bundled code asks for in a `try` and does without. */
const OPTIONAL: ReadonlySet<string> = new Set(['supports-color']);

/**
 * Modules that bundled code asks for and that are not in the bundle, sorted. The bundler says nothing of them: it puts code in
 * their place that fails when it is reached.
 */
export function missingModules(modules: readonly StatsModule[]): string[] {
  const all = (each: StatsModule): readonly StatsModule[] => [each, ...(each.modules ?? []).flatMap(all)];
  const names = modules
    .flatMap(all)
    .map(({ identifier = '' }) => /@@notfound\.js\?([^|]+)/.exec(identifier)?.[1]);
  const missing = names.filter((name) => name !== undefined && !OPTIONAL.has(name));
  return [...new Set(missing as string[])].sort();
}

/** Reads name, version and licence of a package's folder. */
export async function readPackage(folder: string): Promise<BundledPackage> {
  const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as {
    name: string;
    version: string;
    license?: string | { readonly type?: string };
  };
  const license = typeof manifest.license === 'string' ? manifest.license : manifest.license?.type;
  return {
    name: manifest.name,
    version: manifest.version,
    license: license ?? 'unknown',
    text: await licenseText(folder),
  };
}

async function licenseText(folder: string): Promise<string> {
  if (!existsSync(folder)) return '';
  const names = (await readdir(folder)).filter((name) => /^(licen[cs]e|copying)(\..*)?$/i.test(name)).sort();
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
  return texts.map((text) => text.replaceAll('\r\n', '\n').trim()).join('\n\n');
}

/** Gives for a package's folder the SHA-512 of its archive as the lock file has it, in hexadecimal. */
export async function lockedHashes(root: string): Promise<(folder: string) => string | undefined> {
  const lock = JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Readonly<Record<string, { integrity?: string }>>;
  };
  return (folder) => {
    const { integrity } = lock.packages[relative(root, folder).split(sep).join('/')] ?? {};
    const [, base64] = /^sha512-(.+)$/.exec(integrity ?? '') ?? [];
    return base64 === undefined ? undefined : Buffer.from(base64, 'base64').toString('hex');
  };
}
