import { ByteReader } from "@lorats/base";
import type { DeviceSession } from "./device-state.ts";

/** A command changes the session and gets an answer, or no answer. */
interface Outcome {
  readonly session: DeviceSession;
  readonly answer?: readonly number[];
}

/** What a device says of itself when asked. */
export interface Health {
  /** Of the frame that asks. */
  readonly snrDb: number;
  /** 0 on external power, else 1 (empty) … 254 (full). */
  readonly battery: number;
}

interface Command {
  /** Bytes after the command identifier. */
  readonly length: number;
  apply(session: DeviceSession, body: ByteReader, health: Health): Outcome;
}

const CHANNELS = 16;
const MAX_DATA_RATE = 5;
const MAX_TX_POWER_INDEX = 7;

const silent = (length: number): Command => ({ length, apply: (session) => ({ session }) });

/** The downlink commands of LoRaWAN 1.0.4 that a class A device in EU868 understands, by identifier. @see §5 */
const COMMANDS: Readonly<Record<number, Command>> = {
  0x02: silent(2),
  0x03: { length: 4, apply: linkAdr },
  0x04: { length: 1, apply: (session) => ({ session, answer: [0x04] }) },
  0x05: { length: 4, apply: rxParamSetup },
  0x06: {
    length: 0,
    apply: (session, _body, { snrDb, battery }) => ({
      session,
      answer: [0x06, battery, Math.max(-32, Math.min(31, Math.round(snrDb))) & 0x3f],
    }),
  },
  0x07: { length: 5, apply: newChannel },
  0x08: {
    length: 1,
    apply: (session, body) => ({
      session: { ...session, rx1DelayS: Math.max(1, body.u8() & 0x0f) },
      answer: [0x08],
    }),
  },
  0x09: silent(1),
  0x0a: { length: 4, apply: (session) => ({ session, answer: [0x0a, 0x00] }) },
  0x0d: silent(5),
};

/** Carries out MAC commands in order; an unknown or cut-off one ends them. */
export function answerCommands(
  session: DeviceSession,
  commands: Uint8Array,
  health: Health,
): { session: DeviceSession; answers: Uint8Array<ArrayBuffer> } {
  const reader = new ByteReader(commands);
  const answers: number[] = [];
  while (reader.remaining > 0) {
    const command = COMMANDS[reader.u8()];
    if (!command || reader.remaining < command.length) break;
    const body = new ByteReader(reader.take(command.length));
    const outcome = command.apply(session, body, health);
    session = outcome.session;
    answers.push(...(outcome.answer ?? []));
  }
  return { session, answers: Uint8Array.from(answers) };
}

/** All or nothing: one bad field and the device keeps what it had. @see LoRaWAN L2 1.0.4 §5.2 */
function linkAdr(session: DeviceSession, body: ByteReader): Outcome {
  const rates = body.u8();
  const mask = body.u16le();
  const redundancy = body.u8();
  const control = (redundancy >> 4) & 0x07;
  const dataRate = rates >> 4 === 0x0f ? session.dataRate : rates >> 4;
  const power = (rates & 0x0f) === 0x0f ? session.txPowerIndex : rates & 0x0f;
  const defined = (1 << session.channelsHz.length) - 1;
  const maskOk = control === 6 || (control === 0 && mask !== 0 && (mask & ~defined) === 0);
  const rateOk = dataRate <= MAX_DATA_RATE;
  const powerOk = power <= MAX_TX_POWER_INDEX;
  const answer = [0x03, (maskOk ? 1 : 0) | (rateOk ? 2 : 0) | (powerOk ? 4 : 0)];
  if (!maskOk || !rateOk || !powerOk) return { session, answer };
  const nbTrans = Math.max(1, redundancy & 0x0f);
  return { session: { ...session, dataRate, txPowerIndex: power, nbTrans }, answer };
}

/** @see LoRaWAN L2 1.0.4 §5.4 */
function rxParamSetup(session: DeviceSession, body: ByteReader): Outcome {
  const settings = body.u8();
  const freqHz = body.u24le() * 100;
  const rx2DataRate = settings & 0x0f;
  const rx1DrOffset = (settings >> 4) & 0x07;
  const freqOk = inBand(freqHz);
  const rateOk = rx2DataRate <= MAX_DATA_RATE;
  const offsetOk = rx1DrOffset <= 5;
  const answer = [0x05, (freqOk ? 1 : 0) | (rateOk ? 2 : 0) | (offsetOk ? 4 : 0)];
  if (!freqOk || !rateOk || !offsetOk) return { session, answer };
  return { session: { ...session, rx1DrOffset, rx2DataRate, rx2FreqHz: freqHz }, answer };
}

/** The default channels cannot be changed. @see LoRaWAN L2 1.0.4 §5.6 */
function newChannel(session: DeviceSession, body: ByteReader): Outcome {
  const index = body.u8();
  const freqHz = body.u24le() * 100;
  const range = body.u8();
  const freqOk = (freqHz === 0 || inBand(freqHz)) && index > 2 && index < CHANNELS;
  const rateOk = range >> 4 <= MAX_DATA_RATE && (range & 0x0f) <= range >> 4;
  const answer = [0x07, (freqOk ? 1 : 0) | (rateOk ? 2 : 0)];
  if (!freqOk || !rateOk || index > session.channelsHz.length) return { session, answer };
  const channelsHz = [...session.channelsHz];
  if (freqHz === 0) channelsHz.splice(index, 1);
  else channelsHz[index] = freqHz;
  return { session: { ...session, channelsHz }, answer };
}

function inBand(freqHz: number): boolean {
  return freqHz >= 863_000_000 && freqHz <= 870_000_000;
}
