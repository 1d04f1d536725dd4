import { formatInstant, newId } from "@lorats/base";
import { ALARM_CODES } from "@lorats/events";
import { everyItem, type AlarmRule, type AlarmRuleId } from "@lorats/platform";
import { recordChange } from "../../audit.ts";
import { mayIn, type Principal } from "../../auth/principal.ts";
import type { Services } from "../../services.ts";
import type { Handlers } from "../call.ts";
import { loadItem } from "../owned.ts";
import { HttpProblem, invalidField } from "../problem.ts";
import { merged, pageOf, withoutValues } from "../shapes.ts";
import { demand, tenantOfList, tenantOfNew } from "../tenancy.ts";
import { refuseSecretsInUrl } from "../target-url.ts";

type Shown = Awaited<ReturnType<Handlers<"getAlarmRule">["getAlarmRule"]>>;

const view = (rule: AlarmRule): Shown =>
  ({ ...rule, createdAt: formatInstant(rule.createdAt) }) as unknown as Shown;

function show(principal: Principal, rule: AlarmRule): Shown {
  const { webhook } = rule.notify;
  if (!webhook || mayIn(principal, rule.tenantId, "alarm-rules", "write")) return view(rule);
  return view({ ...rule, notify: { ...rule.notify, webhook: withoutValues(webhook) } });
}

/** Header values may be somebody's token: they stay out of the audit log. */
function forAudit(rule: AlarmRule): Record<string, unknown> {
  const { webhook } = rule.notify;
  const shown = webhook && { url: webhook.url, headers: Object.keys(webhook.headers) };
  return { ...view(rule), notify: { ...rule.notify, ...(shown && { webhook: shown }) } };
}

function load(
  { stores }: Services,
  id: string,
  principal: Principal,
  action: "read" | "write",
): Promise<AlarmRule> {
  return loadItem(stores.alarmRules, id, principal, "alarm-rules", action);
}

/** Refuses what could never be told. */
export function checkTargets(
  { config }: Services,
  { email, webhook }: Partial<AlarmRule["notify"]>,
): void {
  if (webhook) refuseSecretsInUrl(webhook.url);
  if (email && email.length > 0 && config["smtp.url"] === undefined) {
    throw new HttpProblem(400, "ALARM_NO_MAIL", "set smtp.url and smtp.from to send e-mail");
  }
}

/** Refuses codes that nothing has: a rule for them would wait for ever. What the tenant's alarms and rules name already may stay. */
export async function checkCodes(
  { stores }: Pick<Services, "stores">,
  tenantId: AlarmRule["tenantId"],
  codes: readonly string[] = [],
): Promise<void> {
  for (const code of codes) {
    const known = code.endsWith("*")
      ? ALARM_CODES.some((one) => one.startsWith(code.slice(0, -1)))
      : (ALARM_CODES as readonly string[]).includes(code);
    if (known || (await isInUse(stores, tenantId, code))) continue;
    throw invalidField("codes", `nothing raises “${code}”; there are ${ALARM_CODES.join(", ")}`);
  }
}

async function isInUse(
  { alarms, alarmRules }: Services["stores"],
  tenantId: AlarmRule["tenantId"],
  code: string,
): Promise<boolean> {
  if ((await alarms.list({ tenantId, code, limit: 1 })).items.length > 0) return true;
  for await (const { codes } of everyItem(alarmRules, tenantId)) {
    if (codes.includes(code)) return true;
  }
  return false;
}

type Operations =
  | "listAlarmRules"
  | "createAlarmRule"
  | "getAlarmRule"
  | "updateAlarmRule"
  | "deleteAlarmRule";

export const alarmRuleHandlers: Handlers<Operations> = {
  async listAlarmRules({ services, principal, query }) {
    const tenantId = tenantOfList(principal, query.tenantId, "alarm-rules");
    return pageOf(await services.stores.alarmRules.list({ ...query, tenantId }), (rule) =>
      show(principal, rule),
    );
  },

  async createAlarmRule({ services, principal, body }) {
    const { clock, random, stores } = services;
    const tenantId = tenantOfNew(principal, body.tenantId, "alarm-rules");
    // What is sent out is what whoever sets this up may read himself.
    demand(principal, tenantId, "alarms", "read");
    checkTargets(services, body.notify as AlarmRule["notify"]);
    await checkCodes(services, tenantId, body.codes);
    const id = newId<AlarmRuleId>(clock, random);
    const fields = body as unknown as Omit<AlarmRule, "id" | "tenantId" | "createdAt" | "version">;
    const rule: AlarmRule = { ...fields, id, tenantId, createdAt: clock.now(), version: 1 };
    await stores.alarmRules.create([rule]);
    await changed(services, rule);
    const { actor } = principal;
    const after = forAudit(rule);
    await recordChange(services, { actor, tenantId, kind: "alarm-rule", id, after });
    return show(principal, rule);
  },

  async getAlarmRule({ services, principal, params }) {
    return show(principal, await load(services, params.id, principal, "read"));
  },

  async updateAlarmRule({ services, principal, params, body }) {
    const rule = await load(services, params.id, principal, "write");
    // Whoever says who is told could have himself told.
    demand(principal, rule.tenantId, "alarms", "read");
    if (body.notify) checkTargets(services, body.notify as AlarmRule["notify"]);
    await checkCodes(services, rule.tenantId, body.codes ?? []);
    const updated = await services.stores.alarmRules.update(
      merged(rule, body as unknown as Partial<AlarmRule>),
    );
    await changed(services, updated);
    const { actor } = principal;
    const { id, tenantId } = rule;
    const change = { before: forAudit(rule), after: forAudit(updated) };
    await recordChange(services, { actor, tenantId, kind: "alarm-rule", id, ...change });
    return show(principal, updated);
  },

  async deleteAlarmRule({ services, principal, params }) {
    const rule = await load(services, params.id, principal, "write");
    const { id, tenantId } = rule;
    await services.stores.alarmRules.delete([id]);
    await services.alarms.rulesChanged();
    await services.alarmNotifier.remove(id);
    const { actor } = principal;
    const before = forAudit(rule);
    await recordChange(services, { actor, tenantId, kind: "alarm-rule", id, before });
  },
};

async function changed({ alarms, alarmNotifier }: Services, rule: AlarmRule): Promise<void> {
  await alarms.rulesChanged();
  await alarmNotifier.apply(rule);
}
