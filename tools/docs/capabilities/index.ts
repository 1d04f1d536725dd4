import { backhaul } from "./backhaul.ts";
import { console } from "./console.ts";
import { gateway } from "./gateway.ts";
import { house } from "./house.ts";
import { laterRooms } from "./later-rooms.ts";
import { lorawan } from "./lorawan.ts";
import { network } from "./network.ts";
import { phy } from "./phy.ts";
import { platform } from "./platform.ts";
import { server } from "./server.ts";
import { storage } from "./storage.ts";
import { trust } from "./trust.ts";
import { world } from "./world.ts";
import type { Capability } from "./capability.ts";

export type { Capability } from "./capability.ts";

/** The mission, room by room. */
export const CAPABILITIES: Readonly<Record<string, readonly Capability[]>> = {
  house,
  phy,
  lorawan,
  backhaul,
  gateway,
  network,
  trust,
  platform,
  storage,
  server,
  world,
  console,
  "later rooms": laterRooms,
};
