import { describe, expect, it } from 'vitest';
import { narrowingFlags, selectedTests } from '../src/conditions/test/selection.ts';
import { describeCommand } from '../src/plan/command.ts';
import { flagProblem, goflagsProblems, isSetIn } from '../src/plan/flags.ts';

describe('flags that change what is checked', () => {
  it.each([
    ['-json', 'GOFLAGS', 'is set where it is needed'],
    ['-json=false', 'GOFLAGS', undefined],
    ['-json=false', 'test-args', 'is set where it is needed'],
    ['--vettool=/x', 'GOFLAGS', 'another program'],
    ['-vettool=false', 'GOFLAGS', 'another program'],
    ['-test.run=X', 'GOFLAGS', 'leaves tests out: set test-args instead'],
    ['-run=X', 'test-args', undefined],
    ['-short', 'GOFLAGS', 'set short instead'],
    ['-short=0', 'GOFLAGS', undefined],
    ['-tags=', 'GOFLAGS', 'set build-tags instead'],
    ['-race', 'GOFLAGS', undefined],
    ['-race=false', 'GOFLAGS', undefined],
    ['-cover=false', 'GOFLAGS', undefined],
    ['-race', 'test-args', 'has its own input race'],
    ['-count', 'GOFLAGS', 'would run no test'],
    ['-count=-0', 'test-args', 'would run no test'],
    ['-count=10', 'GOFLAGS', undefined],
    ['-mod=mod', 'GOFLAGS', undefined],
    ['-future', 'GOFLAGS', 'not known'],
    ['-fix=true', 'GOFLAGS', 'would change the code'],
    ['stray', 'GOFLAGS', 'not known'],
    ['-__proto__=x', 'GOFLAGS', 'not known'],
    ...[
      '-toolexec=x',
      '--exec=x',
      '-vettool',
      '-test.o=x',
      '-overlay=x',
      '--modfile=x',
      '-C=x',
      '-C',
    ].flatMap((word) => [
      [word, 'GOFLAGS', 'another program'] as const,
      [word, 'test-args', 'another program'] as const,
    ]),
    ['-asmflags=-o=/x', 'test-args', 'another program'],
    ['-gccgoflags=x', 'GOFLAGS', 'another program'],
    ['-pgo=/x', 'GOFLAGS', 'another program'],
    ['-cpuprofile=/x', 'test-args', 'another program'],
    ['-ldflags=-s -w -X=m.a=b', 'GOFLAGS', undefined],
    ['-ldflags=-s --extld=/x', 'GOFLAGS', 'another program or other files decide how it ends (-extld)'],
    ['-ldflags=all=-linkmode=external', 'test-args', '(-linkmode)'],
    ['-ldflags=-o=/x', 'test-args', 'is no flag of go test'],
    ['-gcflags=all=-N -l', 'test-args', undefined],
    ['-p', 'test-args', 'needs a value: write test-args: -p=…'],
    ['-p', 'GOFLAGS', 'needs a value: write -p=…'],
    ['-run', 'test-args', 'needs a value'],
    ['-future', 'test-args', 'after -args'],
  ] as const)('%s in %s', (word, source, problem) => {
    const found = flagProblem(word, source);
    if (problem === undefined) expect(found).toBeUndefined();
    else expect(found).toContain(problem);
  });

  it.each(['json', 'n', 'fix', 'diff', 'c', 'short', 'failfast'])(
    '-%s, switched off again, harms nobody',
    (name) => {
      expect(flagProblem(`-${name}`, 'GOFLAGS')).toBeDefined();
      expect(flagProblem(`-${name}=false`, 'GOFLAGS')).toBeUndefined();
    },
  );

  it.each(['run', 'skip', 'failfast', 'bench', 'fuzz'])(
    '-%s may stand in test-args, where all can see it',
    (name) => {
      expect(flagProblem(`-${name}=x`, 'test-args')).toBeUndefined();
      expect(flagProblem(`-${name}=x`, 'GOFLAGS')).toContain('set test-args instead');
    },
  );

  it('are read out of GOFLAGS as the go command reads it', () => {
    const goflags = `-mod=mod '-ldflags=-X a=b -X c=-run=no' "-run=A B"\t-v`;
    expect(goflagsProblems(goflags)).toEqual(['-run=A B, which leaves tests out: set test-args instead']);
    expect(goflagsProblems('')).toEqual([]);
    expect(goflagsProblems(`-v '-run=A`)).toEqual([expect.stringContaining('a quote without an end')]);
    expect(isSetIn('-v --race', 'race')).toBe(true);
    expect(isSetIn('-v -race=false', 'race')).toBe(false);
    expect(isSetIn('-v', 'race')).toBe(false);
  });
});

describe('the tests that -run and -skip leave in', () => {
  it.each([
    [[], ['TestA', 'TestB', 'TestAB']],
    [['-run=A'], ['TestA', 'TestAB']],
    [['-run=^TestA$'], ['TestA']],
    [['-run=A/sub'], ['TestA', 'TestAB']],
    [['-run=^TestA$|B'], ['TestA', 'TestB', 'TestAB']],
    [['-run=(A|B)$'], ['TestA', 'TestB', 'TestAB']],
    [
      ['-run=A', '-run=B$'],
      ['TestB', 'TestAB'],
    ],
    [['-skip=B'], ['TestA']],
    [['-skip=B/sub'], ['TestA', 'TestB', 'TestAB']],
    [['--skip=^TestB$|x/y'], ['TestA', 'TestAB']],
    [['-run=[A/|]$'], ['TestA']],
    [['-run=\\/'], []],
    [['-run=(?P<go>A'], []],
    [['-run=\\bTestB$'], ['TestB']],
    [['-run=(A)/x|^TestB$'], ['TestA', 'TestB', 'TestAB']],
    [['-run=(A)(B/x|B)'], ['TestAB']],
    [
      ['-v', '-args', '-run=A'],
      ['TestA', 'TestB', 'TestAB'],
    ],
  ])('%j', (args, names) => {
    expect(['TestA', 'TestB', 'TestAB'].filter(selectedTests(args))).toEqual(names);
  });

  it('are told', () => {
    expect(narrowingFlags(['-v', '-run=A', '--skip=B', '-failfast', '-runner', '-args', '-run=C'])).toEqual([
      '-run=A',
      '--skip=B',
      '-failfast',
    ]);
  });
});

describe('a command as it is shown', () => {
  const command = { program: 'go', args: ['vet', './...'], cwd: '/w', env: {}, about: 'm' };

  it('can be typed in the working directory', () => {
    expect(describeCommand(command, '/w')).toBe('go vet ./...');
    expect(describeCommand({ ...command, cwd: '/w/my lib' }, '/w')).toBe("cd 'my lib' && go vet ./...");
    const quoted = { ...command, args: ['test', "-run=it's"] };
    expect(describeCommand(quoted, '/w')).toBe("go test '-run=it'\\''s'");
  });

  it.each([
    [24, / f23\.go$/],
    [25, / f23\.go … and 1 more$/],
    [30, / f23\.go … and 6 more$/],
  ])('counts what it does not show of %i arguments', (length, end) => {
    const args = Array.from({ length }, (_, index) => `f${index}.go`);
    expect(describeCommand({ ...command, args }, '/w')).toMatch(end);
  });
});
