import { Button, Group, Stack } from "@mantine/core";
import type { FormEvent, ReactNode } from "react";
import { ProblemNotice } from "../parts/problem-notice.tsx";

interface FormFrameProps {
  /** What `useApiForm` gives. */
  readonly of: {
    readonly onSubmit: (event: FormEvent<HTMLFormElement>) => void;
    readonly isPending: boolean;
    readonly error: unknown;
  };
  /** On the button that sends it. */
  readonly submit: string;
  /** px; a drawer needs none. */
  readonly maxWidth?: number;
  readonly variant?: "filled" | "light";
  readonly color?: string;
  /** Sending would make no sense yet. */
  readonly disabled?: boolean;
  /** Beside the button, such as the way to be rid of the thing. */
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}

/** The frame of every form: its fields, what the server said against them, the button. */
export function FormFrame({
  of: { onSubmit, isPending, error },
  submit,
  maxWidth,
  variant = "filled",
  color,
  disabled = false,
  aside,
  children,
}: FormFrameProps) {
  return (
    <form onSubmit={onSubmit} noValidate>
      <Stack {...(maxWidth !== undefined && { maw: maxWidth })}>
        {children}
        {error !== null && error !== undefined && <ProblemNotice error={error} />}
        <Group justify="space-between">
          <Button
            type="submit"
            loading={isPending}
            variant={variant}
            disabled={disabled}
            {...(color !== undefined && { color })}
          >
            {submit}
          </Button>
          {aside}
        </Group>
      </Stack>
    </form>
  );
}
