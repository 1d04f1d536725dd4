import { toHex } from "@lorats/base";
import type { ReceivedFrame } from "@lorats/phy";

/** A received frame in a few lines for a person. */
export function describeFrame(frame: ReceivedFrame): string {
  const onset = `${frame.onsetS.toFixed(9)} s${plusMinus(frame.onsetSdS, 1e9, "ns")}`;
  const bias = `${frame.biasHz.toFixed(1)} Hz${plusMinus(frame.biasSdHz, 1, "Hz")}`;
  const snr = frame.snrDb === null ? "" : `, SNR ${frame.snrDb.toFixed(1)} dB`;
  const ldro = frame.ldro ? ", low data rate" : "";
  const downlink = frame.invertIq ? ", inverted I/Q" : "";
  const sync = frame.syncWord === null ? "destroyed" : `0x${hexByte(frame.syncWord)}`;
  return [
    `${onset}  SF${frame.sf} ${frame.bwHz / 1000} kHz${snr}${downlink}`,
    `  bias     ${bias} (${frame.method})`,
    ...describeAmbiguity(frame),
    `  preamble ${frame.preambleLength}, sync word ${sync}`,
    ...describeContent(frame, ldro),
    ...describeCrystal(frame),
  ].join("\n");
}

function describeCrystal({ wholeFrame: fit }: ReceivedFrame): string[] {
  if (!fit) return [];
  const carrier = `${fit.carrierPpm.toFixed(3)} ppm${plusMinus(fit.carrierSdPpm, 1, "ppm")}`;
  const clock = `${fit.clockPpm.toFixed(3)} ppm${plusMinus(fit.clockSdPpm, 1, "ppm")}`;
  return [`  crystal  carrier ${carrier}, symbol clock ${clock}`];
}

function describeAmbiguity({ ambiguity }: ReceivedFrame): string[] {
  if (!ambiguity) return [];
  const [us, hz] = [(ambiguity.stepS * 1e6).toFixed(2), ambiguity.stepHz.toFixed(2)];
  return [`  or, for any small whole k: k · ${us} µs later and k · ${hz} Hz higher`];
}

function describeContent(frame: ReceivedFrame, ldro: string): string[] {
  const { header, payload, crcOk } = frame;
  if (!header) return ["  orphan: no header could be read"];
  const kind = header.explicit ? "explicit" : "implicit";
  const lines = [`  header   ${kind}, ${header.length} bytes, CR 4/${4 + (frame.cr ?? 0)}${ldro}`];
  if (!payload) return [...lines, "  payload  cut off by the end of the recording"];
  const crc = crcOk === null ? "no CRC" : crcOk ? "CRC good" : "CRC WRONG";
  return [...lines, `  payload  ${toHex(payload)} (${crc})`];
}

function hexByte(value: number): string {
  return value.toString(16).padStart(2, "0");
}

function plusMinus(sd: number | null, scale: number, unit: string): string {
  return sd === null ? "" : ` ± ${(sd * scale).toPrecision(2)} ${unit}`;
}
