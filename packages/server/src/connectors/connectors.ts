import { errorLine, type Instant } from "@lorats/base";
import {
  connectorKind,
  everyItem,
  type Connector,
  type ConnectorId,
  type Inbound,
} from "@lorats/platform";
import { secretOf } from "../outbound/kept-secret.ts";
import type { Services } from "../services.ts";
import { backfill, type BackfillStatus } from "./backfill.ts";
import { ConnectorIntake, type Taken } from "./intake.ts";
import { ConnectorLine, subscriptionOf } from "./line.ts";

export interface ConnectorStatus {
  /** Of its subscription, where it has one. */
  readonly connected?: boolean;
  readonly kept: number;
  readonly repeated: number;
  readonly refused: number;
  readonly lastAt?: Instant;
  readonly lastError?: string;
  readonly backfill?: BackfillStatus;
}

/** What cannot be understood, and never will be. */
export interface NotUnderstood {
  readonly code: string;
  readonly reason: string;
}

export interface ConnectorsOptions {
  readonly parts: Pick<Services, "clock" | "random" | "stores" | "lastSeen" | "quotas">;
  readonly allowPrivate: boolean;
  readonly failed: (error: string, connectorId: string) => void;
}

interface Working {
  readonly connector: Connector;
  readonly line: ConnectorLine | undefined;
  readonly stopping: AbortController;
}

/** Where recent observations are looked for to see how far a connector had come. */
const LOOK_BACK = 1000;
/** How far before the newest one a backfill begins: others may have been on their way. */
const OVERLAP_NS = 3_600_000_000_000n;

/** Everything that comes in by connectors: calls of the other side, subscriptions at its broker, and what was missed. */
export class Connectors {
  readonly #options: ConnectorsOptions;
  readonly intake: ConnectorIntake;
  readonly #working = new Map<ConnectorId, Working>();
  readonly #status = new Map<ConnectorId, ConnectorStatus>();

  constructor(options: ConnectorsOptions) {
    this.#options = options;
    this.intake = new ConnectorIntake(options.parts);
  }

  /** Starts what the store has; those that can fetch what they missed begin with that. */
  async start(): Promise<void> {
    for await (const connector of everyItem(this.#options.parts.stores.connectors)) {
      await this.apply(connector);
      const from = connector.enabled ? await this.#reached(connector) : undefined;
      if (from !== undefined && (await this.#canPull(connector))) {
        await this.backfill(connector, from - OVERLAP_NS);
      }
    }
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#working.keys()].map((id) => this.#end(id)));
  }

  /** Makes what runs agree with the connector as it is stored now. */
  async apply(connector: Connector): Promise<void> {
    const { id, enabled } = connector;
    await this.#end(id);
    if (!enabled) return;
    const subscription = subscriptionOf(connector);
    const { parts, allowPrivate, failed } = this.#options;
    const password = subscription && (await this.#secretOf(connector));
    const line =
      subscription &&
      new ConnectorLine({
        connector,
        subscription,
        password,
        clock: parts.clock,
        allowPrivate,
        take: (topic, payload) => this.#fromBroker(connector, topic, payload),
        failed: (lastError) => {
          this.#note(id, { lastError });
          failed(lastError, id);
        },
      });
    this.#working.set(id, { connector, line, stopping: new AbortController() });
  }

  async remove(id: ConnectorId): Promise<void> {
    await this.#end(id);
    this.#status.delete(id);
  }

  status(id: ConnectorId): ConnectorStatus {
    const line = this.#working.get(id)?.line;
    return { ...this.#statusOf(id), ...(line && { connected: line.connected }) };
  }

  /**
   * What the other side brought. Resolves when it is durable.
   * @throws {HttpProblem} `TENANT_QUOTA` when the tenant has no room for it: it is to be brought again later
   */
  async take(connector: Connector, inbound: Inbound): Promise<Taken | NotUnderstood> {
    const { id } = connector;
    const read = connectorKind(connector.kind)!.read(inbound, connector.settings);
    if (!read.ok) {
      this.#note(id, { refused: this.#statusOf(id).refused + 1, lastError: read.reason });
      return { code: read.code, reason: read.reason };
    }
    await this.#demandRoom(connector, read.value.length);
    const taken = await this.intake.take(connector, read.value);
    this.#count(id, taken.kept, taken.repeated, taken.refused.length);
    const last = taken.refused.at(-1);
    if (last) this.#note(id, { lastError: last.reason });
    return taken;
  }

  async #demandRoom({ id, tenantId }: Connector, events: number): Promise<void> {
    try {
      await this.#options.parts.quotas.demandEvents(tenantId, events, `connector:${id}`);
    } catch (error) {
      const lastError = errorLine(error);
      this.#note(id, { refused: this.#statusOf(id).refused + events, lastError });
      throw error;
    }
  }

  /** Begins to fetch what the other side has from a time on; how it goes is told by `status`. */
  async backfill(connector: Connector, from: Instant): Promise<void> {
    const { id } = connector;
    const working = this.#working.get(id);
    if (!working || this.#statusOf(id).backfill?.state === "running") return;
    const secret = (await this.#secretOf(connector)) ?? "";
    const kind = connectorKind(connector.kind)!;
    const { signal } = working.stopping;
    let sums = { kept: 0, repeated: 0 };
    const tell = (state: BackfillStatus["state"], error?: string): void => {
      this.#note(id, { backfill: { state, ...sums, ...(error !== undefined && { error }) } });
    };
    tell("running");
    const { allowPrivate, failed } = this.#options;
    const work = { connector, kind, secret, from, intake: this.intake, allowPrivate, signal };
    backfill(work, (kept, repeated) => {
      sums = { kept: sums.kept + kept, repeated: sums.repeated + repeated };
      this.#count(id, kept, repeated, 0);
      tell("running");
    }).then(
      () => tell("done"),
      (error: unknown) => {
        tell("failed", errorLine(error));
        failed(errorLine(error), id);
      },
    );
  }

  async #canPull(connector: Connector): Promise<boolean> {
    const { pull } = connectorKind(connector.kind)!;
    return pull?.request(connector.settings, "", 0n, undefined) !== undefined;
  }

  /** When the newest of its recent observations was made. */
  async #reached({ id, tenantId }: Connector): Promise<Instant | undefined> {
    const { log } = this.#options.parts.stores;
    const types = ["observation"] as const;
    const page = await log.read({ tenantId, types, before: "end", limit: LOOK_BACK });
    const own = page.events.find(
      (event) => event.type === "observation" && event.body.connectorId === id,
    );
    return own?.time;
  }

  async #fromBroker(connector: Connector, path: string, payload: Buffer): Promise<void> {
    const text = payload.toString("utf8");
    await this.take(connector, { path, query: {}, body: jsonOrText(text) });
  }

  #secretOf({ secretKeyId }: Connector): Promise<string | undefined> {
    return secretOf(this.#options.parts.stores, secretKeyId);
  }

  #count(id: ConnectorId, kept: number, repeated: number, refused: number): void {
    const status = this.#statusOf(id);
    this.#note(id, {
      kept: status.kept + kept,
      repeated: status.repeated + repeated,
      refused: status.refused + refused,
      lastAt: this.#options.parts.clock.now(),
    });
  }

  #statusOf(id: ConnectorId): ConnectorStatus {
    return this.#status.get(id) ?? { kept: 0, repeated: 0, refused: 0 };
  }

  #note(id: ConnectorId, change: Partial<ConnectorStatus>): void {
    this.#status.set(id, { ...this.#statusOf(id), ...change });
  }

  async #end(id: ConnectorId): Promise<void> {
    const working = this.#working.get(id);
    this.#working.delete(id);
    working?.stopping.abort();
    await working?.line?.close();
  }
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
