import { ENDPOINTS, TENANT_DOCUMENT_LISTS } from "@lorats/api";
import { everyItem, type AlarmRule } from "@lorats/platform";
import { alarmRuleHandlers, checkCodes, checkTargets } from "../../http/handlers/alarm-rules.ts";
import { fieldsOf, perform, type DocumentKind } from "../kind.ts";

/** Header values may be somebody's token, so they are secrets here. */
export const ALARM_RULES: DocumentKind = {
  list: "alarmRules",
  resource: "alarm-rules",
  async *read({ stores }, tenantId) {
    for await (const one of everyItem(stores.alarmRules, tenantId)) {
      const { webhook, ...notify } = one.notify;
      const headers = webhook?.headers ?? {};
      yield {
        id: one.id,
        fields: {
          ...fieldsOf(one),
          notify: { ...notify, ...(webhook && { webhook: { url: webhook.url } }) },
        },
        secrets: Object.keys(headers).length > 0 ? { notify: { webhook: { headers } } } : {},
      };
    }
  },
  key: ({ name }) => String(name),
  references: { subjectIds: TENANT_DOCUMENT_LISTS },
  createBody: ENDPOINTS.createAlarmRule.body,
  updateBody: ENDPOINTS.updateAlarmRule.body,
  async check({ services }, tenantId, { notify, codes }) {
    checkTargets(services, notify as AlarmRule["notify"]);
    await checkCodes(services, tenantId, codes as AlarmRule["codes"]);
  },
  create: (asker, _, body) => perform(alarmRuleHandlers, "createAlarmRule", asker, {}, body),
  async update(asker, id, body) {
    await perform(alarmRuleHandlers, "updateAlarmRule", asker, { id }, body);
  },
};
