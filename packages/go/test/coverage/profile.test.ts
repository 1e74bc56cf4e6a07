import {
  compareProfile,
  formatCoverageProfile,
  mergeCoverageProfiles,
  parseCoverageProfile,
  readCoverageProfile,
} from '@fairlead/go';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const parse = (mode: string, ...lines: string[]) =>
  parseCoverageProfile([`mode: ${mode}`, ...lines, ''].join('\n'));

describe('reading a profile', () => {
  it('reads every number of a block', () => {
    expect(parse('count', 'example.com/m/a b.go:3.24,4.12 5 7').blocks).toEqual([
      {
        file: 'example.com/m/a b.go',
        startLine: 3,
        startColumn: 24,
        endLine: 4,
        endColumn: 12,
        statements: 5,
        count: 7,
      },
    ]);
  });

  it('keeps a hit in set mode and adds up in the counting modes', () => {
    const lines = ['m/a.go:1.1,2.2 1 1', 'm/a.go:1.1,2.2 1 0', 'm/a.go:1.1,2.2 1 1'];
    expect(parse('set', ...lines).blocks.map((block) => block.count)).toEqual([1]);
    expect(parse('atomic', ...lines).blocks.map((block) => block.count)).toEqual([2]);
  });

  it.each([
    ['in the same order', ['a', 'b', 'c', 'a', 'b', 'c']],
    ['in another order', ['a', 'b', 'c', 'c', 'b', 'a']],
    ['with gaps', ['a', 'b', 'c', 'b', 'a', 'c', 'a', 'a']],
  ])('adds up copies %s', (_, order) => {
    const line = (name: string) => `m/${name}.go:1.1,2.2 1 ${order.length}`;
    for (const end of ['\n', '\r\n']) {
      const { blocks } = parseCoverageProfile(['mode: count', ...order.map(line)].join(end));
      expect(Object.fromEntries(blocks.map(({ file, count }) => [file, count / order.length]))).toEqual(
        Object.fromEntries(
          ['a', 'b', 'c'].map((name) => [`m/${name}.go`, order.filter((one) => one === name).length]),
        ),
      );
    }
  });

  it('says which blocks stand there several times, in whatever spelling', () => {
    const read = (...lines: readonly string[]) => readCoverageProfile(['mode: set', ...lines].join('\n'));
    expect(read('m/a.go:1.1,2.2 1 1', 'm/a.go:3.1,4.2 1 0').repeated).toEqual(new Map());
    const two = read('m/a.go:1.1,2.2 1 0', 'm/b.go:3.1,4.2 1 0', 'm/a.go:1.1,2.2 1 1');
    expect(two.repeated).toEqual(new Map([['m/a.go:1.1,2.2', 2]]));
    expect(two.profile.blocks.map(({ count }) => count)).toEqual([1, 0]);
    const three = read('m/a.go:1.1,2.2 1 0', 'm/a.go:1.1,2.2 1 0', '', 'm/a.go:01.1,2.2 1 1');
    expect(three.repeated).toEqual(new Map([['m/a.go:1.1,2.2', 3]]));
  });

  it('takes no line for a copy that only begins like one', () => {
    const text = 'mode: count\nm/a.go:1.1,2.2 1 1\nm/a.go:1.1,2.2 11 1\n';
    expect(() => parseCoverageProfile(text)).toThrow('has 1 statements in one place, 11 in another');
    expect(() => parseCoverageProfile('mode: set\nm/a.go:1.1,2.2 1 1\nm/a.go:1.1,2.2 1 1 1\n')).toThrow();
    expect(() => parseCoverageProfile('mode: set\nm/a.go:1.1,2.2 1 1\nm/a.go:1.1,2.2 1 x\n')).toThrow(
      'line 3',
    );
  });

  it('keeps blocks apart that share a start but not an end', () => {
    expect(parse('set', 'm/a.go:1.1,2.2 1 1', 'm/a.go:1.1,3.2 2 0').blocks).toHaveLength(2);
  });

  it('keeps blocks apart that share a line without columns, as in what goyacc generates', () => {
    const lines = ['m/yaccpar:178.0,180.0 1 1', 'm/yaccpar:178.0,180.0 2 0'];
    const { profile, repeated } = readCoverageProfile(['mode: set', ...lines, ...lines].join('\n'));
    expect(formatCoverageProfile(profile)).toBe(['mode: set', ...lines, ''].join('\n'));
    expect([...repeated.values()]).toEqual([2, 2]);
    const [first, second] = profile.blocks;
    expect(compareProfile(profile, profile.blocks)).toEqual({ missing: [], strange: [] });
    expect(compareProfile({ ...profile, blocks: profile.blocks.slice(0, 1) }, profile.blocks)).toEqual({
      missing: [second],
      strange: [],
    });
    expect(compareProfile(profile, profile.blocks.slice(1))).toEqual({ missing: [], strange: [first] });
  });

  it.each([
    ['', 'line 1 is ""'],
    ['m/a.go:1.1,2.2 1 1', 'not "mode: set|count|atomic"'],
    ['mode: fast\n', 'not "mode: set|count|atomic"'],
    ['mode: set\nm/a.go:1.1,2.2 1\n', 'line 2 is not a block: "m/a.go:1.1,2.2 1"'],
    ['mode: set\nmode: set\n', 'line 2 is not a block'],
    ['mode: set\nm/a.go:1.1,2.2 1 1\nm/a.go:1.1,2.2 2 1\n', 'has 1 statements in one place, 2 in another'],
  ])('refuses %j', (text, problem) => {
    expect(() => parseCoverageProfile(text)).toThrow(problem);
  });
});

describe('merging profiles', () => {
  it('falls back to hits when the modes differ', () => {
    const merged = mergeCoverageProfiles([
      parse('count', 'm/a.go:1.1,2.2 1 5'),
      parse('set', 'm/a.go:1.1,2.2 1 1', 'm/b.go:1.1,2.2 1 0'),
    ]);
    expect(merged.mode).toBe('set');
    expect(merged.blocks.map((block) => block.count)).toEqual([1, 0]);
  });

  it('gives the same whatever the order and the split', () => {
    const block = fc.record({ file: fc.constantFrom('m/a.go', 'm/b.go'), at: fc.nat(5), count: fc.nat(3) });
    fc.assert(
      fc.property(
        fc.array(block),
        fc.constantFrom('set', 'count', 'atomic'),
        fc.nat(20),
        (items, mode, cut) => {
          const lines = items.map(({ file, at, count }) => `${file}:${at + 1}.1,${at + 2}.1 2 ${count}`);
          const whole = parse(mode, ...lines);
          const halves = [parse(mode, ...lines.slice(cut)), parse(mode, ...lines.slice(0, cut))];
          expect(mergeCoverageProfiles(halves)).toEqual(mergeCoverageProfiles([whole]));
          expect(parseCoverageProfile(formatCoverageProfile(whole))).toEqual(whole);
        },
      ),
    );
  });
});
