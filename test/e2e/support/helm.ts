import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { parseAllDocuments } from 'yaml';

const execute = promisify(execFile);

/** Folder of the sample service. */
export const ordersFolder: string = fileURLToPath(new URL('../../fixtures/orders/', import.meta.url));

/** Folder of its chart. */
export const chartFolder: string = `${ordersFolder}deploy/orders`;

/** Any Kubernetes object, read loosely: the tests name the fields that they mean. */
// biome-ignore lint/suspicious/noExplicitAny: manifests have no type of their own here
export type Manifest = any;

/** Runs one helm. */
export type Helm = (...args: string[]) => Promise<{ stdout: string; stderr: string }>;

/** The helm of a major version: the one that `FAIRLEAD_HELM3` or `FAIRLEAD_HELM4` names, else one built into the cache. */
export async function findHelm(major: 3 | 4): Promise<Helm> {
  const path = process.env[`FAIRLEAD_HELM${major}`] ?? (await buildHelm(major));
  return (...args) => execute(path, args, { maxBuffer: 16 * 1024 * 1024 });
}

async function buildHelm(major: 3 | 4): Promise<string> {
  const { createToolbox, tools } = await import('@fairlead/devcluster');
  return (await createToolbox().ensure(major === 3 ? tools.helm3 : tools.helm4)).path;
}

/** What the chart renders, by kind and name, such as `Deployment/orders`. */
export async function renderChart(
  helm: Helm,
  args: readonly string[] = [],
): Promise<Record<string, Manifest>> {
  const { stdout } = await helm('template', 'orders', chartFolder, ...args);
  const objects = parseAllDocuments(stdout).map((document) => document.toJS() as Manifest);
  return Object.fromEntries(
    objects.filter(Boolean).map((object) => [`${object.kind}/${object.metadata.name}`, object]),
  );
}
