/** The tag that docker-multistage gives an image for its commit, or a digest: no other tag says what it will mean tomorrow. */
export const COMMIT_OR_DIGEST: RegExp = /@|:sha-[0-9a-f]{7,64}$/;

/** What may be given as an image, in words. */
export const IMAGE_RULE =
  'name@sha256:… with 64 hex digits, for example the output image of docker-multistage, or name:sha-… of a commit that was built';
