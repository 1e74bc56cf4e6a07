import type { Dockerfile } from '../dockerfile/read-dockerfile.ts';

/** Identity of the build, for the binary (BLD-11). */
export interface BuildIdentity {
  readonly version: string;
  readonly commit: string;
}

/** The user's build arguments, with VERSION and COMMIT where the Dockerfile declares them and the user did not set them. */
export function buildArguments(
  dockerfile: Pick<Dockerfile, 'arguments'>,
  identity: BuildIdentity,
  own: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const given: Readonly<Record<string, string>> = { VERSION: identity.version, COMMIT: identity.commit };
  const declared = Object.entries(given).filter(
    ([name, value]) => value !== '' && dockerfile.arguments.has(name),
  );
  return { ...Object.fromEntries(declared), ...own };
}
