import { expect, test } from 'vitest';
import { Redactor } from '../../src/index.ts';
import { redactReport } from '../../src/report/redact-report.ts';
import type { Report } from '../../src/report/report.ts';

test('every text of a report is redacted; numbers stay, so that it stays JSON', () => {
  const redactor = new Redactor();
  redactor.add('1234');
  const report = {
    durationMs: 1234,
    outputs: { url: 'x/1234' },
    data: { rows: [['1234', 1234, null]] },
  } as unknown as Report;
  expect(redactReport(report, redactor)).toEqual({
    durationMs: 1234,
    outputs: { url: 'x/***' },
    data: { rows: [['***', 1234, null]] },
  });
});
