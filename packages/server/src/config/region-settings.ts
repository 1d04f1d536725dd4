import { getRegion, REGIONS } from "@lorats/lorawan";
import { DEFAULT_OPTIONS, type RegionSettings } from "@lorats/network";
import { z } from "zod";

const channels = z.array(z.int().min(0).max(95)).min(1).max(96);

/** Regions are named here as devices and gateways name them: `AS923-1`. */
export function isRegion(name: string): boolean {
  return REGIONS.some(({ id }) => id === name);
}

/** One region as the settings file states it. */
export const regionSetting = z
  .strictObject({
    region: z.string(),
    extra_channels_hz: z.array(z.int()).max(13).optional(),
    enabled_channels: channels.optional(),
    uplink_dwell: z.boolean().optional(),
    downlink_dwell: z.boolean().optional(),
  })
  .superRefine(({ region: id, extra_channels_hz: extra = [], enabled_channels: on }, context) => {
    const region = REGIONS.find((one) => one.id === id);
    if (!region) {
      const known = REGIONS.map((one) => one.id).join(", ");
      return context.addIssue(`there is no region ${id}; known: ${known}`);
    }
    const [low, high] = region.bandHz;
    const outside = extra.find((hz) => hz < low || hz > high);
    if (outside !== undefined) context.addIssue(`${outside} Hz is outside ${id}`);
    if (extra.length > 0 && region.plan === "fixed") {
      context.addIssue(`${id} takes no extra channels: say which are enabled`);
    }
    if (on && region.plan === "dynamic") {
      context.addIssue(`all channels of ${id} are enabled: say which are extra`);
    }
    const beyond = on?.find((index) => index >= region.maxChannels);
    if (beyond !== undefined) context.addIssue(`${id} has no channel ${beyond}`);
    return undefined;
  });

/** What the network keeps to in each region: the defaults, and what the file says of some. */
export function regionSettings(
  stated: readonly z.output<typeof regionSetting>[],
): Readonly<Record<string, RegionSettings>> {
  const regions: Record<string, RegionSettings> = { ...DEFAULT_OPTIONS.regions };
  for (const { region: id, ...said } of stated) {
    const { extra_channels_hz: extraChannelsHz, enabled_channels: enabledChannels } = said;
    const { dwell } = getRegion(id);
    const { uplink_dwell: uplink, downlink_dwell: downlink } = said;
    regions[id] = {
      ...regions[id],
      ...(extraChannelsHz && { extraChannelsHz }),
      ...(enabledChannels && { enabledChannels: enabledChannels.toSorted((a, b) => a - b) }),
      ...((uplink !== undefined || downlink !== undefined) && {
        dwell: {
          uplink: uplink ?? dwell?.defaultUplink ?? false,
          downlink: downlink ?? dwell?.defaultDownlink ?? false,
        },
      }),
    };
  }
  return regions;
}
