import { Text, TextInput, type TextInputProps } from "@mantine/core";

interface NumberFieldProps extends Omit<TextInputProps, "value" | "onChange"> {
  /** Empty when nothing is given; text while it is no number, which the schema then says. */
  readonly value?: number | string;
  readonly onChange?: (value: number | string) => void;
  /** The unit. */
  readonly suffix?: string;
}

/** A number as people type it, with its unit. */
export function NumberField({ value = "", onChange, suffix, ...input }: NumberFieldProps) {
  return (
    <TextInput
      inputMode="decimal"
      autoComplete="off"
      value={String(value)}
      onChange={(event) => onChange?.(numberOf(event.currentTarget.value))}
      {...(suffix !== undefined && {
        rightSection: (
          <Text size="sm" c="dimmed">
            {suffix}
          </Text>
        ),
        rightSectionPointerEvents: "none" as const,
        rightSectionWidth: 46,
      })}
      {...input}
    />
  );
}

function numberOf(text: string): number | string {
  const digits = text.trim().replace(",", ".");
  // "1." is on its way to a number, and must not lose its point while it is typed.
  if (digits === "" || /\.0*$/.test(digits)) return digits;
  const value = Number(digits);
  return Number.isNaN(value) ? text : value;
}
