import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { makeWorkspace, type PhaseResult } from '@fairlead/testkit';
import { goEnvironment } from '../../../bundle/support/go-workspace.ts';
import { type Job, outputsOf } from '../job.ts';
import type { ActionLab } from '../lab.ts';

const TINY = {
  'go.mod': 'module example.com/tiny\n\ngo 1.24\n',
  'main.go': 'package main\n\nfunc main() { println("tiny") }\n',
};

let warm: Promise<{ readonly workspace: string; readonly cache: string }> | undefined;

/** A small build cache that has everything compiled already; made once. */
function warmCache(): NonNullable<typeof warm> {
  warm ??= (async () => {
    const { folder: workspace } = await makeWorkspace(TINY);
    const cache = await mkdtemp(join(tmpdir(), 'fairlead-gocache-'));
    const env = { ...process.env, ...(await goEnvironment()), GOCACHE: cache, CGO_ENABLED: '0' };
    await promisify(execFile)('go', ['build', '-trimpath', '-o', '/dev/null', '.'], { cwd: workspace, env });
    return { workspace, cache };
  })();
  return warm;
}

/** go-build on a machine of its own: what it has compiled must come back to the next one by the cache service. */
export const goBuild: ActionLab = {
  action: 'go-build',
  async work(job) {
    const first = await build(job, 'first');
    const outputs = outputsOf(first);
    const said = first.log.match(/^cache off: (.*)$/gm) ?? [];
    if (outputs['cache-hit'] === 'off') {
      if (said.length !== 1)
        throw new Error(`why there is no cache is said ${said.length} times:\n${first.log}`);
      return [
        outcomeOf(first),
        /gives no token/.test(said[0] ?? '') ? 'no cache without a token' : 'no cache',
      ];
    }
    await job.meet();
    const hit = outputsOf(await build(job, 'next'))['cache-hit'];
    return [outcomeOf(first), hit === 'exact' ? 'cache restored' : `cache: ${hit}`];
  },
  async workLong(job) {
    const { folder: workspace } = await makeWorkspace({
      ...TINY,
      'main.go': 'package main\n\nimport "net/http"\n\nfunc main() { _ = http.ListenAndServe("", nil) }\n',
    });
    const env = { ...(await goEnvironment()), GOCACHE: join(job.folder, 'empty') };
    const step = await job.step({ action: 'go-build', inputs: {}, workspace, env });
    return { step, begun: /building tiny/, close: async () => {} };
  },
};

/**
 * A build on the machine that has compiled it before, or on the next one, which has nothing. Both have their folders at the
 * same path: it is a part of what the client of the cache service asks for.
 */
async function build(job: Job, machine: 'first' | 'next'): Promise<PhaseResult> {
  const folder = join(job.folder, 'go');
  const [workspace, GOCACHE] = [join(folder, 'workspace'), join(folder, 'cache')];
  await job.shared(`${machine}-machine`, async () => {
    const warm = await warmCache();
    await rm(folder, { recursive: true, force: true });
    await cp(warm.workspace, workspace, { recursive: true });
    if (machine === 'first') await cp(warm.cache, GOCACHE, { recursive: true });
  });
  const env = { ...(await goEnvironment()), GOCACHE };
  return job.main(await job.step({ action: 'go-build', inputs: {}, workspace, env }));
}

function outcomeOf(result: PhaseResult): string {
  return outputsOf(result)['outcome'] ?? 'no outcome';
}
