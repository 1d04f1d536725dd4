import { Badge, Text, UnstyledButton, VisuallyHidden } from "@mantine/core";
import type { Uplink } from "@lorats/api";
import { IconBroadcast } from "@tabler/icons-react";
import { useState } from "react";
import { client } from "../../client.ts";
import { spacedHex } from "../../format.ts";
import { FrameDrawer, type OpenFrame } from "../../inspector/frame-drawer.tsx";
import { frameFromUplink, radioLine, summary } from "../../live/frame.ts";
import { EmptyState } from "../../parts/empty-state.tsx";
import { SentAt } from "../../parts/sent-at.tsx";
import { Signal } from "../../parts/signal.tsx";
import { VerdictBadge } from "../../parts/verdict-badge.tsx";
import { TwoLines, type Column } from "../../table/data-table.tsx";
import { ListPanel } from "../../table/list-panel.tsx";
import { usePages } from "../../table/use-pages.ts";
import { text } from "./devices.text.ts";
import { text as live } from "../../live/live.text.ts";
import type { DeviceTabProps } from "./one.tsx";

/** Every uplink of the device, newest first. */
export default function FramesTab({ device }: DeviceTabProps) {
  const [open, setOpen] = useState<OpenFrame>();
  const pages = usePages<Uplink>(["device", device.id, "frames"], (after, signal) =>
    client.listUplinks(
      {
        deviceId: device.id,
        limit: 100,
        ...(after !== undefined && { after: after }),
      },
      signal,
    ),
  );
  const openUplink = (uplink: Uplink): void => {
    const frame = frameFromUplink(uplink);
    setOpen({ id: frame.id, deviceId: device.id, frame });
  };
  return (
    <>
      <ListPanel
        label={text("frames")}
        pages={pages}
        columns={columns(openUplink)}
        rowKey={({ deduplicationId, position }) => `${deduplicationId}${position}`}
        rowHeight={48}
        onOpen={openUplink}
        empty={
          <EmptyState icon={<IconBroadcast />} title={text("nothingHeard")}>
            {text("nothingHeardNote")}
          </EmptyState>
        }
      />
      <FrameDrawer frame={open} onClose={() => setOpen(undefined)} />
    </>
  );
}

function columns(onOpen: (uplink: Uplink) => void): readonly Column<Uplink>[] {
  return [
    {
      key: "time",
      title: live("sentAt"),
      width: "min(215px, 48%)",
      cell: (uplink) => {
        const { time, sdNs, source } = frameFromUplink(uplink);
        return <SentAt time={time} sdNs={sdNs} source={source} />;
      },
    },
    {
      key: "fCnt",
      title: "FCnt",
      width: 80,
      cell: (uplink) => (
        <UnstyledButton onClick={() => onOpen(uplink)}>
          <VisuallyHidden>{live("openOne")} </VisuallyHidden>
          <TwoLines
            top={`#${uplink.fCnt}`}
            {...(uplink.fPort !== undefined && { below: portOf(uplink) })}
          />
        </UnstyledButton>
      ),
    },
    {
      key: "says",
      title: live("payload"),
      from: "xs",
      cell: (uplink) => <Saying uplink={uplink} />,
    },
    {
      key: "radio",
      title: live("radio"),
      width: 150,
      from: "lg",
      cell: (uplink) => <Text size="sm">{radioLine(frameFromUplink(uplink))}</Text>,
    },
    {
      key: "signal",
      title: live("signal"),
      width: 150,
      from: "md",
      cell: (uplink) => <Signal receptions={frameFromUplink(uplink).receptions} />,
    },
    {
      key: "verdict",
      title: live("verdict"),
      width: 108,
      cell: (uplink) => <VerdictBadge verdict={uplink.trust?.verdict ?? "unverified"} />,
    },
  ];
}

function portOf({ fPort }: Uplink): string {
  return fPort === undefined ? "" : `${text("port")} ${fPort}`;
}

function Saying({ uplink }: { readonly uplink: Uplink }) {
  const { decoded, payloadHex } = frameFromUplink(uplink);
  const says = summary(decoded);
  return (
    <>
      {uplink.freshness !== "fresh" && (
        <Badge
          color="yellow"
          variant="light"
          size="sm"
          mr={6}
          {...(uplink.unclear && { title: live("unclearHint") })}
        >
          {live(uplink.unclear ? "late-unclear" : uplink.freshness)}
        </Badge>
      )}
      <Text span size="sm" lineClamp={2} lh={1.3} {...(says === "" && { ff: "monospace" })}>
        {says === "" ? spacedHex(payloadHex) || live("noPayload") : says}
      </Text>
    </>
  );
}
