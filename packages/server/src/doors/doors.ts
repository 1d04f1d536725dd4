import type { GatewayDownlink, TxOutcome } from "@lorats/backhaul";
import { CallerError, UnavailableError, type GatewayId } from "@lorats/base";
import type { DownlinkSender, GatewayLink } from "@lorats/network";
import type {
  DoorEndpoint,
  DoorName,
  GatewayCommand,
  GatewayConnection,
  GatewayDoor,
  Intake,
} from "./common/door.ts";

/** All doors as one way out: a downlink leaves by the door at which its gateway stands. */
export class Doors implements DownlinkSender {
  readonly #doors: readonly GatewayDoor[];

  /** @param doors the better-proven protocols first: a gateway at two doors is answered through the first */
  constructor(doors: readonly GatewayDoor[]) {
    this.#doors = doors;
  }

  get endpoints(): readonly DoorEndpoint[] {
    return this.#doors.flatMap(({ endpoints }) => endpoints);
  }

  open(intakeFor: (door: DoorName) => Intake): void {
    for (const door of this.#doors) door.open(intakeFor(door.name));
  }

  async stop(): Promise<void> {
    await Promise.all(this.#doors.map((door) => door.stop()));
  }

  link(gatewayId: GatewayId): GatewayLink | undefined {
    for (const door of this.#doors) {
      const link = door.link(gatewayId);
      if (link) return link;
    }
    return undefined;
  }

  connection(gatewayId: GatewayId): GatewayConnection | undefined {
    for (const door of this.#doors) {
      const connection = door.connection(gatewayId);
      if (connection) return connection;
    }
    return undefined;
  }

  /**
   * Has a gateway run a program.
   * @throws {CallerError} `GW_COMMANDS_REFUSED` unless the settings allow it, `GW_NO_STATION` where it has no such line
   */
  run(gatewayId: GatewayId, command: GatewayCommand): void {
    const door = this.#doors.find((one) => one.run && one.link(gatewayId));
    if (!door?.run) {
      throw new CallerError("GW_NO_STATION", "the gateway is not connected by Basics Station");
    }
    door.run(gatewayId, command);
  }

  async send(gatewayId: GatewayId, downlink: GatewayDownlink): Promise<TxOutcome> {
    const door = this.#doors.find((one) => one.link(gatewayId));
    if (!door) throw new UnavailableError("GW_NOT_CONNECTED", "the gateway is not connected");
    return door.send(gatewayId, downlink);
  }
}
