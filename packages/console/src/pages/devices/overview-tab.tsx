import { Alert, Button, Stack, Text } from "@mantine/core";
import type { Device, Uplink } from "@lorats/api";
import { IconInfoCircle } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { TimeChart } from "../../charts/time-chart.tsx";
import { formatCount, formatDuration } from "../../format.ts";
import { CopyText } from "../../parts/copy-text.tsx";
import { Facts } from "../../parts/facts.tsx";
import { Panel } from "../../parts/panel.tsx";
import { RowsSkeleton } from "../../parts/skeletons.tsx";
import { Stat } from "../../parts/stat.tsx";
import { When } from "../../parts/when.tsx";
import { useApplications, useProfiles } from "../../state/lists.ts";
import { text } from "./devices.text.ts";
import type { DeviceTabProps } from "./one.tsx";
import { airtimeOfNs, bestReception, missedFrames, secondsOf } from "./uplink-figures.ts";
import { useDeviceUplinks, useSession } from "./use-device.ts";

const NEWEST = 200;
const HOUR_MS = 3_600_000;
/** 1 % of an hour: what European sub-bands commonly allow. */
const DUTY_BUDGET_NS = 36e9;

/** How the device is, at a glance. */
export default function OverviewTab({ device }: DeviceTabProps) {
  const { data: session } = useSession(device.id);
  const { data: uplinks } = useDeviceUplinks(device.id, NEWEST);
  const lastHour = uplinks?.filter(({ time }) => Date.now() - Date.parse(time) < HOUR_MS) ?? [];
  const airtimeNs = airtimeOfNs(lastHour);
  const missed = missedFrames(uplinks ?? []);
  const isElsewhere = device.lastSeenAt !== undefined && uplinks?.length === 0;
  return (
    <Stack gap="md">
      {!device.lastSeenAt && (
        <Alert icon={<IconInfoCircle />} title={text("whatNext")}>
          {text("waiting")}
        </Alert>
      )}
      <div className="grid-stats">
        <Stat label={text("battery")} value={battery(session?.batteryLevel)} />
        <Stat
          label={text("margin")}
          value={session?.marginDb === undefined ? "–" : `${session.marginDb} dB`}
          note={text("marginNote")}
        />
        <Stat
          label={text("fCntUp")}
          value={session?.fCntUp === undefined ? "–" : formatCount(session.fCntUp)}
          note={text("fCntUpNote")}
        />
        <Stat
          label={text("dataRate")}
          value={session?.dataRate === undefined ? "–" : `DR${session.dataRate}`}
          note={text("dataRateNote")}
        />
        <Stat
          label={text("airtime")}
          value={airtimeNs === 0 ? "–" : formatDuration(airtimeNs)}
          note={text("airtimeNote")}
          tone={airtimeNs > DUTY_BUDGET_NS ? "warn" : undefined}
        />
        <Stat
          label={text("missed")}
          value={uplinks === undefined || uplinks.length < 2 ? "–" : formatCount(missed)}
          note={text("missedNote", { count: uplinks?.length ?? 0 })}
          tone={missed > (uplinks?.length ?? 0) / 10 ? "warn" : undefined}
        />
      </div>
      {uplinks && uplinks.length > 1 && <QualityPanel uplinks={uplinks} />}
      {!uplinks && (
        <div className="panel">
          <RowsSkeleton rows={4} />
        </div>
      )}
      <div className="grid-two">
        <IdentityPanel device={device} />
        <Panel title={text("session")}>
          {session?.active ? (
            <Facts
              facts={[
                [
                  text("devAddr"),
                  session.devAddr && (
                    <CopyText key="addr" text={session.devAddr} label={text("devAddr")} />
                  ),
                ],
                [text("macVersion"), session.macVersion],
                ["FCntUp", session.fCntUp],
                ["NFCntDown", session.nFCntDown],
                ["AFCntDown", session.aFCntDown],
              ]}
            />
          ) : (
            <Stack gap="xs" align="flex-start">
              <Text size="sm" c="dimmed">
                {text(isElsewhere ? "elsewhere" : "noSession")}
              </Text>
              <Button
                component={Link}
                to={`/devices/${device.id}/${isElsewhere ? "history" : "activation"}`}
                size="xs"
                variant="light"
              >
                {text(isElsewhere ? "history" : "activation")}
              </Button>
            </Stack>
          )}
        </Panel>
      </div>
    </Stack>
  );
}

function battery(level: number | undefined): string {
  if (level === undefined) return "–";
  if (level === 0) return text("external");
  return level === 255 ? text("batteryUnknown") : `${Math.round((level / 254) * 100)} %`;
}

function QualityPanel({ uplinks }: { readonly uplinks: readonly Uplink[] }) {
  const oldestFirst = uplinks.toReversed();
  const best = oldestFirst.map(bestReception);
  return (
    <Panel title={text("quality")} note={text("qualityNote", { count: uplinks.length })}>
      <TimeChart
        label={text("quality")}
        unit="dBm"
        height={180}
        times={oldestFirst.map(({ time }) => secondsOf(time))}
        series={[
          { name: text("rssi"), color: "sea.6", values: best.map((one) => one?.rssiDbm ?? null) },
        ]}
      />
    </Panel>
  );
}

function IdentityPanel({ device }: DeviceTabProps) {
  const application = useApplications().find(({ id }) => id === device.applicationId);
  const profile = useProfiles().find(({ id }) => id === device.profileId);
  const tags = Object.entries(device.tags);
  return (
    <Panel title={text("identity")}>
      <Facts
        facts={[
          [
            text("application"),
            <Link key="a" to="/applications/$id" params={{ id: device.applicationId }}>
              {application?.name ?? "…"}
            </Link>,
          ],
          [
            text("profile"),
            <Link key="p" to="/profiles/$id" params={{ id: device.profileId }}>
              {profile?.name ?? "…"}
            </Link>,
          ],
          [text("devEui"), <CopyText key="d" text={device.devEui} label={text("devEui")} />],
          [
            text("joinEui"),
            device.joinEui && <CopyText key="j" text={device.joinEui} label={text("joinEui")} />,
          ],
          [text("description"), device.description === "" ? undefined : device.description],
          [
            text("tags"),
            tags.length === 0
              ? undefined
              : tags.map(([key, value]) => `${key}: ${value}`).join(", "),
          ],
          [text("place"), device.location && <Place key="l" location={device.location} />],
          [text("created_at"), <When key="w" time={device.createdAt} />],
        ]}
      />
    </Panel>
  );
}

function Place({ location }: { readonly location: NonNullable<Device["location"]> }) {
  const { latitudeDeg, longitudeDeg, uncertaintyM, source, time } = location;
  return (
    <>
      <Link to="/map">
        {latitudeDeg.toFixed(5)}°, {longitudeDeg.toFixed(5)}°
      </Link>
      <span className="aside">
        {text("placeHow", { meters: Math.round(uncertaintyM), source: source.replace("-", "_") })} ·{" "}
        <When time={time} />
      </span>
    </>
  );
}
