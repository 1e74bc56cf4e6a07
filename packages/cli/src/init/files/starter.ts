import type { Service } from '../service.ts';
import type { Surroundings } from '../surroundings.ts';

/** A file as it is written where there is none. Its path is relative to the repository. */
export interface StarterFile {
  readonly path: string;
  readonly text: string;
}

/** What a kind of file becomes: files to write, or a reason why there are none. */
export type Answer =
  | { readonly files: readonly StarterFile[] }
  | { readonly path: string; readonly state: 'kept' | 'skipped'; readonly why: string };

/** One kind of file that a repository starts with. Pure. */
export type Starter = (service: Service, around: Surroundings) => Answer;
