export { findBrowser } from './browser/find-browser.ts';
export {
  type Browser,
  type Look,
  type OpenPage,
  openBrowser,
  openPage,
  type Page,
} from './browser/open-browser.ts';
export { isAllowedLicense } from './build/licenses.ts';
export { type PageCommand, pageCommands } from './check/page-commands.ts';
export { type Proof, pageProofs } from './check/page-proofs.ts';
export { checkScenario, type DemoCheck } from './demo/checks.ts';
export { loadFacts } from './demo/facts.ts';
export { demoRights } from './demo/own/rights.ts';
export { renderDemoPage } from './demo/page.ts';
export type { CommitResult } from './demo/results.ts';
export {
  runScenario,
  type ScenarioResult,
} from './demo/scenario.ts';
export type { ScenarioOptions } from './demo/scenario-options.ts';
export { createScratchRepository, type ScratchRepository } from './demo/scratch-repository.ts';
export { demoCommits, demoFiles } from './demo/settings.ts';
export { type Stage, setStage } from './demo/stage.ts';
export type { StageOptions } from './demo/stage-work.ts';
export { type Definitions, loadDefinitions } from './generate/load-definitions.ts';
export { fillSections } from './generate/markers.ts';
export { type FilePlan, type PlannedFile, planFiles } from './generate/plan-files.ts';
export { staleFiles } from './generate/write-files.ts';
export { secondsUntilGone, whenObserved } from './lab/canary-acts.ts';
export { canaryStep } from './lab/canary-step.ts';
export { type CanaryWorld, NEW_IMAGE, OLD_IMAGE, openCanaryWorld } from './lab/canary-world.ts';
export { makeLimitedUser, type Rule, rulesOfReadme } from './lab/limited-user.ts';
export {
  type Bench,
  badAnswers,
  countAnswers,
  type LabParts,
  type OrdersLab,
  openOrdersLab,
} from './lab/orders-lab.ts';
export { pushContext, pushProgram } from './lab/push-program.ts';
export { REPOSITORY_NAME, REPOSITORY_ROOT } from './paths.ts';
export { type Rehearsal, type RehearsalFact, rehearseRelease } from './release/rehearse.ts';
export { buildReleaseTree } from './release/release-tree.ts';
export { copyCheckout } from './system/copy-checkout.ts';
export { type Told, tell } from './vm/told.ts';
