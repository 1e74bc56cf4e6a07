import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { measureArchive, readImageConfig } from '@fairlead/oci';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fairlead-archive-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

/** One entry of a tar file (POSIX ustar). A string content is a link. */
function tarEntry(name: string, content: Buffer | string): Buffer {
  const header = Buffer.alloc(512);
  const size = typeof content === 'string' ? 0 : content.length;
  header.write(name, 0);
  header.write(`${size.toString(8).padStart(11, '0')}\0`, 124);
  header.write(typeof content === 'string' ? '2' : '0', 156);
  if (typeof content === 'string') header.write(content, 157);
  const padding = Buffer.alloc((512 - (size % 512)) % 512);
  return Buffer.concat([header, typeof content === 'string' ? Buffer.alloc(0) : content, padding]);
}

async function writeArchive(entries: Readonly<Record<string, Buffer | string>>): Promise<string> {
  const path = join(folder, 'image.tar');
  const parts = Object.entries(entries).map(([name, content]) => tarEntry(name, content));
  await writeFile(path, Buffer.concat([...parts, Buffer.alloc(1024)]));
  return path;
}

const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));

describe('measuring what a registry would store', () => {
  it('counts layers as gzip makes them, and takes compressed ones as they are', async () => {
    const plain = Buffer.alloc(50_000, 'a');
    const compressed = gzipSync(randomBytes(3000));
    const archive = await writeArchive({
      'manifest.json': json([
        { Config: 'c.json', Layers: ['l1/layer.tar', 'l2/layer.tar', 'l3/layer.tar', 'empty'] },
      ]),
      'c.json': json({ os: 'linux' }),
      'l1/layer.tar': plain,
      'l2/layer.tar': '../l1/layer.tar',
      'l3/layer.tar': compressed,
      empty: Buffer.alloc(0),
    });
    const { config, layers } = await measureArchive(archive);
    const expected = gzipSync(plain, { level: 6 }).length;
    expect(config).toEqual({ os: 'linux' });
    expect(layers.slice(0, 3)).toEqual([expected, expected, compressed.length]);
  });

  it.each([
    [{}, 'has no manifest.json'],
    [{ 'manifest.json': json([]) }, 'holds no image'],
    [{ 'manifest.json': json([{ Config: 'c', Layers: ['gone'] }]), c: json({}) }, 'has no gone'],
  ])('what is not an archive of an image is an error', async (entries, words) => {
    await expect(measureArchive(await writeArchive(entries as Record<string, Buffer>))).rejects.toThrow(
      words,
    );
  });
});

describe('image configs', () => {
  it('tells labels, user and the instruction of each layer', () => {
    const config = readImageConfig({
      os: 'linux',
      architecture: 'amd64',
      config: { User: '65532:65532', Labels: { a: 'b' } },
      history: [
        { created_by: 'COPY /out/orders /orders # buildkit' },
        { created_by: 'ENTRYPOINT ["/orders"]', empty_layer: true },
        { created_by: '/bin/sh -c #(nop) ADD file:1 in / ' },
        { created_by: '/bin/sh -c apt-get   update' },
      ],
    });
    expect(config.layerCommands).toEqual([
      'COPY /out/orders /orders',
      'ADD file:1 in /',
      'RUN apt-get update',
    ]);
    expect(config).toMatchObject({ user: '65532:65532', labels: { a: 'b' } });
  });

  it('reads configs that say nothing', () => {
    const empty = { os: '', architecture: '', user: '', labels: {}, layerCommands: [] };
    expect(readImageConfig({ config: null })).toEqual(empty);
    expect(readImageConfig(null)).toEqual(empty);
  });
});
