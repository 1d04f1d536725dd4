import { TENANT_DOCUMENT_LISTS, type TenantDocumentList } from "@lorats/api";
import type { DocumentKind } from "../kind.ts";
import { ALARM_RULES } from "./alarm-rules.ts";
import { APPLICATIONS, TRUST_POLICIES } from "./applications.ts";
import { CONNECTORS } from "./connectors.ts";
import { API_KEYS, MQTT_CREDENTIALS } from "./credentials.ts";
import { DEVICE_PROFILES } from "./device-profiles.ts";
import { DEVICES } from "./devices.ts";
import { ENRICHMENT_SOURCES } from "./enrichment-sources.ts";
import { GATEWAYS } from "./gateways.ts";
import { INTEGRATIONS } from "./integrations.ts";
import { MULTICAST_GROUPS } from "./multicast-groups.ts";
import { USERS } from "./users.ts";

const BY_LIST: Readonly<Record<TenantDocumentList, DocumentKind>> = {
  applications: APPLICATIONS,
  trustPolicies: TRUST_POLICIES,
  deviceProfiles: DEVICE_PROFILES,
  gateways: GATEWAYS,
  devices: DEVICES,
  multicastGroups: MULTICAST_GROUPS,
  integrations: INTEGRATIONS,
  connectors: CONNECTORS,
  enrichmentSources: ENRICHMENT_SOURCES,
  alarmRules: ALARM_RULES,
  users: USERS,
  apiKeys: API_KEYS,
  mqttCredentials: MQTT_CREDENTIALS,
};

/** Every list of a document; what others refer to comes before them. */
export const DOCUMENT_KINDS: readonly DocumentKind[] = TENANT_DOCUMENT_LISTS.map(
  (list) => BY_LIST[list],
);
