import {
  applyChannelMask,
  DOWNLINK_MAC_COMMANDS,
  linkAdrBlocks,
  MAX_EIRP_DBM,
  type ChannelMaskStep,
  type DownlinkMacCommand,
  type LinkADRReq,
  type Region,
  type UplinkMacCommand,
} from "@lorats/lorawan";
import { newDeviceChannel, usableChannels } from "./channels.ts";
import type { DeviceSession } from "./device-state.ts";
import { isInBand, loraRate, maySendAt } from "./region.ts";

/** What a device says of itself when asked. */
export interface MacContext {
  readonly region: Region;
  /** Of the frame that asks. */
  readonly snrDb: number;
  /** 0 on external power, else 1 (empty) … 254 (full). */
  readonly battery: number;
}

/** What a command wants of more than the session. */
export type MacEffect =
  /** The time at the end of the uplink that asked. */
  | { readonly kind: "time"; readonly gpsNs: bigint }
  | {
      readonly kind: "force-rejoin";
      readonly type: 0 | 2;
      readonly dataRate: number;
      readonly retries: number;
      /** Between retries: 32 s · 2^period and up to 32 s more. */
      readonly period: number;
    };

interface Outcome {
  readonly session?: DeviceSession;
  readonly answer?: UplinkMacCommand;
  /** The answer is repeated until a downlink comes: the network must know before it sends again. */
  readonly isSticky?: true;
  readonly effect?: MacEffect;
}

/** A command changes the session, gets an answer, asks for something, or does nothing of all that. */
type Handler<C extends DownlinkMacCommand> = (
  session: DeviceSession,
  command: C,
  context: MacContext,
) => Outcome;

const done = (): Outcome => ({});

/** What a device does with each command. @see LoRaWAN L2 1.0.4 §5, 1.1 §5 and §14 */
const HANDLERS: {
  readonly [Name in DownlinkMacCommand["command"]]: Handler<
    Extract<DownlinkMacCommand, { readonly command: Name }>
  >;
} = {
  LinkCheckAns: done,
  // Blocks of these are taken as one: see `answerCommands`.
  LinkADRReq: done,
  DutyCycleReq: (session, { maxDutyCycle }) => ({
    session: { ...session, maxDutyCycle },
    answer: { command: "DutyCycleAns" },
  }),
  RXParamSetupReq: (session, { rx1DrOffset, rx2DataRate, rx2FreqHz }, { region }) => {
    const answer = {
      command: "RXParamSetupAns",
      rx1DrOffsetAck: region.rx1.dataRates.some((offsets) => rx1DrOffset < offsets.length),
      rx2DataRateAck: loraRate(region, rx2DataRate) !== undefined,
      channelAck: isInBand(region, rx2FreqHz),
    } as const;
    const isOk = answer.rx1DrOffsetAck && answer.rx2DataRateAck && answer.channelAck;
    return {
      answer,
      isSticky: true,
      ...(isOk && { session: { ...session, rx1DrOffset, rx2DataRate, rx2FreqHz } }),
    };
  },
  DevStatusReq: (_session, _command, { snrDb, battery }) => ({
    answer: {
      command: "DevStatusAns",
      battery,
      margin: Math.max(-32, Math.min(31, Math.round(snrDb))),
    },
  }),
  NewChannelReq: (session, { chIndex, freqHz, minDr, maxDr }, { region }) => {
    // Only dynamic plans have the command, and their default channels cannot be changed. @see LoRaWAN L2 1.0.4 §5.6
    if (region.plan === "fixed") return {};
    const isFree = chIndex >= region.channels.length && chIndex < region.maxChannels;
    const channelFrequencyOk = isFree && (freqHz === 0 || isInBand(region, freqHz));
    const dataRateRangeOk = minDr <= maxDr && loraRate(region, maxDr) !== undefined;
    const answer = { command: "NewChannelAns", dataRateRangeOk, channelFrequencyOk } as const;
    if (!channelFrequencyOk || (!dataRateRangeOk && freqHz !== 0)) return { answer };
    const channels = [...session.channels];
    while (channels.length <= chIndex) channels.push(null);
    channels[chIndex] = freqHz === 0 ? null : newDeviceChannel(freqHz, minDr, maxDr);
    return { answer, session: { ...session, channels } };
  },
  RXTimingSetupReq: (session, { delay }) => ({
    session: { ...session, rx1DelayS: Math.max(1, delay) },
    answer: { command: "RXTimingSetupAns" },
    isSticky: true,
  }),
  // Devices of plans without it do not know the command.
  TxParamSetupReq: (session, { maxEirp, uplinkDwellTime, downlinkDwellTime }, { region }) =>
    region.txParamSetup
      ? {
          session: {
            ...session,
            maxEirpDbm: MAX_EIRP_DBM[maxEirp]!,
            dwell: { uplink: uplinkDwellTime, downlink: downlinkDwellTime },
          },
          answer: { command: "TxParamSetupAns" },
          isSticky: true,
        }
      : {},
  DlChannelReq: (session, { chIndex, freqHz }, { region }) => {
    if (region.plan === "fixed") return {};
    const channel = session.channels[chIndex];
    const answer = {
      command: "DlChannelAns",
      uplinkFrequencyExists: channel !== null && channel !== undefined,
      channelFrequencyOk: isInBand(region, freqHz),
    } as const;
    if (!channel || !answer.channelFrequencyOk) return { answer, isSticky: true };
    const channels = session.channels.with(chIndex, { ...channel, rx1FreqHz: freqHz });
    return { answer, isSticky: true, session: { ...session, channels } };
  },
  DeviceTimeAns: (_session, { gpsSeconds, fraction }) => ({
    effect: {
      kind: "time",
      gpsNs: BigInt(gpsSeconds) * 1_000_000_000n + (BigInt(fraction) * 1_000_000_000n) / 256n,
    },
  }),
  // Devices of this world are activated over the air and never send ResetInd.
  ResetConf: done,
  RekeyConf: (session) => ({ session: { ...session, isRekeyed: true } }),
  ADRParamSetupReq: (session, { limitExp, delayExp }) => ({
    session: { ...session, adrAckLimit: 2 ** limitExp, adrAckDelay: 2 ** delayExp },
    answer: { command: "ADRParamSetupAns" },
  }),
  ForceRejoinReq: (_session, { period, maxRetries, rejoinType, dataRate }) => ({
    effect: {
      kind: "force-rejoin",
      type: rejoinType === 2 ? 2 : 0,
      dataRate,
      retries: maxRetries,
      period,
    },
  }),
  RejoinParamSetupReq: (session, { maxTimeN, maxCountN }) => ({
    session: { ...session, periodicRejoin: { maxTimeN, maxCountN } },
    answer: { command: "RejoinParamSetupAns", timeOk: true },
  }),
  PingSlotInfoAns: (session) => ({ session: { ...session, isPingSlotInfoKnown: true } }),
  PingSlotChannelReq: (session, { freqHz, dataRate }, { region }) => {
    const dataRateOk = loraRate(region, dataRate) !== undefined;
    const channelFrequencyOk = freqHz === 0 || isInBand(region, freqHz);
    const answer = { command: "PingSlotChannelAns", dataRateOk, channelFrequencyOk } as const;
    if (!dataRateOk || !channelFrequencyOk) return { answer };
    return { answer, session: { ...session, pingSlotChannel: { freqHz, dataRate } } };
  },
  BeaconTimingAns: done,
  BeaconFreqReq: (session, { freqHz }, { region }) => {
    const beaconFrequencyOk = freqHz === 0 || isInBand(region, freqHz);
    const answer = { command: "BeaconFreqAns", beaconFrequencyOk } as const;
    return { answer, ...(beaconFrequencyOk && { session: { ...session, beaconFreqHz: freqHz } }) };
  },
  DeviceModeConf: (session) => ({ session: { ...session, isModeConfirmed: true } }),
};

export interface Answered {
  readonly session: DeviceSession;
  readonly answers: readonly UplinkMacCommand[];
  readonly stickyAnswers: readonly UplinkMacCommand[];
  readonly effects: readonly MacEffect[];
}

/** Carries out MAC commands in order; an unknown or cut-off one ends them. */
export function answerCommands(
  session: DeviceSession,
  bytes: Uint8Array,
  context: MacContext,
): Answered {
  const { commands } = DOWNLINK_MAC_COMMANDS.parse(bytes);
  const answers: UplinkMacCommand[] = [];
  const stickyAnswers: UplinkMacCommand[] = [];
  const effects: MacEffect[] = [];
  let block: LinkADRReq[] = [];
  commands.forEach((command, n) => {
    if (command.command === "LinkADRReq") {
      block.push(command);
      if (commands[n + 1]?.command === "LinkADRReq") return;
      const outcome = linkAdr(session, block, context.region);
      session = outcome.session;
      answers.push(...outcome.answers);
      block = [];
      return;
    }
    const handle = HANDLERS[command.command] as Handler<DownlinkMacCommand>;
    const outcome = handle(session, command, context);
    session = outcome.session ?? session;
    if (outcome.answer) (outcome.isSticky ? stickyAnswers : answers).push(outcome.answer);
    if (outcome.effect) effects.push(outcome.effect);
  });
  return { session, answers, stickyAnswers, effects };
}

/** All or nothing: one bad field in the block and the device keeps what it had. @see LoRaWAN L2 1.0.4 §5.2 */
function linkAdr(
  session: DeviceSession,
  block: readonly LinkADRReq[],
  region: Region,
): { session: DeviceSession; answers: UplinkMacCommand[] } {
  const [asked] = linkAdrBlocks(block);
  const { masks, dataRate: askedRate, txPower, nbTrans } = asked!;
  const dataRate = askedRate === 15 ? session.dataRate : askedRate;
  const txPowerIndex = txPower === 15 ? session.txPowerIndex : txPower;
  const switched = applyMasks(session.channels, masks, region);
  const channelMaskAck = switched?.some((channel) => channel?.isOn) ?? false;
  const dataRateAck =
    maySendAt(region, dataRate, session.dwell.uplink) &&
    (!channelMaskAck || usableChannels(switched!, dataRate).length > 0);
  const powerAck = txPowerIndex < region.txPower.offsetsDb.length;
  const answer = { command: "LinkADRAns", powerAck, dataRateAck, channelMaskAck } as const;
  const answers = block.map(() => answer);
  if (!powerAck || !dataRateAck || !channelMaskAck) return { session, answers };
  const is11 = session.keys.version === "1.1";
  const repeats = nbTrans === 0 ? (is11 ? session.nbTrans : 1) : nbTrans;
  const changed = { ...session, dataRate, txPowerIndex, nbTrans: repeats, channels: switched! };
  return { session: changed, answers };
}

/** Undefined when a mask names channels that are not there. */
function applyMasks(
  channels: DeviceSession["channels"],
  masks: readonly ChannelMaskStep[],
  region: Region,
): DeviceSession["channels"] | undefined {
  const indices = (is: (channel: DeviceSession["channels"][number]) => boolean): number[] =>
    channels.flatMap((channel, index) => (is(channel) ? [index] : []));
  const defined = indices((channel) => channel !== null);
  const on = masks.reduce<Iterable<number> | undefined>(
    (enabled, mask) => enabled && applyChannelMask(region, mask, enabled, defined),
    indices((channel) => channel?.isOn ?? false),
  );
  if (!on) return undefined;
  const isOn = new Set(on);
  return channels.map((channel, index) => channel && { ...channel, isOn: isOn.has(index) });
}
