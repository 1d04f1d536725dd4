import {
  mqttCredential,
  mqttCredentialCreate,
  mqttCredentialCreated,
  tenantPageQuery,
} from "../schemas/access.ts";
import { byId, page } from "../schemas/common.ts";
import { can, endpoint, read } from "./endpoint.ts";

export const mqttCredentialsEndpoints = {
  listMqttCredentials: read("List MQTT credentials", can("mqtt-credentials", "read"), {
    query: tenantPageQuery,
    response: page(mqttCredential),
  }),
  createMqttCredential: endpoint(
    "Create an MQTT credential",
    can("mqtt-credentials", "write"),
    201,
    {
      body: mqttCredentialCreate,
      response: mqttCredentialCreated,
    },
  ),
  deleteMqttCredential: endpoint(
    "Revoke an MQTT credential",
    can("mqtt-credentials", "write"),
    204,
    { params: byId },
  ),
} as const;
