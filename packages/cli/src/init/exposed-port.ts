import { posix } from 'node:path';
import type { Files } from '@fairlead/core';
import type { Found, Service } from './service.ts';

/** The service with the port of a Dockerfile that is there, when its code names none. */
export async function withExposedPort(
  service: Service,
  dockerfile: string | undefined,
  { files, root }: { readonly files: Files; readonly root: string },
): Promise<Service> {
  const { program } = service;
  if (program === undefined || program.ports.length > 0 || dockerfile === undefined) return service;
  const port = exposedPort(await files.readText(posix.join(root, dockerfile)), dockerfile);
  return port === undefined ? service : { ...service, program: { ...program, ports: [port] } };
}

/** The first port that the last stage exposes; undefined for none, or one of UDP or of a variable. Pure. */
export function exposedPort(text: string, path: string): Found<number> | undefined {
  let found: Found<number> | undefined;
  for (const [index, line] of text.split('\n').entries()) {
    if (/^\s*FROM\s/i.test(line)) found = undefined;
    const digits = /^\s*EXPOSE\s+(\d{1,5})(?:\/tcp)?(?:\s|$)/i.exec(line)?.[1];
    if (digits !== undefined) found ??= { value: Number(digits), at: `${path}:${index + 1}` };
  }
  return found;
}
