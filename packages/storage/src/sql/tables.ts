import type { Generated } from "kysely";

/** Columns of a thing of the registry. Everything but versions and times stands in `body` as JSON. */
interface EntityRow {
  id: string;
  /** Lower-case texts that a search looks into, one a line. */
  search: string;
  body: string;
  version: bigint;
  created_at: bigint;
  updated_at: bigint;
}

interface OwnedRow extends EntityRow {
  tenant_id: string;
}

export interface SessionTable {
  device_id: string;
  tenant_id: string;
  dev_addr_1: string | null;
  dev_addr_2: string | null;
  version: bigint;
  position: string;
  state: Uint8Array;
}

export interface DownlinkQueueTable {
  id: string;
  tenant_id: string;
  device_id: string;
  f_port: bigint;
  payload: Uint8Array;
  confirmed: bigint;
  created_at: bigint;
  expires_at: bigint | null;
  attempts_left: bigint;
  pending_f_cnt: bigint | null;
  pending_until: bigint | null;
}

export interface ApiKeyTable {
  id: string;
  tenant_id: string | null;
  hash: Uint8Array;
  body: string;
  created_at: bigint;
  expires_at: bigint | null;
}

export interface MqttCredentialTable {
  id: string;
  tenant_id: string;
  username: string;
  hash: Uint8Array;
  body: string;
  created_at: bigint;
  expires_at: bigint | null;
}

export interface GatewayCredentialTable {
  id: string;
  tenant_id: string;
  gateway_id: string;
  hash: Uint8Array;
  body: string;
  created_at: bigint;
  expires_at: bigint | null;
  revoked_at: bigint | null;
}

export interface TrustStateTable {
  kind: string;
  id: string;
  tenant_id: string;
  state: Uint8Array;
  due_at_ms: bigint | null;
}

/** What the queries know of the schema, whichever engine holds it. Integers are 64 bits wide. */
export interface Tables {
  tenants: EntityRow;
  applications: OwnedRow;
  device_profiles: OwnedRow;
  devices: OwnedRow & { application_id: string; profile_id: string; eui: string };
  gateways: OwnedRow & { eui: string };
  multicast_groups: OwnedRow & { application_id: string };
  gateways_seen: { gateway_id: string; last_seen_at: bigint; reported_location: string | null };
  sessions: SessionTable;
  checkpoints: { name: string; position: string };
  downlink_queue: DownlinkQueueTable & { number: Generated<bigint> };
  users: { id: string; email: string; body: string; version: bigint; created_at: bigint };
  memberships: { tenant_id: string; user_id: string };
  user_identities: { issuer: string; subject: string; user_id: string };
  api_keys: ApiKeyTable;
  mqtt_credentials: MqttCredentialTable;
  gateway_credentials: GatewayCredentialTable;
  web_sessions: { hash: Uint8Array; user_id: string; created_at: bigint; expires_at: bigint };
  idempotency_keys: {
    hash: Uint8Array;
    request: Uint8Array;
    expires_at: bigint;
    answer: Uint8Array | null;
  };
  sign_in_tokens: { hash: Uint8Array; user_id: string; expires_at: bigint };
  integrations: {
    id: string;
    tenant_id: string;
    body: string;
    version: bigint;
    created_at: bigint;
  };
  items: {
    kind: string;
    id: string;
    tenant_id: string;
    body: string;
    version: bigint;
    created_at: bigint;
  };
  alarms: {
    id: string;
    tenant_id: string;
    state: string;
    active: bigint;
    severity: string;
    code: string;
    subject_kind: string;
    subject_id: string;
    body: string;
  };
  trust_states: TrustStateTable;
  trust_settings: { kind: string; id: string; tenant_id: string; body: string };
  measurement_series: { id: Generated<bigint>; device_id: string; name: string };
  measurement_origins: {
    id: Generated<bigint>;
    tenant_id: string;
    application_id: string;
    made_by: string;
  };
  measurement_frames: {
    number: bigint;
    frame: string;
    time: bigint;
    /** `series:value,…`, or only the series where an older release kept it. */
    said: string;
    origin_id: bigint;
  };
  measurement_points: { series_id: bigint; time: bigint; frame_number: bigint; value: number };
  measurement_rollups: {
    series_id: bigint;
    /** 1 or 24. */
    hours: bigint;
    start: bigint;
    count: bigint;
    low: number;
    high: number;
    total: number;
  };
  mqtt_records: { kind: string; owner: string; key: string; number: bigint; body: string };
  usage_hours: {
    tenant_id: string;
    subject: string;
    hour: bigint;
    calls: bigint;
    refusals: bigint;
    events_out: bigint;
    bytes: bigint;
    events_in: bigint;
    stored: bigint;
  };
  publisher_cursors: { follower: string; cursor: string };
  keys: { id: string; tenant_id: string; kind: string; wrapped: Uint8Array };
  key_encryption_check: { id: bigint; wrapped: Uint8Array };
}
