import { Alert } from "@mantine/core";
import { IconPlugConnectedX } from "@tabler/icons-react";
import { useEffect } from "react";
import { client } from "../client.ts";
import { formatDateTime } from "../format.ts";
import { connection } from "../state/connection.ts";
import { useStore } from "../state/store.ts";
import { useZone } from "../state/zone.ts";
import { text } from "./shell.text.ts";

const AGAIN_MS = 2_000;

/** Says that what is shown is old while the server is silent, and asks whether it is back. */
export function SilenceBanner() {
  const { answers, answeredAtMs } = useStore(connection);
  const zone = useZone();
  useEffect(() => {
    if (answers) return;
    const timer = setInterval(() => {
      client.me({}).catch(() => undefined);
    }, AGAIN_MS);
    return () => clearInterval(timer);
  }, [answers]);
  if (answers) return null;
  return (
    <Alert color="orange" icon={<IconPlugConnectedX />} mb="md" role="alert">
      {text("silent", { time: formatDateTime(answeredAtMs, zone) })}
    </Alert>
  );
}
