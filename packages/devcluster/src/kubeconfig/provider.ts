import type { Progress } from '../progress.ts';
import type { CommandResult, Provider } from '../provider.ts';
import { checkKubeconfig, type KubeconfigOptions } from './check.ts';

/** A cluster that the user has: it is looked at, never made or removed. */
export function createKubeconfigProvider(options: KubeconfigOptions): Provider {
  const explain = (line: string): CommandResult => ({
    ok: true,
    lines: [
      line,
      'Nothing was changed. `check` says what the cluster offers and lacks (docs/guides/devcluster.md).',
    ],
    facts: { provider: 'kubeconfig', kubeconfig: options.kubeconfig, changed: false },
  });
  return {
    name: 'kubeconfig',
    up: async (_progress: Progress) => explain('This cluster is yours: start it with the tool that made it.'),
    down: async (_progress: Progress) =>
      explain('This cluster is yours: remove it with the tool that made it.'),
    status: async () => {
      const report = await checkKubeconfig(options);
      const reachable = report.findings.some(
        ({ what, state }) => what === 'Kubernetes' && state === 'offers',
      );
      return {
        ok: reachable,
        lines: [`cluster ${report.cluster}: ${reachable ? 'answers' : 'does not answer'}`],
        facts: { provider: 'kubeconfig', cluster: report.cluster, up: reachable },
      };
    },
    check: () => checkKubeconfig(options),
  };
}
