import { NewPage } from "../../parts/new-page.tsx";
import { GroupForm } from "./group-form.tsx";
import { text } from "./multicast.text.ts";

export function NewMulticastPage() {
  return (
    <NewPage text={text} address="/multicast">
      {(onDone) => <GroupForm onDone={onDone} />}
    </NewPage>
  );
}
