import { Alert, Badge, Group, Text } from "@mantine/core";
import type { FrameExplanation, FramePart } from "@lorats/api";
import { useState } from "react";
import { CopyText } from "../parts/copy-text.tsx";
import { Panel } from "../parts/panel.tsx";
import "./every-byte.css";
import { text } from "./inspector.text.ts";

const MIC = {
  valid: { color: "teal", key: "micValid" },
  invalid: { color: "red", key: "micInvalid" },
  unchecked: { color: "gray", key: "micUnchecked" },
} as const;

/** The bytes of a frame and what each of them means; pointing at one side shows the other. */
export function EveryByte({ explanation }: { readonly explanation: FrameExplanation }) {
  const { phyPayload, parts, mic, refusal } = explanation;
  const [pointed, setPointed] = useState<FramePart>();
  const bytes = phyPayload.match(/../g) ?? [];
  return (
    <Panel
      title={text("everyByte")}
      note={text("everyByteNote")}
      actions={
        mic && (
          <Badge color={MIC[mic.status].color} variant="light" title={mic.note}>
            {text(MIC[mic.status].key)}
          </Badge>
        )
      }
    >
      {refusal && <Alert color="red">{refusal.reason}</Alert>}
      <div className="bytes" aria-hidden="true" onPointerLeave={() => setPointed(undefined)}>
        {bytes.map((byte, at) => (
          <span
            key={at}
            className="byte"
            data-part={topIndexOf(parts, at) % 6}
            data-pointed={isWithin(pointed, at) || undefined}
            onPointerEnter={() => setPointed(deepestAt(parts, at))}
          >
            {byte}
          </span>
        ))}
      </div>
      <table className="parts">
        <tbody onPointerLeave={() => setPointed(undefined)}>
          {parts.map((part, i) => (
            <tr
              key={i}
              data-pointed={part === pointed || undefined}
              onPointerEnter={() => setPointed(part)}
            >
              <th scope="row" style={{ paddingLeft: 8 + 16 * part.depth }}>
                <span className="swatch" data-part={topIndexOf(parts, part.at) % 6} />
                {part.name}
              </th>
              <td className="hex" title={part.decrypted ? text("decryptedHint") : undefined}>
                {part.decrypted && <em>{shortHex(part.hex)}</em>}
                {!part.decrypted && shortHex(part.hex)}
              </td>
              <td>
                {part.meaning}
                {valueText(part.value) !== "" && !part.meaning.includes(valueText(part.value)) && (
                  <Text span inherit c="dimmed">
                    {" "}
                    {valueText(part.value)}
                  </Text>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {mic?.status === "unchecked" && (
        <Text size="xs" c="dimmed" mt="xs">
          {text("noKeys")}
        </Text>
      )}
      <Group gap="xs" mt="xs" wrap="nowrap" align="flex-start">
        <Text size="xs" c="dimmed">
          {text("raw")}
        </Text>
        <CopyText text={phyPayload} label={text("copyHex")} />
      </Group>
    </Panel>
  );
}

const SHORT = 24;

function shortHex(hex: string): string {
  return hex.length > SHORT ? `${hex.slice(0, SHORT)}…` : hex;
}

function valueText(value: unknown): string {
  if (value === undefined || value === null) return "";
  // The meaning says in words what fields a part has.
  if (typeof value === "object") return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}

function isWithin(part: FramePart | undefined, at: number): boolean {
  return part !== undefined && at >= part.at && at < part.at + part.length;
}

function deepestAt(parts: readonly FramePart[], at: number): FramePart | undefined {
  return parts.findLast((part) => isWithin(part, at));
}

/** Colours go by the outermost part, so that its children share its colour. */
function topIndexOf(parts: readonly FramePart[], at: number): number {
  const tops = parts.filter(({ depth }) => depth === 0);
  return Math.max(
    0,
    tops.findIndex((part) => isWithin(part, at)),
  );
}
