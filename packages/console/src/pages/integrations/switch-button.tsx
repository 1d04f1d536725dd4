import { Button } from "@mantine/core";
import type { Integration } from "@lorats/api";
import { client, queries } from "../../client.ts";
import { explainProblem } from "../../parts/problem-notice.tsx";
import { toast } from "../../state/toasts.ts";
import { text } from "./integrations.text.ts";

function complain(error: unknown): void {
  toast(explainProblem(error).advice, { tone: "bad" });
}

async function refresh(): Promise<void> {
  await queries.invalidateQueries({ queryKey: ["integrations"] });
  await queries.invalidateQueries({ queryKey: ["integration"] });
}

/** Switches an integration on or off at once, with a way back. */
export function SwitchButton({ integration }: { readonly integration: Integration }) {
  const { id, name, enabled, version } = integration;
  const toggle = async (): Promise<void> => {
    try {
      const updated = await client.updateIntegration({ id, version, enabled: !enabled });
      toast(text(enabled ? "disabledDone" : "enabledDone", { name }), {
        undo: () => {
          const back = { id, version: updated.version, enabled };
          void client.updateIntegration(back).then(refresh, complain);
        },
      });
    } catch (error) {
      complain(error);
    }
    await refresh();
  };
  return (
    <Button size="compact-sm" variant="subtle" onClick={() => void toggle()}>
      {text(enabled ? "disable" : "enable")}
    </Button>
  );
}
