/** One event of a `text/event-stream`. */
export interface ServerSentEvent {
  readonly id: string | undefined;
  readonly event: string;
  readonly data: string;
}

/**
 * Reads server-sent events from a response's body. Unlike `EventSource` it works with any headers and in Node.
 * Comments (keep-alives) are passed over; a stream that ends inside an event drops that event, as it must.
 * @see HTML Standard §9.2.6
 */
export async function* readServerSentEvents(
  body: ReadableStream<Uint8Array>,
): AsyncIterable<ServerSentEvent> {
  let rest = "";
  let fields = newFields();
  const reader = body
    .pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>)
    .getReader();
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      const lines = (rest + value).split("\n");
      rest = lines.pop()!;
      for (const raw of lines) {
        const line = raw.endsWith("\r") ? raw.slice(0, -1) : raw;
        if (line !== "") {
          take(fields, line);
          continue;
        }
        if (fields.data.length > 0) {
          yield { id: fields.id, event: fields.event, data: fields.data.join("\n") };
        }
        fields = newFields();
      }
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

interface Fields {
  id: string | undefined;
  event: string;
  data: string[];
}

function newFields(): Fields {
  return { id: undefined, event: "message", data: [] };
}

function take(fields: Fields, line: string): void {
  const colon = line.indexOf(":");
  if (colon === 0) return;
  const name = colon < 0 ? line : line.slice(0, colon);
  const value = colon < 0 ? "" : line.slice(line[colon + 1] === " " ? colon + 2 : colon + 1);
  if (name === "data") fields.data.push(value);
  else if (name === "event") fields.event = value;
  else if (name === "id") fields.id = value;
}
