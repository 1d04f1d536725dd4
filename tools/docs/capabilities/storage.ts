import type { Capability } from "./capability.ts";

export const storage: readonly Capability[] = [
  {
    title: "Durable event log with group commit, checked hashes, opaque cursors",
    shownBy: [
      "packages/storage/test/sqlite/event-log.test.ts",
      "packages/storage/test/sqlite/crash.test.ts",
    ],
  },
  {
    title: "The log read by device, application, time and reason of refusal, in either direction",
    shownBy: ["packages/server/test/http/events.test.ts"],
  },
  {
    title: "Full disks, damaged events, dying threads",
    shownBy: ["packages/storage/test/sqlite/failure.test.ts"],
  },
  {
    title:
      "Keys wrapped at rest, by a key in a file, in the environment or at a key management service",
    shownBy: [
      "packages/storage/test/keys/key-store.test.ts",
      "packages/storage/test/sqlite/storage.test.ts",
    ],
  },
  {
    title:
      "Online backup, restore, key rotation; the log tailed, verified, exported, imported, whole or by time",
    shownBy: [
      "packages/storage/test/sqlite/storage.test.ts",
      "packages/cli/test/commands/log.test.ts",
    ],
  },
  {
    title:
      "PostgreSQL in place of the embedded files; no event missed with concurrent writers, none lost in kills of server and database",
    shownBy: [
      "packages/storage/test/postgres/event-log.test.ts",
      "packages/storage/test/postgres/stores.test.ts",
      "packages/storage/test/postgres/storage.test.ts",
      "packages/storage/test/postgres/crash.long.ts",
    ],
  },
  { title: "NATS JetStream" },
  {
    title: "Payloads sealed under a key of each device; erasure by destroying it",
    shownBy: ["packages/storage/test/log/sealing.test.ts", "packages/server/test/erasure.test.ts"],
  },
  {
    title:
      "Archive of old events in Parquet, still readable and verified; damaged parts isolated, kill -9 loses nothing",
    shownBy: [
      "packages/storage/test/archive/archive.test.ts",
      "packages/storage/test/archive/kill.test.ts",
      "packages/storage/test/sqlite/storage.test.ts",
    ],
  },
  {
    title:
      "Retention by class of event, out of the archive; foreign frames leave hourly counts; such logs can be moved",
    shownBy: [
      "packages/storage/test/archive/expiry.test.ts",
      "packages/storage/test/postgres/event-log.test.ts",
      "packages/server/test/start/keep-archiving.test.ts",
    ],
  },
];
