import { describe, expect, it } from 'vitest';
import { type ExportedFile, formatCobertura, formatLcov } from '../../src/index.ts';

const FILES: readonly ExportedFile[] = [
  {
    path: 'a/a&"<.go',
    package: 'm/a',
    lines: [
      { line: 3, state: 'hit' },
      { line: 5, state: 'partial' },
      { line: 6, state: 'missed' },
    ],
  },
  { path: 'b/b.go', package: 'm/b', lines: [{ line: 1, state: 'hit' }] },
  { path: 'b/\u0001c.go', package: 'm/b', lines: [] },
];

describe('coverage for other tools', () => {
  it('is an lcov tracefile; a line that is reached in part counts as missed', () => {
    expect(formatLcov(FILES.slice(0, 2))).toBe(
      'TN:\nSF:a/a&"<.go\nDA:3,1\nDA:5,0\nDA:6,0\nLF:3\nLH:1\nend_of_record\n' +
        'TN:\nSF:b/b.go\nDA:1,1\nLF:1\nLH:1\nend_of_record\n',
    );
  });

  it('is Cobertura XML with the rates of files, packages and all', () => {
    const xml = formatCobertura(FILES, { root: '/w', timestamp: 7 });
    expect(xml).toContain('<coverage line-rate="0.5000" branch-rate="0" lines-covered="2" lines-valid="4"');
    expect(xml).toContain('timestamp="7"');
    expect(xml).toContain('<source>/w</source>');
    expect(xml).toContain('<package name="m/a" line-rate="0.3333"');
    expect(xml).toContain(
      '<class name="a&amp;&quot;&lt;.go" filename="a/a&amp;&quot;&lt;.go" line-rate="0.3333"',
    );
    expect(xml).toContain('<line number="5" hits="0"/>');
    expect(xml).toContain('filename="b/\ufffdc.go" line-rate="1"');
    expect(xml.match(/<package /g)).toHaveLength(2);
  });
});
