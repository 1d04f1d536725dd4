import { ENDPOINTS } from "@lorats/api";
import { toHex, type KeyId } from "@lorats/base";
import { everyPage } from "@lorats/platform";
import { gatewayCredentialHandlers } from "../../http/handlers/gateway-credentials.ts";
import { gatewayHandlers } from "../../http/handlers/gateways.ts";
import { fieldsOf, perform, type Asker, type DocumentKind, type Fields } from "../kind.ts";

const ltsKey = ENDPOINTS.setGatewayLtsKey.body.shape.key;

/** With the keys by which they vouch for what their SDR saw; tokens and certificates are issued anew. */
export const GATEWAYS: DocumentKind = {
  list: "gateways",
  resource: "gateways",
  quota: "gateways",
  async *read({ stores: { registry, keys } }, tenantId) {
    for await (const page of everyPage(registry.gateways, tenantId)) {
      const ids = page.map((one) => one.ltsKeyId).filter((id): id is KeyId => id !== undefined);
      const secrets = await keys.get(ids);
      for (const one of page) {
        const secret = one.ltsKeyId && secrets.get(one.ltsKeyId);
        const fields = fieldsOf(one, "ltsKeyId");
        yield { id: one.id, fields, secrets: secret ? { ltsKey: toHex(secret) } : {} };
      }
    }
  },
  key: ({ eui }) => String(eui),
  createBody: ENDPOINTS.createGateway.body.extend({ ltsKey }),
  updateBody: ENDPOINTS.updateGateway.body.extend({ ltsKey }),
  async create(asker, _, { ltsKey: key, ...body }) {
    const { id } = await perform(gatewayHandlers, "createGateway", asker, {}, body);
    await setKey(asker, id, { key });
    return { id };
  },
  async update(asker, id, { ltsKey: key, ...body }) {
    await perform(gatewayHandlers, "updateGateway", asker, { id }, body);
    await setKey(asker, id, { key });
  },
};

async function setKey(asker: Asker, id: string, { key }: Fields): Promise<void> {
  if (key === undefined) return;
  await perform(gatewayCredentialHandlers, "setGatewayLtsKey", asker, { id }, { key });
}
