import type { z } from "zod";
import type { crystalSchema } from "./crystal.ts";
import { scenarioSchema, type Scenario } from "./scenario.ts";

/** Offsets as the paper measured on SX1276 (−17 … −25 kHz at 869.75 MHz) and a quiet crystal otherwise. */
function crystal(offsetPpm: number): z.input<typeof crystalSchema> {
  return { offsetPpm, slopePpmPerC: 0.05, walkPpmPerRootHour: 0.02 };
}

/** A campus with five devices and two gateways, one of them with a GPS receiver. EUIs are locally administered. */
export const DEMO_SCENARIO: Scenario = scenarioSchema.parse({
  name: "campus",
  seed: 20_260_101,
  origin: { latitudeDeg: 1.3483, longitudeDeg: 103.6831 },
  air: {
    propagation: { model: "log-distance", exponent: 3.2 },
    shadowingDb: 4,
    fadingDb: 1.5,
  },
  gateways: [
    {
      name: "Tower roof",
      eui: "0a00-0000-0000-0a01",
      place: { eastM: 0, northM: 0, upM: 45 },
      hasGps: true,
      clockPpm: 0.4,
      sdr: true,
    },
    {
      name: "Library",
      eui: "0a00-0000-0000-0a02",
      place: { eastM: 620, northM: 240, upM: 18 },
      hasGps: false,
      clockPpm: -3.1,
    },
  ],
  devices: [
    {
      name: "Weather station, roof",
      devEui: "0a00-0000-0000-d001",
      joinEui: "0a00-0000-0000-0001",
      place: { eastM: 140, northM: 60, upM: 30 },
      outdoor: true,
      sensor: "weatherStation",
      intervalS: 12,
      crystal: crystal(-22.1),
    },
    {
      name: "Soil probe, field",
      devEui: "0a00-0000-0000-d002",
      joinEui: "0a00-0000-0000-0001",
      place: { eastM: 900, northM: -350, upM: 0 },
      outdoor: true,
      sensor: "soilProbe",
      intervalS: 20,
      crystal: crystal(-25.6),
    },
    {
      name: "Door, main hall",
      devEui: "0a00-0000-0000-d003",
      joinEui: "0a00-0000-0000-0001",
      place: { eastM: 310, northM: 120, upM: 3 },
      outdoor: false,
      sensor: "doorContact",
      confirmed: true,
      intervalS: 15,
      crystal: crystal(-19.8),
    },
    {
      name: "Water meter, cellar",
      devEui: "0a00-0000-0000-d004",
      joinEui: "0a00-0000-0000-0001",
      place: { eastM: 480, northM: 300, upM: -3 },
      outdoor: false,
      sensor: "waterMeter",
      intervalS: 25,
      crystal: crystal(-27.9),
    },
    {
      name: "Room air, office 4-12",
      devEui: "0a00-0000-0000-d005",
      joinEui: "0a00-0000-0000-0001",
      place: { eastM: 60, northM: -40, upM: 14 },
      outdoor: false,
      sensor: "roomAir",
      intervalS: 18,
      crystal: crystal(-23.4),
    },
  ],
  attackers: [
    {
      name: "Van",
      eavesdropper: {
        place: { eastM: 340, northM: 130, upM: 2 },
        crystal: crystal(1.1),
      },
      collider: {
        place: { eastM: 60, northM: 30, upM: 2 },
        crystal: crystal(0.4),
        collisionDbm: 8,
      },
      helpers: [
        { place: { eastM: 600, northM: 220, upM: 2 }, crystal: crystal(-3.2), collisionDbm: 8 },
      ],
    },
  ],
});
