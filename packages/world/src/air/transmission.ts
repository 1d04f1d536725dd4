import type { CollisionModel } from "./collision-model.ts";
import type { Place } from "./geometry.ts";
import type { Velocity } from "./motion.ts";
import type { ReceptionModel } from "./reception.ts";

/** One LoRa frame on the air. Times are nanoseconds of the world's monotonic clock. */
export interface Transmission {
  /** Who sends: a device's DevEUI or a gateway's EUI. */
  readonly sender: string;
  readonly place: Place;
  /** Of a sender that moves. */
  readonly velocity?: Velocity;
  readonly phyPayload: Uint8Array;
  readonly freqHz: number;
  readonly sf: number;
  readonly bwHz: number;
  readonly powerDbm: number;
  /** Downlinks are sent with inverted I/Q, so that devices do not hear devices. */
  readonly invertIq: boolean;
  readonly startNs: bigint;
  readonly endNs: bigint;
  /** The transmitter's carrier minus its nominal frequency, in the middle of preamble, sync word and SFD. */
  readonly biasHz: number;
  readonly driftHzPerS?: number;
  /** Error of the symbol clock. Absent: the carrier's crystal makes it, so that both are wrong by the same share. */
  readonly clockPpm?: number;
  /** Whether a payload CRC follows; absent: as LoRaWAN has it, in uplinks only. */
  readonly crc?: boolean;
  /** A class B beacon: ten chirps of preamble, no header, no CRC. @see RP002-1.0.4, "Class B beacon" */
  readonly isBeacon?: true;
  /** Samples that a replayer sends instead of a waveform of its own making. */
  readonly recording?: Recording;
}

/** A waveform as somebody recorded it. */
export interface Recording {
  /** Interleaved I/Q around the channel's centre, of mean power 1. */
  readonly iq: Float32Array;
  readonly rateHz: number;
  /** Where the recorder saw the first chirp begin, samples. */
  readonly onset: number;
  /** What the samples already hold of the transmission's bias and clock error (relative): sender minus recorder. */
  readonly biasHz: number;
  readonly clock: number;
}

/** Symbol clock's error as a fraction: 1e-6 is a ppm fast. */
export function clockError({ clockPpm, biasHz, freqHz }: Transmission): number {
  return clockPpm === undefined ? biasHz / freqHz : clockPpm * 1e-6;
}

/** A transmission as one receiver heard it. */
export interface Heard {
  readonly transmission: Transmission;
  readonly rssiDbm: number;
  readonly snrDb: number;
}

export interface Receiver {
  readonly id: string;
  readonly place: Place;
  readonly noiseFigureDb: number;
  /** How it does against noise; absent: as a chip. */
  readonly reception?: ReceptionModel;
  /** How it takes collisions; absent: the stronger by 6 dB is received. */
  readonly collisions?: CollisionModel;
  /** Whether the radio was tuned to this transmission from its first chirp to its end. */
  listensTo(transmission: Transmission): boolean;
  hear(heard: Heard): void;
  /** A frame that a collision spoilt so late that the receiver noticed. */
  hearBad?(heard: Heard): void;
  /** A frame of which it has no more than the preamble. */
  sight?(heard: Heard): void;
}

/** Something that senses the whole medium, not frames: told of every transmission when it begins. */
export interface Antenna {
  readonly id: string;
  readonly place: Place;
  onAir(transmission: Transmission, powerDbm: number): void;
}
