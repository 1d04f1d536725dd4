import { parentPort } from "node:worker_threads";
import { SandboxRunner } from "@lorats/platform";
import type { PoolAnswer, PoolRequest } from "./codec-pool.ts";

const runner = new SandboxRunner();
const port = parentPort!;

port.on("message", ({ id, source, calls }: PoolRequest) => {
  void answer(id, runner.run(source, calls));
});

// From here on, time spent is the scripts' own.
port.postMessage("ready");

async function answer(id: number, answers: Promise<PoolAnswer["answers"]>): Promise<void> {
  port.postMessage({ id, answers: await answers } satisfies PoolAnswer);
}
