import { client } from "../../client.ts";
import { Configuration } from "../../parts/configuration.tsx";
import { GroupForm } from "./group-form.tsx";
import { text } from "./multicast.text.ts";
import type { GroupTabProps } from "./one.tsx";

/** What people set of the group, and the way to be rid of it. */
export default function ConfigurationTab({ group }: GroupTabProps) {
  return (
    <Configuration
      text={text}
      thing={group}
      resource="devices"
      address="/multicast"
      keys={["multicast-group", "multicast-groups"]}
      remove={() => client.deleteMulticastGroup({ id: group.id })}
    >
      {(onSaved) => <GroupForm key={group.version} group={group} onDone={onSaved} />}
    </Configuration>
  );
}
