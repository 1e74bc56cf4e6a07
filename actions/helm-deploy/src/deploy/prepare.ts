import { layOutValues, type Renderable } from '@fairlead/helm';
import { type Connected, connect } from '../cluster/connect.ts';
import type { DeployContext } from '../context.ts';

/** What all stages of a deploy work with. The folder of values is to be removed at the end. */
export type Prepared = Renderable & Connected;

/** Finds helm and the cluster and lays the values out; says in the log what is stronger than what. */
export async function prepare(context: DeployContext): Promise<Prepared> {
  const connected = await connect(context);
  return { ...connected, ...(await layOutValues(context)) };
}
