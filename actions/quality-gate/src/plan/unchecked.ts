import { ExternalError, ToolError } from '@fairlead/core';
import type { RunContext } from '../context.ts';

/** Does what goes through a tool; where the tool breaks, nothing is known to be wrong with the code, and nothing to be right. */
export async function unchecked<T>(context: Pick<RunContext, 'settle'>, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ToolError || error instanceof ExternalError) context.settle('error');
    throw error;
  }
}
