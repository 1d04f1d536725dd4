import { AppShell } from "@mantine/core";
import { useDisclosure, useHotkeys } from "@mantine/hooks";
import { Outlet } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { guide } from "../guide/guide.ts";
import { HintLayer } from "../hint/hint-layer.tsx";
import { useStore } from "../state/store.ts";
import { Header } from "./header.tsx";
import { Navbar } from "./navbar.tsx";
import { text } from "./shell.text.ts";
import { SilenceBanner } from "./silence-banner.tsx";
import { Toaster } from "./toaster.tsx";

const GuideStrip = lazy(() => import("../guide/guide-strip.tsx"));
const Palette = lazy(() => import("./palette.tsx"));

/** Header, navigation and the page that is open. */
export function Shell() {
  const [opened, { toggle, close }] = useDisclosure();
  const [finding, setFinding] = useState(false);
  const isGuided = useStore(guide) === "on";
  useHotkeys([["mod+K", () => setFinding(true)]], []);
  return (
    <AppShell
      header={{ height: 52 }}
      navbar={{ width: 216, breakpoint: "md", collapsed: { mobile: !opened } }}
      padding={{ base: "sm", sm: "md", lg: "lg" }}
    >
      <a className="skip-link" href="#page">
        {text("skip")}
      </a>
      <AppShell.Header>
        <Header opened={opened} onToggle={toggle} onFind={() => setFinding(true)} />
      </AppShell.Header>
      <AppShell.Navbar px="xs" pb="xs" aria-label={text("pages")}>
        <Navbar onNavigate={close} />
      </AppShell.Navbar>
      <AppShell.Main id="page" tabIndex={-1} style={{ outline: 0 }}>
        <SilenceBanner />
        {isGuided && (
          <Suspense>
            <GuideStrip />
          </Suspense>
        )}
        <Outlet />
      </AppShell.Main>
      {finding && (
        <Suspense>
          <Palette onClose={() => setFinding(false)} />
        </Suspense>
      )}
      <Toaster />
      <HintLayer />
    </AppShell>
  );
}
