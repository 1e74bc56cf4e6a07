import type { Ask } from './ask.ts';

/** How a check run ended, of those that we use. */
export type CheckConclusion = 'success' | 'failure' | 'neutral' | 'cancelled';

/** What stands at a line. */
export interface CheckAnnotation {
  readonly path: string;
  readonly startLine: number;
  readonly endLine: number;
  readonly level: 'notice' | 'warning' | 'failure';
  readonly title: string;
  readonly message: string;
}

/** A check that has ended. */
export interface CheckRunRequest {
  readonly name: string;
  /** Full commit id. */
  readonly sha: string;
  readonly conclusion: CheckConclusion;
  readonly title: string;
  /** Markdown. */
  readonly summary: string;
  readonly detailsUrl: string;
  /** The first fifty are shown. */
  readonly annotations: readonly CheckAnnotation[];
}

/** Check runs of commits. */
export interface CheckRuns {
  create(request: CheckRunRequest): Promise<void>;
}

/** https://docs.github.com/en/rest/checks/runs: annotations of one call, bytes of a summary, characters of a message. */
const MOST_ANNOTATIONS = 50;
const SUMMARY_BYTES = 65_535;
const MESSAGE = 16_000;

/** The check runs, over one way to ask. */
export function createCheckRuns(ask: Ask): CheckRuns {
  return {
    async create({ name, sha, conclusion, title, summary, detailsUrl, annotations }) {
      const body = {
        name,
        head_sha: sha,
        status: 'completed',
        conclusion,
        ...(detailsUrl === '' ? {} : { details_url: detailsUrl }),
        output: {
          title,
          summary: fit(summary),
          annotations: annotations.slice(0, MOST_ANNOTATIONS).map((one) => ({
            path: one.path,
            start_line: one.startLine,
            end_line: one.endLine,
            annotation_level: one.level,
            title: one.title.slice(0, 255),
            message: one.message.slice(0, MESSAGE) || one.title,
          })),
        },
      };
      await ask('POST /repos/{owner}/{repo}/check-runs', body, 'checks: write');
    },
  };
}

/** Cut at a character, as bytes count. */
function fit(text: string): string {
  if (Buffer.byteLength(text) <= SUMMARY_BYTES) return text;
  const cut = Buffer.from(text)
    .subarray(0, SUMMARY_BYTES - 3)
    .toString();
  return `${cut.replace(/\uFFFD+$/, '')}…`;
}
