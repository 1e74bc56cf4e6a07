import { fileURLToPath } from 'node:url';
import type { InstallTool, ModuleTool } from './spec.ts';

/** Version of everything built from Kubernetes. 1.34 is the last whose kubelet starts on cgroup v1 by default. */
export const KUBERNETES_VERSION: string = 'v1.34.4';
/** Version of the Gateway API whose definitions are installed with the gateway. */
export const GATEWAY_API_VERSION: string = 'v1.3.0';

function modulePath(name: string): string {
  return fileURLToPath(new URL(`../../tools/${name}`, import.meta.url));
}

/** Programs of Kubernetes that the cluster runs; one program is all of them. */
export const KUBERNETES_PROGRAMS: readonly string[] = [
  'kube-apiserver',
  'kube-controller-manager',
  'kube-proxy',
  'kube-scheduler',
  'kubelet',
];

const COMPONENT = 'k8s.io/component-base/version';

/** What is built from the module of Kubernetes shares its libraries, so that each is compiled once. */
function beside(name: string, path: string): ModuleTool {
  return { kind: 'module', name, binary: name, folder: modulePath('kubernetes'), package: path };
}

function withVersion(tool: ModuleTool): ModuleTool {
  const ldflags = [
    `-X ${COMPONENT}.gitVersion=${KUBERNETES_VERSION}`,
    `-X ${COMPONENT}.gitMajor=1`,
    `-X ${COMPONENT}.gitMinor=34`,
    `-X k8s.io/client-go/pkg/version.gitVersion=${KUBERNETES_VERSION}`,
  ];
  return { ...tool, ldflags };
}

function install(name: string, path: string, version: string, tags: readonly string[] = []): InstallTool {
  const binary = path.slice(path.lastIndexOf('/') + 1);
  return { kind: 'install', name, binary, package: path, version, tags };
}

/** The programs that can be had, by name. */
export interface ToolCatalogue {
  /** All programs of Kubernetes in one. */
  readonly kubernetes: ModuleTool;
  readonly kubectl: ModuleTool;
  /** The helm that is quickest to have; those below are built as their makers do. */
  readonly helm: ModuleTool;
  readonly traefik: ModuleTool;
  /** Without what finds targets in clouds, which is most of it. */
  readonly prometheus: ModuleTool;
  readonly pause: ModuleTool;
  readonly act: InstallTool;
  readonly helm3: InstallTool;
  readonly helm4: InstallTool;
  readonly actionlint: InstallTool;
  readonly staticcheck: InstallTool;
  readonly govulncheck: InstallTool;
}

/** Every program is built only when it is asked for. */
export const tools: ToolCatalogue = {
  kubernetes: withVersion({
    ...beside('kubernetes', 'fairlead.invalid/tools/kubernetes'),
    names: KUBERNETES_PROGRAMS,
  }),
  kubectl: withVersion(beside('kubectl', 'k8s.io/kubernetes/cmd/kubectl')),
  helm: beside('helm', 'helm.sh/helm/v3/cmd/helm'),
  traefik: {
    kind: 'module',
    name: 'traefik',
    binary: 'traefik',
    folder: modulePath('traefik'),
    package: 'github.com/traefik/traefik/v3/cmd/traefik',
  },
  prometheus: {
    kind: 'module',
    name: 'prometheus',
    binary: 'prometheus',
    folder: modulePath('prometheus'),
    package: 'github.com/prometheus/prometheus/cmd/prometheus',
    tags: ['remove_all_sd'],
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
  staticcheck: install('staticcheck', 'honnef.co/go/tools/cmd/staticcheck', 'v0.8.0'),
  govulncheck: install('govulncheck', 'golang.org/x/vuln/cmd/govulncheck', 'v1.8.0'),
};
