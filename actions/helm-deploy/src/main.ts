import { runAction } from '@fairlead/core';
import { action } from './action.ts';

await runAction(action);
