import { Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useMutation } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { common } from "../i18n/common.text.ts";
import { ProblemNotice } from "./problem-notice.tsx";

interface ConfirmButtonProps {
  /** Of the button, and of the dialog's own button. */
  readonly label: string;
  readonly title: string;
  /** What will be lost. */
  readonly children: ReactNode;
  /** A name that has to be typed first, where nothing brings it back. */
  readonly typed?: string | undefined;
  readonly onConfirm: () => Promise<unknown>;
  readonly danger?: boolean;
  readonly size?: "xs" | "sm" | "compact-sm";
  readonly variant?: "default" | "light" | "subtle";
}

/** A button for what cannot be undone: it says what will happen and asks. */
export function ConfirmButton({
  label,
  title,
  children,
  typed,
  onConfirm,
  danger = true,
  size = "sm",
  variant = "light",
}: ConfirmButtonProps) {
  const [opened, { open, close }] = useDisclosure();
  const [entered, setEntered] = useState("");
  const { mutate, isPending, error, reset } = useMutation({
    mutationFn: onConfirm,
    onSuccess: close,
  });
  const begin = (): void => {
    setEntered("");
    reset();
    open();
  };
  return (
    <>
      <Button size={size} variant={variant} {...(danger && { color: "red" })} onClick={begin}>
        {label}
      </Button>
      <Modal opened={opened} onClose={close} title={title}>
        <Stack>
          <Text size="sm" component="div">
            {children}
          </Text>
          {typed !== undefined && (
            <TextInput
              label={`Type “${typed}” to go on`}
              value={entered}
              onChange={(event) => setEntered(event.currentTarget.value)}
              data-autofocus
            />
          )}
          {error && <ProblemNotice error={error} />}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={close}>
              {common("cancel")}
            </Button>
            <Button
              {...(danger && { color: "red" })}
              loading={isPending}
              disabled={typed !== undefined && entered.trim() !== typed}
              onClick={() => mutate()}
            >
              {label}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}
