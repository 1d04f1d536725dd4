import type { Action, Resource } from "@lorats/platform";
import { z } from "zod";
import type { RouteName } from "./routes.ts";
import {
  apiKey,
  apiKeyCreate,
  apiKeyCreated,
  me,
  mqttCredential,
  mqttCredentialCreate,
  mqttCredentialCreated,
  passwordChange,
  signIn,
  tenantPageQuery,
  user,
  userCreate,
  userUpdate,
} from "./schemas/access.ts";
import {
  application,
  applicationCreate,
  applicationQuery,
  applicationUpdate,
} from "./schemas/applications.ts";
import { byId, nothing, page, pageQuery } from "./schemas/common.ts";
import {
  deviceProfile,
  deviceProfileCreate,
  deviceProfileQuery,
  deviceProfileUpdate,
} from "./schemas/device-profiles.ts";
import {
  activation,
  device,
  deviceCreate,
  deviceQuery,
  deviceUpdate,
  queueItem,
  queueItemCreate,
  session,
} from "./schemas/devices.ts";
import {
  event,
  eventPage,
  eventQuery,
  join,
  joinQuery,
  uplink,
  uplinkQuery,
} from "./schemas/events.ts";
import { gateway, gatewayCreate, gatewayQuery, gatewayUpdate } from "./schemas/gateways.ts";
import {
  integration,
  integrationCreate,
  integrationCreated,
  integrationUpdate,
} from "./schemas/integrations.ts";
import { serverInfo } from "./schemas/server-info.ts";
import { tenant, tenantCreate, tenantUpdate } from "./schemas/tenants.ts";

/** Who may call: anybody, everybody who has proved who they are, or those whose scopes cover it. */
export type Access =
  | "public"
  | "signed-in"
  | { readonly resource: Resource; readonly action: Action };

/** One operation of the API: the document, the server's checks and the client's types all come from it. */
export interface Endpoint {
  readonly summary: string;
  readonly access: Access;
  readonly params: z.ZodType;
  readonly query: z.ZodType;
  readonly body: z.ZodType;
  readonly success: 200 | 201 | 204;
  readonly response: z.ZodType;
}

const none = z.object({});

interface Shape<P, Q, B, R> {
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  readonly response?: R;
}

function endpoint<
  P extends z.ZodType = typeof none,
  Q extends z.ZodType = typeof none,
  B extends z.ZodType = typeof nothing,
  R extends z.ZodType = typeof nothing,
>(
  summary: string,
  access: Access,
  success: 200 | 201 | 204,
  { params, query, body, response }: Shape<P, Q, B, R>,
) {
  return {
    summary,
    access,
    success,
    params: (params ?? none) as P,
    query: (query ?? none) as Q,
    body: (body ?? nothing) as B,
    response: (response ?? nothing) as R,
  };
}

function read<
  R extends z.ZodType,
  P extends z.ZodType = typeof none,
  Q extends z.ZodType = typeof none,
>(
  summary: string,
  access: Access,
  shape: { readonly params?: P; readonly query?: Q; readonly response: R },
) {
  return endpoint<P, Q, typeof nothing, R>(summary, access, 200, shape);
}

const can = (resource: Resource, action: Action): Access => ({ resource, action });

/** Every operation. A new one is a line in `ROUTES`, an entry here and a handler in the server. */
export const ENDPOINTS = {
  signIn: endpoint("Sign in, with a one-time token or a password", "public", 204, { body: signIn }),
  signOut: endpoint("Sign out", "signed-in", 204, {}),
  me: read("Who am I, and what may I do?", "signed-in", { response: me }),
  changePassword: endpoint("Set my password", "signed-in", 204, { body: passwordChange }),
  serverInfo: read("Where gateways and programs connect", "signed-in", { response: serverInfo }),

  listTenants: read("List tenants", can("tenants", "read"), {
    query: z.object(pageQuery),
    response: page(tenant),
  }),
  createTenant: endpoint("Create a tenant (server admins)", can("tenants", "write"), 201, {
    body: tenantCreate,
    response: tenant,
  }),
  getTenant: read("Read a tenant", can("tenants", "read"), { params: byId, response: tenant }),
  updateTenant: endpoint("Change a tenant", can("tenants", "write"), 200, {
    params: byId,
    body: tenantUpdate,
    response: tenant,
  }),
  deleteTenant: endpoint("Delete an empty tenant (server admins)", can("tenants", "write"), 204, {
    params: byId,
  }),

  listApplications: read("List applications", can("applications", "read"), {
    query: applicationQuery,
    response: page(application),
  }),
  createApplication: endpoint("Create an application", can("applications", "write"), 201, {
    body: applicationCreate,
    response: application,
  }),
  getApplication: read("Read an application", can("applications", "read"), {
    params: byId,
    response: application,
  }),
  updateApplication: endpoint("Change an application", can("applications", "write"), 200, {
    params: byId,
    body: applicationUpdate,
    response: application,
  }),
  deleteApplication: endpoint("Delete an empty application", can("applications", "write"), 204, {
    params: byId,
  }),

  listDeviceProfiles: read("List device profiles", can("device-profiles", "read"), {
    query: deviceProfileQuery,
    response: page(deviceProfile),
  }),
  createDeviceProfile: endpoint("Create a device profile", can("device-profiles", "write"), 201, {
    body: deviceProfileCreate,
    response: deviceProfile,
  }),
  getDeviceProfile: read("Read a device profile", can("device-profiles", "read"), {
    params: byId,
    response: deviceProfile,
  }),
  updateDeviceProfile: endpoint("Change a device profile", can("device-profiles", "write"), 200, {
    params: byId,
    body: deviceProfileUpdate,
    response: deviceProfile,
  }),
  deleteDeviceProfile: endpoint(
    "Delete an unused device profile",
    can("device-profiles", "write"),
    204,
    { params: byId },
  ),

  listDevices: read("List devices", can("devices", "read"), {
    query: deviceQuery,
    response: page(device),
  }),
  createDevice: endpoint("Create a device", can("devices", "write"), 201, {
    body: deviceCreate,
    response: device,
  }),
  getDevice: read("Read a device", can("devices", "read"), { params: byId, response: device }),
  updateDevice: endpoint("Change a device", can("devices", "write"), 200, {
    params: byId,
    body: deviceUpdate,
    response: device,
  }),
  deleteDevice: endpoint("Delete a device and its keys", can("devices", "write"), 204, {
    params: byId,
  }),

  getSession: read("What the network knows of a device's session", can("devices", "read"), {
    params: byId,
    response: session,
  }),
  activate: endpoint(
    "Give a device a session (activation by personalisation)",
    can("devices", "write"),
    200,
    {
      params: byId,
      body: activation,
      response: session,
    },
  ),
  endSession: endpoint(
    "End a device's session; it has to join again",
    can("devices", "write"),
    204,
    {
      params: byId,
    },
  ),

  listQueue: read("List what waits to be sent to a device", can("downlinks", "read"), {
    params: byId,
    response: z.object({ items: z.array(queueItem) }),
  }),
  enqueue: endpoint("Send a message to a device", can("downlinks", "write"), 201, {
    params: byId,
    body: queueItemCreate,
    response: queueItem,
  }),
  flushQueue: endpoint("Forget what waits to be sent to a device", can("downlinks", "write"), 204, {
    params: byId,
  }),

  listGateways: read("List gateways", can("gateways", "read"), {
    query: gatewayQuery,
    response: page(gateway),
  }),
  createGateway: endpoint("Create a gateway", can("gateways", "write"), 201, {
    body: gatewayCreate,
    response: gateway,
  }),
  getGateway: read("Read a gateway", can("gateways", "read"), { params: byId, response: gateway }),
  updateGateway: endpoint("Change a gateway", can("gateways", "write"), 200, {
    params: byId,
    body: gatewayUpdate,
    response: gateway,
  }),
  deleteGateway: endpoint("Delete a gateway", can("gateways", "write"), 204, { params: byId }),

  listUplinks: read("List uplinks, newest first", can("events", "read"), {
    query: uplinkQuery,
    response: page(uplink),
  }),
  listJoins: read("List joins, newest first", can("events", "read"), {
    query: joinQuery,
    response: page(join),
  }),
  listEvents: read("Read the log", can("events", "read"), {
    query: eventQuery,
    response: eventPage,
  }),
  listAudit: read("Who changed what, newest first", can("audit", "read"), {
    query: joinQuery.pick({ tenantId: true, after: true, limit: true }),
    response: page(event),
  }),

  listApiKeys: read("List API keys", can("api-keys", "read"), {
    query: tenantPageQuery,
    response: page(apiKey),
  }),
  createApiKey: endpoint("Create an API key", can("api-keys", "write"), 201, {
    body: apiKeyCreate,
    response: apiKeyCreated,
  }),
  deleteApiKey: endpoint("Revoke an API key", can("api-keys", "write"), 204, { params: byId }),

  listMqttCredentials: read("List MQTT credentials", can("mqtt-credentials", "read"), {
    query: tenantPageQuery,
    response: page(mqttCredential),
  }),
  createMqttCredential: endpoint(
    "Create an MQTT credential",
    can("mqtt-credentials", "write"),
    201,
    {
      body: mqttCredentialCreate,
      response: mqttCredentialCreated,
    },
  ),
  deleteMqttCredential: endpoint(
    "Revoke an MQTT credential",
    can("mqtt-credentials", "write"),
    204,
    { params: byId },
  ),

  listIntegrations: read("List integrations", can("integrations", "read"), {
    query: tenantPageQuery,
    response: page(integration),
  }),
  createIntegration: endpoint("Create an integration", can("integrations", "write"), 201, {
    body: integrationCreate,
    response: integrationCreated,
  }),
  getIntegration: read("Read an integration", can("integrations", "read"), {
    params: byId,
    response: integration,
  }),
  updateIntegration: endpoint("Change an integration", can("integrations", "write"), 200, {
    params: byId,
    body: integrationUpdate,
    response: integration,
  }),
  deleteIntegration: endpoint("Delete an integration", can("integrations", "write"), 204, {
    params: byId,
  }),

  listUsers: read("List users", can("users", "read"), {
    query: tenantPageQuery,
    response: page(user),
  }),
  createUser: endpoint("Create a user", can("users", "write"), 201, {
    body: userCreate,
    response: user,
  }),
  getUser: read("Read a user", can("users", "read"), { params: byId, response: user }),
  updateUser: endpoint("Change a user", can("users", "write"), 200, {
    params: byId,
    body: userUpdate,
    response: user,
  }),
  deleteUser: endpoint("Delete a user", can("users", "write"), 204, { params: byId }),
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
