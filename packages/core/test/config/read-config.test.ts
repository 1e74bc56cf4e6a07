import { describe, expect, test } from 'vitest';
import { LIMITS, readConfig } from '../../src/index.ts';

const rules = {
  file: '.github/fairlead.yml',
  action: 'go-build',
  keys: ['targets', 'tags', 'go-version', 'dry-run'],
  sections: ['go-build', 'quality-gate'],
};
const values = (yaml: string): Record<string, string> =>
  Object.fromEntries(Object.entries(readConfig(yaml, rules).values).map(([key, { text }]) => [key, text]));
const problems = (yaml: string): readonly string[] =>
  readConfig(yaml, rules).problems.map(({ input, problem, source }) => `${input} ${problem} @ ${source}`);

describe('values become the text of inputs', () => {
  test('lists become lines, maps become KEY=VALUE, blanks are not given', () => {
    const yaml =
      'go-build:\n  targets: [linux/amd64, linux/arm64]\n  tags: {A: 1, B: x}\n  dry-run: true\n  go-version:\n';
    expect(values(yaml)).toEqual({
      targets: 'linux/amd64\nlinux/arm64',
      tags: 'A=1\nB=x',
      'dry-run': 'true',
    });
  });

  test('numbers keep their spelling', () => {
    expect(values('go-build:\n  go-version: 1.30\n  targets: [010, 1e3]\n')).toEqual({
      'go-version': '1.30',
      targets: '010\n1e3',
    });
  });

  test('a file without this section, or with nothing, gives nothing', () => {
    for (const yaml of ['', '# only words\n', 'quality-gate:\n  x: 1\n', 'go-build:\n'])
      expect(values(yaml)).toEqual({});
  });

  test('each value knows where it is', () => {
    expect(readConfig('go-build:\n  tags: x\n', rules).values['tags']?.location).toBe(
      '.github/fairlead.yml:2:3',
    );
  });
});

describe('what is wrong is told with line and column', () => {
  test('unknown keys and sections, with the nearest known one; all at once', () => {
    expect(problems('go-bild:\n  x: 1\ngo-build:\n  tragets: a\n  nothing-like-it: b\n')).toEqual([
      'go-bild is not a known key; did you mean go-build? @ .github/fairlead.yml:1:1',
      'go-build.tragets is not a known key; did you mean targets? @ .github/fairlead.yml:4:3',
      'go-build.nothing-like-it is not a known key @ .github/fairlead.yml:5:3',
    ]);
  });

  test('the rest of the file is read all the same; what it says of the rest is not guessed', () => {
    const some = readConfig('go-build:\n  tragets: a\n  tags: x\n  targets:\n    a: {b: c}\n', rules);
    expect([some.values['tags']?.text, some.unclear]).toEqual(['x', ['targets']]);
    for (const broken of ['go-build:\n\ttags: [a\n', '- a\n', 'go-build: yes\n'])
      expect(readConfig(broken, rules)).toMatchObject({ values: {}, unclear: rules.keys });
  });

  test('a second document', () => {
    expect(problems('go-build:\n  tags: x\n---\ngo-build:\n  tags: y\n')).toEqual([
      '.github/fairlead.yml has more than one document: remove the line `---` that begins the next one @ .github/fairlead.yml:3:1',
    ]);
  });

  test('nested values', () => {
    expect(problems('go-build:\n  tags:\n    a: {b: c}\n')).toEqual([
      'go-build.tags is nested too deep @ .github/fairlead.yml:2:3',
    ]);
  });

  test('keys that are there twice, and text that is not YAML', () => {
    expect(problems('go-build:\n  tags: a\n  tags: b\n')).toEqual([
      '.github/fairlead.yml Map keys must be unique @ .github/fairlead.yml:3:3',
    ]);
    expect(problems('go-build:\n\ttags: [a\n')[0]).toMatch(/ @ \.github\/fairlead\.yml:2:1$/);
  });

  test('text that is nested without end is told once, in words', () => {
    const deep = problems(`go-build: ${'['.repeat(30_000)}${']'.repeat(30_000)}\n`);
    expect(deep).toEqual([expect.stringMatching(/^\.github\/fairlead\.yml is nested too deep @ /)]);
  });

  test('sections of another shape', () => {
    expect(problems('- a\n')).toEqual([
      '.github/fairlead.yml is not a map of action names @ .github/fairlead.yml:1:1',
    ]);
    expect(problems('go-build: yes\n')).toEqual([
      'go-build is not a map of inputs @ .github/fairlead.yml:1:11',
    ]);
  });
});

describe('a section of another action', () => {
  const shared = { ...rules, shared: { tags: 'quality-gate', targets: 'quality-gate' } };
  const read = (yaml: string) => readConfig(yaml, shared);

  test('counts for a key that the own section does not have, and says where it stands', () => {
    const { values: found, problems: none } = read(
      'go-build:\n  tags: own\nquality-gate:\n  tags: other\n  targets: [a, b]\n  else: {x: {y: 1}}\n',
    );
    expect(none).toEqual([]);
    expect(found).toEqual({
      tags: { text: 'own', location: '.github/fairlead.yml:2:3' },
      targets: { text: 'a\nb', location: '.github/fairlead.yml:5:3' },
    });
    expect(read('quality-gate:\n  tags: other\n').values['tags']?.text).toBe('other');
    expect(readConfig('quality-gate:\n  tags: other\n', rules).values).toEqual({});
  });

  test('is not taken for silence where nobody knows what it says', () => {
    const { unclear, problems: found } = read('quality-gate:\n  tags: {x: {y: 1}}\n');
    expect(unclear).toEqual(['tags']);
    expect(found).toMatchObject([{ input: 'quality-gate.tags', problem: 'is nested too deep' }]);
    expect(read('go-build:\n  tags: own\nquality-gate:\n  tags: {x: {y: 1}}\n').unclear).toEqual([]);
    expect(read('quality-gate: 3\n').values).toEqual({});
  });
});

describe('lists of maps', () => {
  const read = (yaml: string) => readConfig(yaml, { ...rules, records: ['targets'] });

  test('become JSON; text stays as it is', () => {
    expect(read('go-build:\n  targets: [{os: linux, arch: 1.0}]\n').values['targets']?.text).toBe(
      '[{"os":"linux","arch":"1.0"}]',
    );
    expect(read('go-build:\n  targets: linux/amd64\n').values['targets']?.text).toBe('linux/amd64');
    expect(read('go-build:\n  targets:\n')).toMatchObject({ values: {}, problems: [] });
  });

  test.each(['{os: linux}', '[linux]', '[{os: linux}, [x]]', '[{os: {name: {short: linux}}}]'])(
    '%s is none',
    (targets) => {
      const { problems: found, unclear } = read(`go-build:\n  targets: ${targets}\n`);
      expect(found).toEqual([
        {
          input: 'go-build.targets',
          problem: 'is nested too deep',
          allowed: 'a list of maps of values that are not nested',
          source: '.github/fairlead.yml:2:3',
        },
      ]);
      expect(unclear).toEqual(['targets']);
    },
  );
});

test('a file may be as large as the limit, and not larger', () => {
  const yaml = 'go-build:\n  tags: x\n#';
  const largest = yaml.padEnd(LIMITS.config, '-');
  expect(values(largest)).toEqual({ tags: 'x' });
  expect(readConfig(`${largest}-`, rules)).toEqual({
    values: {},
    problems: [{ input: '.github/fairlead.yml', problem: 'is larger than 262.1 kB' }],
    unclear: rules.keys,
  });
});
