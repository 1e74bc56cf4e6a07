import { configDefaults, defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** One project per test layer; workspace imports resolve to sources, so no build is needed before unit tests. */
const resolve = { conditions: ['fairlead-source', 'node', 'import', 'module', 'default'] };
const ssr = { resolve: { conditions: ['fairlead-source', 'node', 'import', 'module', 'default'] } };

const layer = (name: string, include: string[], options: object = {}) => ({
  resolve,
  ssr,
  test: { name, include, environment: 'node', server: { deps: { inline: [/@fairlead\//] } }, ...options },
});

/** Layers whose files share nothing but modules without effects: two at once (by itself vitest leaves a core free). */
const parallel = { isolate: false, maxWorkers: 2, testTimeout: 120_000 };

/** Tests that drive real daemons take their time. */
const patient = { testTimeout: 600_000, hookTimeout: 1_200_000 };
/**
 * Files with clusters and engines of their own, which mostly wait; so do their tests that say that they are concurrent. With
 * more at once, slow machines need longer for an answer than the ten seconds that a runner gives.
 */
const beside = { ...patient, maxWorkers: 2, maxConcurrency: 2, sequence: { groupOrder: 1 } };
/** Files that look at the whole machine, or take all of it: alone, after the others. */
const alone = { ...patient, fileParallelism: false, sequence: { groupOrder: 2 } };

/** Tests of a package that are nothing without real processes of our sources: too long for the minute of `check`. */
const PROCESSES = '{packages,actions}/*/test/**/*-processes.test.ts';

/** Files that take minutes, the longest first: who begins with a short one waits for a long one at the end. */
const LONG = [
  'e2e/canary',
  'e2e/pipeline',
  'e2e/helm-deploy-with-helm-4',
  'e2e/helm-deploy-with-helm-3',
  'e2e/demo-on-own-cluster',
  'release/release-tree',
];
const rank = ({ moduleId }: TestSpecification): number => {
  const at = LONG.findIndex((name) => moduleId.includes(name));
  return at === -1 ? LONG.length : at;
};

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).toSorted((one, other) => rank(one) - rank(other));
  }
}

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      layer('unit', ['packages/*/test/**/*.test.ts', 'actions/*/test/**/*.test.ts'], {
        ...parallel,
        testTimeout: 30_000,
        exclude: [...configDefaults.exclude, PROCESSES],
      }),
      layer('contract', ['test/contract/**/*.test.ts'], parallel),
      layer('release', ['test/release/**/*.test.ts'], { ...patient, maxWorkers: 2 }),
      layer('bundle', ['test/bundle/**/*.test.ts'], parallel),
      layer('bundle-processes', [PROCESSES], parallel),
      layer('bundle-runtimes', ['test/runtimes/**/*.test.ts'], parallel),
      layer('browser', ['test/browser/**/*.test.ts'], { ...parallel, hookTimeout: 120_000 }),
      layer('act', ['test/act/**/*.test.ts'], beside),
      layer('e2e', ['test/e2e/*.test.ts'], beside),
      layer('e2e-machine', ['test/e2e/machine/*.test.ts'], alone),
    ],
  },
});
