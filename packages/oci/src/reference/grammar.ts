/**
 * The grammar of image names, as the distribution project's reference grammar and the OCI distribution
 * specification state it. https://github.com/distribution/reference, https://github.com/opencontainers/distribution-spec
 */

/** The registry that names without one belong to. */
export const defaultRegistry: string = 'docker.io';

/** Longest repository path that registries take. */
export const longestRepository: number = 255;

/** Longest tag. */
export const longestTag: number = 128;

const HOST_LABEL = '[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?';
const HOST = `(?:${HOST_LABEL}(?:\\.${HOST_LABEL})*|\\[[0-9a-fA-F:]+\\])(?::\\d{1,5})?`;

/** A host name or address with an optional port. */
export const registryPattern: RegExp = new RegExp(`^${HOST}$`);

/** One part of a repository path. */
export const componentPattern: RegExp = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/;

export const tagPattern: RegExp = /^\w[\w.-]{0,127}$/;

export const digestPattern: RegExp = /^(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/;

/** The rule for one part of a path, in words. */
export const componentRule: string =
  'lower-case letters and digits, parted by one dot, one or two underscores, or dashes';

/** The rule for a tag, in words. */
export const tagRule: string =
  'letters, digits, underscores, dots and dashes; at most 128; not starting with a dot or a dash';

/** The rule for a digest, in words. */
export const digestRule: string = 'sha256: and 64 lower-case hex digits';
