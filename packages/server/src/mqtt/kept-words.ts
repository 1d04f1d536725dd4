import type { ApplicationId, DeviceId, Eui64 } from "@lorats/base";
import type { MqttJournal } from "@lorats/platform";
import type { StoredPacket } from "./memory-persistence.ts";

/** Whose words are to go. */
export interface Forgotten {
  readonly id: DeviceId;
  readonly devEui: Eui64;
  /** Applications in whose topics this DevEUI is another device. */
  readonly except: ReadonlySet<ApplicationId>;
}

/** What is kept of devices for MQTT clients: retained messages, and those that wait in sessions. */
export interface KeptWords {
  /** Durable once resolved; nothing that the device said before is kept from then on. */
  forget(device: Forgotten): Promise<void>;
}

/** Whether a topic is about a device, in whatever application it was. */
export function isAbout(topic: string, { devEui, except }: Forgotten): boolean {
  const [root, application, kind, eui] = topic.split("/");
  const about = root === "application" && kind === "device" && eui === devEui;
  return about && !except.has(application as ApplicationId);
}

/** What an earlier broker left behind, while none runs. */
export class LeftWords implements KeptWords {
  readonly #journal: MqttJournal;

  constructor(journal: MqttJournal) {
    this.#journal = journal;
  }

  async forget(device: Forgotten): Promise<void> {
    const about = (await this.#journal.load()).filter(
      ({ kind, body }) =>
        (kind === "retained" || kind === "outgoing") &&
        isAbout((JSON.parse(body) as StoredPacket).topic ?? "", device),
    );
    if (about.length === 0) return;
    await this.#journal.write(
      about.map(({ kind, owner, key }) => ({ remove: { kind, owner, key } })),
    );
  }
}
