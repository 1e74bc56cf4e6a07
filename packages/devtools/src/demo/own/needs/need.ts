import type { OwnCluster } from '../connect.ts';
import type { OwnClusterOptions } from '../options.ts';
import type { Look } from './look.ts';

/** What a need looks at. */
export interface NeedContext {
  readonly options: OwnClusterOptions;
  readonly cluster: OwnCluster;
  /** The machine and the network. */
  readonly look: Look;
}

/** One thing that must be there before the demo makes anything: a file here and a line in the registry. */
export interface Need {
  readonly name: string;
  /** One sentence that says what is missing and what to do about it; undefined when it is there. Changes nothing. */
  missing(context: NeedContext): Promise<string | undefined>;
}
