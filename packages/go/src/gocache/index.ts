export {
  type CacheUse,
  type CompiledCacheOptions,
  type CompiledRestore,
  type CompileWork,
  readUse,
  restoreCompiled,
  saveCompiled,
  timeSaved,
} from './compiled-cache.ts';
