import type { Command } from "commander";
import type { CliCommand } from "../command.ts";
import type { DecodeOptions } from "../lorawan/decode.ts";

/** `lorats lorawan decode`: what a PHYPayload says, byte by byte. */
export const LORAWAN_DECODE: CliCommand = {
  path: ["lorawan", "decode"],
  summary: "explain a LoRaWAN frame",
  configure(command: Command): void {
    command
      .argument("<frame>", "PHYPayload in hexadecimal or base64")
      .option("--nwkskey <key>", "1.0: network session key")
      .option("--appskey <key>", "application session key")
      .option("--appkey <key>", "for joins of 1.0: root key")
      .option("--nwkkey <key>", "for joins of 1.1: root key")
      .option("--fnwksintkey <key>", "1.1: forwarding network session integrity key")
      .option("--snwksintkey <key>", "1.1: serving network session integrity key")
      .option("--nwksenckey <key>", "1.1: network session encryption key")
      .option("--fcnt <n>", "the 32-bit counter that was expected; else it is found by trying")
      .option("--conf-fcnt <n>", "1.1: counter of the frame that this one acknowledges")
      .option("--tx-dr <n>", "1.1: data rate of the uplink; else it is found by trying")
      .option("--tx-ch <n>", "1.1: channel of the uplink; else it is found by trying")
      .option("--join-eui <eui>", "1.1 join-accept: JoinEUI of the request it answers")
      .option("--dev-eui <eui>", "1.1 join-accept: DevEUI of the request it answers")
      .option("--dev-nonce <n>", "1.1 join-accept: DevNonce or rejoin counter it answers")
      .option("--rejoin-type <n>", "1.1 join-accept: it answers a rejoin-request of this type")
      .option("--json", "JSON on stdout")
      .action(async (frame: string, options: DecodeOptions & { readonly json?: boolean }) => {
        const { decodeFrame } = await import("../lorawan/decode.ts");
        const { describeFrame } = await import("../lorawan/report.ts");
        const { explanation, refusal } = decodeFrame(frame, options);
        const lines = options.json ? [JSON.stringify(explanation)] : describeFrame(explanation);
        process.stdout.write(`${lines.join("\n")}\n`);
        if (refusal !== undefined) throw refusal;
      });
  },
};
