import { ActionIcon, TextInput, Tooltip } from "@mantine/core";
import { IconDice5 } from "@tabler/icons-react";
import { messages } from "../i18n/messages.ts";
import { randomHex } from "./random.ts";

const text = messages("key-input", { generate: "Generate" });

interface KeyInputProps {
  readonly label: string;
  readonly hint?: string;
  readonly placeholder?: string;
  readonly field: object;
  readonly onGenerate: (hex: string) => void;
}

/** A key of 16 bytes, with a button that makes a random one. */
export function KeyInput({ label, hint, placeholder, field, onGenerate }: KeyInputProps) {
  const generate = (): void => onGenerate(randomHex(16));
  return (
    <TextInput
      label={label}
      {...(hint !== undefined && { description: hint })}
      autoComplete="off"
      spellCheck={false}
      {...(placeholder !== undefined && { placeholder })}
      rightSection={
        <Tooltip label={text("generate")}>
          <ActionIcon
            variant="subtle"
            onClick={generate}
            aria-label={`${text("generate")}: ${label}`}
          >
            <IconDice5 size={17} />
          </ActionIcon>
        </Tooltip>
      }
      {...field}
    />
  );
}
