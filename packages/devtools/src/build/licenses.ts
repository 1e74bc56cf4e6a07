import { compareTexts } from '@fairlead/core';
import type { BundledPackage } from './bundled-packages.ts';

/** Licences whose code may be part of an MIT-licensed bundle, by SPDX identifier. */
export const ALLOWED_LICENSES: readonly string[] = [
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MIT-0',
  'PSF-2.0',
  'Python-2.0',
  'Unlicense',
  'Zlib',
];

/** Whether an SPDX expression can be satisfied by allowed licences alone. */
export function isAllowedLicense(expression: string): boolean {
  const bare = expression.replace(/^\((.*)\)$/, '$1');
  return bare
    .split(' OR ')
    .some((choice) => choice.split(' AND ').every((name) => ALLOWED_LICENSES.includes(name.trim())));
}

/** One line for each package whose licence is not allowed. */
export function licenseProblems(packages: readonly BundledPackage[]): string[] {
  return packages
    .filter(({ license }) => !isAllowedLicense(license))
    .map(
      ({ name, version, license }) => `${name} ${version} has licence ${license}, which is not on the list`,
    );
}

/** The text of `licenses.txt`: every foreign package of a bundle with its licence. */
export function renderLicenses(packages: readonly BundledPackage[]): string {
  const sorted = [...packages].sort((a, b) =>
    compareTexts(`${a.name} ${a.version}`, `${b.name} ${b.version}`),
  );
  return sorted
    .map(
      ({ name, version, license, text }) =>
        `${name} ${version}\n${license}\n${text === '' ? '' : `\n${text}\n`}`,
    )
    .join(`\n${'-'.repeat(80)}\n\n`);
}
