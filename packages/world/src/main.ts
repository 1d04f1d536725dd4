import { errorLine } from "@lorats/base";
import { DEMO_SCENARIO } from "./demo-scenario.ts";
import { runWorld } from "./run-world.ts";
import { readScenario } from "./scenario.ts";
import { readSettings } from "./settings.ts";

try {
  const file = process.env["LORATS_WORLD_SCENARIO"];
  const scenario = file ? readScenario(file) : DEMO_SCENARIO;
  const settings = readSettings(process.env);
  const world = await runWorld(scenario, settings, (line) => console.error(line));
  await untilTold();
  await world.stop();
} catch (error) {
  console.error(errorLine(error));
  process.exitCode = 1;
}

/** Ends on a signal, or when the parent process has gone and with it our standard input. */
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
