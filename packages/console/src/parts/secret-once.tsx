import { Alert, Modal, Stack } from "@mantine/core";
import { IconKey } from "@tabler/icons-react";
import { text } from "../pages/admin.text.ts";
import { CopyText } from "./copy-text.tsx";
import { Facts } from "./facts.tsx";

interface SecretOnceProps {
  /** Names and secrets; nothing is shown when absent. */
  readonly secrets: readonly (readonly [name: string, secret: string])[] | undefined;
  readonly onClose: () => void;
}

/** What is shown once and never again. A click beside it does not lose it. */
export function SecretOnce({ secrets, onClose }: SecretOnceProps) {
  return (
    <Modal
      opened={secrets !== undefined}
      onClose={onClose}
      title={text("secretTitle")}
      closeOnClickOutside={false}
      size="lg"
    >
      <Stack>
        <Alert icon={<IconKey />} color="yellow">
          {text("secretNote")}
        </Alert>
        <Facts
          facts={(secrets ?? []).map(
            ([name, secret]) => [name, <CopyText key={name} text={secret} label={name} />] as const,
          )}
        />
      </Stack>
    </Modal>
  );
}
