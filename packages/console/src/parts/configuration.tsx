import { Stack } from "@mantine/core";
import type { ReactNode } from "react";
import { ConfirmButton } from "./confirm-button.tsx";
import { Panel } from "./panel.tsx";

/** What a configuration page says; the words are those of the thing that it is about. */
export interface ConfigurationWords {
  readonly title: string;
  readonly dangerous: string;
  readonly remove: string;
  readonly removeTitle: string;
  readonly removeNote: string;
}

/** A thing's form, and for who may the way to be rid of it, by typing its name. */
export function Configuration({
  words,
  name,
  may,
  onRemove,
  children,
}: {
  readonly words: ConfigurationWords;
  readonly name: string;
  readonly may: boolean;
  readonly onRemove: () => Promise<void>;
  readonly children: ReactNode;
}) {
  return (
    <Stack gap="md">
      <Panel title={words.title}>
        <fieldset disabled={!may} style={{ border: 0, padding: 0, margin: 0 }}>
          {children}
        </fieldset>
      </Panel>
      {may && (
        <Panel title={words.dangerous}>
          <ConfirmButton
            label={words.remove}
            title={words.removeTitle}
            typed={name}
            onConfirm={onRemove}
          >
            {words.removeNote}
          </ConfirmButton>
        </Panel>
      )}
    </Stack>
  );
}
