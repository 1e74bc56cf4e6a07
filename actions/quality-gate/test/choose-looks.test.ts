import { ToolError } from '@fairlead/core';
import { openResultStore } from '@fairlead/go';
import { createFakeFiles } from '@fairlead/testkit';
import { describe, expect, it } from 'vitest';
import { chooseLooks, saveLooks } from '../src/select/choose-looks.ts';
import type { PackageChoice, Selection } from '../src/select/selection.ts';
import type { Finding } from '../src/verdict/condition.ts';
import { jobOf } from './support/job-of.ts';
import { moduleOf, packageOf } from './support/module-of.ts';

const IN_A: Finding = {
  file: 'a/a.go',
  line: 3,
  column: 1,
  title: 'vet',
  message: 'odd',
  severity: 'warning',
};
const IN_B: Finding = { file: 'b/b.go', title: 'vet', message: 'odder' };

/** What is known of the packages a and b, and of the run. */
interface Options {
  /** What each is made of; null where nobody knows all of it. */
  readonly sources?: Readonly<Record<'a' | 'b', string | null>>;
  readonly identity?: readonly unknown[] | undefined;
  readonly selection?: Partial<Selection>;
}

/** Runs of a program over the packages a and b, with what those before have kept. */
function runs() {
  const files = createFakeFiles();
  let now = 1_000;
  return async (
    found: readonly Finding[] | undefined,
    { sources = { a: '1', b: '1' }, identity = ['v1'], selection = {} }: Options = {},
  ) => {
    const { job, lines } = jobOf({
      plan: { modules: [moduleOf('/w', 'm', [packageOf('a'), packageOf('b')])] },
    });
    const choices = (['a', 'b'] as const).map((name): PackageChoice => {
      const places = { root: '/w', ignored: [], temporary: [], variables: {} };
      const rest = { key: undefined, stored: undefined, isNew: true, reason: '', places, unseen: undefined };
      return {
        importPath: `m/${name}`,
        dir: `/w/${name}`,
        hasTests: true,
        sources: sources[name] ?? undefined,
        ...rest,
      };
    });
    const chosen: Selection = {
      choices,
      everything: undefined,
      audit: false,
      store: await openResultStore(files, '/c', ++now),
      tree: new Map(),
      goCache: '/c',
      ...selection,
    };
    const select = async () => chosen;
    const looks = await chooseLooks(job, { name: 'vet', identity: async () => identity }, select);
    const warnings = looks.remember(found);
    await saveLooks(job, select);
    const [module] = looks.plan.modules;
    return { lines, warnings, kept: looks.kept, patterns: module?.patterns ?? [] };
  };
}

describe('QG-21 what a program that reads code looks at', () => {
  it('is everything at first, and nothing where nothing changed; its findings are those of before', async () => {
    const run = runs();
    const first = await run([IN_A]);
    expect(first).toMatchObject({ patterns: ['./...'], kept: [], warnings: [] });
    const again = await run([]);
    expect(again).toMatchObject({ patterns: [], kept: [IN_A], warnings: [] });
    expect(again.lines).toEqual(['vet: looks at 0 packages, and 2 are as before']);
    expect(await run([])).toMatchObject({ patterns: [], kept: [IN_A] });
  });

  it('is what is made of something else, and what was kept of older code holds when it comes back', async () => {
    const run = runs();
    await run([IN_A, IN_B]);
    const changed = await run([], { sources: { a: '1', b: '2' } });
    expect(changed).toMatchObject({ patterns: ['m/b'], kept: [IN_A] });
    expect(changed.lines).toEqual(['vet: looks at 1 package, and 1 is as before']);
    expect(await run([], { sources: { a: '1', b: '2' } })).toMatchObject({ patterns: [], kept: [IN_A] });
    expect(await run([])).toMatchObject({ patterns: [], kept: [IN_A, IN_B] });
  });

  it('is everything for another program, and where nobody knows what it depends on', async () => {
    const run = runs();
    await run([]);
    expect(await run([], { identity: ['v2'] })).toMatchObject({ patterns: ['./...'] });
    const strange = runs();
    const unknown = { identity: undefined };
    const { job } = jobOf({ plan: { modules: [moduleOf('/w', 'm', [packageOf('a')])] } });
    const looks = await chooseLooks(
      job,
      { name: 'vet', identity: async () => undefined },
      async () => undefined,
    );
    expect(looks.plan).toBe(job.plan);
    await strange([], unknown);
  });

  it('is everything where nobody could choose, for whatever reason the tests tell', async () => {
    const { job } = jobOf({ plan: { modules: [moduleOf('/w', 'm', [packageOf('a')])] } });
    const broken = async (): Promise<never> => {
      throw new ToolError({ code: 'TOOL_FAILED', message: 'go list', argv: ['go', 'list'] });
    };
    const looks = await chooseLooks(job, { name: 'vet', identity: async () => [] }, broken);
    expect(looks).toMatchObject({ plan: job.plan, kept: [] });
    expect(looks.remember([IN_A])).toEqual([]);
    await saveLooks(job, broken);
    const bug = async (): Promise<never> => {
      throw new TypeError('a bug');
    };
    await expect(chooseLooks(job, { name: 'vet', identity: async () => [] }, bug)).rejects.toThrow('a bug');
  });

  it('is everything again where findings lie in no package that was looked at, or nobody knows where', async () => {
    for (const found of [[{ ...IN_A, file: 'c/c.go' }], [IN_A, { ...IN_A, file: 'a.go' }], undefined]) {
      const run = runs();
      await run(found);
      expect(await run([])).toMatchObject({ patterns: ['./...'], kept: [] });
    }
  });

  it('is a package of which not everything is known, always, and whatever else may have been told of others', async () => {
    const run = runs();
    const sources = { a: '1', b: null };
    await run([], { sources });
    expect(await run([IN_B], { sources })).toMatchObject({ patterns: ['m/b'], kept: [] });
    const other = runs();
    await other([IN_A], { sources });
    expect(await other([], { sources })).toMatchObject({ patterns: ['./...'], kept: [] });
  });

  it('is everything again where the code changed while it was looked at', async () => {
    const run = runs();
    await run([], { selection: { tree: new Map([['a/a.go', 'hash']]) } });
    expect(await run([])).toMatchObject({ patterns: ['./...'] });
  });

  it.each([
    null,
    { ...IN_A, file: 7 },
    { ...IN_A, line: '3' },
    { ...IN_A, message: undefined },
    { ...IN_A, title: undefined },
    { ...IN_A, severity: 'awful' },
  ])('is everything of which what was kept is no finding: %j', async (odd) => {
    const run = runs();
    const store = { findings: [odd] };
    await run([IN_B]);
    const answers = new Map([['m/a', [{ key: '', at: 1_000, ...store }]]]);
    const spoiled: Partial<Selection['store']> = {
      answers: async () => answers,
      saveAnswers: async (_, made) => {
        for (const [name, kept] of made)
          answers.set(
            name,
            kept.map((one) => ({ ...one, ...store })),
          );
      },
    };
    const selection = { store: spoiled as Selection['store'] };
    await run([], { selection });
    expect(await run([], { selection })).toMatchObject({ patterns: ['./...'], kept: [] });
  });
});

describe('QG-21 where everything is looked at all the same', () => {
  const selection = { everything: 'an audit, as every 10th run is', audit: true };

  it('says where what was kept would have been wrong, and keeps what is right', async () => {
    const run = runs();
    await run([IN_A]);
    const audit = await run([IN_A, IN_B], { selection });
    expect(audit).toMatchObject({ patterns: ['./...'], kept: [] });
    expect(audit.warnings).toEqual([
      'the selection is wrong: vet says something else of m/b than before, and nothing that is known of it has changed',
    ]);
    expect(await run([])).toMatchObject({ patterns: [], kept: [IN_A, IN_B] });
  });

  it('says nothing where all is as before', async () => {
    const run = runs();
    await run([IN_A]);
    expect(await run([IN_A], { selection })).toMatchObject({ patterns: ['./...'], warnings: [] });
  });
});
