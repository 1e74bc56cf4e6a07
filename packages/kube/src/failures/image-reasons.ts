import { timeOf } from '../facts/facts.ts';
import type { Sighting } from './failure-class.ts';
import { type PullCause, type PullReading, readPull } from './pull-text.ts';
import type { ContainerView } from './views.ts';

const PULL_REASONS = new Set([
  'ErrImagePull',
  'ImagePullBackOff',
  'RegistryUnavailable',
  'ImageInspectError',
  'SignatureValidationFailed',
]);

/** What a container waits for, when it waits for its image, by the causes that a class is about. */
export function seePull(
  view: ContainerView,
  causes: readonly PullCause[],
  describe: (image: string, reading: PullReading) => string,
): Sighting | undefined {
  const { status, spec, events, podStart } = view;
  const waiting = status.state?.waiting;
  if (waiting?.reason === undefined || !PULL_REASONS.has(waiting.reason)) return undefined;
  const image = spec?.image ?? status.image ?? '';
  const failed = events.filter(({ reason, message }) => reason === 'Failed' && /image/i.test(message ?? ''));
  const said = failed.map(({ message }) => message ?? '').toReversed();
  const reading = readPull(image, [waiting.message ?? '', ...said]);
  if (!causes.includes(reading.cause)) return undefined;
  const since = timeOf(failed[0]?.firstTimestamp ?? failed[0]?.eventTime) ?? podStart;
  const reason = waiting.reason === 'ImagePullBackOff' ? 'ErrImagePull' : waiting.reason;
  return { reason, message: describe(image, reading), since };
}
