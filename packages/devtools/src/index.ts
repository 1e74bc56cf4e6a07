export { checkScenario, type DemoCheck, reasonOf } from './demo/checks.ts';
export {
  type CommitResult,
  runScenario,
  type ScenarioOptions,
  type ScenarioResult,
} from './demo/scenario.ts';
export { createScratchRepository, type ScratchRepository } from './demo/scratch-repository.ts';
export { demoCommits, demoFiles } from './demo/settings.ts';
export { type Stage, type StageOptions, setStage } from './demo/stage.ts';
