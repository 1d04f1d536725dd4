import type { FrameDetails } from "@lorats/api";
import type { Timing } from "../live/frame.ts";
import { text } from "./inspector.text.ts";

/** One clock's word on when the frame began. */
export interface ClockWord {
  readonly label: string;
  /** Against what is believed, ns. */
  readonly offsetNs: number;
  readonly sdNs: number;
}

type Reception = FrameDetails["receptions"][number];

/** A gateway's clock that is set by GPS, as far as can be told from outside. */
const GPS_SD_NS = 1_000;
const HOST_SD_NS = 50e6;

/** Nanoseconds between two RFC 3339 times with up to nine digits. */
export function nsBetween(later: string, earlier: string): number {
  return Number(epochNs(later) - epochNs(earlier));
}

function epochNs(time: string): bigint {
  const [, whole, digits = ""] = /^(.*?)(?:\.(\d+))?Z$/.exec(time) ?? [];
  return BigInt(Date.parse(`${whole}Z`)) * 1_000_000n + BigInt(digits.padEnd(9, "0").slice(0, 9));
}

/** What every clock that took part says; ends of frames are taken back to their beginning by the time on air. */
export function timesOf(frame: FrameDetails, timing: Timing): readonly ClockWord[] {
  const airtimeNs = frame.airtimeNs ?? 0;
  return frame.receptions.flatMap((reception) => wordsOf(reception, timing, airtimeNs));
}

function wordsOf(reception: Reception, timing: Timing, airtimeNs: number): ClockWord[] {
  const { lts, gatewayTime, hostTime, arrivedAt, arrivedSdNs, gatewayName, gatewayEui } = reception;
  const name = gatewayName ?? gatewayEui;
  const word = (source: string, time: string, sdNs: number, backNs: number): ClockWord => ({
    label: `${name} · ${source}`,
    offsetNs: nsBetween(time, timing.time) - backNs,
    sdNs,
  });
  if (lts) return [word(text("sdr"), lts.onset, lts.onsetSdNs, 0)];
  if (gatewayTime) return [word(text("gps"), gatewayTime, GPS_SD_NS, airtimeNs)];
  if (hostTime) return [word(text("hostClock"), hostTime, HOST_SD_NS, airtimeNs)];
  return [word(text("serverClock"), arrivedAt, arrivedSdNs, airtimeNs)];
}
