import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findKnown, KNOWN_EQUIVALENTS } from '../../src/mutate/known.ts';
import { applyMutant, mutantsOf } from '../../src/mutate/operators.ts';
import { REPOSITORY_ROOT } from '../../src/paths.ts';

const TEXT = 'const a = 1;\n  if (a < 1) return;\n';
const KNOWN = [{ path: 'x.ts', before: 'if (a < 1) return;', after: 'if (a <= 1) return;', reason: 'why' }];

test('a listed change is left out wherever its line stands, other changes of the line are not', () => {
  const left = (text: string, path: string): readonly string[] =>
    mutantsOf(text)
      .filter((mutant) => findKnown(text, { ...mutant, path }, KNOWN) !== undefined)
      .map((mutant) => applyMutant(text, mutant));
  expect(left(TEXT, 'x.ts')).toEqual(['const a = 1;\n  if (a <= 1) return;\n']);
  expect(left(`\n\n${TEXT}`, 'x.ts')).toHaveLength(1);
  expect(left(TEXT, 'y.ts')).toEqual([]);
});

test('each listed change is still a change of its file, and has a reason', async () => {
  for (const known of KNOWN_EQUIVALENTS) {
    const text = await readFile(join(REPOSITORY_ROOT, known.path), 'utf8');
    const found = mutantsOf(text).filter(
      (mutant) => findKnown(text, { ...mutant, path: known.path }, [known]) !== undefined,
    );
    expect({ ...known, found: found.length }).toMatchObject({ found: expect.toSatisfy((n) => n > 0) });
    expect(known.reason.length).toBeGreaterThan(20);
  }
});
