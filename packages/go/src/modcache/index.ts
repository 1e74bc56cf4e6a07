export {
  type ModuleCacheOptions,
  type ModuleRestore,
  restoreModules,
  saveModules,
} from './module-cache.ts';
export { type ModuleSums, type ModuleVersion, moduleHash, readSums } from './module-sums.ts';
