import { Alert } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { text } from "../trust.text.ts";

import type { TrustStateProps } from "./props.ts";
import { TrackPanel } from "./track-panel.tsx";
import { HabitsPanel } from "./habits-panel.tsx";
import { PathsPanel } from "./paths-panel.tsx";
import { MissesPanel } from "./misses-panel.tsx";

/** What is known of the device's oscillator, habits and paths. */
export function TrustState({ trust }: TrustStateProps) {
  return (
    <>
      {trust.phase === "stepped" && (
        <Alert color="yellow" icon={<IconAlertTriangle />} title={text("stepped")}>
          {text("steppedNote")}
        </Alert>
      )}
      <div className="grid-two">
        <TrackPanel trust={trust} />
        <HabitsPanel trust={trust} />
      </div>
      <div className="grid-two">
        <PathsPanel trust={trust} />
        <MissesPanel trust={trust} />
      </div>
    </>
  );
}
