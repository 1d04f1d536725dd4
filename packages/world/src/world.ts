import { SeededRandom, type Clock, type Eui64 } from "@lorats/base";
import { nodeAes } from "@lorats/base/node";
import { AesKey, Ciphers } from "@lorats/lorawan";
import { Air } from "./air/air.ts";
import { onGlobe } from "./air/origin.ts";
import { Crystal } from "./crystal.ts";
import type { DeviceState } from "./device/device-state.ts";
import { Flash } from "./device/flash.ts";
import { SENSORS } from "./device/sensors.ts";
import { VirtualDevice } from "./device/virtual-device.ts";
import { PacketForwarder } from "./forwarder/packet-forwarder.ts";
import type { Scenario } from "./scenario.ts";
import { TruthRecorder } from "./truth.ts";

export interface WorldOptions {
  readonly scenario: Scenario;
  readonly clock: Clock;
  /** Folder of the devices' flash memories and of the truth. */
  readonly folder: string;
  /** Root keys by DevEUI, hexadecimal. */
  readonly appKeys: ReadonlyMap<Eui64, string>;
  readonly server: { readonly host: string; readonly udpPort: number };
}

/** Devices, gateways and the air between them, running in real time. */
export class World {
  readonly devices: readonly VirtualDevice[];
  readonly forwarders: readonly PacketForwarder[];
  readonly #truth: TruthRecorder;

  constructor({ scenario, clock, folder, appKeys, server }: WorldOptions) {
    const random = new SeededRandom(scenario.seed);
    const air = new Air(clock, random.fork(1), scenario.air);
    const ciphers = new Ciphers(nodeAes);
    this.#truth = new TruthRecorder(folder, clock);
    air.listen(this.#truth);
    this.forwarders = scenario.gateways.map((gateway, n) => {
      const options = {
        ...gateway,
        ...onGlobe(scenario.origin, gateway.place),
        server: { host: server.host, port: server.udpPort },
      };
      return new PacketForwarder(options, clock, random.fork(100 + n), air);
    });
    this.devices = scenario.devices.map((device, n) => {
      const appKey = AesKey.fromHex(appKeys.get(device.devEui)!);
      const identity = { devEui: device.devEui, joinEui: device.joinEui, appKey };
      const options = { ...device, identity, sensor: SENSORS[device.sensor] };
      return new VirtualDevice(options, {
        clock,
        air,
        ciphers,
        random: random.fork(1000 + n),
        crystal: new Crystal(device.crystal, random.fork(2000 + n)),
        flash: new Flash<DeviceState>(folder, `device-${device.devEui}`),
      });
    });
  }

  start(): void {
    for (const forwarder of this.forwarders) forwarder.start();
    for (const device of this.devices) device.start();
  }

  async stop(): Promise<void> {
    for (const device of this.devices) device.stop();
    for (const forwarder of this.forwarders) forwarder.stop();
    await this.#truth.close();
  }
}
