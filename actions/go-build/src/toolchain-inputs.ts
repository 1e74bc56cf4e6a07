import { field } from '@fairlead/core';
import { readGoWish } from '@fairlead/go';

/** Which Go works, and where it comes from. */
export const toolchainInputs = {
  'go-version': field.text(
    {
      class: 'program',
      description:
        'Version of Go: exact, a range, `stable` or `oldstable` (the newest release, the newest of the series before). Taken from PATH or the tool cache, else fetched by the Go on PATH, else downloaded. Default: the Go on PATH, which fetches another where go.work or go.mod asks for one; where there is none, what go.work, go.mod, `.go-version` or `.tool-versions` asks for.',
      allowed: 'a version such as 1.26.8, a range such as 1.26, ^1.25 or ">=1.25 <1.27", stable or oldstable',
      example: '1.26',
      group: 'Go',
    },
    (text) => (readGoWish(text) === undefined ? 'is no version of Go' : undefined),
  ),
  'check-latest': field.flag({
    class: 'plain',
    description: 'Ask for the newest release that fits a range, also where one that fits is on this machine.',
    default: 'false',
    group: 'Go',
  }),
  'go-download-base-url': field.text(
    {
      class: 'program',
      description:
        'Another address with the files and the list of https://go.dev/dl, for networks without the internet.',
      allowed: 'an http or https address',
      example: 'https://mirror.example.com/go',
      group: 'Go',
    },
    [
      field.matching(/^https?:/i, 'is not an address'),
      (text) => (URL.canParse(text) ? undefined : 'is not an address'),
    ],
  ),
  'go-sha256': field.text(
    {
      class: 'program',
      description:
        'sha256 that a downloaded Go must have. Default: that of the list. With an exact `go-version` no list is asked for.',
      allowed: '64 hex digits',
      group: 'Go',
    },
    field.matching(/^[0-9a-fA-F]{64}$/, 'is not a sha256'),
  ),
} as const;
