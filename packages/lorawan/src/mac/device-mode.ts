import type { CommandCodec } from "../command/command.ts";
import { choice, type Field } from "../command/field.ts";
import { fixedCommand } from "../command/layout.ts";

const CLASSES = ["A", "reserved", "C"] as const;

/** Class B needs no mode: its uplinks carry a bit of their own. Reserved values are numbers. */
export type DeviceClass = (typeof CLASSES)[number] | number;

function deviceClass(): Field<DeviceClass> {
  return choice([0, 0, 8], CLASSES, (value) =>
    value === "A" || value === "C" ? `Class ${value}` : "reserved",
  );
}

/**
 * Repeated in every uplink until confirmed.
 * @see LoRaWAN L2 1.1 §18
 */
export interface DeviceModeInd {
  readonly command: "DeviceModeInd";
  readonly class: DeviceClass;
}

export const deviceModeInd: CommandCodec<DeviceModeInd> = fixedCommand({
  name: "DeviceModeInd",
  cid: 0x20,
  direction: "up",
  summary: "says that the device changes between Class A and Class C",
  length: 1,
  fields: { class: deviceClass() },
});

export interface DeviceModeConf {
  readonly command: "DeviceModeConf";
  readonly class: DeviceClass;
}

export const deviceModeConf: CommandCodec<DeviceModeConf> = fixedCommand({
  name: "DeviceModeConf",
  cid: 0x20,
  direction: "down",
  summary: "confirms the device's class",
  length: 1,
  fields: { class: deviceClass() },
});
