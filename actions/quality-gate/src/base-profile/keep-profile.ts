import { join } from 'node:path';
import { formatCoverageProfile } from '@fairlead/go';
import type { Job } from '../check/check.ts';
import type { CheckResult } from '../verdict/condition.ts';
import { keyStart } from './profile-key.ts';
import { openStore, workInStore } from './store.ts';
import { wantsProfile } from './wants-profile.ts';

/** Name of the file in an entry of the cache. */
export const PROFILE = 'coverage.out';

/**
 * Keeps the profile of a commit of a branch, for the changes that will be compared with it. Never that of a pull request, of
 * strangers' code, of files that no commit has, or of tests that failed: they end early and cover less, and less is easy to
 * beat. Whatever fails here changes no verdict.
 */
export async function keepProfile(
  job: Job,
  results: readonly CheckResult[],
  open: typeof openStore = openStore,
): Promise<void> {
  const { ports, rules, facts } = job;
  if (facts.coverage === undefined || !rules.conditions.some(wantsProfile) || !isOfBranch(job)) return;
  const tests = results.find(({ condition }) => condition.name === 'test')?.condition.status;
  if (tests !== 'passed' && tests !== 'warned')
    return ports.log.info('the profile is not kept: the tests did not pass, so they cover too little');
  const repository = await ports.git.open(ports.workspace);
  const head = repository.state === 'ok' ? await repository.ask(['rev-parse', 'HEAD']) : undefined;
  if (head?.ok !== true) return;
  const store = open(ports, rules);
  if ('lack' in store) return ports.log.info(`the profile is not kept: ${store.lack}`);
  const key = `${keyStart(ports, rules)}${head.text.trim()}`;
  const text = formatCoverageProfile(facts.coverage.profile);
  await workInStore(
    ports.files,
    store,
    async (cache, folder) => {
      await ports.files.write(join(folder, PROFILE), text);
      const stored = await cache.save([PROFILE], key, { folder });
      ports.log.info(stored ? `kept the profile as ${key}` : `the profile was kept already as ${key}`);
    },
    (why) => ports.log.warn(`the profile is not kept: ${why}`),
  );
}

function isOfBranch({ ports: { event, trust }, plan }: Pick<Job, 'ports' | 'plan'>): boolean {
  const isRun = event.eventName !== '' && event.refType === 'branch';
  return isRun && trust.level === 'trusted' && plan.shard === undefined;
}
