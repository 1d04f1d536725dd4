import { fromHex, toHex } from "@lorats/base";
import type { Downlink, Uplink } from "@lorats/events";
import {
  DOWNLINK_MAC_COMMANDS,
  type DownlinkMacCommand,
  type Region,
  type UplinkMacCommand,
  getRegion,
} from "@lorats/lorawan";
import type { Session } from "../device/session.ts";
import { commandsOf } from "./answers.ts";
import { acceptRequest, wasAccepted } from "./accept.ts";

/** Requests that a device answers with a command of the same name, `…Ans` for `…Req`. */
const ANSWERED: ReadonlySet<DownlinkMacCommand["command"]> = new Set([
  "LinkADRReq",
  "DutyCycleReq",
  "RXParamSetupReq",
  "DevStatusReq",
  "NewChannelReq",
  "RXTimingSetupReq",
  "TxParamSetupReq",
  "DlChannelReq",
  "ADRParamSetupReq",
  "RejoinParamSetupReq",
  "PingSlotChannelReq",
  "BeaconFreqReq",
]);

/** The session after the MAC commands of a downlink: what it asks waits for an answer. */
export function foldMacRequests(session: Session, downlink: Downlink, atMs: number): Session {
  if (downlink.macCommands === undefined) return session;
  const bytes = Uint8Array.fromBase64(downlink.macCommands);
  const { commands } = DOWNLINK_MAC_COMMANDS.parse(bytes);
  const requests = commands.filter(({ command }) => ANSWERED.has(command));
  if (requests.length === 0) return session;
  const asksStatus = requests.some(({ command }) => command === "DevStatusReq");
  return {
    ...session,
    pendingRequests: toHex(DOWNLINK_MAC_COMMANDS.encode(requests)),
    ...(asksStatus && { statusRequestedAtMs: atMs }),
  };
}

/** The session after the MAC commands of a fresh uplink: answers settle requests, indications are noted. */
export function foldMacAnswers(session: Session, uplink: Uplink): Session {
  const commands = commandsOf(uplink);
  const settled = session.pendingRequests === "" ? session : settle(session, commands);
  return commands.reduce(noteIndication, withClassB(settled, uplink.classB ?? false));
}

/**
 * A device answers in its next uplink, in the order of the requests. One that is not answered was not heard; it is
 * asked again as long as it is wanted.
 */
function settle(session: Session, commands: readonly UplinkMacCommand[]): Session {
  const region = getRegion(session.region);
  const { commands: requests } = DOWNLINK_MAC_COMMANDS.parse(fromHex(session.pendingRequests));
  const answers = new Map<string, UplinkMacCommand[]>();
  for (const command of commands) {
    const list = answers.get(command.command);
    if (list) list.push(command);
    else answers.set(command.command, [command]);
  }
  let next: Session = { ...session, pendingRequests: "" };
  for (const group of grouped(requests)) {
    const name = group[0]!.command;
    const given = answers.get(name.replace(/Req$/, "Ans"))?.splice(0, group.length) ?? [];
    next = settleGroup(next, region, group, given);
  }
  return next;
}

/** LinkADRReq commands in a row are one request; all others stand alone. */
function grouped(requests: readonly DownlinkMacCommand[]): DownlinkMacCommand[][] {
  const groups: DownlinkMacCommand[][] = [];
  for (const request of requests) {
    const last = groups.at(-1);
    const isLinkAdr = request.command === "LinkADRReq";
    if (isLinkAdr && last?.[0]!.command === "LinkADRReq") last.push(request);
    else groups.push([request]);
  }
  return groups;
}

function settleGroup(
  session: Session,
  region: Region,
  group: readonly DownlinkMacCommand[],
  answers: readonly UplinkMacCommand[],
): Session {
  const { command } = group[0]!;
  const accepted = answers.length > 0 && answers.every(wasAccepted);
  if (!accepted) {
    const macErrors = { ...session.macErrors, [command]: (session.macErrors[command] ?? 0) + 1 };
    return { ...session, macErrors };
  }
  const { [command]: _, ...macErrors } = session.macErrors;
  return { ...session, macErrors, radio: acceptRequest(session.radio, region, group) };
}

function withClassB(session: Session, classB: boolean): Session {
  if (classB && session.deviceClass !== "B") return { ...session, deviceClass: "B" };
  if (!classB && session.deviceClass === "B") return { ...session, deviceClass: "A" };
  return session;
}

function noteIndication(session: Session, command: UplinkMacCommand): Session {
  switch (command.command) {
    case "PingSlotInfoReq": {
      const pingSlot = { ...session.radio.pingSlot, periodicity: command.periodicity };
      return { ...session, radio: { ...session.radio, pingSlot } };
    }
    case "DeviceModeInd":
      return { ...session, deviceClass: command.class === "C" ? "C" : "A" };
    case "ResetInd":
    case "LinkCheckReq":
    case "LinkADRAns":
    case "DutyCycleAns":
    case "RXParamSetupAns":
    case "DevStatusAns":
    case "NewChannelAns":
    case "RXTimingSetupAns":
    case "TxParamSetupAns":
    case "DlChannelAns":
    case "RekeyInd":
    case "ADRParamSetupAns":
    case "DeviceTimeReq":
    case "RejoinParamSetupAns":
    case "PingSlotChannelAns":
    case "BeaconTimingReq":
    case "BeaconFreqAns":
      return session;
  }
}
