import { ByteWriter, CallerError, accept, refuse, type Result } from "@lorats/base";

/**
 * Commands of a client; the server answers none of them. Parameters:
 * frequencies and rates in hertz, gains in tenths of a decibel, switches 0 or 1.
 * @see osmocom rtl-sdr, src/rtl_tcp.c, `command_worker`
 */
export const RTL_TCP_COMMANDS = {
  setFrequency: 0x01,
  setSampleRate: 0x02,
  /** 0 automatic, 1 manual. */
  setGainMode: 0x03,
  setGain: 0x04,
  /** Parts per million, signed. */
  setFrequencyCorrection: 0x05,
  /** See {@link ifGainParameter}. */
  setIfGain: 0x06,
  /** The dongle sends a counter instead of samples. */
  setTestMode: 0x07,
  setAgcMode: 0x08,
  /** 0 off, 1 I branch, 2 Q branch. */
  setDirectSampling: 0x09,
  setOffsetTuning: 0x0a,
  /** Frequency of the RTL2832's crystal. */
  setRtlCrystal: 0x0b,
  setTunerCrystal: 0x0c,
  /** Index into the tuner's gains. */
  setGainByIndex: 0x0d,
  setBiasTee: 0x0e,
} as const;
export type RtlTcpCommandName = keyof typeof RTL_TCP_COMMANDS;

export interface RtlTcpCommand {
  readonly name: RtlTcpCommandName;
  /** −2³¹ … 2³²−1 when encoding; signed when decoded where the command says so, else unsigned. */
  readonly parameter: number;
}

/** Length of a command in bytes. */
export const RTL_TCP_COMMAND_BYTES = 5;

const NAMES = new Map<number, RtlTcpCommandName>(
  (Object.keys(RTL_TCP_COMMANDS) as RtlTcpCommandName[]).map((name) => [
    RTL_TCP_COMMANDS[name],
    name,
  ]),
);
const SIGNED: ReadonlySet<RtlTcpCommandName> = new Set(["setGain", "setFrequencyCorrection"]);

/**
 *     command u8 | parameter u32 BE
 *
 * @throws {CallerError} `RTLTCP_BAD_PARAMETER`
 */
export function encodeRtlTcpCommand({ name, parameter }: RtlTcpCommand): Uint8Array<ArrayBuffer> {
  if (!Number.isInteger(parameter) || parameter < -(2 ** 31) || parameter > 2 ** 32 - 1) {
    throw new CallerError("RTLTCP_BAD_PARAMETER", "a parameter is a whole number of 32 bits");
  }
  return new ByteWriter(RTL_TCP_COMMAND_BYTES).u8(RTL_TCP_COMMANDS[name]).u32be(parameter).finish();
}

/**
 * As a server reads it, from the start of `bytes`.
 * Refusals: `RTLTCP_TOO_SHORT` while more bytes are needed, `RTLTCP_BAD_COMMAND` (skip five bytes and go on, as
 * rtl_tcp does).
 */
export function decodeRtlTcpCommand(bytes: Uint8Array): Result<RtlTcpCommand> {
  if (bytes.length < RTL_TCP_COMMAND_BYTES) {
    return refuse("RTLTCP_TOO_SHORT", "a command has 5 bytes");
  }
  const name = NAMES.get(bytes[0]!);
  if (name === undefined) return refuse("RTLTCP_BAD_COMMAND", `unknown command ${bytes[0]}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return accept({ name, parameter: SIGNED.has(name) ? view.getInt32(1) : view.getUint32(1) });
}

/** The parameter of `setIfGain`: stage of the E4000's IF amplifier and gain in tenths of a decibel. */
export function ifGainParameter(stage: number, tenthsDb: number): number {
  return ((stage << 16) | (tenthsDb & 0xffff)) >>> 0;
}

export function readIfGain(parameter: number): {
  readonly stage: number;
  readonly tenthsDb: number;
} {
  return { stage: parameter >>> 16, tenthsDb: (parameter << 16) >> 16 };
}
