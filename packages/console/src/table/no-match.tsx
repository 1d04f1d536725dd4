import { IconSearch } from "@tabler/icons-react";
import { messages } from "../i18n/messages.ts";
import { EmptyState } from "../parts/empty-state.tsx";

const text = messages("no-match", {
  title: "Nothing matches",
  note: "Nothing here has “{searched}” in it.",
});

/** Stands where a search found nothing. */
export function NoMatch({ searched }: { readonly searched: string }) {
  return (
    <EmptyState icon={<IconSearch />} title={text("title")}>
      {text("note", { searched })}
    </EmptyState>
  );
}
