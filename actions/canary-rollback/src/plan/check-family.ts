import type { InputProblem } from '@fairlead/core';
import type { CanaryInputs } from '../context.ts';
import { chooseFamily, type Exposed } from '../metrics/choose-family.ts';
import { canFail } from '../metrics/failed-status.ts';
import { familiesFor } from '../metrics/families.ts';
import type { Family } from '../metrics/family.ts';
import { fitsAll } from '../metrics/matchers.ts';
import type { OtherCaller } from '../metrics/other-callers.ts';
import { matchersOf } from './matchers-of.ts';

/** Families that are named when the metric is not there. */
const MOST_NAMES = 8;

/** Where a family is looked for. */
export interface FamilySearch {
  readonly inputs: CanaryInputs;
  readonly exposed: Exposed;
  readonly callers: readonly OtherCaller[];
  /** What keeps everything from being found, where more is known than that nothing is there. */
  explainMissing(): Promise<InputProblem>;
  /** All labels of one counter of stable's pods. */
  labelsOf(counter: string): Promise<Readonly<Record<string, string>> | undefined>;
  /** All histograms of stable's pods. */
  histograms(): Promise<readonly string[]>;
}

/** The family to judge by; else what is wrong, with what there is instead. */
export async function findFamily(search: FamilySearch): Promise<Family | InputProblem> {
  const { inputs, exposed, callers } = search;
  const { metric, workload } = inputs;
  const families = familiesFor(metric);
  const needs = {
    counts: inputs.errorQuery === undefined,
    latency: inputs.latencyQuery === undefined,
    statusLabel: inputs.statusLabel,
    named: metric !== 'auto',
  };
  const choice = chooseFamily(families, exposed, needs, fitsAll(matchersOf(inputs, callers)));
  if ('family' in choice) return neverFails(choice.family, inputs) ?? choice.family;
  if (choice.lacks === 'everything') return search.explainMissing();
  if (choice.lacks === 'status') {
    const labels = await search.labelsOf(choice.of.counter);
    return {
      input: 'status-label',
      value: inputs.statusLabel ?? 'auto',
      problem: `is no label of ${choice.of.counter} for the pods of ${workload}, so errors cannot be told`,
      allowed: `the label with the result of a request, one of ${labelNames(labels) || 'none'}`,
    };
  }
  return {
    input: 'metric',
    value: metric,
    problem: `has no buckets for the pods of ${workload}, so the P99 cannot be told (a summary has none, nor has a native histogram that pods tell as text: a Prometheus knows more of that one)`,
    allowed: `${await familiesThere(search)}, or latency-query; latency-query: vector(0) says that latency is not judged`,
  };
}

/** Errors that no result of the family can be: every version would pass. */
function neverFails(
  { name, protocol }: Family,
  { errors, errorQuery }: CanaryInputs,
): InputProblem | undefined {
  if (errorQuery !== undefined || canFail(errors, protocol)) return undefined;
  const [of, allowed] =
    protocol === 'grpc'
      ? ['gRPC', '5xx, 4xx, or codes of gRPC such as Unavailable']
      : ['HTTP', 'statuses such as 5xx, 50x or 404'];
  return {
    input: 'errors',
    value: errors.join(', '),
    problem: `names no result of ${name}, which counts ${of}: no request would ever be an error`,
    allowed: `${allowed}, or values of the label as they are, such as =failed`,
  };
}

/** `one of http_request_duration_seconds, …`: those for requests first. */
export async function familiesThere({
  inputs,
  histograms,
}: Pick<FamilySearch, 'inputs' | 'histograms'>): Promise<string> {
  const isHttp = (name: string): number => Number(!/http|grpc|request/.test(name));
  const sorted = [...new Set(await histograms())]
    .filter((name) => name !== '' && name !== inputs.metric)
    .sort((a, b) => isHttp(a) - isHttp(b) || a.localeCompare(b));
  if (sorted.length === 0) return 'a histogram of these pods; they have none';
  const more = sorted.length > MOST_NAMES ? ` and ${sorted.length - MOST_NAMES} more` : '';
  return `one of ${sorted.slice(0, MOST_NAMES).join(', ')}${more}`;
}

/** The names of labels, for people. */
export function labelNames(labels: Readonly<Record<string, string>> = {}): string {
  return Object.keys(labels)
    .filter((label) => label !== '__name__')
    .sort()
    .join(', ');
}
