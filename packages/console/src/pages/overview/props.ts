import type { Overview } from "@lorats/api";

export interface OverviewProps {
  readonly overview: Overview;
}
