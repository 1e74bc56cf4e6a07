import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { forgeStep, type PhaseResult } from '@fairlead/testkit';
import { expect, onTestFinished, test } from 'vitest';
import { checkOutFork, type ForkCheckout, type Tree } from './fork.ts';

/** One attack: what the fork commits, and what must not happen. */
export interface Attack {
  /** What the fork tries, in a few words. */
  readonly name: string;
  /** What the fork commits over the base. */
  readonly head: Tree;
  /** What the base has beside the files that all rows of a table have. */
  readonly base?: Tree;
  /** Default: `pull_request`. */
  readonly event?: string;
  readonly branch?: string;
  readonly shallow?: boolean;
  readonly payload?: Readonly<Record<string, unknown>>;
  /** What the workflow gives, beside what all rows give. */
  readonly with?: Readonly<Record<string, string>>;
  readonly env?:
    | Readonly<Record<string, string>>
    | ((fork: ForkCheckout) => Promise<Readonly<Record<string, string>>>);
  /** Beside what must hold for all rows. */
  readonly must?: (run: AttackRun) => void | Promise<void>;
}

/** What came of it. */
export interface AttackRun extends PhaseResult {
  readonly fork: ForkCheckout;
  /** The inputs that were in force. */
  readonly inputs: Readonly<Record<string, string>>;
}

/** What the rows of a table have in common. */
export interface Target {
  readonly action: string;
  readonly base: Tree;
  readonly with?: Readonly<Record<string, string>>;
  env?(fork: ForkCheckout): Promise<Readonly<Record<string, string>>>;
  /** What must hold whatever is tried. */
  must(run: AttackRun): void | Promise<void>;
}

/** Runs one test for each attack. No program of the attacker may have run, in any of them. */
export function attack(target: Target, attacks: readonly Attack[]): void {
  test.each(attacks.map((each) => [each.name, each] as const))('%s', async (_, each) => {
    const run = await perform(target, each);
    expect(existsSync(run.fork.witness), `a program of the fork ran\n${run.log}`).toBe(false);
    await target.must(run);
    await each.must?.(run);
  });
}

async function perform(target: Target, each: Attack): Promise<AttackRun> {
  const fork = await checkOutFork({ ...target.base, ...each.base }, each.head, each);
  const step = await forgeStep({
    action: target.action,
    workspace: fork.workspace,
    inputs: { ...target.with, ...each.with },
    env: {
      ...fork.env,
      ...(await target.env?.(fork)),
      ...(typeof each.env === 'function' ? await each.env(fork) : each.env),
    },
    payload: fork.payload,
  });
  onTestFinished(() => step.dispose());
  const main = await step.main();
  const report = JSON.parse(await readFile(main.outputs['report'] ?? '', 'utf8')) as {
    readonly inputs: Readonly<Record<string, string>>;
  };
  return { ...main, fork, inputs: report.inputs };
}
