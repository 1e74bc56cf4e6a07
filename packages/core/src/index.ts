export { execFailure, missingProgram } from './adapters/exec/exec-failure.ts';
export { fetchHttp, safeUrl } from './adapters/fetch-http.ts';
export { createLocalHost } from './adapters/local-host.ts';
export { proxyFor } from './adapters/network/proxy-for.ts';
export { useNetworkSettings } from './adapters/network/use-network-settings.ts';
export { createNodeFiles } from './adapters/node-files.ts';
export { createProcessExec } from './adapters/process-exec.ts';
export { systemClock } from './adapters/system-clock.ts';
export { makeTar, type TarEntry } from './archive/make-tar.ts';
export { makeZip } from './archive/make-zip.ts';
export { actionNames } from './config/action-names.ts';
export { committedKind, linkInTheWay, type TreeEntry, whyNotRead } from './config/committed-entry.ts';
export { type ConfigSection, emptyConfigSection } from './config/config-section.ts';
export { CONFIG_FILE, nearConfigProblem, nearConfigs } from './config/near-names.ts';
export { type Locate, parseYaml } from './config/parse-yaml.ts';
export { readConfig } from './config/read-config.ts';
export type { ActionContext } from './definition/action-context.ts';
export { type ActionFacts, describeAction } from './definition/action-facts.ts';
export {
  type ActionDefinition,
  type Check,
  defineAction,
  type PermissionNeed,
} from './definition/define-action.ts';
export { coreOutcomes, outcomesOf, outputsOf } from './definition/outcomes.ts';
export type { OutputShape } from './definition/output-shape.ts';
export { classifyError, errorMessage } from './errors/classify.ts';
export { coreErrorCodes, type ErrorCodes, portErrorCodes } from './errors/codes.ts';
export { diskFull, isDiskFull } from './errors/disk-full.ts';
export {
  FairleadError,
  type SourceLocation,
} from './errors/fairlead-error.ts';
export {
  CancelledError,
  describeProblem,
  ExternalError,
  InputError,
  type InputProblem,
  InternalError,
  PolicyError,
  ToolError,
} from './errors/kinds.ts';
export { KILLED_HINT, type MinedEnding, minedEnding } from './errors/mined-ending.ts';
export { type EventContext, resolveContext, stringAt, valueAt } from './event/event-context.ts';
export * as common from './inputs/common.ts';
export { configurableInputs, sharedSections } from './inputs/configurable.ts';
export {
  type Field,
  type FieldMeta,
  fieldMeta,
  makeField,
  NOTHING_GIVEN,
  type Reading,
} from './inputs/field.ts';
export * as field from './inputs/fields.ts';
export { type InputShape, type Inputs, parseInputs } from './inputs/parse-inputs.ts';
export { writtenField } from './inputs/written-field.ts';
export { untoldPlace } from './log/describe-annotation.ts';
export type { Logger } from './log/logger.ts';
export { continueTrace, traceIdOf } from './log/traceparent.ts';
export { keptByGit } from './places/kept-by-git.ts';
export { readTextInside } from './places/read-text-inside.ts';
export {
  insideProblem,
  isWithin,
  outsideProblem,
  type Place,
  resolveInside,
} from './places/resolve-inside.ts';
export type { Cache, CacheHit, CachePlace } from './ports/cache.ts';
export type { Clock } from './ports/clock.ts';
export type { AskOptions, Exec, ExecOptions, ExecResult } from './ports/exec.ts';
export type { FileInfo, Files } from './ports/files.ts';
export type {
  CommittedEntry,
  CommittedFile,
  CommittedFiles,
  ForgeAccess,
  Git,
  GitAnswer,
  GitPorts,
  NoRepository,
  Repository,
} from './ports/git.ts';
export type { Annotation, Host } from './ports/host.ts';
export type { Http, HttpRequest, HttpResponse } from './ports/http.ts';
export { renderGantt } from './render/gantt.ts';
export { renderHeadline, renderHtml, renderPage } from './render/html.ts';
export { renderChart } from './render/html-chart.ts';
export { renderNumbers } from './render/html-numbers.ts';
export { renderStages } from './render/html-stages.ts';
export { renderRows } from './render/html-table.ts';
export {
  escapeHtml,
  markdownCode,
  markdownDetails,
  markdownFence,
  markdownTable,
  markdownText,
} from './render/markdown.ts';
export { shellCommand, shellWord } from './render/shell-command.ts';
export { renderXyChart } from './render/xy-chart.ts';
export type { Chart, ChartSeries, Outcome, Report, StageReport, Verdict } from './report/report.ts';
export { type LogAnnotation, readAnnotations, readFileCommands } from './runner/read-file-commands.ts';
export { unescapeData } from './runner/unescape-data.ts';
export { childEnvironment } from './runtime/child-environment.ts';
export { outliveReaders } from './runtime/outlive-readers.ts';
export { CONFIG_STATE } from './runtime/read-inputs.ts';
export type { Settings } from './runtime/read-settings.ts';
export { runPhase } from './runtime/run-phase.ts';
export { type Start, startAction } from './runtime/start-action.ts';
export { hideUrls } from './secrets/hide-urls.ts';
export { Redactor } from './secrets/redactor.ts';
export { isSecretPath } from './secrets/secret-paths.ts';
export { baseFiles } from './trust/base-files.ts';
export type { Trust, TrustLevel } from './trust/judge-event.ts';
export { cutText } from './util/bound.ts';
export { formatBytes } from './util/bytes.ts';
export { camelCase } from './util/camel-case.ts';
export { compareTexts } from './util/compare-texts.ts';
export { createPause } from './util/create-pause.ts';
export { formatDuration, parseDuration } from './util/duration.ts';
export { LIMITS } from './util/limits.ts';
export { lineSplitter, readLines } from './util/lines.ts';
export { mapLimited } from './util/map-limited.ts';
export { oncePer } from './util/once-per.ts';
export { ownEntry } from './util/own-entry.ts';
export { isProductionName } from './util/production.ts';
export { seededRandom } from './util/seeded-random.ts';
export { suggestWord } from './util/suggest.ts';
export { countOf, listSome } from './util/words.ts';
export { type WebhookInputs, webhookInputs } from './webhook/inputs.ts';
export { tellWebhook, type Webhook, type WebhookMessage, type WebhookPorts } from './webhook/tell-webhook.ts';
