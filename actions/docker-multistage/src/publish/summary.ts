import {
  countOf,
  formatBytes,
  formatDuration,
  markdownCode,
  markdownDetails,
  markdownFence,
  markdownTable,
  shellWord,
} from '@fairlead/core';
import { imageName, type PlannedTag } from '@fairlead/oci';
import type { BuiltImage } from '../engine/build-image.ts';
import { authoredSteps, type BuildStep } from '../engine/build-progress.ts';
import type { ImageContent } from '../engine/local-image.ts';
import type { WholePlan } from '../plan/make-plan.ts';
import type { KeptTag } from '../push/decide-moves.ts';

/** What a finished build is shown with. */
export interface ImageResult {
  readonly plan: WholePlan;
  readonly built: BuiltImage;
  readonly content: ImageContent | undefined;
  /** `name@digest`, or empty when nothing was pushed. */
  readonly image: string;
  /** Tags that were left at a newer release. */
  readonly kept: readonly KeptTag[];
}

/** The image by digest, its tags, its size, what the build did. */
export function renderResult({ plan, built, content, image, kept }: ImageResult): string {
  const head =
    image === ''
      ? `Built ${markdownCode(built.id)}, not pushed`
      : `**${markdownCode(image)}** (checked in the registry)`;
  return [
    head,
    facts(plan, built, content),
    renderTags(plan, kept),
    content === undefined ? '' : renderLayers(content),
    renderSteps(built.steps),
    renderLabels(plan),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** What a dry run would have made. */
export function renderPlan(plan: WholePlan, argv: readonly string[]): string {
  const verb = plan.image.push ? 'Would build and push' : 'Would build';
  return [
    `${verb} ${markdownCode(imageName(plan.image.name))}; nothing was done.`,
    renderTags(plan, []),
    renderLabels(plan),
    markdownDetails('Command', markdownFence(argv.map(shellWord).join(' \\\n  '))),
  ].join('\n\n');
}

function facts({ version }: WholePlan, built: BuiltImage, content: ImageContent | undefined): string {
  const steps = authoredSteps(built.steps);
  const cached = steps.filter((step) => step.outcome === 'cached').length;
  return [
    ...(content === undefined
      ? []
      : [
          `${formatBytes(content.size)} compressed in ${countOf(content.layers.length, 'layer')}`,
          // from the image, so from the Dockerfile of anybody's pull request
          markdownCode(`${content.config.os}/${content.config.architecture}`),
          content.config.user === '' ? 'runs as root' : `runs as ${markdownCode(content.config.user)}`,
        ]),
    `version ${version}`,
    `${cached} of ${countOf(steps.length, 'build step')} from the cache`,
  ].join(' · ');
}

/** What later runs do with a tag. */
const LATER: Readonly<Record<PlannedTag['moves'], string>> = {
  never: 'stays',
  forward: 'moves to newer releases',
  always: 'moves',
};

function renderTags({ image }: WholePlan, kept: readonly KeptTag[]): string {
  const rows = image.tags.map(({ tag, reason, moves }) => {
    const newer = kept.find((other) => other.tag === tag)?.version;
    const why = newer === undefined ? reason : `not moved: it stands for the newer ${newer}`;
    return [markdownCode(tag), why, LATER[moves]];
  });
  return markdownTable(['Tag', 'Why', 'Later runs'], rows);
}

function renderLayers({ layers }: ImageContent): string {
  const rows = layers.map(({ size, command }) => [markdownCode(shorten(command)), formatBytes(size)]);
  return markdownTable(['Layer', 'Compressed'], rows, ['left', 'right']);
}

function renderSteps(steps: readonly BuildStep[]): string {
  const rows = authoredSteps(steps).map((step) => [
    markdownCode(shorten(step.name)),
    step.outcome === 'cached' ? 'CACHED' : timeOf(step),
  ]);
  return rows.length === 0
    ? ''
    : markdownDetails('Build steps', markdownTable(['Step', 'Time'], rows, ['left', 'right']));
}

function timeOf({ seconds }: BuildStep): string {
  return seconds === undefined ? '' : formatDuration(seconds * 1000);
}

function renderLabels({ request }: WholePlan): string {
  const rows = Object.entries(request.labels).map(([key, value]) => [markdownCode(key), markdownCode(value)]);
  return rows.length === 0 ? '' : markdownDetails('Labels', markdownTable(['Label', 'Value'], rows));
}

function shorten(text: string): string {
  const tidy = text.replace(/\s+/g, ' ').trim();
  return tidy.length <= 100 ? tidy : `${tidy.slice(0, 99)}…`;
}
