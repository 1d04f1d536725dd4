import type { UnavailableError } from "@lorats/base";
import type { ThreadSetup } from "./protocol.ts";
import { SqliteThread } from "./sqlite-thread.ts";

/** The two threads of one database: who writes never waits for who reads, and the other way round. */
export interface ThreadPair {
  readonly writer: SqliteThread;
  readonly reader: SqliteThread;
  close(): Promise<void>;
}

/** Opens a database for writing, creating it where it is missing, and then for reading. */
export async function openThreads(
  setup: Omit<ThreadSetup, "role">,
  onCrash: (error: UnavailableError) => void,
): Promise<ThreadPair> {
  const writer = await SqliteThread.open({ ...setup, role: "writer" }, onCrash);
  try {
    const reader = await SqliteThread.open({ ...setup, role: "reader" }, onCrash);
    // The writer goes last: whoever closes a database last tidies its write-ahead log away.
    const close = async (): Promise<void> => {
      await reader.close();
      await writer.close();
    };
    return { writer, reader, close };
  } catch (error) {
    await writer.close();
    throw error;
  }
}
