import { PasswordInput } from "@mantine/core";
import { messages } from "../../i18n/messages.ts";

const text = messages("secret-field", {
  label: "Secret",
  never: "{what}; it is never shown again",
  kept: "Kept as it is while this stays empty",
});

interface SecretFieldProps {
  /** What it is for. */
  readonly what: string;
  /** Whether there is one already. */
  readonly isKept: boolean;
  readonly field: object;
}

/** A secret that goes in and never comes out again. */
export function SecretField({ what, isKept, field }: SecretFieldProps) {
  return (
    <PasswordInput
      label={text("label")}
      description={isKept ? text("kept") : text("never", { what })}
      autoComplete="new-password"
      {...field}
    />
  );
}
