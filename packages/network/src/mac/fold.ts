import type { Downlink, Uplink } from "@lorats/events";
import type { Session } from "../device/session.ts";

/** The session after the MAC commands of an uplink. */
export function foldMacAnswers(session: Session, _uplink: Uplink): Session {
  return session;
}

/** The session after the MAC commands of a downlink. */
export function foldMacRequests(session: Session, _downlink: Downlink, _atMs: number): Session {
  return session;
}
