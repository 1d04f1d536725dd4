import { Stack } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { queries } from "../client.ts";
import { messages } from "../i18n/messages.ts";
import { useMay } from "../state/access.ts";
import { toast } from "../state/toasts.ts";
import { ConfirmButton } from "./confirm-button.tsx";
import { Panel } from "./panel.tsx";

const common = messages("configuration", { title: "Configuration", dangerous: "Danger" });

type Word = "delete" | "deleteTitle" | "deleteNote" | "deleted" | "saved";

interface ConfigurationProps {
  /** The words of the thing that it is about. */
  readonly text: (word: Word, values?: { readonly name: string }) => string;
  readonly thing: { readonly id: string; readonly name: string };
  /** Of the API's resource, by which rights are given. */
  readonly resource: string;
  /** Of the list, to which one comes back when the thing is gone. */
  readonly address: string;
  /** Keys of the queries of the thing and of its list. */
  readonly keys: readonly [one: string, list: string];
  readonly remove: () => Promise<unknown>;
  /** What else those who may change it can do with it. */
  readonly further?: ReactNode;
  readonly children: (onSaved: () => void) => ReactNode;
}

/** A thing's form, and for who may the way to be rid of it, by typing its name. */
export function Configuration({
  text,
  thing: { id, name },
  resource,
  address,
  keys: [one, list],
  remove,
  further,
  children,
}: ConfigurationProps) {
  const navigate = useNavigate();
  const may = useMay(resource, "write");
  const onRemove = async (): Promise<void> => {
    await remove();
    toast(text("deleted", { name }));
    await navigate({ to: address });
    queries.removeQueries({ queryKey: [one, id] });
    await queries.invalidateQueries({ queryKey: [list] });
  };
  return (
    <Stack gap="md">
      <Panel title={common("title")}>
        <fieldset className="plain-fieldset" disabled={!may}>
          {children(() => toast(text("saved", { name })))}
        </fieldset>
      </Panel>
      {may && further}
      {may && (
        <Panel title={common("dangerous")}>
          <ConfirmButton
            label={text("delete")}
            title={text("deleteTitle", { name })}
            typed={name}
            onConfirm={onRemove}
          >
            {text("deleteNote")}
          </ConfirmButton>
        </Panel>
      )}
    </Stack>
  );
}
