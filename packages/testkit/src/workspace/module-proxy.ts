import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';
import { compareTexts } from '@fairlead/core';

/** A module as a proxy serves it. */
export interface ProxyModule {
  readonly path: string;
  readonly version: string;
  readonly files: Readonly<Record<string, string>>;
}

/** A folder that GOPROXY=file://… can point at, and the go.sum lines of what is in it. */
export interface ModuleProxy {
  readonly url: string;
  readonly folder: string;
  readonly sum: string;
}

/** Writes modules in the layout of the module proxy protocol (https://go.dev/ref/mod#goproxy-protocol). */
export async function writeModuleProxy(modules: readonly ProxyModule[]): Promise<ModuleProxy> {
  const folder = await mkdtemp(join(tmpdir(), 'fairlead-goproxy-'));
  const sums: string[] = [];
  for (const { path, version, files } of modules) {
    const versions = join(folder, path, '@v');
    await mkdir(versions, { recursive: true });
    const mod = files['go.mod'] ?? `module ${path}\n`;
    const entries = Object.entries({ ...files, 'go.mod': mod }).map(
      ([name, text]) => [`${path}@${version}/${name}`, Buffer.from(text)] as const,
    );
    await writeFile(join(versions, 'list'), `${version}\n`);
    await writeFile(
      join(versions, `${version}.info`),
      JSON.stringify({ Version: version, Time: '2026-01-01T00:00:00Z' }),
    );
    await writeFile(join(versions, `${version}.mod`), mod);
    await writeFile(join(versions, `${version}.zip`), writeZip(entries));
    sums.push(`${path} ${version} ${hashFiles(entries)}`);
    sums.push(`${path} ${version}/go.mod ${hashFiles([['go.mod', Buffer.from(mod)]])}`);
  }
  return { url: `file://${folder}`, folder, sum: `${sums.join('\n')}\n` };
}

type Entry = readonly [name: string, content: Buffer];

/** `h1:` of go.sum: the sha256 of the sorted list of sha256 and name (golang.org/x/mod/sumdb/dirhash). */
function hashFiles(entries: readonly Entry[]): string {
  const lines = [...entries]
    .sort(([a], [b]) => compareTexts(a, b))
    .map(([name, content]) => `${createHash('sha256').update(content).digest('hex')}  ${name}\n`);
  return `h1:${createHash('sha256').update(lines.join('')).digest('base64')}`;
}

/** A zip with each file deflated, as proxies give them. */
function writeZip(entries: readonly Entry[]): Buffer {
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of entries) {
    const packed = deflateRawSync(content);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0); // version needed
    common.writeUInt16LE(8, 4); // deflate
    common.writeUInt32LE(0x0021_0000, 6); // 1980-01-01
    common.writeUInt32LE(crc32(content), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(content.length, 18);
    common.writeUInt16LE(Buffer.byteLength(name), 22);
    const body = Buffer.concat([Buffer.from('PK\x03\x04'), common, Buffer.from(name), packed]);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00'), common, place, Buffer.from(name)]));
    bodies.push(body);
    offset += body.length;
  }
  const listing = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(entries.length, 4);
  end.writeUInt16LE(entries.length, 6);
  end.writeUInt32LE(listing.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...bodies, listing, Buffer.from('PK\x05\x06'), end]);
}
