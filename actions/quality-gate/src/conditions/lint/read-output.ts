/** An issue of golangci-lint, as its JSON has it. */
export interface LintIssue {
  readonly linter: string;
  readonly text: string;
  readonly severity: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** What golangci-lint wrote: its issues, or why they prove nothing. */
export type LintOutput =
  | { readonly issues: readonly LintIssue[]; readonly warnings: readonly string[] }
  | { readonly problem: string };

interface Written {
  readonly Issues?: unknown;
  readonly Report?: null | {
    readonly Warnings?: readonly { readonly Tag?: string; readonly Text?: string }[] | null;
    readonly Linters?: readonly { readonly Enabled?: boolean }[] | null;
    readonly Error?: string;
  };
}
interface WrittenIssue {
  readonly FromLinter?: unknown;
  readonly Text?: unknown;
  readonly Severity?: unknown;
  readonly Pos?: { readonly Filename?: unknown; readonly Line?: unknown; readonly Column?: unknown };
}

/** Warnings by which a linter says that it did not look. */
const UNDONE = /can't run linter|panic|failed prerequisites|failed to load|typechecking error/i;

/**
 * Reads the JSON of golangci-lint 2. Without issues but with warnings of linters that could not look it proves nothing
 * (golangci/golangci-lint#1002), nor does one in which no linter was enabled.
 */
export function readLintOutput(text: string): LintOutput {
  let written: Written;
  try {
    written = JSON.parse(text) as Written;
  } catch {
    return { problem: 'wrote no JSON' };
  }
  if (typeof written !== 'object' || written === null || !('Issues' in written))
    return { problem: 'wrote JSON of another kind' };
  const { Issues: issues } = written;
  const report = written.Report ?? {};
  const warnings = (report.Warnings ?? []).map(
    ({ Tag = '', Text = '' }) => `${Tag === '' ? '' : `[${Tag}] `}${Text}`,
  );
  if (typeof report.Error === 'string' && report.Error !== '')
    return { problem: `says that it failed: ${report.Error}` };
  if (issues === null && warnings.length > 0)
    return { problem: `has no issues but warnings: ${warnings[0]}` };
  const undone = warnings.find((warning) => UNDONE.test(warning));
  if (undone !== undefined) return { problem: `did not look at everything: ${undone}` };
  const linters = report.Linters ?? [];
  if (linters.length > 0 && linters.every(({ Enabled }) => Enabled !== true))
    return { problem: 'ran without any linter' };
  if (issues !== null && !Array.isArray(issues)) return { problem: 'wrote JSON of another kind' };
  const read = ((issues ?? []) as readonly WrittenIssue[]).map(readIssue);
  if (read.includes(undefined)) return { problem: 'wrote an issue without a place' };
  return { issues: read.filter((issue) => issue !== undefined), warnings };
}

function readIssue({ FromLinter, Text, Severity, Pos }: WrittenIssue): LintIssue | undefined {
  if (typeof Text !== 'string' || typeof Pos?.Filename !== 'string') return undefined;
  return {
    linter: typeof FromLinter === 'string' ? FromLinter : '',
    text: Text,
    severity: typeof Severity === 'string' ? Severity : '',
    file: Pos.Filename,
    line: typeof Pos.Line === 'number' ? Pos.Line : 1,
    column: typeof Pos.Column === 'number' ? Pos.Column : 0,
  };
}
