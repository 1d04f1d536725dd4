import { Input, MultiSelect, Select, Switch, TagsInput as Words, TextInput } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { NumberField } from "../number-field.tsx";
import { PairsInput } from "../pairs-input.tsx";
import type { TagRow } from "../tag-rows.ts";
import type { FieldValues, SchemaField } from "./schema-field.ts";
import { optionName, settingName, text } from "./settings.text.ts";

interface SchemaFieldsProps<Values> {
  readonly form: UseFormReturnType<Values>;
  readonly fields: readonly SchemaField[];
  /** Where the request has the settings, by which errors name their field. */
  readonly at: string;
}

/** The settings of one kind of connector or integration, asked for as the API's schema describes them. */
export function SchemaFields<Values extends { settings: FieldValues }>({
  form,
  fields,
  at,
}: SchemaFieldsProps<Values>) {
  return fields.map((field) => {
    const { name } = field;
    const path = `settings.${name}`;
    const error = form.errors[`${at}.${name}`] ?? form.errors[path];
    const type = field.kind === "switch" ? "checkbox" : "input";
    const input = { ...form.getInputProps(path, { type }), error };
    return <OneField key={name} field={field} input={input} />;
  });
}

interface OneFieldProps {
  readonly field: SchemaField;
  readonly input: {
    readonly onChange: (value: unknown) => void;
    readonly value?: unknown;
    readonly error: React.ReactNode;
  };
}

function OneField({
  field: { name, kind, isRequired, description, options },
  input,
}: OneFieldProps) {
  const label = settingName(name);
  const said = { label, ...(description !== undefined && { description }) };
  const data = options.map((value) => ({ value: String(value), label: optionName(value) }));
  switch (kind) {
    case "switch":
      return <Switch {...said} {...(input as object)} />;
    case "number":
      return <NumberField {...said} withAsterisk={isRequired} {...(input as object)} />;
    case "choice":
      return (
        <Select
          {...said}
          data={data}
          withAsterisk={isRequired}
          allowDeselect={!isRequired}
          {...(input as object)}
        />
      );
    case "choices":
      return <MultiSelect {...said} data={data} clearable {...(input as object)} />;
    case "words":
      return <Words {...said} withAsterisk={isRequired} {...(input as object)} />;
    case "pairs":
      return (
        <Input.Wrapper {...said} error={input.error}>
          <PairsInput
            rows={(input.value ?? []) as TagRow[]}
            onChange={input.onChange}
            words={{
              key: text("header"),
              value: text("value"),
              add: text("addHeader"),
              remove: text("removeHeader"),
            }}
          />
        </Input.Wrapper>
      );
    case "text":
      return (
        <TextInput
          {...said}
          autoComplete="off"
          spellCheck={false}
          withAsterisk={isRequired}
          {...(input as object)}
        />
      );
  }
}
