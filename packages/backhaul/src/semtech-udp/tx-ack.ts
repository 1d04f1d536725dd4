import { accept, refuse, type Result } from "@lorats/base";
import { finiteNumber, isObject, text, type JsonObject } from "../json/fields.ts";
import { TX_STATUSES, type TxOutcome, type TxStatus } from "../model.ts";
import { parseBody, trimmedLength } from "./body.ts";

/** What TX_ACK says of a downlink. Neither error nor warning means that it will be sent as asked. */
export interface TxAckReport {
  /** Why it will not be sent, such as `TOO_LATE`. */
  readonly error?: string;
  /** It will be sent, but not as asked: `TX_POWER` with the power in dBm that the gateway chose. */
  readonly warning?: { readonly code: string; readonly value?: number };
}

/**
 * The part behind the EUI, which is absent on success, or
 *
 *     {"txpk_ack":{"error":"TOO_LATE"}}
 *     {"txpk_ack":{"error":"NONE"}}
 *     {"txpk_ack":{"warn":"TX_POWER","value":20}}
 *
 * Refusals: `UDP_BAD_JSON`, `UDP_BAD_TX_ACK`.
 */
export function decodeTxAckBody(datagram: Uint8Array, offset: number): Result<TxAckReport> {
  if (trimmedLength(datagram) <= offset) return accept({});
  const body = parseBody(datagram, offset);
  if (!body.ok) return body;
  const ack = body.value["txpk_ack"];
  if (ack === undefined) return accept({});
  if (!isObject(ack)) return refuse("UDP_BAD_TX_ACK", "txpk_ack is not an object");
  const error = text(ack["error"]);
  const warn = text(ack["warn"]);
  const value = finiteNumber(
    typeof ack["value"] === "string" ? Number(ack["value"]) : ack["value"],
  );
  return accept({
    ...(error !== undefined && error !== "NONE" && { error }),
    ...(warn !== undefined && {
      warning: { code: warn, ...(value !== undefined && { value }) },
    }),
  });
}

/** Undefined on success, which is said by saying nothing. */
export function encodeTxAckBody({ error, warning }: TxAckReport): JsonObject | undefined {
  if (error === undefined && warning === undefined) return undefined;
  return { txpk_ack: { error, warn: warning?.code, value: warning?.value } };
}

/** In the common words; the token is the downlink's id. */
export function txAckOutcome(token: number, { error, warning }: TxAckReport): TxOutcome {
  if (error !== undefined) {
    const status = TX_STATUSES.find((known) => known === error && known !== "OK") ?? "UNKNOWN";
    return {
      downlinkId: token,
      statuses: [status],
      stage: "refused",
      ...(status === "UNKNOWN" && { reason: error }),
    };
  }
  return {
    downlinkId: token,
    statuses: ["OK"],
    stage: "queued",
    ...(warning?.code === "TX_POWER" && warning.value !== undefined
      ? { reducedToDbm: warning.value }
      : warning && { reason: warning.code }),
  };
}

/** What a gateway answers. Statuses that Semtech's protocol does not name go out under their own names. */
export function txAckReport(outcome: TxOutcome): TxAckReport {
  const status: TxStatus = outcome.statuses[0] ?? "INTERNAL_ERROR";
  if (status !== "OK") return { error: status === "UNKNOWN" ? (outcome.reason ?? status) : status };
  return outcome.reducedToDbm === undefined
    ? {}
    : { warning: { code: "TX_POWER", value: outcome.reducedToDbm } };
}
