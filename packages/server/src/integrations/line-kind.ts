import { setTimeout } from "node:timers/promises";
import { UnavailableError } from "@lorats/base";
import type { Message } from "@lorats/platform";
import {
  RefusedForGood,
  settingsOf,
  type IntegrationKind,
  type Kind,
  type SettingsOf,
  type Target,
  type TargetContext,
} from "./target.ts";

/** A broker that is dead or hangs does not say good-bye. */
const FAREWELL_MS = 5_000;

/** How to speak with a broker or database over a line that stays open. */
interface LineSpeaker<Line, Settings> {
  /** How many messages one `publish` may have. */
  readonly batch: number;
  open(context: TargetContext, settings: Settings): Promise<Line>;
  /** Resolves when the other side has them all. @throws {RefusedForGood} with the line as good as before */
  publish(line: Line, messages: readonly Message[], settings: Settings): Promise<void>;
  close(line: Line): Promise<void> | void;
}

/** A kind of integration whose line is opened with the first messages and, after whatever went wrong, anew with the next ones. */
export function lineKind<K extends Kind, Line>(
  kind: K,
  speaker: LineSpeaker<Line, SettingsOf<K>>,
): IntegrationKind {
  return { kind, open: (context) => lineTarget(kind, speaker, context) };
}

function lineTarget<K extends Kind, Line>(
  kind: K,
  speaker: LineSpeaker<Line, SettingsOf<K>>,
  context: TargetContext,
): Target {
  const settings = settingsOf(context, kind);
  let line: Promise<Line> | undefined;
  const close = async (): Promise<void> => {
    const ending = line;
    line = undefined;
    const opened = await ending?.catch(() => undefined);
    if (opened === undefined) return;
    await Promise.race([speaker.close(opened), setTimeout(FAREWELL_MS, undefined, { ref: false })]);
  };
  return {
    batch: speaker.batch,
    async send(messages) {
      try {
        line ??= speaker.open(context, settings);
        await speaker.publish(await line, messages, settings);
      } catch (error) {
        if (error instanceof RefusedForGood) throw error;
        await close().catch(() => undefined);
        if ((error as { blame?: unknown }).blame !== undefined) throw error;
        const what = `${new URL(settings.url).host}: ${(error as Error).message}`;
        throw new UnavailableError(`${kind.toUpperCase()}_FAILED`, what, { cause: error });
      }
    },
    close,
  };
}

/** A routing key or topic with `{applicationId}`, `{devEui}` and `{event}` filled in. */
export function fillIn(template: string, { applicationId, devEui, kind }: Message): string {
  return template
    .replaceAll("{applicationId}", applicationId)
    .replaceAll("{devEui}", devEui)
    .replaceAll("{event}", kind);
}
