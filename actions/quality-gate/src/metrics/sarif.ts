import { countOf, ToolError } from '@fairlead/core';
import { measured, missing } from '../rule/measurement.ts';
import { whole } from '../rule/rational.ts';
import type { Finding } from '../verdict/condition.ts';
import { CONDITION_CODE, type Metric } from './metric.ts';
import { reportOf } from './prepare.ts';

/** Levels of SARIF, and severities of GitHub's code scanning, each with what it counts. */
const LEVELS = ['any', 'error', 'warning', 'note', 'critical', 'high', 'medium', 'low'] as const;
type Level = (typeof LEVELS)[number];

interface Log {
  readonly version?: unknown;
  readonly runs?: unknown;
}
interface Run {
  readonly tool?: { readonly driver?: Component; readonly extensions?: readonly Component[] };
  readonly results?: readonly Result[];
  readonly invocations?: readonly { readonly executionSuccessful?: boolean }[];
}
interface Component {
  readonly name?: string;
  readonly rules?: readonly Rule[];
}
interface Rule {
  readonly id?: string;
  readonly defaultConfiguration?: { readonly level?: string };
  readonly properties?: Readonly<Record<string, unknown>>;
}
interface Result {
  readonly ruleId?: string;
  readonly ruleIndex?: number;
  readonly level?: string;
  readonly kind?: string;
  readonly message?: { readonly text?: string };
  readonly suppressions?: readonly { readonly status?: string }[];
  readonly baselineState?: string;
  readonly locations?: readonly {
    readonly physicalLocation?: {
      readonly artifactLocation?: { readonly uri?: string };
      readonly region?: { readonly startLine?: number };
    };
  }[];
}

export const sarifResults: Metric = {
  name: 'sarif-results',
  description:
    'results in the SARIF `file` of another tool, of a `level`: any (default), error, warning, note, or critical, high, medium, low by its security-severity; one without a known level counts in each',
  unit: '',
  scopes: ['all'],
  code: CONDITION_CODE,
  options: {
    file: { required: true },
    level: {
      problem: (value) => (isLevel(value) ? undefined : `is not one of ${LEVELS.join(', ')}`),
    },
  },
  measure({ job }, { options }) {
    const [file = '', level = 'any'] = [options['file'], options['level'] as Level | undefined];
    const text = reportOf(job, file);
    if (text === undefined) return missing(`there is no ${file}`);
    const found = readAll(text, file).filter(({ levels }) => level === 'any' || levels.has(level));
    return measured({
      value: whole(found.length),
      words: `${countOf(found.length, 'result')}${level === 'any' ? '' : ` of level ${level}`} in ${file}`,
      findings: found.flatMap(({ finding }) => (finding === undefined ? [] : [finding])),
      details: found.map(({ text: line }) => line),
    });
  },
};

function isLevel(text: string): text is Level {
  return (LEVELS as readonly string[]).includes(text);
}

/** A result and all levels that it counts in. */
interface Counted {
  readonly levels: ReadonlySet<Level>;
  readonly finding: Finding | undefined;
  readonly text: string;
}

/** A file that has the form of SARIF at its top alone is none. */
function readAll(text: string, file: string): readonly Counted[] {
  try {
    return readSarif(text, file);
  } catch (error) {
    if (error instanceof TypeError || error instanceof URIError) throw broken(file, 'is not SARIF 2');
    throw error;
  }
}

/** @throws ToolError when the file is no SARIF, or its tool says that it did not do its work. */
function readSarif(text: string, file: string): readonly Counted[] {
  let log: Log;
  try {
    log = JSON.parse(text.replace(/^\uFEFF/, '')) as Log;
  } catch {
    throw broken(file, 'is not JSON');
  }
  if (
    typeof log !== 'object' ||
    log === null ||
    !Array.isArray(log.runs) ||
    !String(log.version).startsWith('2.')
  )
    throw broken(file, 'is not SARIF 2');
  const runs = log.runs as readonly Run[];
  // an empty file is what a tool leaves that died
  if (runs.length === 0) throw broken(file, 'has no run');
  return runs.flatMap((run) => {
    if (run.invocations?.some(({ executionSuccessful }) => executionSuccessful === false) === true)
      throw broken(file, `says that ${run.tool?.driver?.name ?? 'its tool'} did not succeed`);
    // https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/sarif-v2.1.0-os.html#_Toc34317484: absent where no scan was made
    if (!Array.isArray(run.results)) throw broken(file, 'has a run without results: nothing was looked at');
    return run.results.filter(counts).map((result) => readResult(result, run));
  });
}

/** Suppressed results, those that are gone, and statements that all is well are no findings. */
function counts({ kind = 'fail', suppressions = [], baselineState }: Result): boolean {
  const suppressed =
    suppressions.length > 0 && suppressions.every(({ status }) => (status ?? 'accepted') === 'accepted');
  return (
    !suppressed && baselineState !== 'absent' && !['pass', 'notApplicable', 'informational'].includes(kind)
  );
}

function readResult(result: Result, { tool }: Run): Counted {
  const rules = [tool?.driver, ...(tool?.extensions ?? [])].flatMap((one) => one?.rules ?? []);
  const rule =
    rules.find(({ id }) => id !== undefined && id === result.ruleId) ??
    tool?.driver?.rules?.[result.ruleIndex ?? -1];
  const severity = Number.parseFloat(String(rule?.properties?.['security-severity'] ?? ''));
  const level = result.level ?? rule?.defaultConfiguration?.level ?? 'warning';
  const known = ['error', 'warning', 'note', 'none'].includes(level);
  const levels = new Set<Level>(known ? (isLevel(level) ? [level] : []) : LEVELS);
  for (const name of severityNames(severity)) levels.add(name);
  const place = result.locations?.[0]?.physicalLocation;
  const [uri, line] = [place?.artifactLocation?.uri, place?.region?.startLine];
  const message = result.message?.text ?? '';
  const title = `${tool?.driver?.name ?? 'SARIF'} ${result.ruleId ?? ''}`.trim();
  const local = uri !== undefined && !/^[a-z][a-z+.-]*:/i.test(uri) && !uri.startsWith('/');
  return {
    levels,
    finding: local ? { file: decodeURI(uri), line, title, message } : undefined,
    text: `${uri ?? ''}${line === undefined ? '' : `:${line}`} ${title}: ${message}`.trim(),
  };
}

/** The ranges of GitHub's code scanning. A rule without a number is in none of them; one that cannot be read is in all. */
function severityNames(severity: number): readonly Level[] {
  if (Number.isNaN(severity)) return [];
  if (severity >= 9) return ['critical'];
  if (severity >= 7) return ['high'];
  return severity >= 4 ? ['medium'] : ['low'];
}

function broken(file: string, problem: string): ToolError {
  return new ToolError({ code: 'GATE_NOT_CHECKED', message: `the report ${file} ${problem}`, argv: [] });
}
