import type { Need } from './need.ts';

/** What has to be installed on this machine; the rest is built with Go. */
export const programs: Need = {
  name: 'programs',
  async missing({ look }) {
    const problem = await look.goProblem();
    const absent = (await look.hasProgram('git')) ? [] : ['git is not on PATH: install it'];
    const all = [...absent, ...(problem === undefined ? [] : [problem])];
    return all.length === 0 ? undefined : all.join('; ');
  },
};
