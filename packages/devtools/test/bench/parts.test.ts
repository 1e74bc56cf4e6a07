import { expect, it } from 'vitest';
import { partsOf } from '../../src/bench/parts.ts';

it('parts are those that are named, in the order of the bench, and all without a name', () => {
  const all = ['overlay', 'replicas', 'api'];
  const name = (part: string): string => part;
  expect(partsOf(all, undefined, name)).toEqual(all);
  expect(partsOf(all, 'api,overlay', name)).toEqual(['overlay', 'api']);
  expect(() => partsOf(all, 'api,overlays', name)).toThrow(
    '--parts has no "overlays", only overlay, replicas, api',
  );
});
