import { start } from './bundle.ts';

await start('main');
