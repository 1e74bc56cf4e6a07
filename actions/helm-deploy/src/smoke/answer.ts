import { cutText, type HttpResponse, hideUrls, LIMITS } from '@fairlead/core';
import { excerptOf } from './excerpt.ts';

/** What an address answered, or that it did not. */
export interface SmokeAnswer {
  /** The address as it may be shown: without the values of its query. */
  readonly address: string;
  /** Whether it answered with a status from 200 to 299. */
  readonly well: boolean;
  /** What happened, in one line: `answered 503`. Empty where no answer came. */
  readonly status: string;
  /** The start of what it said, or why no answer came; one line. */
  readonly said: string;
}

/** Reads an answer. `redact` hides secrets, before anything is cut. Pure. */
export function readAnswer(
  url: string,
  { status, headers, text }: HttpResponse,
  redact: (text: string) => string,
): SmokeAnswer {
  const address = hideUrls(url);
  const well = status >= 200 && status <= 299;
  const location = headers['location'];
  if (status >= 300 && status <= 399 && location !== undefined) {
    const said = `a redirect to ${placeOf(location, url)}, which is not followed`;
    return { address, well, status: `answered ${status}`, said: redact(said) };
  }
  const said = excerptOf(redact(text()), headers['content-type'] ?? '');
  return { address, well, status: `answered ${status}`, said };
}

/** Where no answer came: `reason` names the address and says why. Pure. */
export function readSilence(url: string, reason: string): SmokeAnswer {
  return { address: hideUrls(url), well: false, status: '', said: reason };
}

/** One line: `https://… answered 503: upstream connect error`. Pure. */
export function describeAnswer({ address, status, said }: SmokeAnswer): string {
  if (status === '') return said;
  return said === '' ? `${address} ${status}` : `${address} ${status}: ${said}`;
}

function placeOf(location: string, url: string): string {
  const place = URL.canParse(location, url) ? new URL(location, url).href : JSON.stringify(location);
  return cutText(hideUrls(place), LIMITS.value);
}
