import { ActionIcon, Button, Group, Stack, TextInput } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import type { TagRow } from "./tag-rows.ts";

interface PairsInputProps {
  readonly rows: readonly TagRow[];
  readonly onChange: (rows: TagRow[]) => void;
  /** What a row's parts and its buttons are called. */
  readonly words: Readonly<Record<"key" | "value" | "add" | "remove", string>>;
}

/** Names and values, a row each. */
export function PairsInput({ rows, onChange, words }: PairsInputProps) {
  const change = (at: number, part: Partial<TagRow>): void =>
    onChange(rows.map((row, i) => (i === at ? Object.assign({}, row, part) : row)));
  return (
    <Stack gap="xs">
      {rows.map(({ key, value }, i) => (
        <Group key={i} gap="xs" wrap="nowrap">
          <TextInput
            aria-label={words.key}
            placeholder={words.key}
            value={key}
            onChange={(event) => change(i, { key: event.currentTarget.value })}
            style={{ flex: 1 }}
          />
          <TextInput
            aria-label={words.value}
            placeholder={words.value}
            value={value}
            onChange={(event) => change(i, { value: event.currentTarget.value })}
            style={{ flex: 2 }}
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={words.remove}
            onClick={() => onChange(rows.filter((_, at) => at !== i))}
          >
            <IconX size={16} />
          </ActionIcon>
        </Group>
      ))}
      <Group>
        <Button
          size="compact-sm"
          variant="subtle"
          leftSection={<IconPlus size={14} />}
          onClick={() => onChange([...rows, { key: "", value: "" }])}
        >
          {words.add}
        </Button>
      </Group>
    </Stack>
  );
}
