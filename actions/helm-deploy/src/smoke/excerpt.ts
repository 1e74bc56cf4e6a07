import { cutText } from '@fairlead/core';

/** Characters of it. */
const MOST = 300;

/** The start of what an address says, in one line without control characters and without the tags of HTML. Pure. */
export function excerptOf(body: string, contentType: string): string {
  const text = /\bhtml\b/i.test(contentType) ? body.replaceAll(/<[^<>]*>/g, ' ') : body;
  const line = text.replaceAll(/\p{C}/gu, ' ').replaceAll(/\s+/g, ' ').trim();
  return cutText(line, MOST);
}
