import { Anchor } from "@mantine/core";
import { IconArrowRight } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { TimeChart } from "../../charts/time-chart.tsx";
import { Panel } from "../../parts/panel.tsx";
import { text as verdictText } from "../../parts/verdict.text.ts";
import { text } from "../overview.text.ts";
import type { OverviewProps } from "./props.ts";
import { trafficColumns } from "./traffic.ts";

/** Frames of each kind over the day. */
export function TrafficPanel({ overview }: OverviewProps) {
  const { times, column } = trafficColumns(overview, Date.now());
  return (
    <Panel title={text("traffic")} note={text("trafficNote", { minutes: overview.stepS / 60 })}>
      <TimeChart
        label={text("traffic")}
        unit=""
        height={220}
        times={times}
        series={[
          { name: text("uplinks"), color: "sea.6", draw: "step", values: column("uplinks") },
          { name: text("downlinks"), color: "indigo.5", draw: "step", values: column("downlinks") },
          { name: text("joins"), color: "orange.6", draw: "step", values: column("joins") },
        ]}
      />
    </Panel>
  );
}

/** Verdicts over the day. */
export function TrustPanel({ overview }: OverviewProps) {
  const { times, column } = trafficColumns(overview, Date.now());
  return (
    <Panel
      title={text("trust")}
      note={text("trustNote", { minutes: overview.stepS / 60 })}
      actions={
        <Anchor component={Link} to="/live" size="sm">
          {text("toLive")} <IconArrowRight size={13} style={{ verticalAlign: -2 }} />
        </Anchor>
      }
    >
      <TimeChart
        label={text("trust")}
        unit=""
        height={220}
        times={times}
        series={[
          {
            name: verdictText("genuine"),
            color: "teal.6",
            draw: "step",
            values: column("genuine"),
          },
          {
            name: verdictText("unverified"),
            color: "gray.5",
            draw: "step",
            values: column("unverified"),
          },
          {
            name: verdictText("suspect"),
            color: "yellow.6",
            draw: "step",
            values: column("suspect"),
          },
          {
            name: verdictText("replayed"),
            color: "red.6",
            draw: "step",
            values: column("replayed"),
          },
        ]}
      />
    </Panel>
  );
}
