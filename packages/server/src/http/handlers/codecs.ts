import { parseInstant, toBase64 } from "@lorats/base";
import type { Handlers } from "../call.ts";
import { defined } from "../shapes.ts";

export const codecHandlers: Handlers<"testCodec"> = {
  async testCodec({ services: { codecs, clock }, body }) {
    const { codec, input, variables } = body;
    const time = body.time === undefined ? clock.now() : parseInstant(body.time);
    const { fPort } = input;
    const common = { codec, fPort, time, variables, logs: true };
    if (input.op === "encode") {
      const encoded = await codecs.encode({ ...common, object: input.object });
      if (!encoded.ok) return { warnings: [], logs: [], ...encoded };
      const { bytes, fPort: toPort, warnings, logs = [] } = encoded.value;
      return defined({
        ok: true,
        data: toBase64(bytes),
        fPort: toPort,
        warnings: [...warnings],
        logs: [...logs],
      });
    }
    const bytes = Uint8Array.fromBase64(input.data);
    const [decoded] = await codecs.decode([{ ...common, bytes }]);
    if (!decoded) return { ok: true, warnings: [], logs: [] };
    if (!decoded.ok) return { warnings: [], ...decoded, logs: [...(decoded.logs ?? [])] };
    const { object, normalized, warnings, logs = [] } = decoded;
    return defined({
      ok: true,
      object: { ...object },
      normalized,
      warnings: [...warnings],
      logs: [...logs],
    });
  },
};
