import { NewPage } from "../../parts/new-page.tsx";
import { ApplicationForm } from "./application-form.tsx";
import { text } from "./applications.text.ts";

export function NewApplicationPage() {
  return (
    <NewPage text={text} address="/applications">
      {(onDone) => <ApplicationForm onDone={onDone} />}
    </NewPage>
  );
}
