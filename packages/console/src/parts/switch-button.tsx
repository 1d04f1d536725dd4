import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { queries } from "../client.ts";
import { messages } from "../i18n/messages.ts";
import { undoable } from "./undoable.ts";

const text = messages("switch", {
  on: "Switch on",
  off: "Switch off",
  isOn: "{name} is on",
  isOff: "{name} is off",
});

interface Switchable {
  readonly id: string;
  readonly name: string;
  readonly enabled: boolean;
  readonly version: number;
}

interface SwitchButtonProps<Thing extends Switchable> {
  readonly thing: Thing;
  readonly update: (to: {
    readonly id: string;
    readonly version: number;
    readonly enabled: boolean;
  }) => Promise<Thing>;
  /** First parts of the keys of queries that are old news afterwards. */
  readonly invalidates: readonly string[];
}

/** Switches a thing on or off at once, with a way back. */
export function SwitchButton<Thing extends Switchable>({
  thing: { id, name, enabled, version },
  update,
  invalidates,
}: SwitchButtonProps<Thing>) {
  const { mutate, isPending } = useMutation({
    mutationFn: () =>
      undoable({
        change: () => update({ id, version, enabled: !enabled }),
        back: (changed) => update({ id, version: changed.version, enabled }),
        said: text(enabled ? "isOff" : "isOn", { name }),
        after: () =>
          Promise.all(invalidates.map((key) => queries.invalidateQueries({ queryKey: [key] }))),
      }),
  });
  // Shown as it will be: the answer is a moment away, and a refusal brings it back.
  const willBe = isPending ? !enabled : enabled;
  return (
    <Button size="compact-sm" variant="subtle" disabled={isPending} onClick={() => mutate()}>
      {text(willBe ? "off" : "on")}
    </Button>
  );
}
