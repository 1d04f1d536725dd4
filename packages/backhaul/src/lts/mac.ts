import { ByteWriter, type Instant } from "@lorats/base";
import type { ConcentratorCounter, LtsReport } from "../model.ts";
import { LTS_MAC_BYTES } from "./report.ts";

/** HMAC-SHA256 with a gateway's key already in it; 32 bytes out. */
export type HmacSha256 = (message: Uint8Array) => Uint8Array;

/** What the gateway vouches for. An orphan has an empty `phyPayload` and no counter. */
export interface LtsClaim {
  readonly phyPayload: Uint8Array;
  readonly counter: ConcentratorCounter | undefined;
  readonly onset: Instant;
  readonly biasHz: number;
}

const LABEL = new TextEncoder().encode("lorats/lts/1");
const COUNTER_KIND = { none: 0, tmst: 1, xtime: 2 } as const;

/**
 * The bytes to be authenticated:
 *
 *     "lorats/lts/1" | u16 BE length of PHYPayload | PHYPayload
 *     | u8 kind of counter (0 none, 1 tmst, 2 xtime) | u64 BE counter
 *     | i64 BE onset in nanoseconds since the Unix epoch | f64 BE biasHz
 *
 * `biasHz` is the very number printed in JSON, which a double survives bit for bit (minus zero counts as zero).
 */
export function ltsMacInput({ phyPayload, counter, onset, biasHz }: LtsClaim): Uint8Array {
  const bias = new Uint8Array(8);
  new DataView(bias.buffer).setFloat64(0, biasHz + 0);
  const value = counter === undefined ? 0n : counter.kind === "tmst" ? counter.us : counter.xtime;
  return new ByteWriter(LABEL.length + phyPayload.length + 27)
    .put(LABEL)
    .u16be(phyPayload.length)
    .put(phyPayload)
    .u8(COUNTER_KIND[counter?.kind ?? "none"])
    .u64be(BigInt.asUintN(64, BigInt(value)))
    .u64be(BigInt.asUintN(64, onset))
    .put(bias)
    .finish();
}

/** The report with its MAC. */
export function sealLtsReport(
  report: LtsReport,
  frame: Pick<LtsClaim, "phyPayload" | "counter">,
  hmac: HmacSha256,
): LtsReport {
  return { ...report, mac: hmac(ltsMacInput({ ...report, ...frame })).slice(0, LTS_MAC_BYTES) };
}

/** Whether the report carries the MAC that the key gives. The comparison takes constant time. */
export function ltsReportIsAuthentic(
  report: LtsReport,
  frame: Pick<LtsClaim, "phyPayload" | "counter">,
  hmac: HmacSha256,
): boolean {
  if (report.mac?.length !== LTS_MAC_BYTES) return false;
  const expected = hmac(ltsMacInput({ ...report, ...frame }));
  let difference = 0;
  for (let i = 0; i < LTS_MAC_BYTES; i++) difference |= expected[i]! ^ report.mac[i]!;
  return difference === 0;
}
