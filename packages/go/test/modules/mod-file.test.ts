import { parseModFile } from '@fairlead/go';
import { expect, test } from 'vitest';

test('a go.mod tells its module, its oldest Go and its toolchain', () => {
  const text = [
    '// Deprecated: use v2',
    'module "example.com/orders" // the service',
    '',
    'go 1.26.0',
    'toolchain go1.26.8',
    'require (',
    '\tgithub.com/go-chi/chi/v5 v5.5.0 // indirect',
    ')',
    'tool golang.org/x/tools/cmd/stringer',
    'replace example.com/a => ../a',
  ].join('\n');
  expect(parseModFile(text)).toEqual({
    module: 'example.com/orders',
    go: '1.26.0',
    toolchain: 'go1.26.8',
    use: [],
  });
});

test('a go.work tells the folders that it uses, in a block and on single lines', () => {
  const text = 'go 1.26\r\n\r\nuse ./api\r\nuse (\r\n\t./worker // jobs\r\n\t"./odd name"\r\n)\r\n';
  expect(parseModFile(text)).toEqual({
    module: undefined,
    go: '1.26',
    toolchain: undefined,
    use: ['./api', './worker', './odd name'],
  });
});

test('an address in a comment is no directive', () => {
  expect(parseModFile('module example.com/x\n// see https://go.dev/ref/mod\ngo 1.24 // min\n').go).toBe(
    '1.24',
  );
});

test('words that stand alone say nothing', () => {
  expect(parseModFile('module\ngo\ntoolchain\nuse\n\n// go 1.20\n')).toEqual({
    module: undefined,
    go: undefined,
    toolchain: undefined,
    use: [],
  });
});
