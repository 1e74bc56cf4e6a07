/** Which helm it is; the two majors spell a few flags differently. */
export type HelmMajor = 3 | 4;

/** What every call of helm is about. */
export interface ReleaseTarget {
  readonly release: string;
  readonly namespace: string;
  readonly kubeContext: string | undefined;
}

/** What is installed. */
export interface ChartSource {
  /** Absolute path of the chart's folder. */
  readonly chart: string;
  /** Absolute paths of values files, the strongest last. */
  readonly valueFiles: readonly string[];
  /** `path=number` for `--set`; they are stronger than all files. */
  readonly numbers: readonly string[];
}

/** How an upgrade is done. */
export interface UpgradeOptions extends ReleaseTarget, ChartSource {
  readonly major: HelmMajor;
  readonly timeoutMs: number;
  readonly createNamespace: boolean;
  readonly historyMax: number;
  /** Shown in `helm history`. */
  readonly description: string;
  /** A label of the record, so that other runs know whose it is and for how long. */
  readonly mark: string;
}

/** Without it helm takes the values of the last release when a run gives none: what goes live would not be what was checked. */
const RESET = '--reset-values';

/** What an upgrade and its dry run have to have alike, or another chart would go live than the one that was checked. */
function installedWith(options: ReleaseTarget & ChartSource): readonly string[] {
  const { release, chart } = options;
  return ['upgrade', release, chart, '--install', ...targetArgs(options), ...valueArgs(options), RESET];
}

/** `helm upgrade --install --wait`. Never the atomic flag: it would delete the evidence and hide the reason. */
export function upgradeArgs(options: UpgradeOptions): readonly string[] {
  return [
    ...installedWith(options),
    ...changeArgs(options.major),
    '--wait-for-jobs',
    '--labels',
    options.mark,
    '--timeout',
    seconds(options.timeoutMs),
    '--history-max',
    String(options.historyMax),
    ...(options.createNamespace ? ['--create-namespace'] : []),
    '--hide-notes',
    '--description',
    options.description,
  ];
}

/** The same upgrade, rendered with what the cluster knows, and not done; prints the whole release as JSON, Secrets included. */
export function dryRunArgs(options: ReleaseTarget & ChartSource): readonly string[] {
  return [...installedWith(options), '--dry-run=server', '--hide-notes', '--output', 'json'];
}

/** `helm rollback` to a revision. */
export function rollbackArgs(
  options: ReleaseTarget & {
    readonly major: HelmMajor;
    readonly timeoutMs: number;
    readonly historyMax: number;
  },
  revision: number,
): readonly string[] {
  return [
    'rollback',
    options.release,
    String(revision),
    ...targetArgs(options),
    ...changeArgs(options.major),
    '--timeout',
    seconds(options.timeoutMs),
    '--history-max',
    String(options.historyMax),
  ];
}

/**
 * Helm 4 is told to do as Helm 3: wait by the rules of the built-in kinds, and merge on the client, so that fields that
 * others manage (a canary's weights, an autoscaler's replicas) stay theirs unless the chart changes them.
 */
function changeArgs(major: HelmMajor): readonly string[] {
  return major === 3 ? ['--wait'] : ['--wait=legacy', '--server-side=false'];
}

/** `helm template`: what would be applied, as far as can be told where helm takes no dry run of an upgrade. Lookups work. */
export function templateArgs(
  options: ReleaseTarget &
    ChartSource & {
      readonly isUpgrade: boolean;
      readonly kubeVersion: string | undefined;
      /** What `.Capabilities.APIVersions` holds beside the usual. */
      readonly apiVersions: readonly string[];
    },
): readonly string[] {
  return [
    'template',
    options.release,
    options.chart,
    ...targetArgs(options),
    ...valueArgs(options),
    ...(options.isUpgrade ? ['--is-upgrade'] : []),
    ...(options.kubeVersion === undefined ? [] : ['--kube-version', options.kubeVersion]),
    ...options.apiVersions.flatMap((version) => ['--api-versions', version]),
    '--dry-run=server',
  ];
}

/** `helm show crds`: the definitions that a first install makes before anything else. */
export function showCrdsArgs({ chart }: ChartSource): readonly string[] {
  return ['show', 'crds', chart];
}

/** `helm history`: every revision that helm keeps, as JSON. */
export function historyArgs(target: ReleaseTarget): readonly string[] {
  return ['history', target.release, ...targetArgs(target), '--output', 'json', '--max', '256'];
}

/** `helm get manifest` of one revision. */
export function manifestArgs(target: ReleaseTarget, revision: number): readonly string[] {
  return ['get', 'manifest', target.release, ...targetArgs(target), '--revision', String(revision)];
}

/** `helm get hooks` of one revision. */
export function hooksArgs(target: ReleaseTarget, revision: number): readonly string[] {
  return ['get', 'hooks', target.release, ...targetArgs(target), '--revision', String(revision)];
}

/** `helm get values`: those that a revision was given, without the chart's own. They may be secrets. */
export function valuesArgs(target: ReleaseTarget, revision: number): readonly string[] {
  return [
    'get',
    'values',
    target.release,
    ...targetArgs(target),
    '--revision',
    String(revision),
    '--output',
    'json',
  ];
}

/** `helm uninstall`, which does not wait for the objects to be gone. */
export function uninstallArgs(target: ReleaseTarget, timeoutMs: number): readonly string[] {
  return ['uninstall', target.release, ...targetArgs(target), '--timeout', seconds(timeoutMs)];
}

function targetArgs({ namespace, kubeContext }: ReleaseTarget): readonly string[] {
  return ['--namespace', namespace, ...(kubeContext === undefined ? [] : ['--kube-context', kubeContext])];
}

function valueArgs({ valueFiles, numbers }: ChartSource): readonly string[] {
  return [
    ...valueFiles.flatMap((file) => ['--values', file]),
    ...numbers.flatMap((number) => ['--set', number]),
  ];
}

/** Whole seconds, at least one. */
function seconds(ms: number): string {
  return `${Math.max(1, Math.ceil(ms / 1000))}s`;
}
