import { NewPage } from "../../parts/new-page.tsx";
import { GatewayForm } from "./gateway-form.tsx";
import { text } from "./gateways.text.ts";

export function NewGatewayPage() {
  return (
    <NewPage text={text} address="/gateways">
      {(onDone) => <GatewayForm onDone={onDone} />}
    </NewPage>
  );
}
