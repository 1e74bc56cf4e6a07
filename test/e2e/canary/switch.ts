import { type Cluster, waitFor } from '@fairlead/devcluster';
import { type Bench, badAnswers, countAnswers, secondsUntilGone, whenObserved } from '@fairlead/devtools';
import { describe, expect } from 'vitest';
import { it } from '../support/canary-stage.ts';

const LEASE_S = 30;
const SELECTOR = { 'app.kubernetes.io/name': 'orders', 'app.kubernetes.io/instance': 'orders' };

interface Service {
  readonly metadata: { readonly annotations?: Readonly<Record<string, string>> };
  readonly spec: { readonly selector: Readonly<Record<string, string>> };
}

/** All traffic at once. */
export function describeSwitch(): void {
  describe('CAN-09 blue-green', () => {
    it('by the selector of the Service: switched, promoted by helm, put back; no request fails', async ({
      open,
      cluster,
      stable,
      next,
    }) => {
      const bench = await open('switch-selector', stable);
      const service = async (): Promise<Service | undefined> =>
        cluster.api.get<Service>(`/api/v1/namespaces/${bench.namespace}/services/orders`);
      const load = await bench.load();
      const step = await bench.step({
        image: next,
        strategy: 'blue-green',
        keep: '2s',
        'preview-probes': '2',
      });
      const main = await step.main();
      expect(main.log).toMatch(
        /before the switch Service orders-canary:\d+\/\S+ must give 2 good answers in a row/,
      );
      expect(main.outputs).toMatchObject({
        outcome: 'passed',
        share: '100',
        preview: 'orders-canary.switch-selector',
      });
      expect((await service())?.spec.selector).toEqual({
        ...SELECTOR,
        'app.kubernetes.io/instance': 'orders-canary',
      });
      await bench.helm(next);
      expect((await step.post()).exitCode).toBe(0);
      const after = await service();
      expect(after?.spec.selector).toEqual(SELECTOR);
      expect(after?.metadata.annotations).not.toHaveProperty(['fairlead.dev/selector-before']);
      const records = await load.stop();
      expect(badAnswers(records)).toEqual([]);
      expect(countAnswers(records)['next']?.all).toBeGreaterThan(100);
      expect((await bench.state()).deployments.map(({ name }) => name)).toEqual(['orders']);
    });

    it('by a gateway: testers see it before the switch, and the fuse goes back when nobody lives', async ({
      open,
      cluster,
      stable,
      next,
    }) => {
      const bench = await open('switch-over', stable, { gateway: true });
      const load = await bench.load();
      const seen: string[] = [];
      const kill = whenObserved((child) => child.kill('SIGKILL'));
      const inputs = {
        image: next,
        strategy: 'blue-green',
        'preview-probes': '6',
        'tester-match': 'header X-Canary=always\ncookie tester=yes',
        lease: `${LEASE_S}s`,
      };
      let looked = false;
      const step = await bench.step(inputs, (line, child) => {
        if (!looked && line.includes('test the new version before the switch')) {
          looked = true;
          void lookAsTester(cluster, bench, seen);
        }
        kill(line, child);
      });
      expect((await step.main()).signal).toBe('SIGKILL');
      expect(seen).toEqual(['next', 'next', 'stable']);
      expect((await bench.state()).overlay.slice(0, 2)).toEqual(['orders 0', 'orders-canary 100']);
      expect(await secondsUntilGone(bench, LEASE_S + 15)).toBeDefined();
      const records = await load.stop();
      expect(badAnswers(records)).toEqual([]);
      expect(countAnswers(records)['next']?.all).toBeGreaterThan(100);
      expect(records.at(-1)?.commit).toBe('stable');
    });
  });
}

/** Which version answers a tester by header, one by cookie, and somebody else, once the gateway has heard of testers. */
async function lookAsTester({ http }: Cluster, { url, host }: Bench, seen: string[]): Promise<void> {
  const ask = async (headers: Readonly<Record<string, string>>): Promise<string> => {
    const answer = await http.request({ method: 'GET', url: `${url}/orders`, headers: { host, ...headers } });
    return answer.headers['x-orders-commit'] ?? '';
  };
  const tester = { 'x-canary': 'always' };
  await waitFor(async () => ((await ask(tester)) === 'next' ? true : undefined), { timeoutMs: 20_000 });
  for (const headers of [tester, { cookie: 'a=1; tester=yes' }, { 'x-canary': 'never' }])
    seen.push(await ask(headers));
}
