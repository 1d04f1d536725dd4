import type { DoorEndpoint } from "./doors/common/door.ts";

export interface StartScreen {
  readonly version: string;
  readonly httpUrl: string;
  readonly signInToken: string;
  readonly dataDir: string;
  readonly mqtt?: { readonly host: string; readonly port: number } | undefined;
  readonly gatewayDoors: readonly DoorEndpoint[];
  readonly consoleBuilt: boolean;
  readonly demo?:
    | {
        readonly apiKey: string;
        readonly mqtt: { username: string; password: string } | undefined;
        readonly authorityFile?: string;
      }
    | undefined;
}

/** The one screen that says everything a person needs to begin. */
export function renderStartScreen(screen: StartScreen): string {
  const { version, httpUrl, signInToken, dataDir, mqtt, gatewayDoors, consoleBuilt, demo } = screen;
  const lines = [
    `LoRaTS ${version} is running.`,
    "",
    `  Console     ${httpUrl}/sign-in#token=${signInToken}`,
    consoleBuilt
      ? "              (signs you in as administrator, once)"
      : "              (not built: run `npm start` once, or `npm run build -w @lorats/console`)",
    `  API         ${httpUrl}/api/v1, documented at ${httpUrl}/docs`,
    ...(mqtt ? [`  MQTT        ${mqtt.host}:${mqtt.port}`] : []),
    ...gatewayDoors.map((door) => `  Gateways    ${renderDoor(door)}`),
    `  Data        ${dataDir}`,
  ];
  if (demo) {
    lines.push("", "A simulated world is sending. Watch it:", "");
    if (mqtt && demo.mqtt) {
      const { username, password } = demo.mqtt;
      const address = `-h ${mqtt.host} -p ${mqtt.port} -u ${username} -P ${password}`;
      lines.push(`  mosquitto_sub ${address} -v -t 'application/+/device/+/event/up'`);
    }
    const believing = demo.authorityFile === undefined ? "" : `--cacert ${demo.authorityFile} `;
    lines.push(
      `  curl ${believing}-H 'Authorization: Bearer ${demo.apiKey}' ${httpUrl}/api/v1/devices`,
    );
  }
  return [...lines, "", "Ctrl-C ends it.", ""].join("\n");
}

function renderDoor({ door, host, port, tls }: DoorEndpoint): string {
  switch (door) {
    case "semtech-udp":
      return `${host}:${port}/udp (Semtech)`;
    case "basics-station":
      return `${tls ? "wss" : "ws"}://${host}:${port} (Basics Station)`;
    case "gateway-mqtt":
      return `${tls ? "mqtts" : "mqtt"}://${host}:${port} (gateway topics)`;
  }
}
