import { pause } from "./pause.ts";
import { ProblemError, problemOf } from "./problem.ts";
import { readServerSentEvents } from "./server-sent-events.ts";

/** A live event; `position` resumes after it. */
export interface LoratsEvent {
  readonly position: string;
  readonly kind: string;
  readonly data: Readonly<Record<string, unknown>>;
}

interface LiveEventsOptions {
  /** Asks for the stream, from after a position on when it is given. */
  readonly open: (after: string | undefined) => Promise<Response>;
  readonly after: string | undefined;
  readonly signal: AbortSignal | undefined;
  /** Told when the connection is lost, and when it stands (again). */
  readonly onState?: ((state: "open" | "waiting") => void) | undefined;
}

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 15_000;

/** Live events, for ever: reconnects and resumes by itself. Ends when the signal aborts, throws when the server refuses. */
export async function* liveEvents(options: LiveEventsOptions): AsyncIterable<LoratsEvent> {
  const { open, signal, onState } = options;
  let { after } = options;
  const isOver = (): boolean => signal?.aborted ?? false;
  for (let pauseMs = FIRST_PAUSE_MS; !isOver(); pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
    try {
      const response = await open(after);
      if (!response.ok) throw await problemOf(response);
      onState?.("open");
      pauseMs = FIRST_PAUSE_MS;
      for await (const { id, event, data } of readServerSentEvents(response.body!)) {
        after = id ?? after;
        yield { position: after ?? "", kind: event, data: JSON.parse(data) as LoratsEvent["data"] };
      }
    } catch (error) {
      if (isOver()) return;
      if (error instanceof ProblemError && error.status < 500) throw error;
    }
    onState?.("waiting");
    await pause(pauseMs, signal);
  }
}
