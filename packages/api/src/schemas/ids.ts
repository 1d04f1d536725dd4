import type { DeviceProfileId, UserId } from "@lorats/base";
import { tenantId } from "@lorats/events";
import type {
  ApiKeyId,
  ConnectorId,
  EnrichmentSourceId,
  IntegrationId,
  MqttCredentialId,
} from "@lorats/platform";
import type { z } from "zod";
import { uuid } from "./common.ts";

export { tenantId };
export const deviceProfileId = uuid as unknown as z.ZodType<DeviceProfileId, DeviceProfileId>;
export const userId = uuid as unknown as z.ZodType<UserId, UserId>;
export const apiKeyId = uuid as unknown as z.ZodType<ApiKeyId, ApiKeyId>;
export const mqttCredentialId = uuid as unknown as z.ZodType<MqttCredentialId, MqttCredentialId>;
export const integrationId = uuid as unknown as z.ZodType<IntegrationId, IntegrationId>;
export const connectorId = uuid as unknown as z.ZodType<ConnectorId, ConnectorId>;
export const enrichmentSourceId = uuid as unknown as z.ZodType<
  EnrichmentSourceId,
  EnrichmentSourceId
>;
