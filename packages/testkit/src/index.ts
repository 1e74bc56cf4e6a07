export { type ActJob, type ActLine, ActRun, type ActStep } from './act/act-run.ts';
export { type ActOptions, type ActResult, runAct } from './act/run-act.ts';
export { type LoadRecord, readRecords } from './load/load-record.ts';
export { type Load, type LoadOptions, startLoad } from './load/start-load.ts';
export {
  type ForgedStep,
  forgeStep,
  type PhaseResult,
  readFileCommands,
  type StepOptions,
} from './runner/forged-runner.ts';
