import type { Tool } from '../tool.ts';

/** staticcheck: archives and digests as on https://github.com/dominikh/go-tools/releases. */
export const staticcheckTool: Tool = {
  name: 'staticcheck',
  baseUrl: 'https://github.com/dominikh/go-tools/releases/download',
  file: (version, platform) => `${version}/staticcheck_${platform.replace('-', '_')}.tar.gz`,
  strip: 1,
  digests: {
    '2026.2.1': {
      'linux-amd64': '91186205a78db3f2d40efb3c102749aef66f85c2204793de7488d163b655aa7c',
      'linux-arm64': '594421f28ba620ea14b98377cb84a309cf73cc420ba0f52f30c7fa4d92fd2b0e',
    },
  },
};
