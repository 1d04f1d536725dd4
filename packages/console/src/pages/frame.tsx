import { useParams } from "@tanstack/react-router";
import Forensics from "../forensics/forensics.tsx";
import { text } from "../forensics/forensics.text.ts";
import { useFrame } from "../inspector/use-frame.ts";
import { Page } from "../parts/page.tsx";
import { VerdictBadge } from "../parts/verdict-badge.tsx";

/** One frame on a page of its own, which can be linked to. */
export function FramePage() {
  const { id, frameId } = useParams({ strict: false }) as { id: string; frameId: string };
  const { data: frame } = useFrame(id, frameId);
  const device = frame?.deviceName ?? frame?.devEui ?? "…";
  const verdict = frame?.assessments[0]?.trust.verdict;
  return (
    <Page
      title={text("title", { device, fCnt: frame?.fCnt ?? "…" })}
      trail={[
        [text("devices"), "/devices"],
        [device, `/devices/${id}/frames`],
      ]}
      badges={verdict && <VerdictBadge verdict={verdict} />}
    >
      <Forensics deviceId={id} frameId={frameId} />
    </Page>
  );
}
