import { UnavailableError, type Clock } from "@lorats/base";
import { everyItem, Follower, type AlarmRule, type AlarmRuleId, type Sink } from "@lorats/platform";
import { FollowerSet } from "../delivery/follower-set.ts";
import type { Stores } from "../services.ts";
import { post } from "../outbound/http-request.ts";
import type { Mailer } from "./mailer.ts";
import { mailOf, stepsFor, WORTH_A_MAIL, type AlarmEvent } from "./notification.ts";

export interface NotifierOptions {
  readonly stores: Pick<Stores, "log" | "publisherCursors" | "alarmRules">;
  readonly clock: Clock;
  readonly mailer: Mailer | undefined;
  readonly allowPrivate: boolean;
  readonly failed: (error: string, ruleId: string) => void;
}

const TIMEOUT_MS = 10_000;
const CHANNELS = ["email", "webhook"] as const;
type Channel = (typeof CHANNELS)[number];

/** Tells people of alarms, as their rules want: every rule and channel follows the log at its own pace. */
export class AlarmNotifier {
  readonly #options: NotifierOptions;
  readonly #followers: FollowerSet<Follower<AlarmEvent>>;

  constructor(options: NotifierOptions) {
    this.#options = options;
    this.#followers = new FollowerSet(options.failed);
  }

  async start(): Promise<void> {
    for await (const rule of everyItem(this.#options.stores.alarmRules)) await this.apply(rule);
  }

  stop(): Promise<void> {
    return this.#followers.stop();
  }

  /** Makes what runs agree with the rule as it is stored now. */
  async apply(rule: AlarmRule): Promise<void> {
    for (const channel of CHANNELS) {
      const name = nameOf(rule.id, channel);
      await this.#followers.set(name, rule.version, async () => this.#follower(rule, channel));
    }
  }

  async remove(id: AlarmRuleId): Promise<void> {
    for (const channel of CHANNELS) {
      const name = nameOf(id, channel);
      const forget = (): Promise<void> => this.#options.stores.publisherCursors.delete(name);
      await this.#followers.remove(name, forget);
    }
  }

  #follower(rule: AlarmRule, channel: Channel): Follower<AlarmEvent> | undefined {
    const { stores, clock } = this.#options;
    const sink = rule.enabled ? this.#sink(rule, channel) : undefined;
    if (!sink) return undefined;
    return new Follower<AlarmEvent>({
      log: stores.log,
      cursors: stores.publisherCursors,
      clock,
      sink,
      from: "now",
      translate: async (events) => stepsFor(rule, events),
    });
  }

  #sink(rule: AlarmRule, channel: Channel): Sink<AlarmEvent> | undefined {
    const { email, webhook } = rule.notify;
    const { mailer, allowPrivate } = this.#options;
    const name = nameOf(rule.id, channel);
    if (channel === "email") {
      if (email.length === 0 || !mailer) return undefined;
      return { name, deliver: inOrder((event) => mailStep(mailer, email, event)) };
    }
    if (!webhook) return undefined;
    return { name, deliver: inOrder((event) => postStep(webhook, allowPrivate, event)) };
  }
}

function nameOf(id: AlarmRuleId, channel: Channel): string {
  return `alarm-${channel}:${id}`;
}

/** One after the other; what was taken before a failure is not sent again. */
function inOrder(send: (event: AlarmEvent) => Promise<void>): Sink<AlarmEvent>["deliver"] {
  let taken: AlarmEvent | undefined;
  return async (events) => {
    for (const event of events.slice(taken ? events.indexOf(taken) + 1 : 0)) {
      await send(event);
      taken = event;
    }
    taken = undefined;
  };
}

async function mailStep(mailer: Mailer, to: readonly string[], event: AlarmEvent): Promise<void> {
  if (WORTH_A_MAIL.has(event.body.change)) await mailer.send({ to, ...mailOf(event) });
}

async function postStep(
  { url, headers }: NonNullable<AlarmRule["notify"]["webhook"]>,
  allowPrivate: boolean,
  event: AlarmEvent,
): Promise<void> {
  const { body, tenantId, position } = event;
  const target = new URL(url);
  const status = await post({
    url: target,
    headers: {
      ...headers,
      "content-type": "application/json",
      "user-agent": "LoRaTS",
      "x-lorats-event-id": `${position}:alarm`,
    },
    body: JSON.stringify({ tenantId, ...body }),
    timeoutMs: TIMEOUT_MS,
    allowPrivate,
  });
  const refusedForGood = status >= 400 && status < 500 && ![408, 425, 429].includes(status);
  if ((status >= 200 && status < 300) || refusedForGood) return;
  throw new UnavailableError("WEBHOOK_STATUS", `${target.host} answered with ${status}`);
}
