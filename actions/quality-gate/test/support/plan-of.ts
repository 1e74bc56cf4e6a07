import type { Plan } from '../../src/plan/plan.ts';

/** A plan of nothing, with what a test cares about. */
export function planOf(more: Partial<Plan> = {}): Plan {
  return {
    go: { text: '1.26.0', major: 1, minor: 26, patch: 0, pre: undefined },
    gofmt: 'gofmt',
    toolEnv: {},
    goflags: '',
    caches: [],
    modules: [],
    goFiles: [],
    leftOut: [],
    doubts: [],
    needCompiler: [],
    ...more,
  };
}
