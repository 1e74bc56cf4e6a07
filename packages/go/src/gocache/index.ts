export {
  type CacheUse,
  type CompiledCacheOptions,
  type CompiledRestore,
  type CompiledSave,
  readUse,
  restoreCompiled,
  saveCompiled,
} from './compiled-cache.ts';
