/** What the test in the machine tells, one JSON object a line. */
export type Told =
  | { readonly kind: 'plan'; readonly steps: readonly string[] }
  | { readonly kind: 'start'; readonly step: string }
  | { readonly kind: 'line'; readonly text: string }
  | { readonly kind: 'passed'; readonly step: string; readonly fact: string; readonly ms: number }
  | {
      readonly kind: 'failed';
      readonly step: string;
      readonly reasons: readonly string[];
      readonly ms: number;
    };

/** Marks the lines of the test: others, such as the kernel's, may stand between them. */
export const MARK = 'fairlead-vm ';

/** The line for it. */
export function tell(told: Told): string {
  return `${MARK}${JSON.stringify(told)}`;
}

/** What a line tells; undefined for one that is not the test's, or was cut short. */
export function readTold(line: string): Told | undefined {
  const at = line.indexOf(MARK);
  if (at < 0) return undefined;
  try {
    return JSON.parse(line.slice(at + MARK.length)) as Told;
  } catch {
    return undefined;
  }
}
