import { parseInstant } from "@lorats/base";
import { alarmJson, type Alarm, type AlarmCommand } from "@lorats/platform";
import type { Principal } from "../../auth/principal.ts";
import type { Services } from "../../services.ts";
import type { Handlers } from "../call.ts";
import { loadItem } from "../owned.ts";
import { defined, pageOf } from "../shapes.ts";
import { tenantOfList } from "../tenancy.ts";

function show(alarm: Alarm) {
  const { number: _, ...rest } = alarmJson(alarm);
  return defined({ ...rest, details: rest.details && { ...rest.details } });
}

function load(
  { stores }: Services,
  id: string,
  principal: Principal,
  action: "read" | "write",
): Promise<Alarm> {
  return loadItem(stores.alarms, id, principal, "alarms", action);
}

async function obey(
  services: Services,
  principal: Principal,
  id: string,
  command: AlarmCommand,
): Promise<ReturnType<typeof show>> {
  const alarm = await load(services, id, principal, "write");
  return show(await services.alarms.command(alarm.id, command));
}

type Operations = "listAlarms" | "getAlarm" | "acknowledgeAlarm" | "snoozeAlarm" | "clearAlarm";

export const alarmHandlers: Handlers<Operations> = {
  async listAlarms({ services, principal, query }) {
    const tenantId = tenantOfList(principal, query.tenantId, "alarms");
    const { subjectKind, subjectId, ...rest } = query;
    const subject = defined({ kind: subjectKind, id: subjectId });
    return pageOf(await services.stores.alarms.list({ ...rest, tenantId, subject }), show);
  },

  async getAlarm({ services, principal, params }) {
    return show(await load(services, params.id, principal, "read"));
  },

  async acknowledgeAlarm({ services, principal, params, body: { note } }) {
    const { actor } = principal;
    return obey(services, principal, params.id, { kind: "acknowledge", actor, note });
  },

  async snoozeAlarm({ services, principal, params, body: { until, note } }) {
    const { actor } = principal;
    const command = { kind: "snooze", actor, note, until: parseInstant(until) } as const;
    return obey(services, principal, params.id, command);
  },

  async clearAlarm({ services, principal, params, body: { note } }) {
    const { actor } = principal;
    return obey(services, principal, params.id, { kind: "clear", actor, note });
  },
};
