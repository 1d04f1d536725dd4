import { SeededRandom, type Clock, type Eui64 } from "@lorats/base";
import { nodeAes } from "@lorats/base/node";
import { AesKey, Ciphers } from "@lorats/lorawan";
import { Air } from "./air/air.ts";
import { onGlobe } from "./air/origin.ts";
import { propagation } from "./air/propagation.ts";
import { Crystal } from "./crystal.ts";
import type { DeviceState } from "./device/device-state.ts";
import { Flash } from "./device/flash.ts";
import { SENSORS } from "./device/sensors.ts";
import { VirtualDevice } from "./device/virtual-device.ts";
import { PacketForwarder } from "./forwarder/packet-forwarder.ts";
import { RtlTcpServer } from "./iq/rtl-tcp-server.ts";
import { SdrReceiver } from "./iq/sdr-receiver.ts";
import { SdrStation } from "./iq/sdr-station.ts";
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
  readonly serveSdr: boolean;
  /** Where the first SDR listens, and the others after it; absent: where the scenario says. */
  readonly sdrPort?: number;
}

interface ServedSdr {
  readonly gateway: string;
  readonly port: number;
  readonly server: RtlTcpServer;
}

/** Devices, gateways and the air between them, running in real time. */
export class World {
  readonly devices: readonly VirtualDevice[];
  readonly forwarders: readonly PacketForwarder[];
  sdrs: readonly ServedSdr[] = [];
  readonly #options: WorldOptions;
  readonly #random: SeededRandom;
  readonly #air: Air;
  readonly #truth: TruthRecorder;

  constructor(options: WorldOptions) {
    const { scenario, clock, folder, appKeys, server } = options;
    const random = new SeededRandom(scenario.seed);
    const air = new Air(clock, random.fork(1), {
      ...scenario.air,
      propagation: propagation(scenario.air.propagation),
    });
    const ciphers = new Ciphers(nodeAes);
    this.#options = options;
    this.#random = random;
    this.#air = air;
    this.#truth = new TruthRecorder(folder, clock);
    air.listen(this.#truth);
    this.forwarders = scenario.gateways.map((gateway, n) => {
      const forwarder = {
        ...gateway,
        ...onGlobe(scenario.origin, gateway.place),
        server: { host: server.host, port: server.udpPort },
      };
      return new PacketForwarder(forwarder, clock, random.fork(100 + n), air);
    });
    this.devices = scenario.devices.map((device, n) => {
      const appKey = AesKey.fromHex(appKeys.get(device.devEui)!);
      const identity = { devEui: device.devEui, joinEui: device.joinEui, appKey };
      const virtual = { ...device, identity, sensor: SENSORS[device.sensor] };
      return new VirtualDevice(virtual, {
        clock,
        air,
        ciphers,
        random: random.fork(1000 + n),
        crystal: new Crystal(device.crystal, random.fork(2000 + n)),
        flash: new Flash<DeviceState>(folder, `device-${device.devEui}`),
      });
    });
  }

  /** @throws {UnavailableError} `WORLD_PORT_TAKEN` */
  async start(): Promise<void> {
    if (this.#options.serveSdr) await this.#serveSdrs();
    for (const forwarder of this.forwarders) forwarder.start();
    for (const device of this.devices) device.start();
  }

  async stop(): Promise<void> {
    for (const device of this.devices) device.stop();
    for (const forwarder of this.forwarders) forwarder.stop();
    for (const { server } of this.sdrs) server.close();
    await this.#truth.close();
  }

  async #serveSdrs(): Promise<void> {
    const { scenario, clock, sdrPort } = this.#options;
    const served: ServedSdr[] = [];
    for (const { name, eui, place, sdr } of scenario.gateways) {
      if (!sdr) continue;
      const random = this.#random.fork(300 + served.length);
      const receiver = new SdrReceiver(() => sdr.crystalPpm, random.fork(1));
      const parts = { sdr: receiver, clock, random: random.fork(2), truth: this.#truth.iq };
      const station = new SdrStation({ id: eui, place }, parts);
      this.#air.listen(station);
      const asked = sdrPort ? sdrPort + served.length : (sdrPort ?? sdr.port);
      const server = new RtlTcpServer({ host: "127.0.0.1", port: asked }, clock, station);
      served.push({ gateway: name, port: await server.listen(), server });
    }
    this.sdrs = served;
  }
}
