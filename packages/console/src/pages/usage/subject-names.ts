import { useQuery } from "@tanstack/react-query";
import { client } from "../../client.ts";
import { messages } from "../../i18n/messages.ts";
import { useTenantId } from "../../state/access.ts";

const text = messages("usage-subjects", {
  tenant: "The whole tenant",
  key: "API key {name}",
  user: "{name}",
  gone: "{kind} that is gone ({id})",
});

const NAMES = 1000;

/** Says who a subject of the usage is: `tenant`, `key:<id>`, `user:<id>`. */
export function useSubjectNames(): (subject: string) => string {
  const tenantId = useTenantId();
  const keys = useQuery({
    queryKey: ["api-keys", "names", tenantId],
    queryFn: ({ signal }) => client.listApiKeys({ tenantId, limit: NAMES }, signal),
  });
  const users = useQuery({
    queryKey: ["users", "names", tenantId],
    queryFn: ({ signal }) => client.listUsers({ tenantId, limit: NAMES }, signal),
  });
  return (subject) => {
    const [kind, id] = subject.split(":") as [string, string | undefined];
    if (id === undefined) return text("tenant");
    const things: readonly { readonly id: string; readonly name: string }[] =
      (kind === "key" ? keys.data?.items : users.data?.items) ?? [];
    const name = things.find((thing) => thing.id === id)?.name;
    if (name === undefined) return text("gone", { kind, id: id.slice(-6) });
    return kind === "key" ? text("key", { name }) : text("user", { name });
  };
}
