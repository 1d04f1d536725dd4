import { Fieldset } from "@mantine/core";
import { common } from "../i18n/common.text.ts";
import { messages } from "../i18n/messages.ts";
import { PairsInput } from "./pairs-input.tsx";
import type { TagRow } from "./tag-rows.ts";

const text = messages("tags", {
  key: "Tag",
  value: "Value",
  add: "Add a tag",
  remove: "Remove the tag",
});

interface TagsInputProps {
  readonly rows: readonly TagRow[];
  readonly onChange: (rows: TagRow[]) => void;
}

/** Names and values that people give to things. */
export function TagsInput({ rows, onChange }: TagsInputProps) {
  return (
    <Fieldset legend={common("tags")} variant="filled" p="sm">
      <PairsInput
        rows={rows}
        onChange={onChange}
        words={{ key: text("key"), value: text("value"), add: text("add"), remove: text("remove") }}
      />
    </Fieldset>
  );
}
