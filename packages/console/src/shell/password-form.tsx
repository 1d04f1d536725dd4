import { Button, PasswordInput, Stack, Text, TextInput } from "@mantine/core";
import type { FormEvent } from "react";
import { text } from "./sign-in.text.ts";

interface PasswordFormProps {
  readonly onSubmit: (who: { readonly email: string; readonly password: string }) => void;
  readonly isPending: boolean;
}

export function PasswordForm({ onSubmit, isPending }: PasswordFormProps) {
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const email = (form.get("email") as string).trim();
    onSubmit({ email, password: form.get("password") as string });
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <TextInput
          name="email"
          type="email"
          label={text("email")}
          required
          autoComplete="username"
        />
        <PasswordInput
          name="password"
          label={text("password")}
          required
          autoComplete="current-password"
        />
        <Button type="submit" loading={isPending}>
          {text("signIn")}
        </Button>
        <Text size="sm" c="dimmed">
          {text("firstTime")}
        </Text>
      </Stack>
    </form>
  );
}
