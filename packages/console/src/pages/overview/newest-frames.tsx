import { Anchor } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { FrameDrawer, type OpenFrame } from "../../inspector/frame-drawer.tsx";
import { LiveTable } from "../../live/live-table.tsx";
import { useRows } from "../../live/use-rows.ts";
import { Panel } from "../../parts/panel.tsx";
import { RowsSkeleton } from "../../parts/skeletons.tsx";
import { text } from "../overview.text.ts";

const SHOWN = 6;

/** The last few things that happened. */
export function NewestFrames() {
  const [open, setOpen] = useState<OpenFrame>();
  const [pointed, setPointed] = useState(false);
  const { rows, isLoading } = useRows(open !== undefined || pointed);
  return (
    <Panel
      title={text("newest")}
      flush
      actions={
        <Anchor component={Link} to="/live" size="sm">
          {text("toLive")}
        </Anchor>
      }
    >
      <div
        onPointerEnter={({ pointerType }) => setPointed(pointerType === "mouse")}
        onPointerLeave={() => setPointed(false)}
      >
        {isLoading && <RowsSkeleton rows={SHOWN} />}
        {rows.length > 0 && (
          <LiveTable
            rows={rows.slice(0, SHOWN)}
            onOpen={({ id, deviceId, frame }) => frame && setOpen({ id, deviceId, frame })}
          />
        )}
      </div>
      <FrameDrawer frame={open} onClose={() => setOpen(undefined)} />
    </Panel>
  );
}
