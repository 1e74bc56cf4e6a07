export { type BuildEvent, readBuildEvent } from './build-events.ts';
export {
  type CompileError,
  dedupeErrors,
  errorKey,
  formatCompileError,
  type OutputPaths,
  parseCompileErrors,
  parseGoMessage,
} from './compile-errors.ts';
export { findMachineFault, machineFailure } from './machine-fault.ts';
