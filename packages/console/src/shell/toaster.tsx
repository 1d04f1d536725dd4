import { Button, CloseButton, ThemeIcon } from "@mantine/core";
import { IconAlertTriangle, IconCheck } from "@tabler/icons-react";
import { common } from "../i18n/common.text.ts";
import { useStore } from "../state/store.ts";
import { dismiss, toasts } from "../state/toasts.ts";
import { text } from "./shell.text.ts";

/** What was just done, with a way back where there is one. */
export function Toaster() {
  const shown = useStore(toasts);
  return (
    <div className="toasts" role="status" aria-live="polite">
      {shown.map(({ id, text: said, tone, undo }) => (
        <div key={id} className="panel toast">
          <ThemeIcon size={22} radius="xl" variant="light" color={tone === "good" ? "teal" : "red"}>
            {tone === "good" ? <IconCheck size={14} /> : <IconAlertTriangle size={14} />}
          </ThemeIcon>
          <span style={{ flex: 1 }}>{said}</span>
          {undo && (
            <Button
              size="compact-sm"
              variant="subtle"
              onClick={() => {
                dismiss(id);
                undo();
              }}
            >
              {common("undo")}
            </Button>
          )}
          <CloseButton size="sm" aria-label={text("dismiss")} onClick={() => dismiss(id)} />
        </div>
      ))}
    </div>
  );
}
