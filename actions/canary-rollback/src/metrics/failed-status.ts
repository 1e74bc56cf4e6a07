import type { Family } from './family.ts';

/** The statuses of gRPC by their numbers. */
const GRPC = [
  'OK',
  'Canceled',
  'Unknown',
  'InvalidArgument',
  'DeadlineExceeded',
  'NotFound',
  'AlreadyExists',
  'PermissionDenied',
  'ResourceExhausted',
  'FailedPrecondition',
  'Aborted',
  'OutOfRange',
  'Unimplemented',
  'Internal',
  'Unavailable',
  'DataLoss',
  'Unauthenticated',
] as const;

/** Those that are the server's fault, as 5xx are in HTTP; OK is no error, and the others are 4xx. */
const GRPC_5XX: readonly string[] = [
  'Unknown',
  'DeadlineExceeded',
  'Unimplemented',
  'Internal',
  'Unavailable',
  'DataLoss',
];

/** What is wrong with an item of `errors`. */
export function errorPatternProblem(text: string): string | undefined {
  const isCode = !/^\d/.test(text) && grpcName(text) !== undefined;
  if (/^[1-5](?:xx|\dx|\d\d)$/i.test(text) || isCode || /^=./.test(text)) return undefined;
  return 'is neither a status such as 5xx, 50x or 404, nor a code of gRPC such as Unavailable, nor a value such as =failed';
}

/** Whether the value of a status label says that a request failed, by the items of `errors`. */
export function failedBy(
  errors: readonly string[],
  protocol: Family['protocol'],
): (status: string) => boolean {
  const values = valuesIn(errors);
  if (protocol === 'grpc') {
    const failed = grpcCodes(errors);
    return (status) => values.includes(status) || failed.includes(grpcName(status) ?? '');
  }
  const patterns = errors.filter((text) => /^[1-5]/.test(text)).map(httpPattern);
  return (status) => values.includes(status) || patterns.some((pattern) => pattern.test(status));
}

/**
 * What a request came to: an error, a refusal (4xx), a redirection (3xx, but for 304, which says that nothing is new), a
 * result that is no status at all, or else a good answer.
 */
export type AnswerKind = 'failed' | 'refused' | 'redirected' | 'strange' | 'good';

/** What the value of a status label says of a request. */
export function answerKindBy(
  errors: readonly string[],
  protocol: Family['protocol'],
): (status: string) => AnswerKind {
  const isFailed = failedBy(errors, protocol);
  const isRefused = failedBy(['4xx'], protocol);
  return (status) => {
    if (isFailed(status)) return 'failed';
    if (isRefused(status)) return 'refused';
    if (protocol === 'grpc') return grpcName(status) === undefined ? 'strange' : 'good';
    if (!isHttpStatus(status)) return 'strange';
    return status.startsWith('3') && !status.startsWith('304') ? 'redirected' : 'good';
  };
}

/** `200`, `200 OK`, or a class: `2xx`. */
export function isHttpStatus(value: string): boolean {
  return /^[1-5](?:\d\d|xx)\b/i.test(value);
}

/** Whether any result of such a metric can be an error: HTTP has no codes of gRPC, and gRPC no 404. */
export function canFail(errors: readonly string[], protocol: Family['protocol']): boolean {
  const named = protocol === 'grpc' ? grpcCodes(errors) : errors.filter((text) => /^[1-5]/.test(text));
  return named.length > 0 || valuesIn(errors).length > 0;
}

/** What counts as an error, for people: `5xx`, or the codes of gRPC. */
export function errorWords(errors: readonly string[], protocol: Family['protocol']): string {
  return protocol === 'grpc' ? [...grpcCodes(errors), ...valuesIn(errors)].join(', ') : errors.join(', ');
}

/** Values that a label has just so: `=failed`. */
function valuesIn(errors: readonly string[]): readonly string[] {
  return errors.filter((text) => text.startsWith('=')).map((text) => text.slice(1));
}

/** `5xx` fits a label that has classes only, too: `5xx`, `5XX`; and a status may have words behind it. */
function httpPattern(text: string): RegExp {
  const digits = text.toLowerCase().replace(/x+$/, '');
  return new RegExp(digits.length === 1 ? `^${digits}` : `^${digits}\\d{${3 - digits.length}}\\b`);
}

function grpcCodes(errors: readonly string[]): readonly string[] {
  return GRPC.filter((code) =>
    errors.some((text) => {
      if (/^5xx$/i.test(text)) return GRPC_5XX.includes(code);
      if (/^4xx$/i.test(text)) return code !== 'OK' && !GRPC_5XX.includes(code);
      return grpcName(text) === code;
    }),
  );
}

/** Libraries write `NotFound`, `NOT_FOUND` or `5`. */
export function grpcName(text: string): string | undefined {
  if (/^\d{1,2}$/.test(text)) return GRPC[Number(text)];
  const plain = text.replaceAll('_', '').toLowerCase();
  const found = GRPC.find((code) => code.toLowerCase() === plain);
  return found ?? (plain === 'cancelled' ? 'Canceled' : undefined);
}
