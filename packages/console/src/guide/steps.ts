import { useQuery } from "@tanstack/react-query";
import { client } from "../client.ts";
import { useTenantId } from "../state/access.ts";
import { text } from "./guide.text.ts";

/** One step from an empty server to the first frame. */
export interface Step {
  readonly title: string;
  readonly note: string;
  readonly done: boolean;
  /** Where it is done, or where it shows. */
  readonly to: string;
  /** Nothing to do but wait. */
  readonly waits?: boolean;
  /** What it waits for was set up. */
  readonly hasBegun?: boolean;
}

const LOOK_MS = 3_000;

/** The step to take now: what only has to be waited for holds nobody up while there is something to do. */
export function currentStep(steps: readonly Step[]): Step | undefined {
  const open = steps.filter(({ done }) => !done);
  return open.find(({ waits }) => !waits) ?? open[0];
}

/** What was done and what was not, as the server has it. */
export function useSteps(): readonly Step[] {
  const tenantId = useTenantId();
  const { data } = useQuery({
    queryKey: ["start", tenantId],
    refetchInterval: LOOK_MS,
    queryFn: async ({ signal }) => {
      const one = { limit: 1, tenantId };
      const [gateways, applications, profiles, devices, uplinks] = await Promise.all([
        client.listGateways({ limit: 100, tenantId }, signal),
        client.listApplications(one, signal),
        client.listDeviceProfiles(one, signal),
        client.listDevices(one, signal),
        client.listUplinks(one, signal),
      ]);
      return { gateways, applications, profiles, devices, uplinks };
    },
  });
  if (!data) return [];
  const has = ({ items }: { items: readonly unknown[] }): boolean => items.length > 0;
  const newOr = (list: { items: readonly unknown[] }, to: string): string =>
    has(list) ? to : `${to}/new`;
  return [
    {
      title: text("gateway"),
      note: text("gatewayNote"),
      done: has(data.gateways),
      to: newOr(data.gateways, "/gateways"),
    },
    {
      title: text("gatewayOnline"),
      note: text("gatewayOnlineNote"),
      done: data.gateways.items.some(({ state }) => state === "online"),
      to: "/gateways",
      waits: true,
      hasBegun: has(data.gateways),
    },
    {
      title: text("application"),
      note: text("applicationNote"),
      done: has(data.applications),
      to: newOr(data.applications, "/applications"),
    },
    {
      title: text("profile"),
      note: text("profileNote"),
      done: has(data.profiles),
      to: newOr(data.profiles, "/profiles"),
    },
    {
      title: text("device"),
      note: text("deviceNote"),
      done: has(data.devices),
      to: newOr(data.devices, "/devices"),
    },
    {
      title: text("frame"),
      note: text("frameNote"),
      done: has(data.uplinks),
      to: "/live",
      waits: true,
      hasBegun: has(data.devices),
    },
  ];
}
