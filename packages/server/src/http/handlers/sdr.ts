import { formatInstant, parseInstant } from "@lorats/base";
import { newEvent, type Cursor, type StoredEvent } from "@lorats/events";
import type { Gateway } from "@lorats/network";
import type { Services } from "../../services.ts";
import type { Call, Handlers } from "../call.ts";
import { loadOwned } from "../owned.ts";
import { notFound } from "../problem.ts";
import { defined } from "../shapes.ts";

type Operations =
  | "requestSnippet"
  | "listSnippets"
  | "getSnippet"
  | "deliverSnippet"
  | "getSpectrum"
  | "deliverSpectrum"
  | "getSdrRequests";

const PAGE = 1000;

export const sdrHandlers: Handlers<Operations> = {
  async requestSnippet(call) {
    const { id } = await gatewayOf(call, "write");
    return call.services.sdr.request(id, call.body);
  },

  async listSnippets(call) {
    const { id } = await gatewayOf(call, "read");
    return { items: call.services.sdr.list(id) };
  },

  async getSnippet(call) {
    const { services, params } = call;
    const gateway = await gatewayOf(call, "read");
    const known = services.sdr.find(gateway.id, params.snippetId);
    if (known && !known.position) return known.snippet;
    const event = await findSnippet(services, gateway, params.snippetId, known?.position);
    if (!event) throw notFound();
    const { sighting, iq } = event.body;
    const { onset, freqHz, sf } = sighting;
    return {
      id: params.snippetId,
      gatewayId: gateway.id,
      state: "held",
      requestedAt: known?.snippet.requestedAt ?? formatInstant(event.time),
      onset,
      freqHz,
      sf,
      document: { version: 1, sighting, iq },
    };
  },

  async deliverSnippet(call) {
    const { services, params, body } = call;
    const { id, eui, tenantId } = await gatewayOf(call, "write");
    // What nobody asked for is not taken: the log is no place for everything a gateway hears.
    const known = services.sdr.find(id, params.snippetId);
    if (!known) throw notFound();
    if (known.position) return undefined;
    if (body.state === "gone") {
      services.sdr.answer(id, params.snippetId);
      return undefined;
    }
    const { sighting, iq } = body.document;
    const time = parseInstant(sighting.onset);
    const event = newEvent(
      "snippet",
      { tenantId, key: id, time },
      {
        gatewayId: id,
        gatewayEui: eui,
        requestId: params.snippetId,
        sighting: defined(sighting),
        iq,
      },
    );
    const [position] = await services.stores.log.append([event]);
    services.sdr.answer(id, params.snippetId, position);
    return undefined;
  },

  async getSpectrum(call) {
    const { id } = await gatewayOf(call, "read");
    return { page: call.services.sdr.spectrum(id, call.query.from) };
  },

  async deliverSpectrum(call) {
    const { id } = await gatewayOf(call, "write");
    call.services.sdr.deliverSpectrum(id, call.body);
  },

  async getSdrRequests(call) {
    const { id } = await gatewayOf(call, "read");
    const { snippets, spectrumFrom } = call.services.sdr.wanted(id);
    return {
      snippets: snippets.map(({ id: snippetId, onset, freqHz, sf }) => {
        return { id: snippetId, onset, freqHz, sf };
      }),
      spectrumFrom,
    };
  },
};

function gatewayOf(
  { services, params, principal }: Pick<Call<Operations>, "services" | "params" | "principal">,
  action: "read" | "write",
): Promise<Gateway> {
  const { gateways } = services.stores.registry;
  return loadOwned(gateways, params.id, principal, "gateways", action);
}

type SnippetEvent = Extract<StoredEvent, { type: "snippet" }>;

/** By its position, or from before the last start: snippets are few. */
async function findSnippet(
  { stores }: Services,
  { id, tenantId }: Gateway,
  requestId: string,
  position: Cursor | undefined,
): Promise<SnippetEvent | undefined> {
  const query = { tenantId, key: id, types: ["snippet"] as const, limit: PAGE };
  const events = position
    ? await stores.log.get([position])
    : (await stores.log.read({ ...query, before: "end" })).events;
  return events.find(
    (event): event is SnippetEvent =>
      event.type === "snippet" && event.body.requestId === requestId,
  );
}
