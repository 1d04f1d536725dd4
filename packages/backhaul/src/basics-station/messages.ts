import { accept, refuse, type Result } from "@lorats/base";
import { stringifyExact } from "../json/exact.ts";
import type { JsonObject } from "../json/fields.ts";
import { badField, parseMessage } from "./body.ts";
import {
  decodeRemoteShellRequest,
  decodeRemoteShellStatus,
  decodeRunCommand,
  decodeServerError,
  decodeXtimeRequest,
  encodeRemoteShellStatus,
  type RemoteShellRequest,
  type RemoteShellStatus,
  type RunCommand,
  type ServerError,
  type XtimeRequest,
} from "./commands.ts";
import {
  decodeDownlink,
  decodeSchedule,
  encodeDownlink,
  encodeSchedule,
  type StationDownlink,
  type StationSchedule,
} from "./downlink.ts";
import {
  decodeAlarm,
  decodeGpsEvent,
  encodeAlarm,
  encodeGpsEvent,
  type StationAlarm,
  type StationGpsEvent,
  type StationOverheard,
} from "./reports.ts";
import { decodeRouterConfig, encodeRouterConfig, type RouterConfig } from "./router-config.ts";
import { decodeSdrReport, encodeSdrReport, type StationSdrReport } from "./sdr-report.ts";
import {
  decodeTimesyncAnswer,
  decodeTimesyncRequest,
  encodeTimesyncAnswer,
  encodeTimesyncRequest,
  type TimesyncAnswer,
  type TimesyncRequest,
} from "./timesync.ts";
import { decodeTransmitted, encodeTransmitted, type StationTransmitted } from "./transmitted.ts";
import { decodeUplink, encodeUplink, type StationUplink } from "./uplink.ts";
import { decodeVersion, encodeVersion, type StationVersion } from "./version.ts";
import { decodeXtimes, encodeXtimes, type StationXtimes } from "./xtimes.ts";

/** What a station says. */
export type StationMessage =
  | StationVersion
  | StationUplink
  | StationTransmitted
  | TimesyncRequest
  | StationXtimes
  | RemoteShellStatus
  | StationAlarm
  | StationGpsEvent
  | StationOverheard
  | StationSdrReport;

/** What a server says. */
export type ServerMessage =
  | RouterConfig
  | StationDownlink
  | StationSchedule
  | TimesyncAnswer
  | XtimeRequest
  | RunCommand
  | RemoteShellRequest
  | ServerError;

type Decoder<T> = (raw: JsonObject) => Result<T>;

const FROM_STATION: ReadonlyMap<string, Decoder<StationMessage>> = new Map<
  string,
  Decoder<StationMessage>
>([
  ["version", decodeVersion],
  ["jreq", (raw) => decodeUplink("jreq", raw)],
  ["updf", (raw) => decodeUplink("updf", raw)],
  ["propdf", (raw) => decodeUplink("propdf", raw)],
  ["dndf", () => accept({ type: "overheard", msgtype: "dndf" })],
  ["jacc", () => accept({ type: "overheard", msgtype: "jacc" })],
  ["rejoin", () => accept({ type: "overheard", msgtype: "rejoin" })],
  ["dntxed", decodeTransmitted],
  ["timesync", decodeTimesyncRequest],
  ["getxtime", decodeXtimes],
  ["rmtsh", decodeRemoteShellStatus],
  ["alarm", decodeAlarm],
  ["event", decodeGpsEvent],
  ["lts", decodeSdrReport],
]);

const FROM_SERVER: ReadonlyMap<string, Decoder<ServerMessage>> = new Map<
  string,
  Decoder<ServerMessage>
>([
  ["router_config", decodeRouterConfig],
  ["dnmsg", decodeDownlink],
  ["dnsched", decodeSchedule],
  ["timesync", decodeTimesyncAnswer],
  ["getxtime", decodeXtimeRequest],
  ["runcmd", decodeRunCommand],
  ["rmtsh", decodeRemoteShellRequest],
  ["error", decodeServerError],
]);

/**
 * HOT PATH. Reads a station's text message.
 * Refusals: `LNS_BAD_JSON`, `LNS_UNKNOWN_MSGTYPE`, `LNS_BAD_FIELD`, `LNS_BAD_FRAME`.
 * @see Basics Station documentation, "The LNS Protocol"
 */
export function decodeStationMessage(message: string): Result<StationMessage> {
  return decodeWith(FROM_STATION, message);
}

/** The same for what a server sends, with `LNS_NO_WINDOW` besides. */
export function decodeServerMessage(message: string): Result<ServerMessage> {
  return decodeWith(FROM_SERVER, message);
}

function decodeWith<T>(decoders: ReadonlyMap<string, Decoder<T>>, message: string): Result<T> {
  const body = parseMessage(message);
  if (!body.ok) return body;
  const { msgtype } = body.value;
  if (typeof msgtype !== "string") return badField("msgtype", "text");
  const decode = decoders.get(msgtype);
  return decode
    ? decode(body.value)
    : refuse("LNS_UNKNOWN_MSGTYPE", `unknown msgtype ${JSON.stringify(msgtype.slice(0, 32))}`);
}

/** @throws {CallerError} `LNS_NOT_LORAWAN` for a frame that stations do not forward */
export function encodeStationMessage(message: StationMessage): string {
  return stringifyExact({ msgtype: message.type, ...stationFields(message) });
}

function stationFields(message: StationMessage): JsonObject {
  switch (message.type) {
    case "version":
      return encodeVersion(message);
    case "uplink":
      return encodeUplink(message);
    case "dntxed":
      return encodeTransmitted(message);
    case "timesync":
      return encodeTimesyncRequest(message);
    case "getxtime":
      return encodeXtimes(message);
    case "rmtsh":
      return encodeRemoteShellStatus(message);
    case "alarm":
      return encodeAlarm(message);
    case "event":
      return encodeGpsEvent(message);
    case "overheard":
      return { msgtype: message.msgtype };
    case "lts":
      return encodeSdrReport(message);
  }
}

/** @throws {CallerError} `LNS_BAD_CONFIG` */
export function encodeServerMessage(message: ServerMessage): string {
  return stringifyExact({ msgtype: message.type, ...serverFields(message) });
}

function serverFields(message: ServerMessage): JsonObject {
  switch (message.type) {
    case "router_config":
      return encodeRouterConfig(message);
    case "dnmsg":
      return encodeDownlink(message);
    case "dnsched":
      return encodeSchedule(message);
    case "timesync":
      return encodeTimesyncAnswer(message);
    case "getxtime":
      return { MuxTime: message.muxTimeS };
    case "runcmd":
      return { command: message.command, arguments: message.arguments };
    case "rmtsh": {
      const { user, term, start, stop } = message;
      return { user, term, start, stop };
    }
    case "error":
      return { error: message.error };
  }
}
