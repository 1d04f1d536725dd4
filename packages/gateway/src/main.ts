import { errorLine } from "@lorats/base";
import { systemClock, systemRandom } from "@lorats/base/node";
import { loadGatewayConfig } from "./config/config.ts";
import { runGateway } from "./config/run-gateway.ts";

/** The gateway as a program that another one starts: `main.ts FILE`. It ends with its standard input or on a signal. */
try {
  const [, , file = "lorats-gateway.toml"] = process.argv;
  const settings = loadGatewayConfig(file);
  const running = await runGateway(settings, systemClock, systemRandom, (line) =>
    console.error(line),
  );
  await untilTold();
  await running.stop();
} catch (error) {
  console.error(errorLine(error));
  process.exitCode = 1;
}

function untilTold(): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      process.stdin.destroy();
      resolve();
    };
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, end);
    process.stdin.once("end", end).once("error", end).resume();
  });
}
