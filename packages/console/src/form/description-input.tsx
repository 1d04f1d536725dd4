import { Textarea, type TextareaProps } from "@mantine/core";
import { common } from "../i18n/common.text.ts";

/** What people want to remember of a thing. */
export function DescriptionInput(field: TextareaProps) {
  return <Textarea label={common("description")} autosize minRows={2} maxRows={8} {...field} />;
}
