import { setTimeout } from "node:timers/promises";
import { UnavailableError } from "@lorats/base";
import type { Message } from "@lorats/platform";
import { RefusedForGood, type Target } from "./target.ts";

/** A broker that is dead or hangs does not say good-bye. */
const FAREWELL_MS = 5_000;

/** How to speak with a broker over a line that stays open. */
export interface LineKind<Line> {
  /** How many messages one `publish` may have. */
  readonly batch: number;
  /** Code of what goes wrong, as `AMQP_FAILED`. */
  readonly failure: string;
  open(): Promise<Line>;
  /** Resolves when the broker has them all. */
  publish(line: Line, messages: readonly Message[]): Promise<void>;
  close(line: Line): Promise<void> | void;
}

/** A target that opens its line with the first messages and, after whatever went wrong, anew with the next ones. */
export function lineTarget<Line>(url: string, kind: LineKind<Line>): Target {
  let line: Promise<Line> | undefined;
  const close = async (): Promise<void> => {
    const ending = line;
    line = undefined;
    const opened = await ending?.catch(() => undefined);
    if (opened === undefined) return;
    await Promise.race([kind.close(opened), setTimeout(FAREWELL_MS, undefined, { ref: false })]);
  };
  return {
    batch: kind.batch,
    async send(messages) {
      try {
        line ??= kind.open();
        await kind.publish(await line, messages);
      } catch (error) {
        if (error instanceof RefusedForGood) throw error;
        await close().catch(() => undefined);
        if ((error as { blame?: unknown }).blame !== undefined) throw error;
        const what = `${new URL(url).host}: ${(error as Error).message}`;
        throw new UnavailableError(kind.failure, what, { cause: error });
      }
    },
    close,
  };
}

/** By this the other side knows a repetition. */
export function eventIdOf({ position, kind }: Message): string {
  return `${position}:${kind}`;
}

/** A routing key or topic with `{applicationId}`, `{devEui}` and `{event}` filled in. */
export function fillIn(template: string, { applicationId, devEui, kind }: Message): string {
  return template
    .replaceAll("{applicationId}", applicationId)
    .replaceAll("{devEui}", devEui)
    .replaceAll("{event}", kind);
}
