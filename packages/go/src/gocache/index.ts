export {
  type CompiledCacheOptions,
  type CompiledRestore,
  type CompiledSave,
  restoreCompiled,
  saveCompiled,
} from './compiled-cache.ts';
