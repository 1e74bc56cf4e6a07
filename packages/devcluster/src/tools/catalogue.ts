import { fileURLToPath } from 'node:url';
import type { InstallTool, ModuleTool } from './spec.ts';

/** Version of everything built from Kubernetes. 1.34 is the last whose kubelet starts on cgroup v1 by default. */
export const KUBERNETES_VERSION: string = 'v1.34.4';
/** Version of the Gateway API whose definitions are installed with the gateway. */
export const GATEWAY_API_VERSION: string = 'v1.3.0';

function modulePath(name: string): string {
  return fileURLToPath(new URL(`../../tools/${name}`, import.meta.url));
}

function kubernetes(binary: string): ModuleTool {
  const component = 'k8s.io/component-base/version';
  return {
    kind: 'module',
    name: binary,
    binary,
    folder: modulePath('kubernetes'),
    package: `k8s.io/kubernetes/cmd/${binary}`,
    ldflags: [
      `-X ${component}.gitVersion=${KUBERNETES_VERSION}`,
      `-X ${component}.gitMajor=1`,
      `-X ${component}.gitMinor=34`,
      `-X k8s.io/client-go/pkg/version.gitVersion=${KUBERNETES_VERSION}`,
    ],
  };
}

function install(name: string, path: string, version: string, tags: readonly string[] = []): InstallTool {
  const binary = path.slice(path.lastIndexOf('/') + 1);
  return { kind: 'install', name, binary, package: path, version, tags };
}

/** The programs that can be had, by name. */
export interface ToolCatalogue {
  readonly kubeApiserver: ModuleTool;
  readonly kubeControllerManager: ModuleTool;
  readonly kubeScheduler: ModuleTool;
  readonly kubelet: ModuleTool;
  readonly kubeProxy: ModuleTool;
  readonly kubectl: ModuleTool;
  readonly traefik: ModuleTool;
  readonly pause: ModuleTool;
  readonly act: InstallTool;
  readonly helm3: InstallTool;
  readonly helm4: InstallTool;
  readonly actionlint: InstallTool;
}

/** Every program is built only when it is asked for. */
export const tools: ToolCatalogue = {
  kubeApiserver: kubernetes('kube-apiserver'),
  kubeControllerManager: kubernetes('kube-controller-manager'),
  kubeScheduler: kubernetes('kube-scheduler'),
  kubelet: kubernetes('kubelet'),
  kubeProxy: kubernetes('kube-proxy'),
  kubectl: kubernetes('kubectl'),
  traefik: {
    kind: 'module',
    name: 'traefik',
    binary: 'traefik',
    folder: modulePath('traefik'),
    package: 'github.com/traefik/traefik/v3/cmd/traefik',
  },
  pause: {
    kind: 'module',
    name: 'pause',
    binary: 'pause',
    folder: modulePath('pause'),
    package: 'fairlead.invalid/tools/pause',
  },
  act: install('act', 'github.com/nektos/act', 'v0.2.89', ['WITHOUT_DOCKER']),
  helm3: install('helm3', 'helm.sh/helm/v3/cmd/helm', 'v3.22.0'),
  helm4: install('helm4', 'helm.sh/helm/v4/cmd/helm', 'v4.3.1'),
  actionlint: install('actionlint', 'github.com/rhysd/actionlint/cmd/actionlint', 'v1.7.12'),
};
