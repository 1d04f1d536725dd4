import type { KeyId } from "@lorats/base";
import type { Device, Draft } from "@lorats/network";
import { OracleDevice11 } from "./oracle-device-11.ts";
import type { RadioBench } from "./radio-bench.ts";

/** A LoRaWAN 1.1 device that the network holds both root keys of. */
export async function device11(
  bench: RadioBench,
  fields: Partial<Draft<Device>> = {},
): Promise<{ device: Device; radio: OracleDevice11 }> {
  const secret = bench.random.bytes(16);
  const nwkKeyId = bench.samples.id<KeyId>();
  await bench.keys.put([{ id: nwkKeyId, tenantId: bench.tenant.id, kind: "nwk-key", secret }]);
  const { device, radio } = await bench.addDevice({ nwkKeyId, ...fields });
  const ids = { devEui: device.devEui, joinEui: device.joinEui!, nwkKey: secret.toHex() };
  return { device, radio: new OracleDevice11({ ...ids, appKey: radio.appKey.toString("hex") }) };
}
