import { expect, test } from 'vitest';
import { serviceName, shellWord, yamlText } from '../../src/init/names.ts';

test.each([
  ['github.com/acme/Orders_API/v2', 'orders-api'],
  ['gopkg.in/yaml.v3', 'yaml'],
  ['v2', 'v2'],
  ['example.com/9lives', 'lives'],
  ['example.com/___', 'service'],
  [`example.com/${'a'.repeat(39)}-b`, 'a'.repeat(39)],
])('the module %s is the service %s', (module, name) => {
  expect(serviceName(module)).toBe(name);
});

test.each([
  ['orders', 'orders'],
  ['Yes', "'Yes'"],
  ['null', "'null'"],
  ["it's", "'it''s'"],
  ['1.10', "'1.10'"],
  ['', "''"],
])('in YAML %j is %s', (text, written) => {
  expect(yamlText(text)).toBe(written);
});

test.each([
  ['deploy/orders', 'deploy/orders'],
  ['two words', "'two words'"],
  ["it's", "'it'\\''s'"],
  ['', "''"],
])('for a shell %j is %s', (text, written) => {
  expect(shellWord(text)).toBe(written);
});
