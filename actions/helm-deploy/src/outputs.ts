/** What later steps may read. */
export const outputs = {
  revision: { description: 'The revision that is in force now.', example: '7' },
  'failed-object': {
    description: 'The object that failed, empty on success.',
    example: 'Pod shop/orders-6c9f7-x2x5k',
  },
  'failed-revision': { description: 'The revision that failed, empty on success.', example: '8' },
  'restored-revision': {
    description: 'The revision that was rolled back to, empty without a roll back.',
    example: '7',
  },
  namespace: { description: 'The namespace that was deployed to.', example: 'shop' },
  image: {
    description: 'The image that the first workload runs now.',
    example: 'ghcr.io/acme/orders@sha256:…',
  },
};
