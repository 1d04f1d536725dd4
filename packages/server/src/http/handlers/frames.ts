import { formatInstant, fromBase64 } from "@lorats/base";
import type { Cursor, Downlink, Reception, StoredEvent } from "@lorats/events";
import type { Device } from "@lorats/network";
import { explainFrame, frameKeys, type FrameKeys } from "../../frames/explain.ts";
import type { Services } from "../../services.ts";
import type { Handlers } from "../call.ts";
import { loadOwned } from "../owned.ts";
import { notFound } from "../problem.ts";
import { defined } from "../shapes.ts";
import { valuesTold } from "../values-told.ts";
import { gatewayNames, type GatewayNames, type Stored } from "./event-views.ts";

const PAGE = 1000;
/** Frames further back than this are not looked for. */
const MAX_PAGES = 100;
/** Answers and later thoughts stand near their frame. */
const NEAR = 400;

export const frameHandlers: Handlers<"getFrame"> = {
  async getFrame({ services, principal, params }) {
    const { stores, network } = services;
    const device = await loadOwned(stores.registry.devices, params.id, principal, "events", "read");
    const frame = await findFrame(services, device, params.frameId);
    if (!frame) throw notFound();
    const positions = frame.body.receptions.map(({ position }) => position);
    const receptions = (await stores.log.get(positions)) as Stored<"reception">[];
    const names = await gatewayNames(services, principal, frame.body.receptions);
    const state = (await network.states([device.id])).get(device.id);
    const keys = await frameKeys(services, device, state, frame.body.devAddr);
    const later = await laterEvents(services, device, frame.position);
    const { deduplicationId: id } = frame.body;
    const fCnt = frame.type === "uplink" ? frame.body.fCnt : undefined;
    return {
      id,
      kind: frame.type,
      position: frame.position,
      deviceId: device.id,
      deviceName: device.name,
      devEui: device.devEui,
      applicationId: frame.body.applicationId,
      time: formatInstant(frame.time),
      ...(frame.type === "uplink" && (await showUplinkParts(services, device, frame))),
      explanation: explainFrame(fromBase64(receptions[0]!.body.phyPayload), keys, fCnt),
      receptions: receptions.map(({ body }) => named(body, names)),
      assessments: later
        .filter((event) => event.type === "assessment")
        .filter(({ body }) => body.deduplicationId === id)
        .map(({ body }) => body)
        .toSorted((a, b) => b.revision - a.revision),
      downlinks: showAnswers(later, id, keys, names),
    };
  },
};

type FrameEvent = Stored<"uplink"> | Stored<"join">;

/** The original of a frame; copies that came late share its id. */
async function findFrame(
  { stores }: Services,
  { id: key }: Device,
  frameId: string,
): Promise<FrameEvent | undefined> {
  let before: Cursor | "end" = "end";
  let late: FrameEvent | undefined;
  for (let pages = 0; pages < MAX_PAGES; pages++) {
    const page = await stores.log.read({ key, types: ["uplink", "join"], before, limit: PAGE });
    for (const event of page.events as readonly FrameEvent[]) {
      if (event.body.deduplicationId !== frameId) continue;
      if (event.type === "join" || event.body.freshness === "fresh") return event;
      late ??= event;
    }
    if (page.next === undefined) break;
    before = page.next;
  }
  return late;
}

async function laterEvents(
  { stores }: Services,
  { id: key }: Device,
  after: Cursor,
): Promise<readonly StoredEvent[]> {
  const types = ["assessment", "downlink", "tx-ack"] as const;
  return (await stores.log.read({ key, types, after, limit: NEAR })).events;
}

async function showUplinkParts(services: Services, device: Device, frame: Stored<"uplink">) {
  const { fCnt, fPort, frmPayload, dataRate, freqHz, airtimeNs, freshness } = frame.body;
  const profiles = await services.stores.registry.deviceProfiles.get([device.profileId]);
  const codec = profiles.get(device.profileId)?.codec.kind ?? "none";
  const [object] = await valuesTold(services, [frame], new Map([[device.id, device]]));
  return {
    fCnt,
    ...(fPort !== undefined && { fPort }),
    data: frmPayload,
    ...(object && { object }),
    codec,
    dataRate,
    freqHz,
    airtimeNs,
    freshness,
  };
}

function showAnswers(
  later: readonly StoredEvent[],
  id: string,
  keys: FrameKeys,
  names: GatewayNames,
) {
  const statuses = new Map(
    later.flatMap((event) =>
      event.type === "tx-ack" ? [[event.body.downlinkId, event.body.status] as const] : [],
    ),
  );
  return later
    .filter((event) => event.type === "downlink")
    .filter(({ body }) => body.inReplyTo === id)
    .map(({ body }) => showAnswer(body, statuses.get(body.downlinkId), keys, names));
}

function showAnswer(
  body: Downlink,
  status: string | undefined,
  keys: FrameKeys,
  names: GatewayNames,
) {
  const { downlinkId, purpose, window, gatewayId, gatewayEui, freqHz, powerDbm, startsAt } = body;
  return defined({
    downlinkId,
    purpose,
    window,
    gatewayEui,
    gatewayName: names.get(gatewayId),
    freqHz,
    powerDbm,
    startsAt,
    status,
    explanation: explainFrame(fromBase64(body.phyPayload), keys, body.fCntDown),
  });
}

/** A reception with its gateway's name, for those who may know it. */
function named(body: Reception, names: GatewayNames) {
  return defined({ ...body, gatewayName: names.get(body.gatewayId) });
}
