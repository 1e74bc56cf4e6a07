import type { FailureClass } from './finding.ts';

/** What a pull error says about its cause. */
export interface ImageVerdict {
  readonly class: Extract<FailureClass, 'image-missing' | 'image-pull' | 'image-invalid'>;
  readonly message: string;
}

/** Trouble on the way to the registry, even where the text also says "not found" (a host, not an image). */
const PASSING = [/no such host/i, /toomanyrequests|rate limit|429/i, /i\/o timeout|deadline exceeded/i];
const REFUSED = [
  /\bdenied\b/i,
  /unauthorized|authentication required|no basic auth credentials/i,
  /\b40[13]\b|forbidden/i,
];
const MISSING = [/not found/i, /manifest unknown|name unknown/i, /does not exist/i, /\b404\b/];

/** Reads the text of a failed pull. Pure. */
export function judgePull(reason: string, image: string, text: string): ImageVerdict {
  if (reason === 'InvalidImageName') {
    return { class: 'image-invalid', message: `${JSON.stringify(image)} is not a valid image name` };
  }
  if (reason === 'ErrImageNeverPull') {
    return {
      class: 'image-invalid',
      message: `image ${image} is not on the node and imagePullPolicy is Never`,
    };
  }
  const matches = (patterns: readonly RegExp[]): boolean => patterns.some((pattern) => pattern.test(text));
  if (!matches(PASSING)) {
    if (matches(REFUSED)) {
      return { class: 'image-missing', message: `image ${image} denied by the registry` };
    }
    if (matches(MISSING)) return { class: 'image-missing', message: `image ${image} not found` };
  }
  return { class: 'image-pull', message: `image ${image} cannot be pulled${lastPart(text)}` };
}

/** The end of a chain of wrapped errors says the most. */
function lastPart(text: string): string {
  const tail = text.split(': ').slice(-2).join(': ').trim();
  return tail === '' || /^back-off/i.test(tail) ? '' : `: ${tail.slice(0, 200)}`;
}
