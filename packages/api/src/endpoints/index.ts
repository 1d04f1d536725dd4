import type { z } from "zod";
import type { RouteName } from "../routes.ts";
import type { Endpoint } from "./endpoint.ts";
import { alarmsEndpoints } from "./alarms.ts";
import { apiKeysEndpoints } from "./api-keys.ts";
import { applicationsEndpoints } from "./applications.ts";
import { demoEndpoints } from "./demo.ts";
import { codecsEndpoints } from "./codecs.ts";
import { connectorsEndpoints } from "./connectors.ts";
import { deviceOnlyEndpoints } from "./device-only.ts";
import { deviceProfilesEndpoints } from "./device-profiles.ts";
import { deviceSessionsEndpoints } from "./device-sessions.ts";
import { devicesEndpoints } from "./devices.ts";
import { enrichmentEndpoints } from "./enrichment.ts";
import { eventsEndpoints } from "./events.ts";
import { framesEndpoints } from "./frames.ts";
import { gatewayCredentialsEndpoints } from "./gateway-credentials.ts";
import { gatewaysEndpoints } from "./gateways.ts";
import { integrationsEndpoints } from "./integrations.ts";
import { measurementsEndpoints } from "./measurements.ts";
import { mqttCredentialsEndpoints } from "./mqtt-credentials.ts";
import { multicastGroupsEndpoints } from "./multicast-groups.ts";
import { overviewEndpoints } from "./overview.ts";
import { queueEndpoints } from "./queue.ts";
import { regionsEndpoints } from "./regions.ts";
import { sdrEndpoints } from "./sdr.ts";
import { sessionEndpoints } from "./session.ts";
import { tenantsEndpoints } from "./tenants.ts";
import { trustEndpoints } from "./trust.ts";
import { usersEndpoints } from "./users.ts";

export type { Access, Endpoint } from "./endpoint.ts";
// By resource, so that a page that checks one form need not load the schemas of everything.
export {
  alarmsEndpoints,
  apiKeysEndpoints,
  applicationsEndpoints,
  connectorsEndpoints,
  demoEndpoints,
  deviceProfilesEndpoints,
  deviceSessionsEndpoints,
  devicesEndpoints,
  enrichmentEndpoints,
  gatewayCredentialsEndpoints,
  gatewaysEndpoints,
  integrationsEndpoints,
  mqttCredentialsEndpoints,
  multicastGroupsEndpoints,
  queueEndpoints,
  tenantsEndpoints,
  trustEndpoints,
  usersEndpoints,
};

/** Every operation. A new one is a line in `ROUTES`, an entry with its siblings and a handler in the server. */
export const ENDPOINTS = {
  ...sessionEndpoints,
  ...tenantsEndpoints,
  ...applicationsEndpoints,
  ...deviceProfilesEndpoints,
  ...codecsEndpoints,
  ...devicesEndpoints,
  ...deviceSessionsEndpoints,
  ...queueEndpoints,
  ...deviceOnlyEndpoints,
  ...multicastGroupsEndpoints,
  ...gatewaysEndpoints,
  ...regionsEndpoints,
  ...sdrEndpoints,
  ...gatewayCredentialsEndpoints,
  ...eventsEndpoints,
  ...framesEndpoints,
  ...overviewEndpoints,
  ...alarmsEndpoints,
  ...apiKeysEndpoints,
  ...measurementsEndpoints,
  ...mqttCredentialsEndpoints,
  ...integrationsEndpoints,
  ...connectorsEndpoints,
  ...enrichmentEndpoints,
  ...demoEndpoints,
  ...trustEndpoints,
  ...usersEndpoints,
} as const satisfies Readonly<Record<RouteName, Endpoint>>;

export type Endpoints = typeof ENDPOINTS;
export type ParamsOf<K extends RouteName> = z.output<Endpoints[K]["params"]>;
export type QueryOf<K extends RouteName> = z.output<Endpoints[K]["query"]>;
export type BodyOf<K extends RouteName> = z.output<Endpoints[K]["body"]>;
export type ResponseOf<K extends RouteName> = z.output<Endpoints[K]["response"]>;

/** What a caller of the client passes: path, query and body together. */
export type InputOf<K extends RouteName> = z.input<Endpoints[K]["params"]> &
  z.input<Endpoints[K]["query"]> &
  (undefined extends z.input<Endpoints[K]["body"]> ? object : z.input<Endpoints[K]["body"]>);
