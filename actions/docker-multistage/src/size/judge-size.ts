import { formatBytes, PolicyError, type Verdict } from '@fairlead/core';
import type { ImageContent } from '../engine/local-image.ts';

const SHOWN_LAYERS = 5;

/** Judges the compressed size against the budget. @throws PolicyError IMAGE_TOO_LARGE with the largest layers */
export function judgeSize(content: ImageContent, limit: number): Verdict {
  const numbers = `${formatBytes(content.size)} of at most ${formatBytes(limit)}`;
  if (content.size <= limit) return { name: 'max-image-size', outcome: 'success', reason: numbers };
  const largest = [...content.layers].sort((a, b) => b.size - a.size).slice(0, SHOWN_LAYERS);
  const over = formatBytes(content.size - limit);
  throw new PolicyError({
    code: 'IMAGE_TOO_LARGE',
    message: `the image is ${formatBytes(content.size)} compressed, ${over} over max-image-size ${formatBytes(limit)}; the largest layer is ${formatBytes(largest[0]?.size ?? 0)}: ${largest[0]?.command ?? ''}`,
    hint: 'copy only what runs into the last stage, strip the binary (-ldflags "-s -w"), or raise max-image-size; nothing was pushed',
    details: largest.map((layer) => `${formatBytes(layer.size).padStart(9)}  ${layer.command}`),
  });
}
