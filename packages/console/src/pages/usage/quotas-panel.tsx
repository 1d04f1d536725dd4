import { Progress, SimpleGrid, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { client } from "../../client.ts";
import { formatBytes, formatCount } from "../../format.ts";
import { settingName } from "../../form/settings/settings.text.ts";
import { messages } from "../../i18n/messages.ts";
import { Panel } from "../../parts/panel.tsx";
import { When } from "../../parts/when.tsx";
import { useMay, useTenantId } from "../../state/access.ts";

const text = messages("quotas", {
  title: "Quotas",
  note: "What this tenant may have, and has",
  unlimited: "{used}, without limit",
  limited: "{used} of {limit}",
  resets: "anew",
});

const NEARLY = 80;
const LOOK_MS = 30_000;

/** How much of what it may have a tenant has. */
export function QuotasPanel() {
  const tenantId = useTenantId();
  const may = useMay("tenants", "read");
  const { data } = useQuery({
    queryKey: ["quotas", tenantId],
    queryFn: ({ signal }) => client.getQuotas({ id: tenantId! }, signal),
    enabled: may && tenantId !== undefined,
    refetchInterval: LOOK_MS,
  });
  if (!data || data.items.length === 0) return null;
  return (
    <Panel title={text("title")} note={text("note")}>
      <SimpleGrid cols={{ base: 1, xs: 2, md: 3 }} spacing="sm">
        {data.items.map(({ name, limit, used, resetsAt }) => {
          const share = limit === 0 ? 0 : (100 * used) / limit;
          const format = name === "storage-bytes" ? formatBytes : formatCount;
          const said = { used: format(used), limit: format(limit) };
          return (
            <div key={name}>
              <Text size="sm" component="div">
                {settingName(name)}
                <span className="aside">
                  {text(limit === 0 ? "unlimited" : "limited", said)}
                  {limit > 0 && resetsAt !== undefined && (
                    <>
                      {" "}
                      · {text("resets")} <When time={resetsAt} />
                    </>
                  )}
                </span>
              </Text>
              {limit > 0 && (
                <Progress
                  value={Math.min(100, share)}
                  color={share >= 100 ? "red" : share >= NEARLY ? "yellow" : "teal"}
                  aria-label={`${settingName(name)}: ${text("limited", said)}`}
                />
              )}
            </div>
          );
        })}
      </SimpleGrid>
    </Panel>
  );
}
