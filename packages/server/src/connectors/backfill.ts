import { CallerError, UnavailableError, type Instant } from "@lorats/base";
import type { Connector, ConnectorKind } from "@lorats/platform";
import { get } from "../outbound/http-request.ts";
import type { ConnectorIntake } from "./intake.ts";

export interface BackfillStatus {
  readonly state: "running" | "done" | "failed";
  readonly kept: number;
  readonly repeated: number;
  readonly error?: string;
}

export interface BackfillParts {
  readonly connector: Connector;
  readonly kind: ConnectorKind;
  readonly secret: string;
  readonly from: Instant;
  readonly intake: ConnectorIntake;
  readonly allowPrivate: boolean;
  readonly signal: AbortSignal;
}

const TIMEOUT_MS = 60_000;
const MAX_BYTES = 32 * 1024 * 1024;
/** A list that never ends is none. */
const MAX_PAGES = 10_000;

/**
 * Fetches what the other side keeps from a time on, page by page; what is here already is left out.
 * @throws {CallerError} `CONNECTOR_NO_BACKFILL`, `CONNECTOR_BAD_ANSWER`, `WEBHOOK_INSIDE`
 * @throws {UnavailableError} `CONNECTOR_STATUS` and those of a request that fails
 */
export async function backfill(
  { connector, kind, secret, from, intake, allowPrivate, signal }: BackfillParts,
  progress: (kept: number, repeated: number) => void,
): Promise<void> {
  const { pull } = kind;
  let page: string | undefined;
  for (let pages = 0; pages < MAX_PAGES && !signal.aborted; pages++) {
    const request = pull?.request(connector.settings, secret, from, page);
    if (!pull || !request) {
      const what = "its settings do not say where to fetch what was missed";
      throw new CallerError("CONNECTOR_NO_BACKFILL", what);
    }
    const url = new URL(request.url);
    const { headers } = request;
    const answer = await get({
      url,
      headers,
      timeoutMs: TIMEOUT_MS,
      maxBytes: MAX_BYTES,
      allowPrivate,
    });
    if (answer.status !== 200) {
      throw new UnavailableError("CONNECTOR_STATUS", `${url.host} answered with ${answer.status}`);
    }
    const read = pull.read(answer.body, connector.settings);
    if (!read.ok) throw new CallerError(read.code, read.reason);
    const { kept, repeated } = await intake.take(connector, read.value.observed);
    progress(kept, repeated);
    if (read.value.next === undefined || read.value.next === page) return;
    page = read.value.next;
  }
}
