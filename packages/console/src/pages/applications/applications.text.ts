import { messages } from "../../i18n/messages.ts";

export const text = messages("applications", {
  title: "Applications",
  one: "Application",
  add: "Add an application",
  search: "Name",
  name: "Name",
  description: "Description",
  created: "{name} was added",
  saved: "{name} was saved",
  deleted: "{name} was deleted",
  emptyTitle: "No applications yet",
  empty:
    "An application gathers the devices of one purpose: their data goes the same ways, and people and programs get access to it as a whole.",
  changed: "Changed",
  devices: "Devices",
  addDevice: "Add a device",
  configuration: "Configuration",
  trust: "Trust policy",
  tabs: "Parts of the application",
  delete: "Delete the application",
  deleteTitle: "Delete {name}?",
  deleteNote: "Only an application without devices can be deleted.",
  mqtt: "Where its events are",
  mqttNote: "On the MQTT broker, in ChirpStack’s format; make a credential under API keys",
});
