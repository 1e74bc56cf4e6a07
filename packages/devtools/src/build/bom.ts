import { REPOSITORY_NAME } from '../paths.ts';
import type { BundledPackage } from './bundled-packages.ts';
import { releasedFolder } from './bundles.ts';

/** Name of the bill of materials beside a bundle. */
export const BUNDLE_BOM: string = 'bom.cdx.json';

/** A package inside a bundle, with what the lock file says of its archive. */
export interface BomPackage extends Pick<BundledPackage, 'name' | 'version' | 'license'> {
  readonly sha512?: string | undefined;
}

type License = { readonly expression: string } | { readonly license: { readonly id: string } };

/** A part, as CycloneDX writes it. */
export interface BomComponent {
  readonly type: 'application' | 'library';
  readonly 'bom-ref': string;
  readonly name: string;
  readonly version: string;
  readonly hashes?: readonly { readonly alg: 'SHA-512'; readonly content: string }[];
  readonly licenses: readonly License[];
  readonly purl: string;
}

/** What needs what, by `bom-ref`. */
export interface BomDependency {
  readonly ref: string;
  readonly dependsOn: readonly string[];
}

/** A CycloneDX 1.6 bill of materials. It has neither a time nor a serial number: the same bundle gives the same file. */
export interface Bom {
  readonly $schema: string;
  readonly bomFormat: 'CycloneDX';
  readonly specVersion: '1.6';
  readonly version: 1;
  readonly metadata: { readonly component: BomComponent };
  readonly components: readonly BomComponent[];
  readonly dependencies: readonly BomDependency[];
}

/** What one bundle is made of. */
export function bundleBom(bundle: string, version: string, packages: readonly BomPackage[]): Bom {
  const component = ours(bundle, version, `#${releasedFolder(bundle)}`);
  const components = sorted(packages.map(library));
  return bomOf(component, components, [
    { ref: component['bom-ref'], dependsOn: components.map((each) => each['bom-ref']) },
  ]);
}

/** What a whole release is made of: its bundles, and each package once. */
export function releaseBom(version: string, bundles: readonly Bom[]): Bom {
  const component = ours('fairlead', version, '');
  const own = bundles.map((bom) => bom.metadata.component);
  const libraries = new Map(bundles.flatMap((bom) => bom.components).map((each) => [each['bom-ref'], each]));
  return bomOf(
    component,
    [...own, ...sorted([...libraries.values()])],
    [
      { ref: component['bom-ref'], dependsOn: own.map((each) => each['bom-ref']) },
      ...bundles.flatMap((bom) => bom.dependencies),
    ],
  );
}

/** The file's text. */
export function renderBom(bom: Bom): string {
  return `${JSON.stringify(bom, undefined, 2)}\n`;
}

function bomOf(
  component: BomComponent,
  components: readonly BomComponent[],
  links: readonly BomDependency[],
): Bom {
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: { component },
    components,
    dependencies: links,
  };
}

function ours(name: string, version: string, path: string): BomComponent {
  const purl = `pkg:github/${REPOSITORY_NAME}@v${version}${path}`;
  return { type: 'application', 'bom-ref': purl, name, version, licenses: [licenseOf('MIT')], purl };
}

function library({ name, version, license, sha512 }: BomPackage): BomComponent {
  const purl = `pkg:npm/${name.replace('@', '%40')}@${version}`;
  const hashes = sha512 === undefined ? {} : { hashes: [{ alg: 'SHA-512' as const, content: sha512 }] };
  return { type: 'library', 'bom-ref': purl, name, version, ...hashes, licenses: [licenseOf(license)], purl };
}

function licenseOf(license: string): License {
  return /[ ()]/.test(license) ? { expression: license } : { license: { id: license } };
}

function sorted(components: readonly BomComponent[]): BomComponent[] {
  return components.toSorted((a, b) => (a.purl < b.purl ? -1 : a.purl > b.purl ? 1 : 0));
}
