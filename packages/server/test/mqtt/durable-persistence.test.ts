import { createRequire } from "node:module";
import { test } from "node:test";
import { MemoryMqttJournal } from "@lorats/platform";
import { DurablePersistence } from "../../src/mqtt/durable-persistence.ts";

const require = createRequire(import.meta.url);
/** What aedes asks of every persistence, in its own words. */
const abstractSuite = require("aedes-persistence/abstract.js") as (options: {
  readonly test: typeof test;
  readonly persistence: () => DurablePersistence;
  readonly testAsync: boolean;
}) => void;

abstractSuite({
  test,
  persistence: () => new DurablePersistence({ journal: new MemoryMqttJournal() }),
  testAsync: true,
});
