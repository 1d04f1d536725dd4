import { accept, type Result } from "@lorats/base";
import { finiteNumber, integerIn, isObject, text, type JsonObject } from "../json/fields.ts";
import { badField } from "./body.ts";

/** The server asks for the station's clocks. */
export interface XtimeRequest {
  readonly type: "getxtime";
  readonly muxTimeS?: number;
}

export function decodeXtimeRequest(raw: JsonObject): Result<XtimeRequest> {
  const muxTimeS = finiteNumber(raw["MuxTime"]);
  return accept({ type: "getxtime", ...(muxTimeS !== undefined && { muxTimeS }) });
}

/** A command line to run on the gateway. Whoever reads this decides; the default is to refuse. */
export interface RunCommand {
  readonly type: "runcmd";
  readonly command: string;
  readonly arguments: readonly string[];
}

export function decodeRunCommand(raw: JsonObject): Result<RunCommand> {
  const command = text(raw["command"]);
  if (command === undefined) return badField("command", "text");
  const args = raw["arguments"] ?? [];
  if (!Array.isArray(args) || !args.every((arg) => typeof arg === "string")) {
    return badField("arguments", "an array of texts");
  }
  return accept({ type: "runcmd", command, arguments: args });
}

/** The server wants a remote shell started (`start`) or ended (`stop`), by the number of its place. */
export interface RemoteShellRequest {
  readonly type: "rmtsh";
  readonly user?: string;
  readonly term?: string;
  readonly start?: number;
  readonly stop?: number;
}

export function decodeRemoteShellRequest(raw: JsonObject): Result<RemoteShellRequest> {
  const user = text(raw["user"]);
  const term = text(raw["term"]);
  const start = integerIn(raw["start"], 0, 255);
  const stop = integerIn(raw["stop"], 0, 255);
  return accept({
    type: "rmtsh",
    ...(user !== undefined && { user }),
    ...(term !== undefined && { term }),
    ...(start !== undefined && { start }),
    ...(stop !== undefined && { stop }),
  });
}

/** The station's answer: the shells that run. */
export interface RemoteShellStatus {
  readonly type: "rmtsh";
  readonly sessions: readonly {
    readonly user: string;
    readonly started: boolean;
    readonly ageS: number;
    readonly pid: number;
  }[];
}

/** The refusal: no shell runs, whatever was asked for. */
export const NO_REMOTE_SHELL: RemoteShellStatus = { type: "rmtsh", sessions: [] };

export function decodeRemoteShellStatus(raw: JsonObject): Result<RemoteShellStatus> {
  const entries = raw["rmtsh"];
  if (!Array.isArray(entries)) return badField("rmtsh", "an array");
  const sessions = entries.filter(isObject).map((entry) => ({
    user: text(entry["user"]) ?? "",
    started: entry["started"] === true,
    ageS: finiteNumber(entry["age"]) ?? 0,
    pid: finiteNumber(entry["pid"]) ?? 0,
  }));
  return accept({ type: "rmtsh", sessions });
}

export function encodeRemoteShellStatus({ sessions }: RemoteShellStatus): JsonObject {
  return {
    rmtsh: sessions.map(({ user, started, ageS, pid }) => ({ user, started, age: ageS, pid })),
  };
}

/** The server complains; the station logs it. */
export interface ServerError {
  readonly type: "error";
  readonly error: string;
}

export function decodeServerError(raw: JsonObject): Result<ServerError> {
  const error = text(raw["error"]);
  return error === undefined ? badField("error", "text") : accept({ type: "error", error });
}
