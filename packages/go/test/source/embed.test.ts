import { embedPatterns, isEmbedded, mayEmbedBelow } from '@fairlead/go';
import { describe, expect, test } from 'vitest';

test('patterns stand behind //go:embed, quoted or not', () => {
  expect(embedPatterns('//go:embed a.txt "b c.txt" `d` all:web\nvar x string\n')).toEqual([
    'a.txt',
    'b c.txt',
    'd',
    'web',
  ]);
});

describe('what a pattern embeds', () => {
  test.each([
    ['page.html', 'page.html', true],
    ['sub/page.html', 'page.html', false],
    ['page.html', '*.html', true],
    ['sub/page.html', '*.html', false],
    ['sub/page.html', '*/*.html', true],
    ['web/deep/a.js', 'web', true],
    ['web/deep/a.js', 'w*', true],
    ['webs/a.js', 'web', false],
    ['a.txt', '[a-c].txt', true],
    ['d.txt', '[a-c].txt', false],
    ['d.txt', '[^a-c].txt', true],
    ['a+b.txt', 'a+b.txt', true],
    ['aab.txt', 'a+b.txt', false],
    ['a*b', 'a\\*b', true],
    ['b', '[z-a]', false],
    ['ab.txt', 'a?.txt', true],
    ['a.txt', 'a?.txt', false],
    ['a/.txt', 'a?.txt', false],
    ['[]', '[]', false],
    ['[', '[[]', true],
  ])('%s by %s: %s', (path, pattern, is) => {
    expect(isEmbedded(path, pattern)).toBe(is);
  });

  test.each([
    ['static', 'static/*.css', true],
    ['static', 's*/*.css', true],
    ['other', 'static/*.css', false],
    ['static/css', 'static/*.css', false],
    ['.github', '*.html', false],
    ['static', 'static', false],
  ])('below %s by %s: %s', (folder, pattern, may) => {
    expect(mayEmbedBelow(folder, pattern)).toBe(may);
  });
});
