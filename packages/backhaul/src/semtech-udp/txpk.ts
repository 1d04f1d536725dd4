import { CallerError, NS_PER_MS, accept, refuse, type Result } from "@lorats/base";
import { readTmstContext } from "../context.ts";
import { finiteNumber, integerIn, isObject, type JsonObject } from "../json/fields.ts";
import type { DownlinkItem, DownlinkTiming } from "../model.ts";
import { decodeModulation, encodeModulation } from "./data-rate.ts";
import { decodeFrequency, decodePayload, encodeFrequency, encodePayload } from "./payload.ts";

/**
 * `txpk`: a frame to be sent, as a gateway reads it. `powe` is EIRP: the forwarder subtracts its antenna's gain.
 *
 * Refusals: `UDP_BAD_TXPK`, `UDP_BAD_TIMING` and those of frequency, data rate and payload.
 * @see Semtech packet forwarder PROTOCOL.TXT §6
 */
export function decodeTxpk(raw: unknown): Result<DownlinkItem> {
  if (!isObject(raw)) return refuse("UDP_BAD_TXPK", "txpk is not an object");
  const timing = decodeTiming(raw);
  if (!timing.ok) return timing;
  const freqHz = decodeFrequency(raw);
  if (!freqHz.ok) return freqHz;
  const modulation = decodeModulation(raw);
  if (!modulation.ok) return modulation;
  const payload = decodePayload(raw);
  if (!payload.ok) return payload;
  const rfChain = integerIn(raw["rfch"], 0, 255);
  const board = integerIn(raw["brd"], 0, 255);
  const antenna = integerIn(raw["ant"], 0, 255);
  const preambleSymbols = integerIn(raw["prea"], 0, 65_535);
  return accept({
    phyPayload: payload.value,
    freqHz: freqHz.value,
    modulation: modulation.value,
    // The forwarder starts from a zeroed packet, so no power means 0 dBm.
    eirpDbm: finiteNumber(raw["powe"]) ?? 0,
    timing: timing.value,
    invertPolarization: raw["ipol"] === true,
    withCrc: raw["ncrc"] !== true,
    ...(preambleSymbols !== undefined && { preambleSymbols }),
    ...(raw["nhdr"] === true && { implicitHeader: true }),
    ...(rfChain !== undefined && { rfChain }),
    ...(board !== undefined && { board }),
    ...(antenna !== undefined && { antenna }),
  });
}

/** `imme` goes before `tmst`, and that before `tmms`. */
function decodeTiming(raw: JsonObject): Result<DownlinkTiming> {
  if (raw["imme"] === true) return accept({ kind: "immediately" });
  if (raw["tmst"] !== undefined) {
    const us = integerIn(raw["tmst"], 0, 0xffff_ffff);
    return us === undefined
      ? refuse("UDP_BAD_TIMING", "tmst is not an unsigned 32-bit number")
      : accept({ kind: "counter", us });
  }
  const gpsMs = integerIn(raw["tmms"], 0, Number.MAX_SAFE_INTEGER);
  return gpsMs === undefined
    ? refuse("UDP_BAD_TIMING", "neither imme nor tmst nor tmms says when")
    : accept({ kind: "gps", gpsNs: BigInt(gpsMs) * NS_PER_MS });
}

/**
 * Writes `txpk`. `powe` has whole decibels and is rounded down; GPS time has milliseconds and is rounded to
 * the nearest.
 * @throws {CallerError} `UDP_BAD_TXPK` and those of its parts
 */
export function encodeTxpk(item: DownlinkItem): JsonObject {
  const powe = Math.floor(item.eirpDbm);
  if (!Number.isFinite(powe)) throw new CallerError("UDP_BAD_TXPK", "the power is no number");
  return {
    ...encodeTiming(item.timing),
    freq: encodeFrequency(item.freqHz),
    rfch: item.rfChain ?? 0,
    powe,
    ...encodeModulation(item.modulation),
    ...(item.modulation.kind === "lora" && { ipol: item.invertPolarization }),
    ncrc: !item.withCrc,
    ...(item.implicitHeader && { nhdr: true }),
    prea: item.preambleSymbols,
    brd: item.board,
    ant: item.antenna,
    ...encodePayload(item.phyPayload),
  };
}

function encodeTiming(timing: DownlinkTiming): JsonObject {
  switch (timing.kind) {
    case "immediately":
      return { imme: true };
    case "counter":
      return { imme: false, tmst: counterValue(timing.us) };
    case "delay": {
      const start = readTmstContext(timing.context);
      if (start === undefined) {
        throw new CallerError("UDP_BAD_TXPK", "the context is not one of a Semtech UDP gateway");
      }
      return { imme: false, tmst: counterValue((start + timing.delayUs) % 0x1_0000_0000) };
    }
    case "gps":
      return { imme: false, tmms: Number((timing.gpsNs + NS_PER_MS / 2n) / NS_PER_MS) };
  }
}

function counterValue(us: number): number {
  if (integerIn(us, 0, 0xffff_ffff) === undefined) {
    throw new CallerError("UDP_BAD_TXPK", "tmst is a whole number of microseconds of 32 bits");
  }
  return us;
}
