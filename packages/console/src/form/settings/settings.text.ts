import { messages } from "../../i18n/messages.ts";

const WORDS = {
  "storage-bytes": "Stored events",
  latitudeDeg: "Latitude, °",
  longitudeDeg: "Longitude, °",
  gridDeg: "Grid, °",
  url: "Address",
  broker: "Broker",
  username: "User name",
  topics: "Topics",
  topic: "Topic",
  topicPrefix: "Before every topic",
  subjectPrefix: "Before every subject",
  qos: "Quality of service",
  retain: "Let the broker keep the newest message of each topic",
  organization: "Organization",
  bucket: "Bucket",
  events: "Events",
  headers: "Headers",
  format: "Format",
  batch: "Events in one request",
  tls: "Encrypted (TLS)",
  schema: "Schema",
  timescale: "TimescaleDB",
  exchange: "Exchange",
  routingKey: "Routing key",
  jetStream: "JetStream",
  brokers: "Brokers",
  clientId: "Client id",
  mechanism: "How it proves itself",
  api: "API",
  application: "Application there",
  deviceTypeId: "Device type",
  network: "Name of the network",
  idField: "Field with the device’s id",
  messageIdField: "Field with the message’s id",
  timeField: "Field with the time",
  payloadField: "Field with the payload",
  payloadEncoding: "How the payload is written",
  objectField: "Field with what is decoded",
  chirpstack: "ChirpStack",
  "the-things-stack": "The Things Stack",
  base64: "Base64",
  hex: "Hexadecimal",
  header: "Header",
  value: "Value",
  addHeader: "Add a header",
  removeHeader: "Remove the header",
};

const text = messages("settings", WORDS);

/** A setting's name for people; of settings that are newer than this page, their own name in words. */
export function settingName(name: string): string {
  if (name in WORDS) return text(name as keyof typeof WORDS);
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replace(/[-_]/g, " ")
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** A choice's name for people; most are names that people know already. */
export function optionName(option: string | number): string {
  return String(option) in WORDS ? text(option as keyof typeof WORDS) : String(option);
}

export { text };
