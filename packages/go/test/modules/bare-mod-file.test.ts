import { parseModFile, withBareModFile } from '@fairlead/go';
import { createFakeFiles } from '@fairlead/testkit';
import { describe, expect, it } from 'vitest';
import { bareModFile } from '../../src/modules/bare-mod-file.ts';

describe('bareModFile', () => {
  it('keeps what a go.mod says of its own module', () => {
    const text = [
      'module example.com/orders // the shop',
      '',
      'go 1.25',
      'toolchain go1.26.1',
      'godebug default=go1.24',
      'ignore (',
      '\t./web',
      ')',
      '',
    ].join('\n');
    expect(bareModFile(text)).toBe(text);
  });

  it('leaves out requirements and replacements, in blocks and alone', () => {
    const text = [
      'module example.com/orders',
      'require example.com/one v1.0.0 // indirect',
      'require (',
      '\texample.com/two v1.0.0 // indirect (for now)',
      '\t// ) is no end',
      ')',
      'replace example.com/one => ./one',
      'exclude (',
      '\texample.com/two v0.9.0',
      ')',
      'tool example.com/two/cmd/gen',
      'retract v1.0.1 // broken',
      'go 1.26',
    ].join('\n');
    expect(bareModFile(text)).toBe('module example.com/orders\ngo 1.26');
  });

  it('takes a block whose bracket follows the word at once', () => {
    expect(bareModFile('require(\n\texample.com/one v1.0.0\n)\ngo 1.26\n')).toBe('go 1.26\n');
  });
});

describe('withBareModFile', () => {
  const MODULE = {
    dir: '/w',
    path: 'example.com/x',
    file: parseModFile(''),
    workFile: undefined,
    vendored: false,
  };
  const text = 'module example.com/x\nrequire example.com/one v1.0.0\n';
  const seen = async (
    module: typeof MODULE | (Omit<typeof MODULE, 'workFile'> & { workFile: string }),
    goflags = '',
  ) => {
    const files = createFakeFiles({ '/w/go.mod': text });
    const read = await withBareModFile(files, module, goflags, async (bare) =>
      bare === undefined ? undefined : files.readText(bare),
    );
    return { read, left: Object.keys(files.contents()) };
  };

  it('lends the file for as long as the work takes', async () => {
    expect(await seen(MODULE)).toEqual({ read: 'module example.com/x\n', left: ['/w/go.mod'] });
  });

  it('lends none where the go command takes none', async () => {
    expect((await seen({ ...MODULE, workFile: '/go.work' })).read).toBeUndefined();
    expect((await seen({ ...MODULE, vendored: true })).read).toBeUndefined();
    expect((await seen(MODULE, '-modfile=other.mod')).read).toBeUndefined();
    expect((await seen(MODULE, '-mod=mod')).read).toBeUndefined();
    expect((await seen(MODULE, '-modcacherw')).read).toBe('module example.com/x\n');
  });
});
