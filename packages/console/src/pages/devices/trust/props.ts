import type { DeviceTrust } from "@lorats/api";

export interface TrustStateProps {
  readonly trust: DeviceTrust;
}
