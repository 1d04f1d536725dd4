import { NewPage } from "../../parts/new-page.tsx";
import { ProfileForm } from "./profile-form.tsx";
import { text } from "./profiles.text.ts";

export function NewProfilePage() {
  return (
    <NewPage text={text} address="/profiles">
      {(onDone) => <ProfileForm onDone={onDone} />}
    </NewPage>
  );
}
