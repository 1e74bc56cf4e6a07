export {
  type CacheUse,
  type CompiledCacheOptions,
  type CompiledRestore,
  type CompiledSave,
  type CompileWork,
  readUse,
  restoreCompiled,
  saveCompiled,
  timeSaved,
} from './compiled-cache.ts';
