import { CallerError, errorLine, SeededRandom, type Clock, type Eui64 } from "@lorats/base";
import { nodeAes } from "@lorats/base/node";
import { AesKey, Ciphers } from "@lorats/lorawan";
import { AttackRig } from "./attack/attack-rig.ts";
import { AttackDesk } from "./attack/attack-desk.ts";
import { ControlServer } from "./attack/control-server.ts";
import { Air } from "./air/air.ts";
import type { Place } from "./air/geometry.ts";
import { shuttle } from "./air/motion.ts";
import { onGlobe, type GeoPoint } from "./air/origin.ts";
import { propagation } from "./air/propagation.ts";
import { Crystal, type CrystalModel } from "./crystal.ts";
import type { DeviceState } from "./device/device-state.ts";
import { Flash } from "./device/flash.ts";
import { centreHz, radioPlan, type RadioPlan } from "./device/region.ts";
import { SENSORS } from "./device/sensors.ts";
import { VirtualDevice } from "./device/virtual-device.ts";
import { Concentrator } from "./forwarder/concentrator.ts";
import { BasicsStation } from "./forwarder/basics-station.ts";
import { FrameSdr } from "./forwarder/frame-sdr.ts";
import { LtsSource } from "./forwarder/lts-source.ts";
import type { Forwarder } from "./forwarder/forwarder.ts";
import { PacketForwarder } from "./forwarder/packet-forwarder.ts";
import { RtlTcpServer } from "./iq/rtl-tcp-server.ts";
import { SdrReceiver } from "./iq/sdr-receiver.ts";
import { SdrStation } from "./iq/sdr-station.ts";
import { WaveformRecorder } from "./iq/waveform-recorder.ts";
import type { RootKeys } from "./root-keys.ts";
import type { Scenario, SdrFidelity } from "./scenario.ts";
import { TruthRecorder } from "./truth/truth-recorder.ts";

export interface WorldOptions {
  readonly scenario: Scenario;
  readonly clock: Clock;
  /** Folder of the devices' flash memories and of the truth. */
  readonly folder: string;
  /** By DevEUI. */
  readonly rootKeys: ReadonlyMap<Eui64, RootKeys>;
  readonly server: {
    readonly host: string;
    readonly udpPort: number;
    /** Where the forwarders of gateways with an SDR send instead: to the LoRaTS gateway beside them. */
    readonly sdrUdpPort?: number | undefined;
    /** Where gateways that speak Basics Station find it, and the token of each by its EUI. */
    readonly station?: { readonly uri: string; readonly tokens: ReadonlyMap<Eui64, string> };
  };
  readonly sdrs: SdrFidelity;
  /** With it gateways vouch for what their SDRs report at frame level; hexadecimal. */
  readonly ltsKey?: string | undefined;
  /** Where the first SDR listens, and the others after it; absent: where the scenario says. */
  readonly sdrPort?: number;
  /** Where attacks are controlled from, on the loopback. */
  readonly control?: { readonly port: number; readonly token: string };
  /** Keys of secret schedules that are no session's, by DevEUI. */
  readonly scheduleKeys?: ReadonlyMap<Eui64, AesKey>;
  /** Told of every session that begins. */
  readonly onJoined?: (devEui: Eui64) => void;
  /** Takes a line when something outside is wrong that does not end the world: a full disk. */
  readonly warn?: (line: string) => void;
}

const INDOOR_C = 22;
/** How well a LoRaTS gateway holds its sample clock, by its time source: assumptions for the frame level. */
const GPS_CLOCK_SD_NS = 200;
const NTP_CLOCK_SD_NS = 2_000_000;

interface ServedSdr {
  readonly gateway: string;
  readonly port: number;
  readonly server: RtlTcpServer;
}

/** Devices, gateways and the air between them, running in real time. */
export class World {
  readonly devices: readonly VirtualDevice[];
  readonly forwarders: readonly Forwarder[];
  sdrs: readonly ServedSdr[] = [];
  readonly attacks: AttackDesk;
  /** Port of the attack control, once it runs. */
  controlPort: number | undefined;
  #control: ControlServer | undefined;
  readonly #options: WorldOptions;
  readonly #plan: RadioPlan;
  readonly #random: SeededRandom;
  readonly #air: Air;
  readonly #truth: TruthRecorder;
  readonly #gateways = new Map<string, Concentrator>();

  constructor(options: WorldOptions) {
    const { scenario, clock, folder, rootKeys, server } = options;
    const random = new SeededRandom(scenario.seed);
    const air = new Air(clock, random.fork(1), {
      ...scenario.air,
      propagation: propagation(scenario.air.propagation),
    });
    const ciphers = new Ciphers(nodeAes);
    const plan = radioPlan(scenario.region, scenario.subBand);
    this.#plan = plan;
    this.#options = options;
    this.#random = random;
    this.#air = air;
    const failed = once((error: Error) => options.warn?.(errorLine(error)));
    this.#truth = new TruthRecorder(folder, clock, failed);
    air.listen(this.#truth);
    this.forwarders = scenario.gateways.map((gateway, n) => {
      const settings = {
        ...gateway,
        ...onGlobe(scenario.origin, gateway.place),
        id: gateway.eui,
        plan,
        sendsBeacons: gateway.beacons,
      };
      const concentrator = new Concentrator(settings, clock, random.fork(100 + n), air);
      this.#gateways.set(gateway.eui, concentrator);
      const lts = this.#ltsOf(gateway, concentrator, random.fork(500 + n));
      return forwarderOf({ ...settings, lts }, server, concentrator, clock, random.fork(200 + n));
    });
    this.devices = scenario.devices.map((device, n) => {
      const { appKey, nwkKey } = rootKeys.get(device.devEui)!;
      const identity = {
        devEui: device.devEui,
        joinEui: device.joinEui,
        appKey: AesKey.fromHex(appKey),
        plan,
        drawsDevNonces: ["1.0.2", "1.0.3"].includes(device.macVersion),
        nwkKey: nwkKey === undefined ? undefined : AesKey.fromHex(nwkKey),
      };
      const virtual = {
        ...device,
        identity,
        sensor: SENSORS[device.sensor],
        motion: device.motion && shuttle(device.place, device.motion),
        scheduleKey: options.scheduleKeys?.get(device.devEui),
      };
      return new VirtualDevice(virtual, {
        clock,
        air,
        ciphers,
        random: random.fork(1000 + n),
        crystal: new Crystal(device.crystal, random.fork(2000 + n)),
        flash: new Flash<DeviceState>(folder, `device-${device.devEui}`, failed),
        truth: this.#truth.devices,
        onJoined: () => options.onJoined?.(device.devEui),
      });
    });
    this.attacks = new AttackDesk(clock);
    scenario.attackers.forEach((attacker, n) => {
      const { name, eavesdropper, collider, helpers } = attacker;
      const place = (radio: { place: Place }) => onGlobe(scenario.origin, radio.place);
      this.attacks.add(this.#attacker(attacker, random.fork(400 + n)), {
        name,
        eavesdropper: place(eavesdropper),
        collider: place(collider),
        helpers: helpers.map(place),
      });
    });
  }

  /** A gateway's SDR at frame level. */
  #ltsOf(
    { sdr, eui, place, hasGps }: Scenario["gateways"][number],
    concentrator: Concentrator,
    random: SeededRandom,
  ): LtsSource | undefined {
    const { sdrs, clock, ltsKey } = this.#options;
    if (!sdr || sdrs !== "frames") return undefined;
    const clockSdNs = hasGps ? GPS_CLOCK_SD_NS : NTP_CLOCK_SD_NS;
    const { crystalPpm } = sdr;
    const lie = () => concentrator.lie;
    const options = { id: eui, place, crystalPpm, centreHz: centreHz(this.#plan), clockSdNs, lie };
    const frameSdr = new FrameSdr(options, clock, random, this.#air);
    return new LtsSource(frameSdr, ltsKey, hasGps ? "gps" : "ntp");
  }

  /** Attackers record samples only where somebody will listen to samples. */
  #attacker(settings: Scenario["attackers"][number], random: SeededRandom): AttackRig {
    const { clock, sdrs } = this.#options;
    const { name, eavesdropper, collider, helpers, sharesOscillator } = settings;
    const withOscillator = <T extends { readonly crystal: CrystalModel }>(
      radio: T,
      n: number,
    ): T & { oscillator: (atNs: bigint) => number } => {
      const made = new Crystal(radio.crystal, random.fork(n));
      return { ...radio, oscillator: (atNs) => made.ppm(atNs, INDOOR_C) };
    };
    const ear = withOscillator(eavesdropper, 0);
    const recorder = new WaveformRecorder(
      `attacker:${name}`,
      eavesdropper.place,
      ear.oscillator,
      random.fork(2),
    );
    const isIq = sdrs === "iq";
    if (isIq) this.#air.listen(recorder);
    return new AttackRig(
      {
        name,
        eavesdropper: ear,
        collider: sharesOscillator
          ? { ...collider, oscillator: ear.oscillator }
          : withOscillator(collider, 1),
        helpers: helpers.map((helper, n) => withOscillator(helper, 10 + n)),
      },
      {
        clock,
        air: this.#air,
        random: random.fork(3),
        truth: this.#truth.attacks,
        gateways: this.#gateways,
        onStep: (id, step) => this.attacks.note(id, step),
        ...(isIq && { recorder }),
      },
    );
  }

  /** @throws {UnavailableError} `WORLD_PORT_TAKEN` */
  async start(): Promise<void> {
    const { sdrs, scenario, control } = this.#options;
    if (sdrs === "iq") await this.#serveSdrs();
    if (control && scenario.attackers.length > 0) {
      this.#control = new ControlServer(this.attacks, control.token);
      this.controlPort = await this.#control.listen(control.port);
    }
    for (const { name, attacks } of scenario.attackers) {
      for (const plan of attacks) this.attacks.start(name, plan);
    }
    for (const forwarder of this.forwarders) forwarder.start();
    for (const device of this.devices) device.start();
  }

  async stop(): Promise<void> {
    for (const device of this.devices) device.stop();
    for (const forwarder of this.forwarders) forwarder.stop();
    for (const { server } of this.sdrs) server.close();
    this.#control?.close();
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

/** @throws {CallerError} `WORLD_NO_STATION_URI` */
function forwarderOf(
  gateway: Scenario["gateways"][number] &
    GeoPoint & { readonly plan: RadioPlan; readonly lts: LtsSource | undefined },
  server: WorldOptions["server"],
  concentrator: Concentrator,
  clock: Clock,
  random: SeededRandom,
): Forwarder {
  if (gateway.backhaul === "station") {
    const { station } = server;
    if (!station) {
      const message = `gateway ${gateway.name} speaks Basics Station: LORATS_STATION_URI must say where`;
      throw new CallerError("WORLD_NO_STATION_URI", message);
    }
    const { uri, tokens } = station;
    const options = { ...gateway, server: { uri, token: tokens.get(gateway.eui) } };
    return new BasicsStation(options, concentrator, clock, 1 + (random.uint32() % 127));
  }
  const port = (gateway.sdr && server.sdrUdpPort) || server.udpPort;
  const options = { ...gateway, server: { host: server.host, port } };
  return new PacketForwarder(options, concentrator, clock, random);
}

/** A full disk fails every write: one line says it. */
function once(tell: (error: Error) => void): (error: Error) => void {
  let told = false;
  return (error) => {
    if (!told) tell(error);
    told = true;
  };
}
