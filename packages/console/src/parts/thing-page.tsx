import type { UseQueryResult } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { Suspense, type ComponentType, type LazyExoticComponent, type ReactNode } from "react";
import { Page } from "./page.tsx";
import { ProblemNotice } from "./problem-notice.tsx";
import { PageSkeleton } from "./skeletons.tsx";
import { TabLinks } from "./tab-links.tsx";

/** A part of a thing's page, whose code is fetched when it is opened. */
export type Tab<Props> = LazyExoticComponent<ComponentType<Props>>;

interface ThingPageProps<Thing, Props, Name extends string> {
  readonly text: (word: NoInfer<Name> | "title" | "tabs") => string;
  /** Of the list that it belongs to. */
  readonly address: string;
  readonly query: UseQueryResult<Thing>;
  /** In the order in which they are shown; the first is what the thing's address shows. */
  readonly tabs: Readonly<Record<Name, Tab<Props>>>;
  /** Beside the name: states. */
  readonly badges?: (thing: Thing) => ReactNode;
  readonly actions?: (thing: Thing) => ReactNode;
  /** Draws the tab that is open. */
  readonly children: (Open: Tab<Props>, thing: Thing) => ReactNode;
}

/** The page of one thing: its name, its states, and its parts as tabs that are addresses. */
export function ThingPage<Thing extends { readonly name: string }, Props, Name extends string>({
  text,
  address,
  query: { data: thing, error, refetch },
  tabs,
  badges,
  actions,
  children,
}: ThingPageProps<Thing, Props, Name>) {
  const { id, tab } = useParams({ strict: false }) as { id: string; tab?: string };
  const trail = [[text("title"), address]] as const;
  if (error && !thing) {
    return (
      <Page title={text("title")} trail={trail}>
        <ProblemNotice error={error} onRetry={() => void refetch()} />
      </Page>
    );
  }
  if (!thing) return <PageSkeleton />;
  const names = Object.keys(tabs) as Name[];
  const [first] = names;
  return (
    <Page title={thing.name} trail={trail} badges={badges?.(thing)} actions={actions?.(thing)}>
      <TabLinks
        label={text("tabs")}
        tabs={names.map((name) => ({
          to: name === first ? `${address}/${id}` : `${address}/${id}/${name}`,
          label: text(name),
        }))}
      />
      <Suspense fallback={<PageSkeleton />}>
        {children(tabs[tab as Name] ?? tabs[first!], thing)}
      </Suspense>
    </Page>
  );
}
