import { Code, Group, Stack, Text } from "@mantine/core";
import type { FrameDetails } from "@lorats/api";
import { formatUncertainty } from "../format.ts";
import { Facts } from "../parts/facts.tsx";
import { Panel } from "../parts/panel.tsx";
import { sourceName } from "../parts/sent-at.tsx";
import { When } from "../parts/when.tsx";
import { Answers } from "./answers.tsx";
import { EveryByte } from "./every-byte.tsx";
import { text } from "./inspector.text.ts";
import { Receptions } from "./receptions.tsx";
import { TimingChart } from "./timing-chart.tsx";
import { VerdictPanel } from "./verdict-panel.tsx";

import type { ReactNode } from "react";
import { PayloadPanel } from "./payload-panel.tsx";
import { RadioPanel } from "./radio-panel.tsx";

interface FramePartsProps {
  readonly frame: FrameDetails;
  /** More about the verdict, which stands below it. */
  readonly children?: ReactNode;
}

/** The parts of a frame's account, top down by how often they are asked for. */
export function FrameParts({ frame, children }: FramePartsProps) {
  const assessment = frame.assessments[0];
  return (
    <Stack gap="sm">
      <Text size="sm" c="dimmed">
        {frame.explanation.summary}
      </Text>
      {assessment && (
        <Panel title={text("sending")}>
          <Facts
            facts={[
              [
                text("firstChirp"),
                <Group gap="xs" key="at">
                  <When time={assessment.timing.time} />
                  <Code>{assessment.timing.time}</Code>
                </Group>,
              ],
              [text("sd"), formatUncertainty(assessment.timing.sdNs)],
              [text("source"), sourceName(assessment.timing.source)],
              [
                text("delivered"),
                assessment.timing.deliveredAt && <When time={assessment.timing.deliveredAt} />,
              ],
            ]}
          />
          <TimingChart frame={frame} timing={assessment.timing} />
        </Panel>
      )}
      {assessment && <VerdictPanel assessment={assessment} receptions={frame.receptions} />}
      {children}
      <PayloadPanel frame={frame} />
      <EveryByte explanation={frame.explanation} />
      <Receptions frame={frame} />
      <Answers downlinks={frame.downlinks} />
      <RadioPanel frame={frame} />
    </Stack>
  );
}
