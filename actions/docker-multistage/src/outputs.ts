/** The outputs of docker-multistage. */
export const outputs = {
  image: {
    description: 'The image by digest: what later steps deploy. Empty when nothing was pushed.',
    example: 'ghcr.io/acme/orders@sha256:…',
  },
  digest: { description: 'Digest in the registry, checked. Empty when nothing was pushed.' },
  tags: { description: 'Complete references of all tags, one a line.', example: 'ghcr.io/acme/orders:1.2.0' },
  version: {
    description: 'The one version of the commit, in the labels and for the binary: what go-build says too.',
    example: 'v1.2.0',
  },
  size: { description: 'Compressed size in bytes.' },
} as const;
