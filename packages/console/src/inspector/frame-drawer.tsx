import { Drawer } from "@mantine/core";
import { lazy, Suspense } from "react";
import type { Frame } from "../live/frame.ts";
import { PageSkeleton } from "../parts/skeletons.tsx";
import { text } from "./inspector.text.ts";

const FrameView = lazy(() => import("./frame-view.tsx"));

/** Which frame is open, with what the list knew of it. */
export interface OpenFrame {
  readonly id: string;
  readonly deviceId: string | undefined;
  readonly frame: Pick<Frame, "deviceName"> & Partial<Pick<Frame, "fCnt">>;
}

interface FrameDrawerProps {
  readonly frame: OpenFrame | undefined;
  readonly onClose: () => void;
}

/** One frame in full, beside the list that it was chosen from. */
export function FrameDrawer({ frame: open, onClose }: FrameDrawerProps) {
  const title = open && titleOf(open.frame);
  return (
    <Drawer
      opened={open !== undefined}
      onClose={onClose}
      position="right"
      size="min(760px, 100vw)"
      title={title}
      overlayProps={{ backgroundOpacity: 0.25 }}
    >
      {open && (
        <Suspense fallback={<PageSkeleton />}>
          <FrameView key={open.id} id={open.id} deviceId={open.deviceId} />
        </Suspense>
      )}
    </Drawer>
  );
}

function titleOf({ deviceName, fCnt }: OpenFrame["frame"]): string {
  return fCnt === undefined ? deviceName : text("title", { device: deviceName, fCnt });
}
