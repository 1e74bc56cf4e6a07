export {
  type ForgedStep,
  forgeStep,
  type PhaseResult,
  readFileCommands,
  type StepOptions,
} from './runner/forged-runner.ts';
