import { messages } from "../i18n/messages.ts";

export const text = messages("guide", {
  title: "First steps",
  intro:
    "From an empty server to the first frame. Each step ticks itself off as soon as it is done.",
  gateway: "Add a gateway",
  gatewayNote: "It listens for devices and passes on what it hears. You need its EUI.",
  gatewayOnline: "Wait until it is online",
  gatewayOnlineNote: "Point its packet forwarder at this server; its first word makes it online.",
  application: "Add an application",
  applicationNote: "It gathers the devices of one purpose.",
  profile: "Add a device profile",
  profileNote: "What devices of one kind are like: region, LoRaWAN version, codec.",
  device: "Add a device",
  deviceNote: "You need its DevEUI and its root key, from the label or the data sheet.",
  frame: "See its first frame",
  frameNote: "Switch it on or press its reset button: it joins and sends by itself.",
  waiting: "waiting …",
  open: "Do it",
  look: "Look",
  demo: "This is the demonstration: a simulated world sends frames already. Everything below was done by it.",
  complete: "All done: frames arrive.",
  toLive: "To the live frames",
  progress: "First steps, {done} of {all}:",
  all: "All steps",
  leave: "Leave the first steps",
});
