import type { Tool } from '../tool.ts';

/** helm: archives and digests as on https://github.com/helm/helm/releases. */
export const helm: Tool = {
  name: 'helm',
  baseUrl: 'https://get.helm.sh',
  file: (version, platform) => `helm-v${version}-${platform}.tar.gz`,
  strip: 1,
  digests: {
    '3.18.4': {
      'linux-amd64': 'f8180838c23d7c7d797b208861fecb591d9ce1690d8704ed1e4cb8e2add966c1',
      'linux-arm64': 'c0a45e67eef0c7416a8a8c9e9d5d2d30d70e4f4d3f7bea5de28241fffa8f3b89',
    },
    '3.18.3': {
      'linux-amd64': '6ec85f306dd8fe9eb05c61ba4593182b2afcfefb52f21add3fe043ebbdc48e39',
      'linux-arm64': '3382ebdc6d6e027371551a63fc6e0a3073a1aec1061e346692932da61cfd8d24',
    },
    '3.17.3': {
      'linux-amd64': 'ee88b3c851ae6466a3de507f7be73fe94d54cbf2987cbaa3d1a3832ea331f2cd',
      'linux-arm64': '7944e3defd386c76fd92d9e6fec5c2d65a323f6fadc19bfb5e704e3eee10348e',
    },
    '3.16.4': {
      'linux-amd64': 'fc307327959aa38ed8f9f7e66d45492bb022a66c3e5da6063958254b9767d179',
      'linux-arm64': 'd3f8f15b3d9ec8c8678fbf3280c3e5902efabe5912e2f9fcf29107efbc8ead69',
    },
  },
};
