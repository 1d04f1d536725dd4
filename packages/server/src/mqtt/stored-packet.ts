import { MemoryPersistence, type StoredPacket } from "./memory-persistence.ts";

/** A packet as text: JSON with the payload as base64. */
export function packetToText(packet: StoredPacket): string {
  const { payload, ...rest } = packet;
  const bytes =
    typeof payload === "string" ? Buffer.from(payload) : payload && Buffer.from(payload);
  return JSON.stringify({ ...rest, ...(bytes && { payload: bytes.toString("base64") }) });
}

/** Gives back what a packet had, and nothing that it had not. */
export function packetFromText(text: string): StoredPacket {
  const { payload, ...rest } = JSON.parse(text) as Omit<StoredPacket, "payload"> & {
    payload?: string;
  };
  const packet = Object.create(MemoryPersistence.Packet.prototype) as StoredPacket;
  const bytes = payload === undefined ? {} : { payload: Buffer.from(payload, "base64") };
  return Object.assign(packet, rest, bytes);
}
