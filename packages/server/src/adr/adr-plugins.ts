import { readFile } from "node:fs/promises";
import { CallerError } from "@lorats/base";
import type { AdrAlgorithm, AdrDecision, AdrRequest } from "@lorats/network";
import { Sandbox, type CodecAnswer, type CompiledCodec } from "@lorats/platform";

/**
 * A decision is made while radio windows wait. Counted, not timed: some 10,000 jumps and calls each, of which a slow core
 * does two in a millisecond.
 */
const STEPS = 8;
const LIMITS = { memoryBytes: 1024 * 1024, steps: STEPS, outputLength: 1024 };
/** So many failures in a row, and an algorithm leaves devices alone until the server is started again. */
const MOST_FAILURES = 20;
const ID = /^[a-z0-9][a-z0-9_-]{0,49}$/;

/** Lets the sandbox for codecs call the functions of a plugin. On the last line, so that lines keep their numbers. */
const TAIL = `
;function decodeUplink(input) { return { data: { id: id(), name: name(), decision: input.adr ? handle(input.adr) : null } }; }`;

interface PluginSays {
  readonly id: string;
  readonly name: string;
  readonly decision: Partial<Record<"dr" | "txPowerIndex" | "nbTrans", number>> | null;
}

export interface AdrPluginOptions {
  readonly files: readonly string[];
  /** An algorithm failed on a device, which is left as it is. */
  readonly failed: (id: string, reason: string) => void;
}

/**
 * Users' ADR algorithms: files in the form of ChirpStack's plugins, which export `id()`, `name()` and `handle(req)`. They
 * run in an engine of their own, without files, sockets or clocks.
 * @throws {CallerError} `ADR_PLUGIN`: a file cannot be read, is no plugin, or takes the name of another
 */
export async function loadAdrPlugins({
  files,
  failed,
}: AdrPluginOptions): Promise<readonly AdrAlgorithm[]> {
  if (files.length === 0) return [];
  const sandbox = await Sandbox.open(LIMITS);
  const plugins: AdrPlugin[] = [];
  for (const file of files) {
    const source = await readFile(file, "utf8").catch((cause: unknown) => {
      throw new CallerError("ADR_PLUGIN", `${file} cannot be read`, { cause });
    });
    const plugin = new AdrPlugin(sandbox, file, source, failed);
    if (plugins.some(({ id }) => id === plugin.id)) {
      throw new CallerError("ADR_PLUGIN", `${file}: there is an algorithm ${plugin.id} already`);
    }
    plugins.push(plugin);
  }
  return plugins;
}

class AdrPlugin implements AdrAlgorithm {
  readonly id: string;
  readonly summary: string;
  readonly #sandbox: Sandbox;
  readonly #source: string;
  readonly #failed: AdrPluginOptions["failed"];
  #compiled: CompiledCodec | undefined;
  #failures = 0;

  constructor(sandbox: Sandbox, file: string, source: string, failed: AdrPluginOptions["failed"]) {
    this.#sandbox = sandbox;
    this.#source = source.replaceAll(/^(\s*)export\s+(default\s+)?/gm, "$1") + TAIL;
    this.#failed = failed;
    const answer = this.#ask(undefined);
    if (!answer.ok) throw new CallerError("ADR_PLUGIN", `${file}: ${answer.reason}`);
    const { id, name } = answer.value.data as PluginSays;
    if (typeof id !== "string" || !ID.test(id) || typeof name !== "string") {
      const what = "id() is lower-case letters, digits, - and _, and name() a text";
      throw new CallerError("ADR_PLUGIN", `${file}: ${what}`);
    }
    this.id = id;
    this.summary = name;
  }

  decide(request: AdrRequest): AdrDecision {
    const { dataRate, txPowerIndex, nbTrans } = request;
    const now = { dataRate, txPowerIndex, nbTrans };
    if (this.#failures >= MOST_FAILURES) return now;
    const answer = this.#ask(chirpStackRequest(request));
    const decision = answer.ok ? (answer.value.data as PluginSays).decision : undefined;
    const taken = decision && decisionOf(decision, request);
    if (taken) {
      this.#failures = 0;
      return taken;
    }
    this.#failures++;
    const reason = answer.ok ? "handle() returns dr, txPowerIndex and nbTrans" : answer.reason;
    const last = this.#failures === MOST_FAILURES ? "; it is not asked any more" : "";
    this.#failed(this.id, reason + last);
    return now;
  }

  #ask(adr: object | undefined): CodecAnswer {
    if (!this.#compiled) {
      const compiled = this.#sandbox.compile(this.#source);
      if (!compiled.ok) return compiled;
      this.#compiled = compiled.value;
    }
    const also = adr ? { adr } : {};
    const answer = this.#compiled.run({ op: "decode", bytes: [], fPort: 1, now: 0, seed: 1, also });
    if (this.#compiled.spoiled) {
      this.#compiled.dispose();
      this.#compiled = undefined;
    }
    return answer;
  }
}

/** @see ChirpStack documentation, "ADR algorithm plugins" */
function chirpStackRequest(request: AdrRequest): object {
  const { device } = request;
  return {
    regionConfigId: device?.region.toLowerCase() ?? "",
    regionCommonName: device?.region ?? "",
    devEui: device?.devEui ?? "",
    macVersion: device?.macVersion ?? "",
    regParamsRevision: device?.regParamsRevision ?? "",
    adr: true,
    dr: request.dataRate,
    txPowerIndex: request.txPowerIndex,
    nbTrans: request.nbTrans,
    maxTxPowerIndex: request.maxTxPowerIndex,
    requiredSnrForDr: request.requiredSnrDb,
    installationMargin: request.installationMarginDb,
    minDr: request.minDataRate,
    maxDr: request.maxDataRate,
    skipFCntCheck: false,
    deviceVariables: {},
    uplinkHistory: request.history.map(({ fCnt, maxSnrDb, txPowerIndex, gatewayCount }) => ({
      fCnt,
      maxSnr: maxSnrDb,
      maxRssi: 0,
      txPowerIndex,
      gatewayCount,
    })),
  };
}

/** What the plugin wants, within what the profile allows; undefined when it says nothing that can be read. */
function decisionOf(
  { dr, txPowerIndex, nbTrans }: NonNullable<PluginSays["decision"]>,
  { minDataRate, maxDataRate, maxTxPowerIndex }: AdrRequest,
): AdrDecision | undefined {
  if (!isWhole(dr) || !isWhole(txPowerIndex) || !isWhole(nbTrans)) return undefined;
  return {
    dataRate: Math.min(maxDataRate, Math.max(minDataRate, dr)),
    txPowerIndex: Math.min(maxTxPowerIndex, Math.max(0, txPowerIndex)),
    nbTrans: Math.min(15, Math.max(1, nbTrans)),
  };
}

function isWhole(value: unknown): value is number {
  return Number.isInteger(value);
}
