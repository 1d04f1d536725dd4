import { useNavigate } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { toast } from "../state/toasts.ts";
import { Page } from "./page.tsx";
import { Panel } from "./panel.tsx";

interface Thing {
  readonly id: string;
  readonly name: string;
}

interface NewPageProps {
  readonly text: (word: "title" | "add" | "created", values?: { readonly name: string }) => string;
  /** Of the list; the new thing's page is below it. */
  readonly address: string;
  readonly children: (onDone: (thing: Thing) => void) => ReactNode;
}

/** The page that adds a thing and leads to it. */
export function NewPage({ text, address, children }: NewPageProps) {
  const navigate = useNavigate();
  return (
    <Page title={text("add")} trail={[[text("title"), address]]}>
      <Panel>
        {children(({ id, name }) => {
          toast(text("created", { name }));
          void navigate({ to: `${address}/${id}` });
        })}
      </Panel>
    </Page>
  );
}
