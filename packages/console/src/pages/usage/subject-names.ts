import { useQuery } from "@tanstack/react-query";
import { client } from "../../client.ts";
import { messages } from "../../i18n/messages.ts";
import { useTenantId } from "../../state/access.ts";

const text = messages("usage-subjects", {
  tenant: "The whole tenant",
  key: "API key {name}",
  user: "{name}",
  mqtt: "MQTT credential {name}",
  integration: "Integration {name}",
  gone: "{kind} that is gone ({id})",
});

const KINDS = ["key", "user", "mqtt", "integration"] as const;
type Kind = (typeof KINDS)[number];

const NAMES = 1000;

/** Says who a subject of the usage is: `tenant`, or `key`, `user`, `mqtt`, `integration` with an id, as `key:<id>`. */
export function useSubjectNames(): (subject: string) => string {
  const tenantId = useTenantId();
  const { data } = useQuery({
    queryKey: ["usage-subjects", tenantId],
    queryFn: async ({ signal }) => {
      const query = { tenantId, limit: NAMES };
      const [key, user, mqtt, integration] = await Promise.all([
        client.listApiKeys(query, signal),
        client.listUsers(query, signal),
        client.listMqttCredentials(query, signal),
        client.listIntegrations(query, signal),
      ]);
      const named = { key, user, mqtt, integration };
      return new Map<string, string>(
        KINDS.flatMap((kind) =>
          named[kind].items.map(({ id, name }) => [`${kind}:${id}`, text(kind, { name })] as const),
        ),
      );
    },
  });
  return (subject) => {
    const [kind, id] = subject.split(":") as [Kind, string | undefined];
    if (id === undefined) return text("tenant");
    return data?.get(subject) ?? text("gone", { kind, id: id.slice(-6) });
  };
}
