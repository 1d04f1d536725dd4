import { Select } from "@mantine/core";

interface KindSelectProps<Kind extends string> {
  readonly label: string;
  readonly kinds: readonly { readonly kind: Kind; readonly title: string }[];
  readonly value: Kind;
  readonly onChoose: (kind: Kind) => void;
}

/** Of which kind a new thing is; the fields of its settings follow from that. */
export function KindSelect<Kind extends string>({
  label,
  kinds,
  value,
  onChoose,
}: KindSelectProps<Kind>) {
  return (
    <Select
      label={label}
      allowDeselect={false}
      data={kinds.map(({ kind, title }) => ({ value: kind, label: title }))}
      value={value}
      title={kinds.find(({ kind }) => kind === value)?.title ?? value}
      styles={{ input: { textOverflow: "ellipsis" } }}
      onChange={(next) => onChoose(next as Kind)}
    />
  );
}
