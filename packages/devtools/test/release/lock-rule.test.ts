import { expect, it } from 'vitest';
import { lockableBranch } from '../../src/release/lock-rule.ts';

const branch = (name: string, trusted = false) => ({ name, trusted });

it.each([
  { holding: [], found: undefined },
  { holding: [branch('feature')], found: undefined },
  { holding: [branch('releases/v1')], found: undefined },
  { holding: [branch('feature'), branch('release/v1')], found: 'release/v1' },
  { holding: [branch('release/v1'), branch('main', true)], found: 'main' },
])('a commit held by $holding may be locked on $found', ({ holding, found }) => {
  expect(lockableBranch(holding)).toBe(found);
});
