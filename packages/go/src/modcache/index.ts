export {
  leaveModules,
  type ModuleCacheOptions,
  type ModuleRestore,
  restoreModules,
  saveModules,
} from './module-cache.ts';
export {
  type ModuleSums,
  type ModuleVersion,
  moduleHash,
  type NeededModule,
  readSums,
} from './module-sums.ts';
