export { createActionsCache } from './actions-cache.ts';
