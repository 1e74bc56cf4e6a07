import { posix } from 'node:path';
import { contextOf, dockerfileOf } from '../layout.ts';
import { portOf, type Service } from '../service.ts';
import type { Surroundings } from '../surroundings.ts';
import type { Answer } from './starter.ts';

/** A small image without root: nothing in it but the program and the certificates of authorities. */
export function dockerfile(service: Service, around: Surroundings): Answer {
  const path = dockerfileOf(service, around);
  if (service.program === undefined)
    return { path, state: 'skipped', why: 'the module has no main package, so there is no image' };
  if (around.dockerfile !== undefined) return { path, state: 'kept', why: 'is there' };
  return { files: [{ path, text: render(service) }] };
}

function render(service: Service): string {
  const { name, go, program, cgo } = service;
  const main = program?.main ?? '.';
  const port = program?.listens === true ? `EXPOSE ${portOf(program)}\n` : '';
  const base = cgo ? 'FROM debian:stable-slim\n' : 'FROM scratch\n';
  const certificates = '/etc/ssl/certs/ca-certificates.crt';
  return `FROM golang:${go} AS build
${sources(service)}ENV CGO_ENABLED=${cgo ? 1 : 0}
RUN go build -trimpath -o /out/${name} ${main}

${base}COPY --from=build ${certificates} ${certificates}
COPY --from=build /out/${name} /${name}
USER 65532:65532
${port}ENTRYPOINT ["/${name}"]
`;
}

/** The files of the module, after the modules that it needs where these can be known before. */
function sources({ folder, needsRepository, needsFilesFirst }: Service): string {
  if (needsRepository) return `WORKDIR /src\nCOPY . .\nWORKDIR ${posix.join('/src', folder)}\n`;
  if (needsFilesFirst) return 'WORKDIR /src\nCOPY . .\n';
  return `WORKDIR /src

# Modules first: this layer stays cached until they change.
COPY go.mod go.sum* ./
RUN go mod download

COPY . .
`;
}

/** What no image is built from, so that a change there leaves the layers cached. */
export function dockerignore(service: Service, around: Surroundings): Answer {
  const context = contextOf(service);
  const path = posix.join(context, '.dockerignore');
  const file = dockerfileOf(service, around);
  if (service.program === undefined) return { path, state: 'skipped', why: 'there is no image' };
  if (around.has(path)) return { path, state: 'kept', why: 'is there' };
  if (around.dockerfile !== undefined)
    return { path, state: 'skipped', why: `${file} is yours: what it copies is not known` };
  const text = `# What no image is built from: a change there leaves the layers cached.
.git
.github
/bin
**/*_test.go
`;
  return { files: [{ path, text }] };
}
