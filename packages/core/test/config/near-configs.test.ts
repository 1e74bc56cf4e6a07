import { describe, expect, test } from 'vitest';
import { nearConfigs } from '../../src/config/near-names.ts';

/** What is found in a workspace of these files, and which folders were looked into. */
function look(files: readonly string[], folder?: string): { found: readonly string[]; asked: string[] } {
  const asked: string[] = [];
  const namesIn = (parent: string): readonly string[] => {
    const start = parent === '' ? '' : `${parent}/`;
    const below = files.filter((file) => file.startsWith(start)).map((file) => file.slice(start.length));
    return [...new Set(below.map((way) => way.split('/')[0] ?? ''))];
  };
  const search = nearConfigs(folder);
  let step = search.next();
  while (step.done !== true) {
    asked.push(step.value);
    step = search.next(namesIn(step.value));
  }
  return { found: step.value, asked };
}

describe('where a misplaced config file is looked for', () => {
  test.each([
    ['', ['']],
    ['.', ['']],
    ['./services//orders/', ['', 'services', 'services/orders']],
    ['../services', ['']],
    ['services/../../x', ['']],
  ])('below the folder %s: each folder on the way once', (folder, asked) => {
    expect(look(['.git/HEAD', 'main.go'], folder).asked).toEqual(asked);
  });

  test('a file that lies on the way to the folder is told once', () => {
    const files = ['.git/HEAD', 'services/fairlead.yml'];
    expect(look(files, './services/').found).toEqual(['services/fairlead.yml']);
  });

  test('a root without a checkout is looked through for checkouts, of which no more than a hundred names', () => {
    const names = Array.from({ length: 120 }, (_, index) => `d${String(index).padStart(3, '0')}`);
    const files = names.flatMap((name) => [`${name}/.git/HEAD`, `${name}/fairlead.yml`]);
    const { found } = look(files);
    expect(found).toHaveLength(100);
    expect(found.at(-1)).toBe('d099/fairlead.yml');
  });

  test('a checkout that is the folder itself is looked into once', () => {
    expect(look(['src/.git/HEAD', 'src/fairlead.yml'], 'src').found).toEqual(['src/fairlead.yml']);
  });
});

describe('which names are taken for the config file', () => {
  test.each([
    ['.github/fairlaed.yml', true], // two letters
    ['.github/airlead.json', true],
    ['.github/fairway.yml', false], // three
    ['.github/fairlead.toml', false],
    ['fairlaed.yml', false], // outside of .github no misspelling is
  ])('%s: %s', (path, taken) => {
    expect(look(['.git/HEAD', path]).found).toEqual(taken ? [path] : []);
  });
});
