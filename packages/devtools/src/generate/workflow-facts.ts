import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { WorkflowFacts } from '@fairlead/cli';
import { parse } from 'yaml';

type Access = 'read' | 'write';
type Permissions = Readonly<Record<string, Access | 'none'>>;

interface Call {
  readonly inputs?: Readonly<Record<string, { readonly type: string; readonly required?: boolean }>>;
  readonly secrets?: Readonly<Record<string, unknown>>;
  readonly outputs?: Readonly<Record<string, unknown>>;
}

interface Job {
  readonly permissions?: Permissions;
  readonly steps?: readonly { readonly uses?: string }[];
}

interface Workflow {
  readonly on: { readonly workflow_call?: Call | null };
  readonly permissions?: Permissions;
  readonly jobs: Readonly<Record<string, Job>>;
}

const FOLDER = '.github/workflows';

/** What the reusable workflows of a checkout say of themselves, for those who look at workflows that call them. */
export async function readWorkflowFacts(root: string): Promise<readonly WorkflowFacts[]> {
  const folder = join(root, FOLDER);
  const files = existsSync(folder)
    ? (await readdir(folder)).filter((file) => file.endsWith('.yml')).sort()
    : [];
  const facts = await Promise.all(
    files.map(async (file) => {
      const workflow = parse(await readFile(join(root, FOLDER, file), 'utf8')) as Workflow;
      const call = workflow.on.workflow_call;
      return call === undefined || call === null
        ? []
        : [describeWorkflow(basename(file, '.yml'), workflow, call)];
    }),
  );
  return facts.flat();
}

function describeWorkflow(name: string, { jobs, permissions }: Workflow, call: Call): WorkflowFacts {
  const needed: Record<string, Access> = {};
  for (const job of Object.values(jobs))
    for (const [scope, access] of Object.entries(job.permissions ?? permissions ?? {}))
      if (access !== 'none' && needed[scope] !== 'write') needed[scope] = access;
  const uses = Object.values(jobs).flatMap(({ steps = [] }) => steps.map((step) => step.uses ?? ''));
  return {
    name,
    inputs: Object.fromEntries(
      Object.entries(call.inputs ?? {}).map(([input, { type, required = false }]) => [
        input,
        { type, required },
      ]),
    ),
    secrets: Object.keys(call.secrets ?? {}),
    outputs: Object.keys(call.outputs ?? {}),
    permissions: needed,
    gate: uses.some((used) => used.includes('/actions/quality-gate@')),
  };
}
