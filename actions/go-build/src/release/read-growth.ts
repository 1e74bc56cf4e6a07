import { field } from '@fairlead/core';
import type { Growth } from './budgets.ts';

const SIZE = field.bytes({ class: 'plain', description: 'A size.', required: true });

/** Reads `5%` or `500KB`; what it gets has been checked. */
export function readGrowth(text: string): Growth {
  const percent = /^(.*?)\s?%$/.exec(text)?.[1];
  return percent === undefined ? { bytes: SIZE.parse(text) } : { percent: Number(percent) };
}
