import { errorLine, type LoratsError, type TenantId } from "@lorats/base";
import { recordChange } from "../audit.ts";
import { GatewayAlarms } from "../doors/common/alarms.ts";
import { CredentialCheck } from "../doors/common/credential-check.ts";
import { DoorMetrics } from "../doors/common/door-metrics.ts";
import type { BrokerSlot, DoorParts, GatewayDoor } from "../doors/common/door.ts";
import { KnownGateways } from "../doors/common/known-gateways.ts";
import { LtsKeys } from "../doors/common/lts-keys.ts";
import { Porter } from "../doors/common/porter.ts";
import type { TlsIdentity } from "../doors/common/tls-identity.ts";
import { Doors } from "../doors/doors.ts";
import { DOORS } from "../doors/registry.ts";
import { CredentialWatch } from "../pki/credential-watch.ts";
import { openHttpIdentity, openServerIdentity } from "../pki/server-identity.ts";
import type { ServerLog } from "../logger.ts";
import type { Services } from "../services.ts";
import type { Undo } from "./undo.ts";
import { regionSettings } from "../config/region-settings.ts";

export interface BoundDoors {
  readonly doors: Doors;
  readonly ltsKeys: LtsKeys;
  readonly broker: BrokerSlot;
  readonly tlsIdentity: () => Promise<TlsIdentity>;
  /** The certificate towards browsers and users of the API; absent where they come without TLS. */
  readonly httpIdentity: TlsIdentity | undefined;
}

/** Takes the ports for gateways. Nothing is read from them before the network server is ready. */
export async function bindDoors(
  services: Services,
  homeTenant: TenantId,
  started: Undo[],
  { logger }: ServerLog,
): Promise<BoundDoors> {
  const { config, stores, clock, random, metrics } = services;
  const gateways = new KnownGateways({
    registry: stores.registry,
    clock,
    random,
    homeTenant,
    registered: async ({ id, tenantId, eui }) => {
      logger.info({ eui }, "a gateway registered itself");
      const after = { eui };
      await recordChange(services, { actor: "system", tenantId, kind: "gateway", id, after });
    },
  });
  started.push(() => gateways.close());
  const ltsKeys = new LtsKeys(stores.keys);
  const alarms = new GatewayAlarms({
    log: stores.log,
    clock,
    failed: (error) => logger.error({ error: errorLine(error) }, "an alarm could not be told"),
  });
  let identity: Promise<TlsIdentity> | undefined;
  const failed = (error: LoratsError): void =>
    logger.warn({ error: errorLine(error) }, "a new certificate was not taken");
  const identityParts = { config, authority: services.authority, clock, failed };
  const tlsIdentity = (): Promise<TlsIdentity> => {
    identity ??= openServerIdentity(identityParts).then((made) => {
      started.push(() => made.stop());
      return made;
    });
    return identity;
  };
  const forHttp = async (): Promise<TlsIdentity | undefined> => {
    if (!config["http.tls"]) return undefined;
    const own = openHttpIdentity(identityParts);
    if (own) started.push(() => own.stop());
    return own ?? (await tlsIdentity());
  };
  const broker: BrokerSlot = { endpoints: () => [] };
  const credentials = new CredentialCheck(stores.gatewayCredentials, clock);
  const watch = new CredentialWatch({
    store: stores.gatewayCredentials,
    clock,
    alarms,
    alarmDays: config["gateways.certificate_alarm_days"],
    failed: (error) => logger.error({ error: errorLine(error) }, "credentials were not looked at"),
  });
  watch.start();
  started.push(() => watch.stop());
  const doors: GatewayDoor[] = [];
  for (const kind of DOORS) {
    const parts: DoorParts = {
      config,
      clock,
      metrics: new DoorMetrics(metrics, kind.name),
      porter: new Porter({ gateways, clock, maxPerSecond: config[kind.maxPerSecondSetting] }),
      credentials,
      ltsKeys,
      regions: regionSettings(config["network.regions"]),
      tlsIdentity,
      broker,
      alarms,
      notice: (message, details) => logger.warn({ door: kind.name, ...details }, message),
    };
    const door = await kind.bind(parts);
    if (!door) continue;
    doors.push(door);
    started.push(() => door.stop());
  }
  return { doors: new Doors(doors), ltsKeys, broker, tlsIdentity, httpIdentity: await forHttp() };
}
