import { Group, Modal, ScrollArea, Text, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useMemo, useState, type KeyboardEvent } from "react";
import { text } from "./shell.text.ts";

import { usePageEntries, useThings, type Entry } from "./palette-entries.tsx";

/** Finds devices, gateways, applications, pages and actions by a part of their name. */
export default function Palette({ onClose }: { readonly onClose: () => void }) {
  const [query, setQuery] = useState("");
  const [active, setActive] = useState(0);
  const wanted = query.trim().toLowerCase();
  const things = useThings(wanted);
  const pages = usePageEntries();
  const entries = useMemo(() => {
    const matching = pages.filter(({ label }) => label.toLowerCase().includes(wanted));
    return [...things, ...matching];
  }, [things, pages, wanted]);
  const at = Math.min(active, Math.max(0, entries.length - 1));

  const choose = (entry: Entry | undefined): void => {
    if (!entry) return;
    onClose();
    entry.run();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined && entries.length > 0) {
      event.preventDefault();
      const next = (at + step + entries.length) % entries.length;
      setActive(next);
      document.getElementById(`found-${next}`)?.scrollIntoView({ block: "nearest" });
    } else if (event.key === "Enter") {
      event.preventDefault();
      choose(entries[at]);
    }
  };
  return (
    <Modal
      opened
      onClose={onClose}
      withCloseButton={false}
      padding={0}
      size="lg"
      yOffset="12vh"
      centered={false}
      title={undefined}
      aria-label={text("find")}
      transitionProps={{ duration: 80 }}
    >
      <TextInput
        size="lg"
        variant="unstyled"
        px="md"
        data-autofocus
        leftSection={<IconSearch size={18} />}
        leftSectionWidth={44}
        placeholder={text("findPlaceholder")}
        aria-label={text("find")}
        role="combobox"
        aria-expanded
        aria-controls="found"
        aria-activedescendant={entries.length > 0 ? `found-${at}` : undefined}
        value={query}
        onChange={(event) => {
          setQuery(event.currentTarget.value);
          setActive(0);
        }}
        onKeyDown={onKeyDown}
      />
      <ScrollArea.Autosize mah="56vh" type="auto" viewportProps={{ tabIndex: -1 }}>
        <div id="found" role="listbox" aria-label={text("results")} className="palette">
          {entries.map((entry, i) => (
            <div
              key={entry.id}
              id={`found-${i}`}
              role="option"
              aria-selected={i === at}
              tabIndex={-1}
              className="palette-entry"
              onMouseMove={() => setActive(i)}
              onClick={() => choose(entry)}
            >
              <Group gap="sm" wrap="nowrap">
                {entry.icon}
                <Text size="sm" truncate style={{ flex: 1 }}>
                  {entry.label}
                </Text>
                {entry.note !== undefined && (
                  <Text size="xs" c="dimmed" ff="monospace">
                    {entry.note}
                  </Text>
                )}
              </Group>
            </div>
          ))}
        </div>
        {entries.length === 0 && (
          <Text c="dimmed" size="sm" p="md" role="status">
            {text("nothingFound")}
          </Text>
        )}
      </ScrollArea.Autosize>
    </Modal>
  );
}
