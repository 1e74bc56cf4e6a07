import type { ClusterPaths } from '../paths.ts';
import { readJson, writeAtomicSync } from '../system/files.ts';
import { bootId, type ProcessId } from '../system/processes.ts';
import type { DaemonName } from './daemons/daemon.ts';

/** What is known about a cluster; kept in its state folder and written after every change. */
export interface ClusterRecord {
  readonly schemaVersion: 1;
  readonly name: string;
  /** `up` once everything was ready; `starting` when `up` is under way or was killed. */
  readonly phase: 'starting' | 'up';
  readonly gateway: boolean;
  /** ISO 8601. */
  readonly createdAt: string;
  /** Which start of the machine it belongs to; after another one its process numbers mean nothing. */
  readonly boot: string;
  readonly daemons: Readonly<Partial<Record<DaemonName, ProcessId>>>;
}

/** Keeps the record on disk in step with memory. */
export interface RecordStore {
  read(): ClusterRecord;
  update(change: Partial<ClusterRecord>): void;
  setDaemon(name: DaemonName, process: ProcessId): void;
}

/** The record on disk; undefined when there is none. */
export function readRecord(paths: ClusterPaths): ClusterRecord | undefined {
  const record = readJson<ClusterRecord>(paths.record);
  return record === undefined || record.boot === bootId() ? record : { ...record, daemons: {} };
}

/** Opens the record, or begins a new one. Writes are synchronous: a spawned process is recorded before anything else. */
export function openRecord(paths: ClusterPaths): RecordStore {
  let record: ClusterRecord = readRecord(paths) ?? {
    schemaVersion: 1,
    name: paths.name,
    phase: 'starting',
    gateway: false,
    createdAt: new Date().toISOString(),
    boot: bootId(),
    daemons: {},
  };
  const write = (): void => writeAtomicSync(paths.record, `${JSON.stringify(record, null, 2)}\n`);
  write();
  return {
    read: () => record,
    update: (change) => {
      record = { ...record, ...change };
      write();
    },
    setDaemon: (name, process) => {
      record = { ...record, daemons: { ...record.daemons, [name]: process } };
      write();
    },
  };
}
