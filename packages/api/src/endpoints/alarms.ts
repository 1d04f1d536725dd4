import {
  alarm,
  alarmNote,
  alarmQuery,
  alarmRule,
  alarmRuleCreate,
  alarmRuleUpdate,
  alarmSnooze,
} from "../schemas/alarms.ts";
import { tenantPageQuery } from "../schemas/access.ts";
import { byId, page } from "../schemas/common.ts";
import { can, endpoint, read } from "./endpoint.ts";

const act = can("alarms", "write");
const setUp = can("alarm-rules", "write");

export const alarmsEndpoints = {
  listAlarms: read("List alarms, newest first", can("alarms", "read"), {
    query: alarmQuery,
    response: page(alarm),
  }),
  getAlarm: read("Read an alarm", can("alarms", "read"), { params: byId, response: alarm }),
  acknowledgeAlarm: endpoint("Say that somebody sees to an alarm", act, 200, {
    params: byId,
    body: alarmNote,
    response: alarm,
  }),
  snoozeAlarm: endpoint("Keep an alarm quiet for a while", act, 200, {
    params: byId,
    body: alarmSnooze,
    response: alarm,
  }),
  clearAlarm: endpoint("End an alarm", act, 200, {
    params: byId,
    body: alarmNote,
    response: alarm,
  }),

  listAlarmRules: read("List alarm rules", can("alarm-rules", "read"), {
    query: tenantPageQuery,
    response: page(alarmRule),
  }),
  createAlarmRule: endpoint("Create an alarm rule", setUp, 201, {
    body: alarmRuleCreate,
    response: alarmRule,
  }),
  getAlarmRule: read("Read an alarm rule", can("alarm-rules", "read"), {
    params: byId,
    response: alarmRule,
  }),
  updateAlarmRule: endpoint("Change an alarm rule", setUp, 200, {
    params: byId,
    body: alarmRuleUpdate,
    response: alarmRule,
  }),
  deleteAlarmRule: endpoint("Delete an alarm rule", setUp, 204, { params: byId }),
} as const;
