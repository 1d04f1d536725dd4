import { CallerError, type LoratsError, UnavailableError } from "@lorats/base";
import { encodeEventText, type NewEvent, type Sealer } from "@lorats/events";
import type { PackedAppend } from "./packed.ts";

/** What one message to the writer carries at most, unless a single append is larger. */
const MAX_MESSAGE_EVENTS = 5000;
const MAX_MESSAGE_BYTES = 4_194_304;
/** One that is being synced, and one that is there as soon as it is. */
const MAX_UNDER_WAY = 2;
/** Encoded bytes that may wait for the disk before more is refused. */
const MAX_WAITING_BYTES = 67_108_864;
const MAX_EVENT_BYTES = 16_777_216;
const INT64_LIMIT = 2n ** 63n;

interface Waiting {
  readonly events: readonly NewEvent[];
  /** What is stored of each, before it is UTF-8, and its bytes by then. */
  readonly texts: readonly string[];
  readonly sizes: readonly number[];
  readonly size: number;
  readonly resolve: (first: number) => void;
  readonly reject: (error: UnavailableError) => void;
}

/** Who hears what became of what was appended. */
interface AppendOutcome {
  /** These events are stored, the first at this position; called in the order of positions. */
  readonly stored: (first: number, events: readonly NewEvent[], texts: readonly string[]) => void;
  readonly committed: () => void;
  /** Something was refused, or may have been stored without an answer. */
  readonly failed: () => void;
}

/**
 * Collects what is appended within one turn of the event loop and hands it to the writer, which commits whatever
 * has arrived. Encoding happens here, hashing there: an event costs this thread about 5 µs and the writer 10 µs,
 * and cloning the events over in place of their bytes would cost both of them.
 */
export class LogAppender {
  readonly #write: (packed: PackedAppend) => Promise<number>;
  readonly #outcome: AppendOutcome;
  readonly #maxWaitingBytes: number;
  #waiting: Waiting[] = [];
  #waitingBytes = 0;
  #isScheduled = false;
  /** Messages that the writer has not answered. */
  #underWay = 0;

  constructor(
    write: (packed: PackedAppend) => Promise<number>,
    outcome: AppendOutcome,
    maxWaitingBytes: number = MAX_WAITING_BYTES,
  ) {
    this.#write = write;
    this.#outcome = outcome;
    this.#maxWaitingBytes = maxWaitingBytes;
  }

  /**
   * Resolves to the position of the first event once all are durable.
   * @throws {UnavailableError} `LOG_UNAVAILABLE`
   * @throws {CallerError} `LOG_EVENT_INVALID`
   */
  append(events: readonly NewEvent[], sealer?: Sealer): Promise<number> {
    const texts = events.map((event) => encode(event, sealer));
    const sizes = texts.map(sizeOf);
    const size = sizes.reduce((sum, one) => sum + one, 0);
    if (this.#waitingBytes + size > this.#maxWaitingBytes && this.#waitingBytes > 0) {
      throw unavailable("the disk is slower than what arrives");
    }
    this.#waitingBytes += size;
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    this.#waiting.push({ events, texts, sizes, size, resolve, reject });
    this.#schedule();
    return promise;
  }

  /** While the writer has enough to do, what comes gathers: the busier it is, the more goes into one message. */
  #schedule(): void {
    if (this.#isScheduled || this.#waiting.length === 0 || this.#underWay >= MAX_UNDER_WAY) return;
    this.#isScheduled = true;
    setImmediate(() => this.#flush());
  }

  #flush(): void {
    this.#isScheduled = false;
    const waiting = this.#waiting;
    this.#waiting = [];
    let message: Waiting[] = [];
    let events = 0;
    let bytes = 0;
    for (const one of waiting) {
      const isFull = events + one.events.length > MAX_MESSAGE_EVENTS || bytes > MAX_MESSAGE_BYTES;
      if (isFull && message.length > 0) {
        void this.#send(message);
        [message, events, bytes] = [[], 0, 0];
      }
      message.push(one);
      events += one.events.length;
      bytes += one.size;
    }
    void this.#send(message);
  }

  async #send(message: readonly Waiting[]): Promise<void> {
    this.#underWay++;
    try {
      await this.#store(message);
    } finally {
      for (const { size } of message) this.#waitingBytes -= size;
      this.#underWay--;
      this.#schedule();
    }
  }

  async #store(message: readonly Waiting[]): Promise<void> {
    try {
      let position = await this.#write(pack(message));
      for (const { events, texts, resolve } of message) {
        this.#outcome.stored(position, events, texts);
        resolve(position);
        position += events.length;
      }
      this.#outcome.committed();
    } catch (error) {
      this.#outcome.failed();
      // What does not fit takes none of those with it that it happened to travel with.
      if ((error as LoratsError).code === "STORE_FULL" && message.length > 1) {
        for (const one of message) await this.#store([one]);
        return;
      }
      const refusal = unavailable((error as LoratsError).message, error);
      for (const { reject } of message) reject(refusal);
    }
  }
}

function encode(event: NewEvent, sealer: Sealer | undefined): string {
  if (event.time >= INT64_LIMIT || event.time < -INT64_LIMIT) {
    throw new CallerError(
      "LOG_EVENT_INVALID",
      "the event's time is outside the years 1678 to 2261",
    );
  }
  return encodeEventText(event, sealer);
}

function sizeOf(text: string): number {
  const size = Buffer.byteLength(text);
  if (size > MAX_EVENT_BYTES) {
    throw new CallerError("LOG_EVENT_INVALID", `an event has at most ${MAX_EVENT_BYTES} bytes`);
  }
  return size;
}

/** One buffer for all of a message: bytes are made where they travel. HOT PATH. */
function pack(message: readonly Waiting[]): PackedAppend {
  const events = message.flatMap((waiting) => waiting.events);
  const texts = message.flatMap((waiting) => waiting.texts);
  const lengths = Uint32Array.from(message.flatMap((waiting) => waiting.sizes));
  const bytes = new Uint8Array(lengths.reduce((sum, length) => sum + length + 1, 0));
  const place = Buffer.from(bytes.buffer);
  let offset = 1;
  for (const [i, text] of texts.entries()) {
    place.write(text, offset);
    offset += lengths[i]! + 1;
  }
  return {
    bytes,
    lengths,
    times: BigInt64Array.from(events, ({ time }) => time),
    types: events.map(({ type }) => type),
    tenantIds: events.map(({ tenantId }) => tenantId),
    keys: events.map(({ key }) => key),
  };
}

function unavailable(why: string, cause?: unknown): UnavailableError {
  const details = { reason: (cause as LoratsError | undefined)?.code ?? "LOG_OVERLOADED" };
  return new UnavailableError("LOG_UNAVAILABLE", `cannot store events: ${why}`, { cause, details });
}
