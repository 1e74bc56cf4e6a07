import { chart } from './chart.ts';
import { config } from './config.ts';
import { dockerfile, dockerignore } from './dockerfile.ts';
import { pipeline } from './pipeline.ts';
import type { Starter } from './starter.ts';

/** All kinds of files that a repository starts with, in the order in which they are told. */
export const starters: readonly Starter[] = [pipeline, config, dockerfile, dockerignore, chart];
