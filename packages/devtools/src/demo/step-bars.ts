import { escapeHtml, formatDuration } from '@fairlead/core';
import type { ActStep } from '@fairlead/testkit';
import { nameOf } from './steps.ts';

const WIDTH = 900;
const ROW = 24;
const LEFT = 260;
const RIGHT = 90;

/** The steps of one run as bars in time, each with its outcome as a sign and its duration in words. */
export function renderStepBars(steps: readonly ActStep[]): string {
  const from = Math.min(...steps.map(({ startedAt }) => startedAt));
  const to = Math.max(...steps.map(({ startedAt, durationMs }) => startedAt + durationMs));
  if (!Number.isFinite(from) || to <= from) return '';
  const x = (at: number): number =>
    Number((LEFT + ((at - from) / (to - from)) * (WIDTH - LEFT - RIGHT)).toFixed(1));
  const height = steps.length * ROW + 4;
  const rows = steps.map((step, index) => renderRow(step, index * ROW, x));
  return `<figure><svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="Steps in time">${rows.join('')}</svg></figure>`;
}

function renderRow(step: ActStep, top: number, x: (at: number) => number): string {
  const end = step.startedAt + step.durationMs;
  const good = step.result === 'success';
  const [tone, sign] = good ? ['good', '✓'] : step.result === 'skipped' ? ['muted', '–'] : ['bad', '✗'];
  const width = Math.max(2, x(end) - x(step.startedAt));
  const middle = top + ROW / 2 + 4;
  const label = escapeHtml(`${step.job} · ${nameOf(step)}`);
  const time = escapeHtml(formatDuration(step.durationMs));
  return `<text x="${LEFT - 12}" y="${middle}" text-anchor="end" style="fill:var(--fg);font-size:13px">${label}</text><rect x="${x(step.startedAt)}" y="${top + 5}" width="${width.toFixed(1)}" height="${ROW - 9}" rx="3" fill="var(--${tone})" fill-opacity=".75"/><text x="${(x(step.startedAt) + width + 6).toFixed(1)}" y="${middle}" style="fill:var(--${tone});font-size:12.5px">${sign} ${time}</text>`;
}
