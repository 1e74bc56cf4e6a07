import { beforeEach, describe, expect, it } from 'vitest';
import type { DeployContext } from '../src/context.ts';
import { finish } from '../src/deploy/finish.ts';

let done: string[];
beforeEach(() => {
  done = [];
});

/** What a killed main phase has left: a change that was begun, and a folder with values. */
function left(fails: readonly string[], state: Readonly<Record<string, unknown>>): DeployContext {
  const work = async (what: string): Promise<void> => {
    done.push(what);
    if (fails.includes(what)) throw new Error(`${what}: no`);
  };
  const settled = { words: 'rolled back to revision 1' };
  return {
    inputs: { timeout: 60_000 },
    files: { remove: (path: string) => work(`remove ${path}`) },
    stage: (name: string) => work(name).then(() => settled),
    readState: (name: string) => state[name],
    log: { info() {} },
    summarize() {},
  } as unknown as DeployContext;
}

const BEGUN = { 'revision-before': 1, 'values-folder': '/t/values' };

describe('the post step', () => {
  it.each([
    ['whatever goes well', []],
    ['although the values cannot be removed', ['remove /t/values']],
    ['or tells that it cannot', ['roll back']],
  ])('rolls back what was begun, %s', async (_, fails) => {
    const ended = await finish(left(fails, BEGUN)).then(
      () => '',
      (error: Error) => error.message,
    );
    expect(ended).toBe(fails.length === 0 ? '' : `${fails[0]}: no`);
    expect(done).toEqual(['remove /t/values', 'roll back']);
  });

  it('rolls nothing back that is done, or was never begun', async () => {
    await finish(left([], { ...BEGUN, done: true }));
    await finish(left([], {}));
    expect(done).toEqual(['remove /t/values']);
  });
});
