import type {
  ApplicationId,
  Clock,
  DeviceId,
  DeviceProfileId,
  Eui64,
  GatewayId,
  MulticastGroupId,
  TenantId,
} from "@lorats/base";
import type {
  Application,
  Device,
  DeviceCollection,
  DeviceProfile,
  Gateway,
  GatewayCollection,
  GatewaySeen,
  Location,
  MulticastGroup,
  Registry,
  RegistryChange,
  Tenant,
} from "@lorats/network";
import { chunks } from "./chunks.ts";
import { SqlCollection } from "./registry-collection.ts";
import {
  APPLICATIONS,
  DEVICES,
  DEVICE_PROFILES,
  GATEWAYS,
  MULTICAST_GROUPS,
  TENANTS,
} from "./registry-kinds.ts";
import type { SqlDatabase } from "./sql-database.ts";
import type { Tables } from "./tables.ts";

class SqlDevices extends SqlCollection<DeviceId, Device> implements DeviceCollection {
  async move(device: Device): Promise<Device> {
    return (await this.change([device], true))[0]!;
  }

  async byEui(devEuis: readonly Eui64[]): Promise<ReadonlyMap<Eui64, readonly Device[]>> {
    return Map.groupBy(await this.where("eui", devEuis), ({ devEui }) => devEui);
  }
}

class SqlGateways extends SqlCollection<GatewayId, Gateway> implements GatewayCollection {
  async byEui(euis: readonly Eui64[]): Promise<ReadonlyMap<Eui64, Gateway>> {
    const found = await this.where("eui", euis);
    return new Map(found.map((gateway) => [gateway.eui, gateway]));
  }

  async seen(reports: readonly GatewaySeen[]): Promise<void> {
    const { build } = this.db;
    const upserts = reports.map(({ gatewayId, lastSeenAt, reportedLocation }) => {
      const location = reportedLocation ? JSON.stringify(reportedLocation) : null;
      const known = build
        .selectFrom("gateways")
        .where("id", "=", gatewayId)
        .select((expression) => [
          "id",
          expression.val(lastSeenAt).as("last_seen_at"),
          expression.val(location).as("reported_location"),
        ]);
      return build
        .insertInto("gateways_seen")
        .columns(["gateway_id", "last_seen_at", "reported_location"])
        .expression(known)
        .onConflict((conflict) =>
          conflict
            .column("gateway_id")
            .doUpdateSet((expression) => ({
              last_seen_at: expression.ref("excluded.last_seen_at"),
              reported_location: expression.fn.coalesce(
                "excluded.reported_location",
                "gateways_seen.reported_location",
              ),
            }))
            .whereRef("gateways_seen.last_seen_at", "<=", "excluded.last_seen_at"),
        )
        .compile();
    });
    await this.db.write(upserts);
  }

  async lastSeen(ids: readonly GatewayId[]): Promise<ReadonlyMap<GatewayId, GatewaySeen>> {
    const { build } = this.db;
    const queries = chunks(ids).map((some) =>
      build.selectFrom("gateways_seen").selectAll().where("gateway_id", "in", some).compile(),
    );
    const seen = (await this.db.read(queries)).flat().map(seenFromRow);
    return new Map(seen.map((one) => [one.gatewayId, one]));
  }
}

function seenFromRow(row: Tables["gateways_seen"]): GatewaySeen {
  const location = row.reported_location;
  return {
    gatewayId: row.gateway_id as GatewayId,
    lastSeenAt: row.last_seen_at,
    ...(location !== null && { reportedLocation: JSON.parse(location) as Location }),
  };
}

/** The registry in SQL tables. */
export class SqlRegistry implements Registry {
  readonly tenants: SqlCollection<TenantId, Tenant>;
  readonly applications: SqlCollection<ApplicationId, Application>;
  readonly deviceProfiles: SqlCollection<DeviceProfileId, DeviceProfile>;
  readonly devices: DeviceCollection;
  readonly gateways: GatewayCollection;
  readonly multicastGroups: SqlCollection<MulticastGroupId, MulticastGroup>;
  readonly #listeners = new Set<(change: RegistryChange) => void>();

  constructor(db: SqlDatabase, clock: Clock) {
    const notify = (change: RegistryChange): void => {
      for (const listener of this.#listeners) listener(change);
    };
    this.tenants = new SqlCollection(db, TENANTS, clock, notify);
    this.applications = new SqlCollection(db, APPLICATIONS, clock, notify);
    this.deviceProfiles = new SqlCollection(db, DEVICE_PROFILES, clock, notify);
    this.devices = new SqlDevices(db, DEVICES, clock, notify);
    this.gateways = new SqlGateways(db, GATEWAYS, clock, notify);
    this.multicastGroups = new SqlCollection(db, MULTICAST_GROUPS, clock, notify);
  }

  subscribe(listener: (change: RegistryChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
