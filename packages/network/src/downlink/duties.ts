import { type Instant, instantToMs } from "@lorats/base";
import type { Uplink } from "@lorats/events";
import { DOWNLINK_MAC_COMMANDS } from "@lorats/lorawan";
import type { Session } from "../device/session.ts";
import { answersTo, commandsOf } from "../mac/answers.ts";
import { requestsFor } from "../mac/requests.ts";
import type { NetworkOptions } from "../options.ts";
import { channelsHeardBy } from "../radio/heard-channels.ts";
import { regionOf } from "../radio/regions.ts";
import { requiredSnrDb } from "../radio/rules.ts";
import type { DeviceProfile } from "../registry/device-profile.ts";
import { best } from "../uplink/decide.ts";
import type { Copy } from "../uplink/reception.ts";
import type { Duties } from "./plan.ts";

/** What an uplink obliges the network to. */
export interface DutyContext {
  readonly uplink: Uplink;
  readonly copies: readonly Copy[];
  readonly profile: DeviceProfile;
  readonly now: Instant;
  /** When the uplink ended. */
  readonly endedAt: Instant;
  readonly options: NetworkOptions;
}

/** Answers, the requests that bring the device to its profile, and a probe where the policy wants one. */
export function dutiesAfter(session: Session, context: DutyContext): Duties {
  const { uplink, copies, profile, now, endedAt, options } = context;
  const region = regionOf(profile);
  const heardBest = best(copies);
  const probe = wantsProbe(session, context);
  const requests = requestsFor(session, profile, region, {
    uplink,
    now,
    settings: options.regions[region.id] ?? {},
    heardChannels: channelsHeardBy(region, copies),
    algorithms: options.adrAlgorithms,
    probe: probe !== false,
  });
  const answers = answersTo(commandsOf(uplink), {
    region,
    rx1DelayS: session.radio.rx1DelayS,
    marginDb: (heardBest.uplink.snrDb ?? 0) - requiredSnrDb(region, uplink.dataRate),
    gatewayCount: new Set(copies.map(({ gateway }) => gateway.id)).size,
    endedAt,
  });
  return {
    ...(uplink.confirmed && { acknowledges: uplink.fCnt }),
    macCommands: [...answers, ...requests.map((command) => DOWNLINK_MAC_COMMANDS.encode(command))],
    // Every other downlink. Each counts with one of the two counters, so that the turn passes on whatever goes out.
    macBeforeData: (session.nFCntDown + session.aFCntDown) % 2 === 1,
    adrAckReq: uplink.adrAckReq ?? false,
    adr: uplink.adr,
    ...(probe === "rx2" && { onlyRx2: true }),
  };
}

function wantsProbe(
  session: Session,
  { uplink, profile, now, options }: DutyContext,
): boolean | "rx2" {
  return (
    options.probes?.wants({
      deviceId: uplink.deviceId,
      tenantId: profile.tenantId,
      uplink,
      nowMs: instantToMs(now),
      ...(session.statusRequestedAtMs !== undefined && {
        lastProbeAtMs: session.statusRequestedAtMs,
      }),
    }) ?? false
  );
}
