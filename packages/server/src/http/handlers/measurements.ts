import { formatInstant, parseInstant, type Instant } from "@lorats/base";
import type { MeasurementPoint, SeriesInfo } from "@lorats/platform";
import { knowsTenant } from "../../auth/principal.ts";
import type { ReprocessingJob } from "../../measurements/reprocessing.ts";
import type { Handlers } from "../call.ts";
import { loadOwned } from "../owned.ts";
import { notFound } from "../problem.ts";
import { defined } from "../shapes.ts";
import { demand, tenantOfList, tenantOfNew } from "../tenancy.ts";

const DAY_NS = 86_400_000_000_000n;

function showJob(job: ReprocessingJob) {
  const { from, startedAt, reachedAt, before: _, ...rest } = job;
  return defined({
    ...rest,
    from: formatInstant(from),
    startedAt: formatInstant(startedAt),
    reachedAt: reachedAt === undefined ? undefined : formatInstant(reachedAt),
  });
}

function showSeries({ series, count, firstAt, lastAt, last }: SeriesInfo) {
  return { series, count, firstAt: formatInstant(firstAt), lastAt: formatInstant(lastAt), last };
}

function showPoint({ time, ...rest }: MeasurementPoint) {
  return { time: formatInstant(time), ...rest };
}

const instantOr = (text: string | undefined, otherwise: Instant): Instant =>
  text === undefined ? otherwise : parseInstant(text);

type Operations =
  | "listSeries"
  | "getMeasurements"
  | "listReprocessing"
  | "startReprocessing"
  | "getReprocessing"
  | "cancelReprocessing";

export const measurementHandlers: Handlers<Operations> = {
  async listSeries({ services, principal, params }) {
    const { registry, measurements } = services.stores;
    const { id } = await loadOwned(registry.devices, params.id, principal, "events", "read");
    const items = (await measurements.series(id)).map(showSeries);
    return { items };
  },

  async getMeasurements({ services, principal, params, query }) {
    const { registry, measurements } = services.stores;
    const device = await loadOwned(registry.devices, params.id, principal, "events", "read");
    const { series, resolution, limit } = query;
    const to = instantOr(query.to, services.clock.now());
    const from = instantOr(query.from, to - DAY_NS);
    const span = { deviceId: device.id, series, resolution, from, to, limit: limit + 1 };
    const points = await measurements.query(span);
    const next = points[limit];
    return {
      items: points.slice(0, limit).map(showPoint),
      ...(next && { next: formatInstant(next.time) }),
    };
  },

  async listReprocessing({ services, principal, query }) {
    const tenantId = tenantOfList(principal, query.tenantId, "events");
    const jobs = services.reprocessing.list();
    const ours = jobs.filter((job) => tenantId === undefined || job.tenantId === tenantId);
    return { items: ours.map(showJob) };
  },

  async startReprocessing({ services, principal, body }) {
    const { devices, applications } = services.stores.registry;
    const { deviceId, applicationId, from } = body;
    const device = deviceId && (await loadOwned(devices, deviceId, principal, "events", "write"));
    const application =
      applicationId && (await loadOwned(applications, applicationId, principal, "events", "write"));
    const asked = device?.tenantId ?? application?.tenantId ?? body.tenantId;
    const tenantId = tenantOfNew(principal, asked, "events");
    const query = { tenantId, from: parseInstant(from), deviceId, applicationId };
    return showJob(await services.reprocessing.start(query));
  },

  async getReprocessing({ services, principal, params }) {
    const job = services.reprocessing.get(params.id);
    if (!job || !knowsTenant(principal, job.tenantId)) throw notFound();
    demand(principal, job.tenantId, "events", "read");
    return showJob(job);
  },

  async cancelReprocessing({ services, principal, params }) {
    const job = services.reprocessing.get(params.id);
    if (!job) throw notFound();
    demand(principal, job.tenantId, "events", "write");
    services.reprocessing.cancel(job.id);
  },
};
