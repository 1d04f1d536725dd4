/** Where everything is, below `/api/v1`. Kept apart from the schemas so that a browser need not load those. */
export const ROUTES = {
  authMethods: "GET /auth/methods",
  signIn: "POST /session",
  signOut: "DELETE /session",
  me: "GET /me",
  changePassword: "PUT /me/password",
  serverInfo: "GET /server",

  listTenants: "GET /tenants",
  createTenant: "POST /tenants",
  getTenant: "GET /tenants/:id",
  updateTenant: "PATCH /tenants/:id",
  deleteTenant: "DELETE /tenants/:id",
  getQuotas: "GET /tenants/:id/quotas",
  getUsage: "GET /tenants/:id/usage",
  exportTenant: "GET /tenants/:id/export",
  exportTenantWithSecrets: "POST /tenants/:id/export",
  importTenant: "POST /tenants/:id/import",

  listApplications: "GET /applications",
  createApplication: "POST /applications",
  getApplication: "GET /applications/:id",
  updateApplication: "PATCH /applications/:id",
  deleteApplication: "DELETE /applications/:id",

  listDeviceProfiles: "GET /device-profiles",
  createDeviceProfile: "POST /device-profiles",
  getDeviceProfile: "GET /device-profiles/:id",
  updateDeviceProfile: "PATCH /device-profiles/:id",
  deleteDeviceProfile: "DELETE /device-profiles/:id",

  testCodec: "POST /codecs/test",

  listDevices: "GET /devices",
  createDevice: "POST /devices",
  importDevices: "POST /devices/import",
  getDevice: "GET /devices/:id",
  updateDevice: "PATCH /devices/:id",
  deleteDevice: "DELETE /devices/:id",
  moveDevice: "POST /devices/:id/move",
  revealKeys: "POST /devices/:id/keys",

  getSession: "GET /devices/:id/session",
  activate: "PUT /devices/:id/session",
  endSession: "DELETE /devices/:id/session",

  listQueue: "GET /devices/:id/queue",
  enqueue: "POST /devices/:id/queue",
  flushQueue: "DELETE /devices/:id/queue",

  sendUplink: "POST /device/uplinks",
  listDownlinks: "GET /device/downlinks",
  confirmDownlink: "DELETE /device/downlinks/:itemId",

  listMulticastGroups: "GET /multicast-groups",
  createMulticastGroup: "POST /multicast-groups",
  getMulticastGroup: "GET /multicast-groups/:id",
  updateMulticastGroup: "PATCH /multicast-groups/:id",
  deleteMulticastGroup: "DELETE /multicast-groups/:id",
  addGroupDevice: "PUT /multicast-groups/:id/devices/:memberId",
  removeGroupDevice: "DELETE /multicast-groups/:id/devices/:memberId",
  addGroupGateway: "PUT /multicast-groups/:id/gateways/:memberId",
  removeGroupGateway: "DELETE /multicast-groups/:id/gateways/:memberId",
  listGroupQueue: "GET /multicast-groups/:id/queue",
  enqueueToGroup: "POST /multicast-groups/:id/queue",
  flushGroupQueue: "DELETE /multicast-groups/:id/queue",

  listGateways: "GET /gateways",
  createGateway: "POST /gateways",
  getGateway: "GET /gateways/:id",
  updateGateway: "PATCH /gateways/:id",
  deleteGateway: "DELETE /gateways/:id",
  getGatewayAirtime: "GET /gateways/:id/airtime",
  getGatewayHours: "GET /gateways/:id/hours",
  runGatewayCommand: "POST /gateways/:id/commands",
  listGatewayCredentials: "GET /gateways/:id/credentials",
  createGatewayToken: "POST /gateways/:id/tokens",
  createGatewayCertificate: "POST /gateways/:id/certificates",
  revokeGatewayCredential: "DELETE /gateways/:id/credentials/:credentialId",
  setGatewayLtsKey: "PUT /gateways/:id/lts-key",
  deleteGatewayLtsKey: "DELETE /gateways/:id/lts-key",
  getGatewayAuthority: "GET /gateway-authority",

  getRegions: "GET /regions",

  requestSnippet: "POST /gateways/:id/snippets",
  listSnippets: "GET /gateways/:id/snippets",
  getSnippet: "GET /gateways/:id/snippets/:snippetId",
  deliverSnippet: "PUT /gateways/:id/snippets/:snippetId",
  getSpectrum: "GET /gateways/:id/spectrum",
  deliverSpectrum: "PUT /gateways/:id/spectrum",
  getSdrRequests: "GET /gateways/:id/sdr-requests",

  listUplinks: "GET /uplinks",
  listJoins: "GET /joins",
  listEvents: "GET /events",
  listAudit: "GET /audit",
  getFrame: "GET /devices/:id/frames/:frameId",
  getOverview: "GET /overview",

  listAlarms: "GET /alarms",
  getAlarm: "GET /alarms/:id",
  acknowledgeAlarm: "POST /alarms/:id/acknowledge",
  snoozeAlarm: "POST /alarms/:id/snooze",
  clearAlarm: "POST /alarms/:id/clear",

  listAlarmRules: "GET /alarm-rules",
  createAlarmRule: "POST /alarm-rules",
  getAlarmRule: "GET /alarm-rules/:id",
  updateAlarmRule: "PATCH /alarm-rules/:id",
  deleteAlarmRule: "DELETE /alarm-rules/:id",

  listSeries: "GET /devices/:id/series",
  getMeasurements: "GET /devices/:id/measurements",
  listReprocessing: "GET /reprocessing",
  startReprocessing: "POST /reprocessing",
  getReprocessing: "GET /reprocessing/:id",
  cancelReprocessing: "DELETE /reprocessing/:id",

  listApiKeys: "GET /api-keys",
  createApiKey: "POST /api-keys",
  deleteApiKey: "DELETE /api-keys/:id",

  listMqttCredentials: "GET /mqtt-credentials",
  createMqttCredential: "POST /mqtt-credentials",
  deleteMqttCredential: "DELETE /mqtt-credentials/:id",

  listIntegrations: "GET /integrations",
  createIntegration: "POST /integrations",
  getIntegration: "GET /integrations/:id",
  updateIntegration: "PATCH /integrations/:id",
  deleteIntegration: "DELETE /integrations/:id",
  listDeadLetters: "GET /integrations/:id/dead-letters",
  replayDeadLetters: "POST /integrations/:id/dead-letters/replay",

  listConnectorKinds: "GET /connector-kinds",
  listConnectors: "GET /connectors",
  createConnector: "POST /connectors",
  getConnector: "GET /connectors/:id",
  updateConnector: "PATCH /connectors/:id",
  deleteConnector: "DELETE /connectors/:id",
  renewConnectorToken: "POST /connectors/:id/token",
  startBackfill: "POST /connectors/:id/backfill",

  listEnrichmentKinds: "GET /enrichment-kinds",
  listEnrichmentSources: "GET /enrichment-sources",
  createEnrichmentSource: "POST /enrichment-sources",
  getEnrichmentSource: "GET /enrichment-sources/:id",
  updateEnrichmentSource: "PATCH /enrichment-sources/:id",
  deleteEnrichmentSource: "DELETE /enrichment-sources/:id",

  listDemoAttacks: "GET /demo/attacks",
  startDemoAttack: "POST /demo/attacks",
  stopDemoAttack: "DELETE /demo/attacks/:id",
  listAssessments: "GET /assessments",
  getDeviceTrust: "GET /devices/:id/trust",
  getGatewayTrust: "GET /gateways/:id/trust",
  getTrustLabels: "GET /devices/:id/trust/labels",
  addTrustLabel: "POST /devices/:id/trust/labels",
  enrolGatewayAnew: "POST /gateways/:id/trust/enrol",
  getTrustPolicy: "GET /applications/:id/trust-policy",
  setTrustPolicy: "PUT /applications/:id/trust-policy",
  getHopping: "GET /devices/:id/trust/hopping",
  enrolHopping: "PUT /devices/:id/trust/hopping",
  endHopping: "DELETE /devices/:id/trust/hopping",

  listUsers: "GET /users",
  createUser: "POST /users",
  getUser: "GET /users/:id",
  updateUser: "PATCH /users/:id",
  deleteUser: "DELETE /users/:id",
} as const satisfies Readonly<Record<string, `${Method} /${string}`>>;

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
export type RouteName = keyof typeof ROUTES;

export const API_PREFIX = "/api/v1";
/** The operator's own base map, as PMTiles; 404 where there is none. */
export const MAP_TILES_PATH = "/map/tiles.pmtiles";
/** The live events as server-sent events; see `LoratsClient.stream`. */
export const STREAM_PATH = "/events/stream";
/** The same over a WebSocket. */
export const SOCKET_PATH = "/events/socket";

/** Sign-in with an OpenID Connect provider: `…/start` for browsers to go to, `…/callback` to come back to. */
export const OIDC_PATH = "/auth/oidc/:provider";

/** Where the other side of a connector calls, by POST, PUT or GET; more path may follow. */
export const INBOUND_PATH = "/connectors/:id/inbound";

/** `GET /devices/:id` → method and path. */
export function routeOf(name: RouteName): { readonly method: Method; readonly path: string } {
  const [method, path] = ROUTES[name].split(" ") as [Method, string];
  return { method, path };
}
