import { Group, SegmentedControl, Switch, Textarea, TextInput } from "@mantine/core";
import { FormFrame } from "../form/form-frame.tsx";
import { hexDigits } from "../form/hex.ts";
import { jsonObject } from "../form/json.ts";
import { NumberField } from "../form/number-field.tsx";
import { fields, useApiForm } from "../form/use-api-form.ts";
import { hexToBase64 } from "../format.ts";
import { text } from "./downlinks.text.ts";

interface Values extends Record<string, unknown> {
  fPort: number | string;
  as: "bytes" | "values";
  hex: string;
  object: string;
  confirmed: boolean;
  hours: number | string;
}

interface SendFormProps {
  readonly schema: Parameters<typeof useApiForm>[0]["schema"];
  readonly fPort: number;
  /** A device answers and has a codec; a group has neither. */
  readonly toDevice: boolean;
  readonly send: (request: never) => Promise<unknown>;
  readonly invalidates: readonly unknown[];
}

const HOUR_MS = 3_600_000;
/** Under their fields, so that boxes of one line stay on one line. */
const ORDER: ("label" | "input" | "description" | "error")[] = [
  "label",
  "input",
  "description",
  "error",
];

/** Queues a message: bytes as people write them, or values for the codec. */
export function SendForm({ schema, fPort, toDevice, send, invalidates }: SendFormProps) {
  const api = useApiForm({
    schema,
    initial: fields<Values>({
      fPort,
      as: "bytes",
      hex: "",
      object: "{}",
      confirmed: false,
      hours: 0,
    }),
    request: (values) => ({
      fPort: values.fPort,
      ...(values.as === "bytes"
        ? { data: hexToBase64(hexDigits(values.hex) ?? "") }
        : { object: jsonObject(values.object) }),
      ...(toDevice && { confirmed: values.confirmed }),
      ...(Number(values.hours) > 0 && {
        expiresAt: new Date(Date.now() + Number(values.hours) * HOUR_MS).toISOString(),
      }),
    }),
    send,
    invalidates: [invalidates],
    done: () => form.setFieldValue("hex", ""),
    success: text("enqueued"),
  });
  const { form } = api;
  const { as, hex, object } = form.values;
  const isWell = as === "bytes" ? hexDigits(hex) !== undefined : jsonObject(object) !== undefined;
  return (
    <FormFrame of={api} submit={text("enqueue")} disabled={!isWell}>
      {toDevice && (
        <SegmentedControl
          aria-label={text("as")}
          style={{ alignSelf: "flex-start" }}
          size="xs"
          data={(["bytes", "values"] as const).map((value) => ({ value, label: text(value) }))}
          {...form.getInputProps("as")}
        />
      )}
      <Group align="flex-start" gap="sm">
        <NumberField label={text("port")} w={90} {...form.getInputProps("fPort")} />
        {as === "bytes" ? (
          <TextInput
            label={text("payload")}
            {...(toDevice && { description: text("payloadHint") })}
            inputWrapperOrder={ORDER}
            autoComplete="off"
            spellCheck={false}
            style={{ flex: "1 1 220px" }}
            {...form.getInputProps("hex")}
            error={isWell ? undefined : text("payloadInvalid")}
          />
        ) : (
          <Textarea
            label={text("object")}
            description={text("objectHint")}
            inputWrapperOrder={ORDER}
            autosize
            className="mono"
            spellCheck={false}
            style={{ flex: "1 1 220px" }}
            {...form.getInputProps("object")}
            error={isWell ? undefined : text("objectInvalid")}
          />
        )}
        <NumberField
          label={text("expires")}
          description={text("expiresHint")}
          inputWrapperOrder={ORDER}
          suffix="h"
          w={130}
          {...form.getInputProps("hours")}
        />
      </Group>
      {toDevice && (
        <Switch
          label={text("confirmed")}
          {...form.getInputProps("confirmed", { type: "checkbox" })}
        />
      )}
    </FormFrame>
  );
}
