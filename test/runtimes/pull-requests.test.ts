import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openRuntime, pullRequestEvent, runtimeProfiles } from '@fairlead/testkit';
import { expect, it } from 'vitest';
import { openJob, outputsOf } from './support/job.ts';

/** What docker-multistage would do with a pull request of the repository itself. */
async function planned(name: string): Promise<string> {
  const profile = runtimeProfiles.find((known) => known.name === name);
  if (profile === undefined) throw new Error(`no profile ${name}`);
  const runtime = await openRuntime(profile, pullRequestEvent());
  const job = await openJob(runtime, 1);
  try {
    const workspace = await job.shared('image', async (folder) => folder);
    const inputs = { image: 'ghcr.io/acme/orders', 'dry-run': 'true', file: 'Dockerfile' };
    await writeFile(join(workspace, 'Dockerfile'), 'FROM scratch\nCOPY a /\n');
    const main = await job.main(await job.step({ action: 'docker-multistage', inputs, workspace }));
    expect(outputsOf(main)['outcome']).toBe('dry-run');
    return /Would build and push/.test(main.summary) ? 'pushed' : 'built alone';
  } finally {
    await job.close();
    await runtime.close();
  }
}

it.each(['github', 'ghes', 'gitea', 'forgejo'])('%s says that a pull request is a writer’s', async (name) => {
  expect(await planned(name)).toBe('pushed');
});

it.each(['buildkite', 'circleci', 'act'])(
  '%s does not say whose a pull request is: as from a fork',
  async (name) => {
    expect(await planned(name)).toBe('built alone');
  },
);
