import { gaussian, type Instant, type Random } from "@lorats/base";
import { outdoorTemperatureC } from "./climate.ts";

/** How a payload is laid out, as a device profile names its codec. */
export type PayloadFormat = "cayenne-lpp" | "none";

/** What a sensor reads at a moment, as the bytes its device sends. */
export interface Sensor {
  readonly fPort: number;
  readonly format: PayloadFormat;
  read(at: Instant, random: Random): Uint8Array<ArrayBuffer>;
}

const DAY_NS = 86_400_000_000_000n;

/** Cayenne LPP: channel, type, value. @see myDevices, Cayenne Low Power Payload */
const LPP = {
  digitalInput: 0x00,
  analogInput: 0x02,
  temperature: 0x67,
  humidity: 0x68,
  barometer: 0x73,
};

function lpp(channel: number, type: number, value: number, bytes: number): number[] {
  const encoded = [channel, type];
  for (let i = bytes - 1; i >= 0; i--) encoded.push((Math.round(value) >> (8 * i)) & 0xff);
  return encoded;
}

/** Temperature, humidity and air pressure. */
const weatherStation: Sensor = {
  fPort: 2,
  format: "cayenne-lpp",
  read(at, random) {
    const temperatureC = outdoorTemperatureC(at) + 0.2 * gaussian(random);
    const humidity = Math.min(100, Math.max(0, 110 - 3 * temperatureC + gaussian(random)));
    return Uint8Array.from([
      ...lpp(1, LPP.temperature, temperatureC * 10, 2),
      ...lpp(2, LPP.humidity, humidity * 2, 1),
      ...lpp(3, LPP.barometer, 10_132 + 3 * gaussian(random), 2),
    ]);
  },
};

/** Volumetric water content, which dries slowly over the day. */
const soilProbe: Sensor = {
  fPort: 2,
  format: "cayenne-lpp",
  read(at, random) {
    const dryness = Number(at % DAY_NS) / Number(DAY_NS);
    const percent = 31 - 4 * dryness + 0.1 * gaussian(random);
    return Uint8Array.from([
      ...lpp(1, LPP.analogInput, percent * 100, 2),
      ...lpp(2, LPP.temperature, (outdoorTemperatureC(at) * 0.4 + 7) * 10, 2),
    ]);
  },
};

/** A door that somebody opens now and then. */
const doorContact: Sensor = {
  fPort: 3,
  format: "cayenne-lpp",
  read: (_at, random) =>
    Uint8Array.from(lpp(1, LPP.digitalInput, random.uint32() % 4 === 0 ? 1 : 0, 1)),
};

/** A water meter: litres, growing with the time of day's use. */
const waterMeter: Sensor = {
  fPort: 4,
  format: "none",
  read(at) {
    const litres = Number((at / 60_000_000_000n) % 0xffff_ffffn);
    return Uint8Array.from([litres >>> 24, litres >>> 16, litres >>> 8, litres]);
  },
};

/** Room air: temperature and CO₂ (as an analogue value in hundreds of ppm). */
const roomAir: Sensor = {
  fPort: 2,
  format: "cayenne-lpp",
  read(at, random) {
    const hour = Number(at % DAY_NS) / 3.6e12;
    const occupied = hour > 8 && hour < 18 ? 1 : 0;
    return Uint8Array.from([
      ...lpp(1, LPP.temperature, (20 + 1.5 * occupied + 0.1 * gaussian(random)) * 10, 2),
      ...lpp(2, LPP.analogInput, 450 + 400 * occupied + 20 * gaussian(random), 2),
    ]);
  },
};

export const SENSORS = { weatherStation, soilProbe, doorContact, waterMeter, roomAir } as const;
export type SensorName = keyof typeof SENSORS;
