import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { errorLine, type HelmStage, newestRevision } from '../support/helm-stage.ts';

/** Runs that are cancelled or killed leave nothing half done. */
export function describeInterruptions(stage: () => HelmStage): void {
  it('ends a cancelled run in a known state: helm interrupted, post restores', async () => {
    const good = await newestRevision(stage());
    let interrupted = false;
    const inputs = { set: 'config.faultNeverReady=true\nreplicaCount=2' };
    const step = await stage().release.step(inputs, (line, child) => {
      if (interrupted || !line.includes('not ready')) return;
      interrupted = true;
      child.kill('SIGINT');
    });
    const main = await step.main();
    expect(main.exitCode).not.toBe(0);
    expect((await stage().release.history()).at(-1)?.status).not.toMatch(/^pending/);
    const post = await step.post();
    expect(post.log).toContain(`rolled back to revision ${good}`);
    expect((await stage().release.history()).at(-1)?.description).toBe(`Rollback to ${good}`);
    expect(await stage().release.live()).toMatchObject({ image: stage().lab.image, replicas: 1 });
  });

  it('recovers the lock of a run that was killed', async () => {
    const good = await newestRevision(stage());
    const inputs = { set: 'config.faultNeverReady=true\nreplicaCount=2', timeout: '25s' };
    let killed = false;
    const step = await stage().release.step(inputs, (line, child) => {
      if (killed || !line.includes('not ready')) return;
      killed = true;
      child.kill('SIGSTOP'); // a machine that is gone: nobody is left who could say goodbye to helm, or see its end
      killHelm(stage().release.namespace);
      child.kill('SIGKILL');
    });
    await step.main();
    expect(killed).toBe(true);
    expect((await stage().release.history()).at(-1)?.status).toBe('pending-upgrade');
    const result = await stage().release.deploy({ timeout: '10s' });
    expect(result.log).toContain(
      `was left pending-upgrade by a run that was killed; rolling back to revision ${good}`,
    );
    expect(result.exitCode).toBe(0);
    expect((await stage().release.history()).at(-1)?.status).toBe('deployed');
    expect(await stage().release.live()).toEqual({ image: stage().lab.image, replicas: 1, ready: 1 });
  });
}

/** Another run comes between the look at the release and the upgrade. */
export function describeRivals(stage: () => HelmStage): void {
  it('leaves alone what another run does to the release at the same time', async () => {
    const { release } = stage();
    const good = await newestRevision(stage());
    const late = await release.heldStep({ set: 'podAnnotations.by=late' });
    const end = late.step.main();
    await late.untilHeld();
    const slow = 'probes.readiness.initialDelaySeconds=5'; // pending long enough for a look at it
    const other = release.deploy({ set: `podAnnotations.by=first\n${slow}` });
    await release.untilPending();
    await late.letGo();
    expect(errorLine(await end)).toBe(
      'HELM_BUSY: another run is at the release: another operation (install/upgrade/rollback) is in progress; nothing was changed',
    );
    await late.step.post();
    expect((await other).outputs).toMatchObject({ outcome: 'deployed', revision: String(good + 1) });
    expect((await release.history()).at(-1)).toMatchObject({ status: 'deployed', revision: good + 1 });
  });
}

/** Kills the helm of a run; its command line names the namespace. */
function killHelm(namespace: string): void {
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    const words = commandLine(pid);
    if (words[1] === 'upgrade' && words.includes(namespace) && words.includes('--install')) {
      process.kill(Number(pid), 'SIGKILL');
    }
  }
}

function commandLine(pid: string): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  } catch {
    return []; // ended meanwhile
  }
}
