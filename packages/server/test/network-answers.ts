import { OracleDevice } from "../../network/test/support/oracle-device.ts";
import { type Population, uplinkFreqHz } from "../../network/test/support/load.ts";
import { LoadedServer, quantile, type Usage } from "./support/loaded-server.ts";
import { Masts, type Told } from "./support/masts.ts";

/** Where gateways may send as much as one transmitter can, and frames are short. */
const REGION = "US915";
/** Each hears a thirtieth of the devices. */
const MASTS = 90;
const POPULATION = { devices: 1000, gateways: MASTS, perAddress: 1, region: REGION } as const;

interface Scene {
  readonly server: LoadedServer;
  readonly masts: Masts;
  readonly told: Told[];
}

async function open(
  population: Population,
  onTold: (told: Told) => void = () => {},
): Promise<Scene> {
  const server = await LoadedServer.open(population);
  const told: Told[] = [];
  const euis = server.contents.gateways.map(({ eui }) => eui);
  const note = (one: Told): void => {
    told.push(one);
    onTold(one);
  };
  const masts = await Masts.open(euis, server.udpPort, uplinkFreqHz(population) / 1e6, note);
  await pause(500);
  return { server, masts, told };
}

async function close({ server, masts }: Scene): Promise<void> {
  masts.close();
  await server.close();
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Calls once for each of `count`, at a steady rate. */
async function paced(count: number, perSecond: number, call: (n: number) => void): Promise<void> {
  const started = performance.now();
  for (let n = 0; n < count;) {
    const due = Math.min(count, ((performance.now() - started) / 1000) * perSecond);
    while (n < due) call(n++);
    await pause(1);
  }
}

function spent(before: Usage, after: Usage): { readonly mainS: number; readonly waited: string } {
  const waitedS = after.mainWaitedS - before.mainWaitedS;
  const mainS = after.mainS - before.mainS;
  return {
    mainS,
    waited: `${waitedS.toFixed(1)} s for a processor beside ${mainS.toFixed(1)} s on one`,
  };
}

function margins(told: readonly Told[]): string {
  const ms = told.map(({ marginMs }) => marginMs);
  return `${quantile(ms, 0)} / ${quantile(ms, 0.01)} / ${quantile(ms, 0.5)} ms before the window (least, 1 %, median)`;
}

function tooLate(told: readonly Told[]): string {
  const late = told.filter(({ verdict }) => verdict === "TOO_LATE").length;
  const collided = told.filter(({ verdict }) => verdict === "COLLISION_PACKET").length;
  return `${late} too late, ${collided} colliding`;
}

/** Every uplink is confirmed, heard by three gateways, and to be acknowledged in a window of its device. */
export async function acknowledgements(perSecond: number, seconds: number): Promise<void> {
  const scene = await open(POPULATION);
  const { server, masts, told } = scene;
  const { radios } = server.contents;
  const frames = Array.from({ length: perSecond * (seconds + 5) }, (_, n) => {
    const at = (n * 31) % radios.length;
    return { at, phyPayload: radios[at]!.frame({ confirmed: true }) };
  });
  const counters = new Map<string, number>();
  const push = ({ at, phyPayload }: (typeof frames)[number]): void => {
    counters.set(radios[at]!.devAddr, masts.push(phyPayload, at));
  };
  const warmUp = frames.splice(0, 5 * perSecond);
  await paced(warmUp.length, perSecond, (n) => push(warmUp[n]!));
  await pause(2500);
  told.length = 0;
  const before = server.usage();
  await paced(frames.length, perSecond, (n) => push(frames[n]!));
  await pause(2500);
  const { waited } = spent(before, server.usage());
  const sent = told.filter(({ verdict }) => verdict === "NONE");
  const inRx1 = sent.filter(({ phyPayload, tmst }) => {
    const devAddr = Buffer.from(phyPayload.subarray(1, 5)).reverse().toString("hex");
    return ((tmst - counters.get(devAddr)!) | 0) <= 1_000_000;
  });
  console.log(
    `acknowledgements, ${perSecond} confirmed uplinks/s: of ${frames.length} ${sent.length} acknowledged, ${inRx1.length} in RX1; ` +
      `${tooLate(told)}; ${margins(told)}; the main thread waited ${waited}`,
  );
  await close(scene);
}

const JOIN_ACCEPT = 0x20;
/** After both windows, as devices do: at random, and longer each time. */
const RETRY_MS = [7000, 15_000];

/** All devices of a town join within seconds, and try again until they have heard an answer that is for them. */
export async function joinStorm(devices: number, seconds: number): Promise<void> {
  const joined = new Map<OracleDevice, number>();
  const asked = new Map<number, OracleDevice>();
  const scene = await open({ ...POPULATION, devices: 1, joining: devices }, (told) => {
    if (told.phyPayload[0] !== JOIN_ACCEPT || told.verdict !== "NONE") return;
    // The answer is as many seconds after the request as its window: nothing else tells whose it is.
    for (const delayUs of [5_000_000, 6_000_000]) {
      const device = asked.get((told.tmst - delayUs) >>> 0);
      if (device && !joined.has(device) && device.acceptJoin(told.phyPayload)) {
        joined.set(device, attempts.get(device)!);
      }
    }
  });
  const { server, masts, told } = scene;
  const attempts = new Map<OracleDevice, number>();
  const all = server.contents.joiners.map(
    ({ devEui, joinEui, appKey }) =>
      new OracleDevice(devEui, joinEui, Buffer.from(appKey).toString("hex")),
  );
  const requests = new Map(all.map((device) => [device, device.joinRequest()]));
  const ask = (device: OracleDevice, at: number): void => {
    attempts.set(device, (attempts.get(device) ?? 0) + 1);
    asked.set(masts.push(requests.get(device)!, at), device);
  };
  const before = server.usage();
  await paced(devices, devices / seconds, (n) => ask(all[n]!, n * 7));
  for (const retryMs of RETRY_MS) {
    await pause(retryMs);
    const left = all.filter((device) => !joined.has(device));
    if (left.length === 0) break;
    for (const device of left) requests.set(device, device.joinRequest());
    await paced(left.length, devices / seconds, (n) => ask(left[n]!, n * 7));
  }
  if (joined.size < devices) await pause(7000);
  const { mainS, waited } = spent(before, server.usage());
  const first = [...joined.values()].filter((attempt) => attempt === 1).length;
  const accepts = told.filter(({ phyPayload }) => phyPayload[0] === JOIN_ACCEPT);
  console.log(
    `join storm, ${devices} devices within ${seconds} s: ${joined.size} joined, ${first} with their first request; ` +
      `${Math.round(joined.size / mainS)} joins a second of the main thread; ${accepts.length} join-accepts, ${tooLate(told)}; ` +
      `${margins(accepts)}; the main thread waited ${waited}`,
  );
  await close(scene);
}
