import { client } from "../../client.ts";
import { Configuration } from "../../parts/configuration.tsx";
import { ApplicationForm } from "./application-form.tsx";
import { text } from "./applications.text.ts";
import type { ApplicationTabProps } from "./one.tsx";

/** What people set of the application, and the way to be rid of it. */
export default function ConfigurationTab({ application }: ApplicationTabProps) {
  return (
    <Configuration
      text={text}
      thing={application}
      resource="applications"
      address="/applications"
      keys={["application", "applications"]}
      remove={() => client.deleteApplication({ id: application.id })}
    >
      {(onSaved) => (
        <ApplicationForm key={application.version} application={application} onDone={onSaved} />
      )}
    </Configuration>
  );
}
