export type { ActionContext, Ports } from './action/action-context.ts';
export { childEnvironment } from './action/child-environment.ts';
export {
  type ActionDefinition,
  type Check,
  defineAction,
} from './action/define-action.ts';
export type { OutputShape, OutputSpec } from './action/output-shape.ts';
export type { PhaseOptions } from './action/phase.ts';
export { NOT_CONFIGURABLE } from './action/read-inputs.ts';
export { runAction } from './action/run-action.ts';
export { runPhase } from './action/run-phase.ts';

export { type Ending, execFailure, missingProgram } from './adapters/exec/exec-failure.ts';
export { fetchHttp, safeUrl } from './adapters/fetch-http.ts';
export { createLocalHost, type LocalHostOptions } from './adapters/local-host.ts';
export { createNodeFiles } from './adapters/node-files.ts';
export { createProcessExec } from './adapters/process-exec.ts';
export { systemClock } from './adapters/system-clock.ts';
export { actionNames } from './config/action-names.ts';
export { type ConfigSection, type ConfigValue, emptyConfigSection } from './config/config-section.ts';
export { readConfig } from './config/read-config.ts';
export { type Channel, environmentFor, resolveChannel } from './context/channel.ts';
export { type EventContext, type PullRequest, resolveContext } from './context/event-context.ts';
export { classifyError, errorMessage } from './errors/classify.ts';
export { coreErrorCodes, type ErrorCode, type ErrorCodes, portErrorCodes } from './errors/codes.ts';
export {
  type ErrorDetails,
  type ErrorKind,
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
  type ToolFailure,
} from './errors/kinds.ts';
export * as common from './inputs/common.ts';
export {
  type Field,
  type FieldMeta,
  type FieldOptions,
  fieldMeta,
  makeField,
  type Reading,
} from './inputs/field.ts';
export * as field from './inputs/fields.ts';
export { type InputShape, type Inputs, type ParsedInputs, parseInputs } from './inputs/parse-inputs.ts';
export type { Logger, LogRecord } from './log/logger.ts';
export { continueTrace, traceIdOf } from './log/traceparent.ts';
export { isWithin, outsideProblem, type Place, resolveInside } from './places/resolve-inside.ts';
export type { Cache, CacheHit } from './ports/cache.ts';
export type { Clock } from './ports/clock.ts';
export type { Exec, ExecOptions, ExecResult } from './ports/exec.ts';
export type { FileInfo, Files } from './ports/files.ts';
export type { Annotation, AnnotationLevel, Host } from './ports/host.ts';
export type { Http, HttpRequest, HttpResponse } from './ports/http.ts';
export { failureLine, renderFailure } from './report/failure.ts';
export { renderGantt } from './report/gantt.ts';
export { renderHtml, renderPage, renderRows } from './report/html.ts';
export { renderChart } from './report/html-chart.ts';
export {
  escapeHtml,
  markdownCode,
  markdownDetails,
  markdownFence,
  markdownTable,
  markdownText,
} from './report/markdown.ts';
export type { Chart, ChartSeries, Outcome, Report, StageReport, Verdict } from './report/report.ts';
export { ReportBuilder } from './report/report-builder.ts';
export { renderStepSummary } from './report/step-summary.ts';
export { renderXyChart } from './report/xy-chart.ts';
export { type GraphNode, topologicalOrder } from './tasks/order.ts';
export type { Retry, Task, TaskContext, TaskOutcome, TaskResult } from './tasks/task.ts';
export { type GraphResult, TaskGraph, type TaskGraphOptions } from './tasks/task-graph.ts';
export { formatBytes, parseBytes } from './util/bytes.ts';
export { type CamelCase, camelCase } from './util/camel-case.ts';
export { formatDuration, parseDuration } from './util/duration.ts';
export { type LineSplitter, lineSplitter } from './util/lines.ts';
export { mapLimited } from './util/map-limited.ts';
export { Redactor } from './util/mask.ts';
export { suggestWord } from './util/suggest.ts';
export { countOf, listSome } from './util/words.ts';
