import { ActionIcon, Button, Fieldset, Group, Stack, TextInput } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { common } from "../i18n/common.text.ts";
import { messages } from "../i18n/messages.ts";

const text = messages("tags", {
  key: "Tag",
  value: "Value",
  add: "Add a tag",
  remove: "Remove the tag",
});

export interface TagRow {
  readonly key: string;
  readonly value: string;
}

export function tagRows(tags: Readonly<Record<string, string>> = {}): TagRow[] {
  return Object.entries(tags).map(([key, value]) => ({ key, value }));
}

/** Rows without a key are not yet tags. */
export function tagsOf(rows: readonly TagRow[]): Record<string, string> {
  return Object.fromEntries(
    rows.filter(({ key }) => key.trim() !== "").map(({ key, value }) => [key.trim(), value]),
  );
}

interface TagsInputProps {
  readonly rows: readonly TagRow[];
  readonly onChange: (rows: TagRow[]) => void;
}

/** Names and values that people give to things. */
export function TagsInput({ rows, onChange }: TagsInputProps) {
  const change = (at: number, part: Partial<TagRow>): void =>
    onChange(rows.map((row, i) => (i === at ? Object.assign({}, row, part) : row)));
  return (
    <Fieldset legend={common("tags")} variant="filled" p="sm">
      <Stack gap="xs">
        {rows.map(({ key, value }, i) => (
          <Group key={i} gap="xs" wrap="nowrap">
            <TextInput
              aria-label={text("key")}
              placeholder={text("key")}
              value={key}
              onChange={(event) => change(i, { key: event.currentTarget.value })}
              style={{ flex: 1 }}
            />
            <TextInput
              aria-label={text("value")}
              placeholder={text("value")}
              value={value}
              onChange={(event) => change(i, { value: event.currentTarget.value })}
              style={{ flex: 2 }}
            />
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={text("remove")}
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
            {text("add")}
          </Button>
        </Group>
      </Stack>
    </Fieldset>
  );
}
