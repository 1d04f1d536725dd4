import { errorLine, newId, type Clock, type Random } from "@lorats/base";
import type { DeadLetter, Integration, ItemStore, Message, Sink } from "@lorats/platform";
import type { Meter } from "../usage/meter.ts";
import { RefusedForGood, type Target } from "./target.ts";

export interface IntegrationSinkParts {
  readonly integration: Integration;
  readonly target: Target;
  readonly deadLetters: ItemStore<DeadLetter>;
  readonly clock: Clock;
  readonly random: Random;
  readonly meter: Pick<Meter, "countSent">;
}

/** Brings an integration's messages to its target, in order; what that refuses for good becomes a dead letter. */
export class IntegrationSink implements Sink {
  readonly name: string;
  readonly #parts: IntegrationSinkParts;
  #delivered = 0;
  #refused = 0;
  /** How far into a batch that is offered again the other side has come. */
  #taken: Message | undefined;

  constructor(parts: IntegrationSinkParts) {
    this.#parts = parts;
    // Where webhooks were before there were other kinds, their places in the log are under this name.
    this.name = `webhook:${parts.integration.id}`;
  }

  get delivered(): number {
    return this.#delivered;
  }

  /** Messages that the other side refused for good; they are dead letters now. */
  get refused(): number {
    return this.#refused;
  }

  async deliver(messages: readonly Message[]): Promise<void> {
    const wanted = messages.filter((message) => wants(this.#parts.integration, message));
    const from = this.#taken === undefined ? 0 : wanted.indexOf(this.#taken) + 1;
    const { batch } = this.#parts.target;
    for (let at = from; at < wanted.length; at += batch) {
      const some = wanted.slice(at, at + batch);
      await this.#send(some);
      this.#taken = some.at(-1);
    }
    this.#taken = undefined;
  }

  /** Offers a dead letter again. Resolves to why it is refused still. */
  async again({ message }: DeadLetter): Promise<string | undefined> {
    try {
      await this.#parts.target.send([message]);
      this.#count([message]);
      return undefined;
    } catch (error) {
      return errorLine(error);
    }
  }

  close(): Promise<void> | void {
    return this.#parts.target.close();
  }

  async #send(messages: readonly Message[]): Promise<void> {
    try {
      await this.#parts.target.send(messages);
      this.#count(messages);
    } catch (error) {
      if (!(error instanceof RefusedForGood)) throw error;
      const [only, ...others] = messages;
      if (others.length === 0) return this.#bury(only!, error.message);
      // One of them is to blame; the others are not to suffer for it.
      for (const message of messages) {
        await this.#send([message]);
        this.#taken = message;
      }
    }
  }

  #count(messages: readonly Message[]): void {
    this.#delivered += messages.length;
    const { meter, integration } = this.#parts;
    const { id, tenantId } = integration;
    const bytes = messages.reduce((sum, { json }) => sum + bytesOf(json), 0);
    const counts = { calls: 1, eventsOut: messages.length, bytes };
    meter.countSent(tenantId, `integration:${id}`, counts);
  }

  async #bury(message: Message, reason: string): Promise<void> {
    const { deadLetters, integration, clock, random } = this.#parts;
    const { tenantId } = integration;
    const item = { id: newId<string>(clock, random), tenantId, createdAt: clock.now(), version: 1 };
    await deadLetters.create([{ ...item, message, reason }]);
    this.#refused++;
  }
}

/** Of a message as JSON: what is counted is the same whatever a target makes of it. */
function bytesOf(json: unknown): number {
  return Buffer.byteLength(JSON.stringify(json));
}

function wants({ tenantId, applicationId, settings }: Integration, message: Message): boolean {
  const events = (settings["events"] ?? []) as readonly string[];
  return (
    message.tenantId === tenantId &&
    (applicationId === undefined || message.applicationId === applicationId) &&
    (events.length === 0 || events.includes(message.kind))
  );
}
