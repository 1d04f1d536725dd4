import { Select, type SelectProps } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";

export interface Thing {
  readonly id: string;
  readonly name: string;
}

interface ThingSelectProps extends Omit<SelectProps, "value" | "onChange" | "data"> {
  /** Of the query that finds them. */
  readonly queryKey: readonly unknown[];
  /** The first few whose names match. */
  readonly find: (search: string) => Promise<{ readonly items: readonly Thing[] }>;
  /** Ids that are no choice. */
  readonly without?: readonly string[];
  /** What is chosen; null lets one choose again and again. */
  readonly value: string | null;
  readonly onChange: (thing: Thing | undefined) => void;
}

/** One of more things than a list can hold: the server finds what matches. */
export function ThingSelect({
  queryKey,
  find,
  without = [],
  value,
  onChange,
  ...field
}: ThingSelectProps) {
  const [search, setSearch] = useState("");
  const [wanted] = useDebouncedValue(search.trim(), 200);
  const found = useQuery({
    queryKey: [...queryKey, wanted],
    queryFn: () => find(wanted),
    placeholderData: keepPreviousData,
  });
  const choices = found.data?.items.filter(({ id }) => !without.includes(id)) ?? [];
  return (
    <Select
      searchable
      value={value}
      searchValue={search}
      onSearchChange={setSearch}
      filter={({ options }) => options}
      data={choices.map(({ id, name }) => ({ value: id, label: name }))}
      onChange={(id) => {
        if (value === null) setSearch("");
        onChange(choices.find((choice) => choice.id === id));
      }}
      {...field}
    />
  );
}
