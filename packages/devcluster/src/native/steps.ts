/** One step of a start: what it waits for, and what it does. */
export interface Step {
  readonly name: string;
  readonly needs: readonly string[];
  readonly run: () => Promise<void>;
}

/**
 * Runs steps as soon as what they need is done, all others at the same time.
 * After the first failure no new step starts; it throws that failure once the running ones have ended.
 */
export async function runSteps(
  steps: readonly Step[],
  onFailure: (error: unknown) => void = () => {},
): Promise<void> {
  const byName = new Map(steps.map((step) => [step.name, step]));
  const started = new Map<string, Promise<boolean>>();
  const failures: unknown[] = [];
  const start = (name: string, path: readonly string[]): Promise<boolean> => {
    const step = byName.get(name);
    if (step === undefined || path.includes(name))
      throw new Error(`cannot order steps: ${[...path, name].join(' → ')}`);
    const known = started.get(name);
    if (known !== undefined) return known;
    const needs = step.needs.map((need) => start(need, [...path, name]));
    const running = perform(step, needs);
    started.set(name, running);
    return running;
  };
  const perform = async (step: Step, needs: readonly Promise<boolean>[]): Promise<boolean> => {
    const ready = (await Promise.all(needs)).every(Boolean);
    if (!ready || failures.length > 0) return false;
    try {
      await step.run();
      return true;
    } catch (error) {
      failures.push(error);
      if (failures.length === 1) onFailure(error);
      return false;
    }
  };
  await Promise.all(steps.map((step) => start(step.name, [])));
  if (failures.length > 0) throw failures[0];
}
