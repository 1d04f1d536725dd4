import type { RouteName } from "@lorats/api";
import type { SignInThrottle } from "../../auth/throttle.ts";
import type { Handlers } from "../call.ts";
import { alarmRuleHandlers } from "./alarm-rules.ts";
import { alarmHandlers } from "./alarms.ts";
import { apiKeyHandlers } from "./api-keys.ts";
import { applicationHandlers } from "./applications.ts";
import { demoHandlers } from "./demo.ts";
import { codecHandlers } from "./codecs.ts";
import { connectorHandlers } from "./connectors.ts";
import { deviceOnlyHandlers } from "./device-only.ts";
import { deviceProfileHandlers } from "./device-profiles.ts";
import { deviceKeyHandlers } from "./device-keys.ts";
import { deviceHandlers } from "./devices.ts";
import { enrichmentHandlers } from "./enrichment.ts";
import { eventHandlers } from "./events.ts";
import { frameHandlers } from "./frames.ts";
import { gatewayCredentialHandlers } from "./gateway-credentials.ts";
import { gatewayHandlers } from "./gateways.ts";
import { hoppingHandlers } from "./hopping.ts";
import { integrationHandlers } from "./integrations.ts";
import { measurementHandlers } from "./measurements.ts";
import { mqttCredentialHandlers } from "./mqtt-credentials.ts";
import { multicastGroupHandlers } from "./multicast-groups.ts";
import { multicastQueueHandlers } from "./multicast-queue.ts";
import { overviewHandlers } from "./overview.ts";
import { queueHandlers } from "./queue.ts";
import { regionHandlers } from "./regions.ts";
import { sdrHandlers } from "./sdr.ts";
import { deviceSessionHandlers } from "./sessions.ts";
import { sessionHandlers } from "./session.ts";
import { tenantHandlers } from "./tenants.ts";
import { tenantDocumentHandlers } from "./tenant-documents.ts";
import { trustHandlers } from "./trust.ts";
import { userHandlers } from "./users.ts";

/** Every operation's handler; the compiler asks for those that are missing. */
export function allHandlers(throttle: SignInThrottle): Handlers<RouteName> {
  return {
    ...sessionHandlers(throttle),
    ...tenantHandlers,
    ...tenantDocumentHandlers,
    ...applicationHandlers,
    ...deviceProfileHandlers,
    ...codecHandlers,
    ...deviceHandlers,
    ...deviceKeyHandlers,
    ...deviceSessionHandlers,
    ...queueHandlers,
    ...deviceOnlyHandlers,
    ...multicastGroupHandlers,
    ...multicastQueueHandlers,
    ...gatewayHandlers,
    ...regionHandlers,
    ...sdrHandlers,
    ...gatewayCredentialHandlers,
    ...eventHandlers,
    ...frameHandlers,
    ...overviewHandlers,
    ...integrationHandlers,
    ...connectorHandlers,
    ...enrichmentHandlers,
    ...alarmHandlers,
    ...alarmRuleHandlers,
    ...apiKeyHandlers,
    ...measurementHandlers,
    ...mqttCredentialHandlers,
    ...demoHandlers,
    ...trustHandlers,
    ...hoppingHandlers,
    ...userHandlers,
  };
}
