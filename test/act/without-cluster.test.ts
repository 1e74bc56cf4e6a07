import { describe } from 'vitest';
import { useActLab } from './support/act-lab.ts';
import { describeAlert } from './workflows/alert.ts';
import { describeHandOver } from './workflows/hand-over.ts';
import { describeIntegration } from './workflows/integration.ts';
import { describeReusable } from './workflows/reusable.ts';

const lab = useActLab();

describe('the reusable workflows under act', () => {
  describeReusable(lab);
});

describe('what one job hands to the next, under act', () => {
  describeHandOver(lab);
});

describe('integration tests, under act', () => {
  describeIntegration(lab);
});

describe('an alert from outside, under act', () => {
  describeAlert(lab);
});
