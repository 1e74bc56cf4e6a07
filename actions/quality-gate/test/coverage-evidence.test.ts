import type { CoverageBlock, CoverageMeasurement, ListedBlock } from '@fairlead/go';
import { describe, expect, it } from 'vitest';
import type { CoverageFacts } from '../src/check/facts.ts';
import { refuseCopies, refuseDifference } from '../src/conditions/coverage/compare.ts';
import { writeCoverageEvidence } from '../src/conditions/coverage/evidence.ts';
import { jobOf } from './support/job-of.ts';

const block = (file: string, startLine: number, endLine: number, count = 1): CoverageBlock => ({
  file,
  startLine,
  startColumn: 1,
  endLine,
  endColumn: 9,
  statements: 2,
  count,
});

describe('what is written for other tools', () => {
  async function write(files: CoverageFacts['files'], blocks: readonly CoverageBlock[], statements = 4) {
    const made = jobOf();
    const measurement = { total: { covered: 2, statements } } as CoverageMeasurement;
    await writeCoverageEvidence(made.job.ports, {
      measurement,
      profile: { mode: 'set', blocks },
      files,
    } as CoverageFacts);
    const lcov = await made.job.ports.files.readText('/r/lcov.info');
    return { ...made, lines: lcov.split('\n').filter((line) => /^(?:SF|DA):/.test(line)) };
  }
  const file = (path: string, more: object = {}) => ({
    path,
    source: undefined,
    excludedBy: undefined,
    ...more,
  });

  it('has every line of a block of which no source is known, one that is missed in part too', async () => {
    const blocks = [
      block('m/p/a.y', 8, 9, 0),
      block('m/p/a.y', 5, 6),
      block('m/p/a.y', 6, 6, 0),
      block('m/p/a.y', 3, 3),
    ];
    const { lines } = await write(new Map([['m/p/a.y', file('p/a.y')]]), blocks);
    expect(lines).toEqual(['SF:p/a.y', 'DA:3,1', 'DA:5,1', 'DA:6,0', 'DA:8,0', 'DA:9,0']);
  });

  it('has the lines with code of a source, and nothing of a file that does not count', async () => {
    const source = 'package p\n\nfunc F() {\n\t// nothing\n\tf()\n}\n';
    const files = new Map([
      ['m/p/a.go', file('p/a.go', { source })],
      ['m/p/gen.go', file('p/gen.go', { source, excludedBy: 'generated' })],
    ]);
    const blocks = [block('m/p/a.go', 3, 6), block('m/p/gen.go', 3, 6)];
    expect((await write(files as CoverageFacts['files'], blocks)).lines).toEqual([
      'SF:p/a.go',
      'DA:3,1',
      'DA:5,1',
    ]);
  });

  it('names the package of each file, and a share where there is something to share', async () => {
    const files = new Map([['m/p/a.y', file('p/a.y')]]);
    const { job, outputs } = await write(files, [block('m/p/a.y', 5, 6)]);
    expect(await job.ports.files.readText('/r/coverage.xml')).toContain('<package name="m/p"');
    expect(outputs).toMatchObject({ coverage: '50.00', lcov: '/r/lcov.info', cobertura: '/r/coverage.xml' });
    expect((await write(files, [], 1)).outputs).toHaveProperty('coverage');
    expect((await write(files, [], 0)).outputs).not.toHaveProperty('coverage');
  });
});

describe('a profile that is not what the sources say', () => {
  const listed = (one: CoverageBlock): ListedBlock => ({ ...one, source: '/w/a.go' });
  const expectation = { blocks: [], idle: [], sources: new Map(), cgo: [] };
  const cgo = [{ file: 'm/c.go', name: 'F', startLine: 5, endLine: 8 }];

  it.each([
    [[5, 5], true],
    [[8, 9], true],
    [[6, 6], true],
    [[4, 9], false],
    [[9, 9], false],
  ] as const)('lacks a function of cgo, or has it, with a block of the lines %j: %s', ([from, to], has) => {
    const blocks = [block('m/c.go', 1, 2), block('m/c.go', from, to)];
    const refuse = () => refuseDifference({ mode: 'set', blocks }, { ...expectation, cgo });
    if (has) expect(refuse).not.toThrow();
    else expect(refuse).toThrow('the coverage profile lacks F of m/c.go');
  });

  it('lacks what cgo has in a file that it does not name', () => {
    const refuse = () => refuseDifference({ mode: 'set', blocks: [] }, { ...expectation, cgo });
    expect(refuse).toThrow('lacks F of m/c.go');
  });

  it('has a block more often than the tests write it', () => {
    const one = block('m/a.go', 3, 4);
    const key = 'm/a.go:3.1,4.9';
    const refuse = (times: number, copies: number, of: typeof cgo = []) =>
      refuseCopies(
        new Map([[key, times]]),
        { blocks: Array.from({ length: copies }, () => listed(one)), cgo: of },
        2,
      );
    for (const [times, copies] of [
      [2, 0],
      [2, 1],
      [4, 2],
    ] as const) {
      expect(() => refuse(times, copies)).not.toThrow();
      expect(() => refuse(times + 1, copies)).toThrow(`has the block ${key} ${times + 1} times`);
    }
    expect(() => refuse(9, 1, [{ ...cgo[0], file: 'm/a.go' } as (typeof cgo)[0]])).not.toThrow();
  });
});
