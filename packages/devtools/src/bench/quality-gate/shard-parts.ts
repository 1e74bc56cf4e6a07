import { copyFile, mkdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Task } from './history.ts';
import { prepare, runGate, sorted } from './play.ts';

const COUNT = 4;
/** Everything is tested anew, so that times and replays say nothing. */
const INPUTS = { checks: 'vet,test,coverage', fresh: 'always' } as const;

/** What a verdict is made of, byte by byte. */
const COMPARED = [
  'conditions',
  'coverage',
  'tests-passed',
  'tests-failed',
  'tests-skipped',
  'outcome',
] as const;

/** Four shards, one after the other, merged: whether verdict, coverage and profile are those of one run. */
export async function playShards({ stage, book, tell }: Task): Promise<void> {
  const { module } = stage.subject;
  const place = { part: 'shards', subject: module, at: 0 };
  if (book.find(place) !== undefined) return;
  await prepare(stage, { checks: 'test,coverage' });
  const one = await runGate(stage, INPUTS);
  const parts = join(stage.folder, '.shards');
  await mkdir(parts, { recursive: true });
  const shares: number[] = [];
  for (let index = 1; index <= COUNT; index++) {
    const { outputs } = await runGate(stage, { ...INPUTS, shard: `${index}/${COUNT}` }, async (left) => {
      const path = left['shard-report'] ?? '';
      await copyFile(path, join(parts, basename(path)));
    });
    shares.push(Number(outputs['tests-passed']));
  }
  const merged = await runGate(stage, { ...INPUTS, merge: '.shards' });
  await rm(parts, { recursive: true });
  const different: string[] = COMPARED.filter((name) => one.outputs[name] !== merged.outputs[name]);
  if (sorted(one.profile) !== sorted(merged.profile)) different.push('profile');
  await book.add(place, { different });
  tell(
    `${module}: ${shares.join(' + ')} tests in ${COUNT} shards; ${different.length === 0 ? 'merged, all as in one run' : `DIFFERENT: ${different.join(', ')}`}`,
  );
}
