import { encodeFrame, loraParams } from "@lorats/phy";
import { uniform, type Random } from "@lorats/base";
import { SPEED_OF_LIGHT } from "../air/path-loss.ts";
import { BEACON_PREAMBLE } from "../air/airtime.ts";
import { clockError, type Transmission } from "../air/transmission.ts";
import type { Arrival } from "./arriving-signal.ts";
import { ChirpSource, type Keying } from "./chirp-source.ts";
import { RecordedSource } from "./recorded-source.ts";

/** An SX1276 at its default ramp: the amplifier is on 6.4 µs before the first chirp, as recordings show. */
const SX1276_KEYING: Keying = { leadInS: 6.4e-6, rampS: 40e-6 };

/**
 * Phase noise of a LoRa chip as a random walk, rad² a second at 868 MHz. With it a straight line through the phases of
 * an SF7 preamble leaves about 0.01 rad, as two real devices' recordings do.
 */
const CHIP_PHASE_WALK = 0.1;

const PREAMBLE = 8;
/** Sync word and SFD. */
const SYNC_SYMBOLS = 4.25;

function preambleOf({ isBeacon }: Transmission): number {
  return isBeacon ? BEACON_PREAMBLE : PREAMBLE;
}

/** Seconds from a frame's onset to the middle of preamble, sync word and SFD, where its bias is stated. */
function biasEpochS(sent: Transmission): number {
  return (((preambleOf(sent) + SYNC_SYMBOLS) / 2) * 2 ** sent.sf) / sent.bwHz;
}

/** The data symbols of a transmission; the bit chain is a table of the standard, not a model. */
function symbolsOf(sent: Transmission): Uint16Array {
  const { sf, bwHz, isBeacon = false } = sent;
  const crc = sent.crc ?? (!sent.invertIq && !isBeacon);
  const params = loraParams(sf, bwHz, { crc, explicitHeader: !isBeacon });
  return encodeFrame(params, sent.phyPayload);
}

/**
 * A transmission as it comes in at an antenna.
 *
 * @param path onset in seconds of the receiver's epoch, power at the antenna, and how fast the distance grows
 */
export function frameArrival(
  sent: Transmission,
  path: { readonly onsetS: number; readonly powerDbm: number; readonly recedingMps?: number },
  random: Random,
  keying: Keying = SX1276_KEYING,
): Arrival {
  const { freqHz, recording } = sent;
  const doppler = -(path.recedingMps ?? 0) / SPEED_OF_LIGHT;
  // A recording has its transmitter's drift in it.
  const driftHzPerS = recording ? 0 : (sent.driftHzPerS ?? 0);
  return {
    source: recording ? new RecordedSource(recording) : chirpSource(sent, keying),
    onsetS: path.onsetS,
    carrierHz: freqHz,
    biasHz: sent.biasHz - (recording?.biasHz ?? 0) + doppler * freqHz,
    driftHzPerS,
    epochS: biasEpochS(sent),
    clock: clockError(sent) - (recording?.clock ?? 0) + doppler,
    clockDriftPerS: driftHzPerS / freqHz,
    phaseRad: 2 * Math.PI * uniform(random),
    walkRad2PerS: CHIP_PHASE_WALK * (freqHz / 868e6) ** 2,
    powerDbm: path.powerDbm,
  };
}

function chirpSource(sent: Transmission, keying: Keying): ChirpSource {
  const { sf, bwHz, invertIq } = sent;
  const symbols = symbolsOf(sent);
  return new ChirpSource(
    { sf, bwHz, symbols, preambleLength: preambleOf(sent), syncWord: 0x34, invertIq },
    keying,
  );
}
