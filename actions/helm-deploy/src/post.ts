import { start } from './bundle.ts';

await start('post');
