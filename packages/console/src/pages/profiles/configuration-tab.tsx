import { client } from "../../client.ts";
import { Configuration } from "../../parts/configuration.tsx";
import { ProfileForm } from "./profile-form.tsx";
import { text } from "./profiles.text.ts";
import type { ProfileTabProps } from "./one.tsx";

/** What people set of the profile, and the way to be rid of it. */
export default function ConfigurationTab({ profile }: ProfileTabProps) {
  return (
    <Configuration
      text={text}
      thing={profile}
      resource="device-profiles"
      address="/profiles"
      keys={["profile", "profiles"]}
      remove={() => client.deleteDeviceProfile({ id: profile.id })}
    >
      {(onSaved) => <ProfileForm key={profile.version} profile={profile} onDone={onSaved} />}
    </Configuration>
  );
}
