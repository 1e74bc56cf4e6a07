import { createFakeClock } from '@fairlead/testkit';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CancelledError, type Task, TaskGraph, type TaskGraphOptions } from '../../src/index.ts';

const graphOf = (options: Partial<TaskGraphOptions> = {}): TaskGraph =>
  new TaskGraph({ clock: createFakeClock(), slots: 1, ...options });

const task = (name: string, after: readonly string[] = [], more: Partial<Task> = {}): Task => ({
  name,
  after,
  run: async () => name,
  ...more,
});

/** A random acyclic graph: each node may come after any earlier one; names are in a random order of adding. */
const dags = fc.array(fc.array(fc.nat(), { maxLength: 4 }), { minLength: 1, maxLength: 25 }).chain((rows) => {
  const tasks = rows.map((row, index) =>
    task(`n${index}`, index === 0 ? [] : row.map((pick) => `n${pick % index}`)),
  );
  return fc.shuffledSubarray(tasks, { minLength: tasks.length });
});

describe('TRG-09: dependencies', () => {
  test('1,000 random graphs: every node once, in a valid order, never more slots than there are', async () => {
    await fc.assert(
      fc.asyncProperty(dags, fc.integer({ min: 1, max: 4 }), async (tasks, slots) => {
        let running = 0;
        let most = 0;
        const clock = createFakeClock();
        const graph = graphOf({ slots, clock });
        const ended = new Set<string>();
        for (const { name, after } of tasks)
          graph.add({
            name,
            after,
            run: async () => {
              expect([...(after ?? [])].every((before) => ended.has(before))).toBe(true);
              most = Math.max(most, ++running);
              await Promise.resolve();
              running -= 1;
              ended.add(name);
            },
          });
        const result = await graph.run();
        expect(result.ok).toBe(true);
        expect([...result.order].sort()).toEqual(tasks.map(({ name }) => name).sort());
        expect(most).toBeLessThanOrEqual(slots);
      }),
      { numRuns: 1000 },
    );
  });

  test('a diamond runs A, then B and C together, then D', async () => {
    const clock = createFakeClock();
    const graph = graphOf({ slots: 4, clock });
    const spans = new Map<string, readonly [number, number]>();
    for (const [name, after] of [
      ['D', ['B', 'C']],
      ['B', ['A']],
      ['C', ['A']],
      ['A', []],
    ] as const)
      graph.add({
        name,
        after,
        run: async () => {
          const from = clock.monotonic();
          await clock.sleep(100);
          spans.set(name, [from, clock.monotonic()]);
        },
      });
    const { order } = await graph.run();
    expect(order).toEqual(['A', 'B', 'C', 'D']);
    expect(Object.fromEntries(spans)).toEqual({ A: [0, 100], B: [100, 200], C: [100, 200], D: [200, 300] });
  });

  test('a cycle is refused before anything starts, with its nodes', async () => {
    let started = false;
    const graph = graphOf();
    const run = async (): Promise<void> => {
      started = true;
    };
    for (const [name, after] of [
      ['free', []],
      ['a', ['b']],
      ['b', ['free', 'c']],
      ['c', ['a']],
    ] as const)
      graph.add({ name, after, run });
    await expect(graph.run()).rejects.toThrow('tasks wait for each other: a → b → c → a');
    expect(started).toBe(false);
  });

  test('any cycle in any graph is found', async () => {
    await fc.assert(
      fc.asyncProperty(dags, async (tasks) => {
        const last = `n${tasks.length - 1}`;
        const closed = [
          ...tasks.filter(({ name }) => name !== 'n0' && name !== last),
          task('n0', ['loop']),
          task('loop', [last]),
          ...(last === 'n0' ? [] : [task(last, ['n0'])]),
        ];
        const graph = graphOf();
        for (const entry of closed) graph.add(entry);
        await expect(graph.run()).rejects.toThrow(/wait for each other: .*loop/);
      }),
      { numRuns: 200 },
    );
  });

  test('unknown dependencies and taken names are refused', async () => {
    await expect(
      graphOf()
        .add(task('a', ['b']))
        .run(),
    ).rejects.toThrow('"a" comes after "b", which does not');
    expect(() => graphOf().add(task('a')).add(task('a'))).toThrow('"a" is there twice');
  });

  test('what depends on a failure is blocked; the rest runs', async () => {
    const graph = graphOf();
    graph.add(task('bad', [], { run: () => Promise.reject(new Error('no')) }));
    graph
      .add(task('below', ['bad']))
      .add(task('deeper', ['below', 'bad']))
      .add(task('other'));
    const { tasks, ok } = await graph.run();
    expect(ok).toBe(false);
    expect([...tasks.values()].map(({ name, outcome }) => `${name} ${outcome}`).sort()).toEqual([
      'bad failure',
      'below blocked',
      'deeper blocked',
      'other success',
    ]);
    expect(tasks.get('below')?.blockedBy).toEqual(['bad']);
  });

  test('stopOnFailure starts nothing more', async () => {
    const graph = graphOf({ stopOnFailure: true });
    graph.add(task('bad', [], { run: () => Promise.reject(new Error('no')) })).add(task('other'));
    const { tasks, order } = await graph.run();
    expect(order).toEqual(['bad']);
    expect(tasks.get('other')?.outcome).toBe('cancelled');
  });

  test('a task reads what others gave back', async () => {
    const graph = graphOf()
      .add(task('a'))
      .add({
        name: 'b',
        after: ['a'],
        run: async ({ result }) => `${result<string>('a')}!`,
      });
    expect((await graph.run()).tasks.get('b')?.value).toBe('a!');
  });
});

describe('TRG-10: priorities and slots', () => {
  test('higher first; equal priorities keep the order of adding', async () => {
    const graph = graphOf();
    for (const [name, priority] of [
      ['a', 0],
      ['b', 5],
      ['c', 5],
      ['d', 9],
      ['e', 0],
    ] as const)
      graph.add(task(name, [], { priority }));
    expect((await graph.run()).order).toEqual(['d', 'b', 'c', 'a', 'e']);
  });

  test.each([
    [1, 3],
    [5, 2],
    [2, 10],
  ])('a stream of tasks %i above does not starve a low one (ageing %i)', async (gap, startsPerPoint) => {
    const graph = graphOf({ startsPerPoint });
    let made = 0;
    const high = (): Task =>
      task(`high ${++made}`, [], {
        priority: gap,
        run: async ({ add }) => {
          if (made < 200) add(high());
        },
      });
    graph.add(high()).add(task('low'));
    const { order } = await graph.run();
    expect(order.length).toBe(201);
    expect(order.indexOf('low')).toBeLessThanOrEqual(gap * startsPerPoint + 1);
    expect(order.indexOf('low')).toBeGreaterThan(1);
  });

  test('weights: a heavy task is waited for, not overtaken for ever', async () => {
    const clock = createFakeClock();
    const graph = graphOf({ slots: 4, clock });
    const run = async (): Promise<void> => clock.sleep(100);
    graph.add(task('light 1', [], { run })).add(task('heavy', [], { weight: 4, run }));
    graph.add(task('light 2', [], { run })).add(task('huge', [], { weight: 99, run }));
    const { tasks, order } = await graph.run();
    expect(order).toEqual(['light 1', 'heavy', 'light 2', 'huge']);
    expect([...tasks.values()].map((entry) => entry.startedAt)).toEqual([0, 100, 200, 300]);
  });
});

describe('TRG-11: retry and tasks added while running', () => {
  const failing = (times: number): Task => {
    let left = times;
    return task('flaky', [], {
      retry: { attempts: 3, delayMs: 1000, maxDelayMs: 1500 },
      run: async () => {
        if (left-- > 0) throw new Error('not yet');
        return 'at last';
      },
    });
  };

  test('failing twice, then passing: attempts=3, with backoff up to its limit', async () => {
    const clock = createFakeClock();
    const { tasks, ok } = await graphOf({ clock }).add(failing(2)).run();
    expect(ok).toBe(true);
    expect(tasks.get('flaky')).toMatchObject({ attempts: 3, value: 'at last', durationMs: 2500 });
    expect(clock.sleeps).toEqual([1000, 1500]);
  });

  test('failing too often, or not worth another try', async () => {
    const { tasks } = await graphOf().add(failing(3)).run();
    expect(tasks.get('flaky')).toMatchObject({ attempts: 3, outcome: 'failure' });
    const hopeless = { ...failing(9), retry: { attempts: 3, when: () => false } };
    expect((await graphOf().add(hopeless).run()).tasks.get('flaky')?.attempts).toBe(1);
  });

  test('a task added by a running task is run and appears in the order', async () => {
    const graph = graphOf({ slots: 2 }).add({
      name: 'a',
      run: async ({ add }) => {
        add(task('c', ['b']));
      },
    });
    graph.add(task('b', ['a'])).add(task('d', ['b']));
    const { order, ok } = await graph.run();
    expect([order, ok]).toEqual([['a', 'b', 'd', 'c'], true]);
  });

  test('added below a failure it is blocked; after the end it is refused', async () => {
    const graph = graphOf().add(task('bad', [], { run: () => Promise.reject(new Error('no')) }));
    graph.add({ name: 'b', run: async ({ add }) => add(task('c', ['bad'])) });
    expect((await graph.run()).tasks.get('c')?.outcome).toBe('blocked');
    expect(() => graph.add(task('late'))).toThrow('"late" came after the end');
  });
});

describe('cancellation', () => {
  test('ends what runs, also between tries, and starts nothing more', async () => {
    const clock = createFakeClock();
    const controller = new AbortController();
    clock.at(500, () => controller.abort());
    const graph = graphOf({ clock, slots: 2, signal: controller.signal });
    graph.add(task('waits', [], { run: ({ signal }) => clock.sleep(10_000, signal) }));
    graph.add(
      task('retries', [], {
        retry: { attempts: 9, delayMs: 9000 },
        run: () => Promise.reject(new Error('no')),
      }),
    );
    graph.add(task('after', ['waits'])).add(task('queued'));
    const { tasks, order } = await graph.run();
    expect(order).toEqual(['waits', 'retries']);
    expect(new Set([...tasks.values()].map(({ outcome }) => outcome))).toEqual(new Set(['cancelled']));
    expect(tasks.get('waits')?.error).toBeInstanceOf(CancelledError);
    expect(clock.monotonic()).toBe(500);
  });

  test('before the start, nothing starts', async () => {
    const { order, tasks } = await graphOf({ signal: AbortSignal.abort() }).add(task('a')).run();
    expect([order, tasks.get('a')?.outcome]).toEqual([[], 'cancelled']);
  });
});

test('an empty graph is done', async () => {
  expect(await graphOf().run()).toMatchObject({ ok: true, order: [] });
});
