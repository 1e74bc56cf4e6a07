import { createHash } from 'node:crypto';
import { type BuildInfo, type BuiltModule, modulePurl } from '@fairlead/go';

/** The binary that a bill of materials is about. */
export interface BilledBinary {
  readonly name: string;
  readonly package: string;
  readonly version: string;
  readonly sha256: string;
  readonly target: string;
}

/** A bill of materials in CycloneDX 1.6 (https://cyclonedx.org/docs/1.6/json/): what the linker says is in the binary. */
export function writeSbom(info: BuildInfo, binary: BilledBinary, date: string): string {
  const refs = [STDLIB, ...info.modules.map(refOf)];
  const own = `${binary.package}@${binary.version}?target=${binary.target}`;
  const bill = {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: `urn:uuid:${uuidOf(`${own} ${binary.sha256}`)}`,
    version: 1,
    metadata: {
      ...(date === '' ? {} : { timestamp: date }),
      component: {
        type: 'application',
        'bom-ref': own,
        name: binary.package,
        version: binary.version,
        ...(info.main === undefined
          ? {}
          : { purl: modulePurl(info.main.path, info.main.version || binary.version, info.path) }),
        hashes: [{ alg: 'SHA-256', content: binary.sha256 }],
        properties: Object.entries(info.settings).map(([name, value]) => ({
          name: `go:build:${name}`,
          value,
        })),
      },
    },
    components: [
      {
        type: 'library',
        'bom-ref': STDLIB,
        name: 'stdlib',
        version: info.goVersion,
        purl: modulePurl('stdlib', info.goVersion),
      },
      ...info.modules.map((module) => ({
        type: 'library',
        'bom-ref': refOf(module),
        name: module.path,
        ...(module.version === '' ? {} : { version: module.version }),
        purl: modulePurl(module.path, module.version),
        ...(module.sum === '' ? {} : { properties: [{ name: 'go:sum', value: module.sum }] }),
      })),
    ],
    dependencies: [{ ref: own, dependsOn: refs }, ...refs.map((ref) => ({ ref }))],
  };
  return `${JSON.stringify(bill, undefined, 2)}\n`;
}

const STDLIB = 'stdlib';

function refOf({ path, version }: BuiltModule): string {
  return `${path}@${version}`;
}

/** The same for the same text (a UUID of version 8, RFC 9562). */
function uuidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  const variant = '89ab'[Number.parseInt(hex[16] ?? '0', 16) % 4];
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
