import { SeededRandom } from "@lorats/base";
import { loraAirtimeNs } from "../src/air/airtime.ts";
import type { Transmission } from "../src/air/transmission.ts";
import { City } from "../src/city/city.ts";
import type { CityOptions } from "../src/city/city-plan.ts";
import { frameArrival } from "../src/iq/frame-arrival.ts";
import { QUANTUM, SdrReceiver } from "../src/iq/sdr-receiver.ts";

const RATE = 2_400_000;

/** Seconds of processor time that a piece of work takes. */
function cpuSeconds(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

function frame(sf: number, bytes: number, channel: number, random: SeededRandom): Transmission {
  return {
    sender: "device",
    place: { eastM: 0, northM: 0, upM: 0 },
    phyPayload: random.bytes(bytes),
    freqHz: 868_100_000 + 200_000 * channel,
    sf,
    bwHz: 125_000,
    powerDbm: 14,
    invertIq: false,
    startNs: 0n,
    endNs: loraAirtimeNs({ sf, bwHz: 125_000 }, bytes, true),
    biasHz: -22_000,
  };
}

/** Renders some seconds of I/Q with frames every `everyS` (none: noise alone). */
function iq(name: string, seconds: number, sfs: readonly number[], everyS: number): void {
  const random = new SeededRandom(1);
  const sdr = new SdrReceiver(() => 1, random.fork(1));
  sdr.set({ centreHz: 868_300_000, rateHz: RATE, gainTenthsDb: 300 });
  const bytes = new Uint8Array(2 * QUANTUM);
  let onAirS = 0;
  for (let n = 0, t = 1; t < seconds && sfs.length > 0; n++, t += everyS) {
    const sent = frame(sfs[n % sfs.length]!, 23, n % 3, random);
    onAirS += Number(sent.endNs) / 1e9;
    sdr.arrive(frameArrival(sent, { onsetS: t, powerDbm: -90 }, random));
  }
  const render = (untilS: number): void => {
    while (sdr.nextS < untilS) sdr.render(bytes);
  };
  render(1);
  const cpu = cpuSeconds(() => render(seconds));
  const times = (seconds - 1) / cpu;
  const busy = ((100 * onAirS) / seconds).toFixed(0);
  console.log(
    `  ${name.padEnd(44)} ${times.toFixed(1).padStart(6)} × real time, air busy ${busy} %`,
  );
}

const CITY: CityOptions = {
  devices: 100_000,
  gateways: 50,
  radiusM: 8000,
  propagation: { model: "okumura-hata", area: "urban", lowestBaseM: 25 },
  shadowingDb: 6,
  fadingDb: 3,
  spreading: "adr",
  marginDb: 10,
  channels: 8,
  phyBytes: 33,
  load: { intervalS: 900 },
  collisions: "sx1301",
  demodulators: 16,
  seed: 1,
};

function city(hours: number): void {
  let made: City | undefined;
  const plan = cpuSeconds(() => (made = new City(CITY)));
  let frames = 0;
  let share = 0;
  const cpu = cpuSeconds(() => {
    const result = made!.run(hours * 3600);
    frames = result.frames;
    share = result.delivered / result.frames;
  });
  const day = plan + (cpu * 24) / hours;
  console.log(
    `  100,000 devices, 50 gateways, a frame each 15 min: ${(frames / cpu / 1000).toFixed(0)}k frames/s, ` +
      `${(100 * share).toFixed(1)} % delivered; a day takes ${day.toFixed(0)} s`,
  );
}

export async function run(): Promise<void> {
  console.log("I/Q at 2.4 Msps to cu8, one core (processor time)");
  iq("noise alone", 20, [], 1);
  iq("the demo's load: an SF7 frame every 3 s", 30, [7], 3);
  iq("one SF7 frame after another", 8, [7], 0.062);
  iq("one SF12 frame after another", 12, [12], 1.5);
  iq("three channels of SF9 at a time", 8, [9, 9, 9], 0.07);
  console.log("\nframe-level city, one core (processor time)");
  city(1);
  await Promise.resolve();
}
