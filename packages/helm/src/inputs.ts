import { type Field, field } from '@fairlead/core';
import { imageKeyNames } from './image/image-values.ts';
import { splitPath } from './values/set-paths.ts';

/** Where the inputs stand that say what a chart is rendered with. */
interface Place {
  /** Heading under which the README lists them. */
  readonly group?: string;
  /** Section of the config file that is read where the action's own says nothing. */
  readonly section?: string;
}

type TextMap = Readonly<Record<string, string>>;

/** What Helm takes as the name of a release. */
export const releaseName: ReturnType<typeof field.matching> = field.matching(
  /^(?=.{1,53}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?$/,
  'is not a release name',
);

const checkPath = (key: string): string | undefined => {
  const parts = splitPath(key);
  return typeof parts === 'string' ? parts : undefined;
};

const checkImageKey = (key: string, value: string): string | undefined =>
  (imageKeyNames as readonly string[]).includes(key) ? checkPath(value) : 'is not one of the known parts';

/** `PATH=` is what a mistyped output or secret leaves. */
const givenValue =
  (way: string) =>
  (key: string, value: string): string | undefined =>
    checkPath(key) ?? (value.trim() === '' ? `has no value; ${way}` : undefined);

/** Inputs with the values of a chart. */
export function valueInputs(place: Place = {}): {
  readonly 'image-keys': Field<TextMap | undefined>;
  readonly values: Field<readonly string[] | undefined>;
  readonly set: Field<TextMap | undefined>;
  readonly 'set-secret': Field<TextMap | undefined>;
} {
  return {
    'image-keys': field.map(
      {
        ...place,
        class: 'reach',
        description:
          'Where the chart takes the image from, as lines of PART=PATH. Parts: repository, tag, digest, or image for a chart with one key. Default: what the chart itself shows when it is rendered.',
        allowed: `lines of PART=PATH with a part of ${imageKeyNames.join(', ')}`,
      },
      checkImageKey,
    ),
    values: field.list(
      {
        ...place,
        class: 'program',
        description:
          "Values files, one a line, the strongest last. They come after the chart's values.yaml and values.<environment>.yaml.",
      },
      { blanks: true },
    ),
    set: field.map(
      {
        ...place,
        unquoted: true,
        class: 'reach',
        description:
          'Single values, as lines of PATH=VALUE, stronger than files. Whole numbers, true, false and null are such; all else is text, and quotes make text. They appear in the log.',
        allowed: 'lines of PATH=VALUE',
      },
      givenValue('for an empty text write PATH=""'),
    ),
    'set-secret': field.map(
      {
        ...(place.group === undefined ? {} : { group: place.group }),
        class: 'reach',
        description:
          'Single values that are secret, always text. They are never shown and reach helm in a file that only the job may read. Stronger than set.',
        secret: true,
        allowed: 'lines of PATH=VALUE',
      },
      givenValue('an expression with a mistyped name is empty; set takes an empty text as PATH=""'),
    ),
  };
}

/** The input that says whose code may be deployed. */
export function allowedRefs(place: Place = {}): Field<readonly string[] | undefined> {
  return field.list({
    ...place,
    class: 'verdict',
    description:
      'Git refs that may deploy, with * as wildcard, for example refs/tags/v*. Where untrusted code may be checked out, the ref has to be that of the checked-out commit. Default: all refs of the repository, but no code that is not trusted.',
    example: 'refs/tags/v*',
  });
}

/** Inputs that say which helm is run. */
export function helmInputs(place: Place = {}): {
  readonly 'helm-version': Field<string | undefined>;
  readonly 'helm-sha256': Field<string | undefined>;
  readonly 'helm-download-url': Field<string | undefined>;
} {
  return {
    'helm-version': field.text(
      {
        ...place,
        class: 'program',
        description:
          'Version of helm to bring, from the tool cache or a download that is held against its sha256. Default: the helm on PATH.',
        allowed: 'an exact version such as 3.18.4',
        example: '3.18.4',
      },
      field.matching(/^v?\d+\.\d+\.\d+$/, 'is not an exact version'),
    ),
    'helm-sha256': field.text(
      {
        ...place,
        class: 'program',
        description: "sha256 of helm's archive for this machine, for versions that the action does not know.",
        allowed: '64 hex digits',
      },
      field.matching(/^[0-9a-fA-F]{64}$/, 'is not a sha256'),
    ),
    'helm-download-url': field.text(
      {
        ...place,
        class: 'program',
        description: 'Another address with the archives of helm, for networks without the internet.',
        allowed: 'an http or https address',
        example: 'https://mirror.example.com/helm',
      },
      [
        field.matching(/^https?:/i, 'is not an address'),
        (text) => (URL.canParse(text) ? undefined : 'is not an address'),
      ],
    ),
  };
}
