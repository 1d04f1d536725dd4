import type { GatewayTabProps } from "../one.tsx";

export type Secrets = readonly (readonly [name: string, secret: string])[];

export interface SecretsProps extends GatewayTabProps {
  /** Told what was made just now, to be copied. */
  readonly onSecrets: (secrets: Secrets) => void;
}
