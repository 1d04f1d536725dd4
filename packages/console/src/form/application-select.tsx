import { Select, type SelectProps } from "@mantine/core";
import { messages } from "../i18n/messages.ts";
import { useApplications } from "../state/lists.ts";

const text = messages("application-select", {
  label: "Application",
  every: "Every application",
});

/** One application, or all of them while none is chosen. */
export function ApplicationSelect(field: SelectProps) {
  const applications = useApplications();
  return (
    <Select
      label={text("label")}
      placeholder={text("every")}
      clearable
      searchable
      data={applications.map(({ id, name }) => ({ value: id, label: name }))}
      {...field}
    />
  );
}
