import { ensurePackages, silentProgress, stopCluster } from '@fairlead/devcluster';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { killAndRemove, planKills } from '../support/random-kills.ts';

const NAME = 'fl-e2e-random';

/** More rounds, or those of an earlier run again: `FAIRLEAD_KILLS=100 FAIRLEAD_SEED=7`. */
const rounds = Number(process.env['FAIRLEAD_KILLS'] ?? 6);
const seed = Number(process.env['FAIRLEAD_SEED'] ?? Date.now() % 1_000_000);

beforeAll(async () => {
  await ensurePackages(silentProgress);
  await stopCluster(NAME);
});

afterAll(() => stopCluster(NAME));

describe(`an up that is killed at any moment (seed ${seed})`, () => {
  test.each(planKills(rounds, seed))(
    'leaves nothing after down: $up ms, down $down, cold $cold',
    async (plan) => {
      expect(await killAndRemove(NAME, plan), `FAIRLEAD_KILLS=${rounds} FAIRLEAD_SEED=${seed}`).toEqual([]);
    },
  );
});
