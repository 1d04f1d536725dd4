// Tells Home Assistant, by its MQTT discovery, of every device and every number that its payloads carry.
// Run it once, and again when there are new devices: what is there already stays as it is.
//
//   LORATS_API_URL=http://127.0.0.1:8080 LORATS_API_KEY=lts_key_… \
//   npx node examples/home-assistant/discover.mjs mqtt://USER:PASSWORD@homeassistant.local:1883
import { connect, pages } from "@lorats/client";
import mqtt from "mqtt";

/** What a number is, by how codecs name it: Home Assistant's device class and unit. */
const CLASSES = [
  [/temperature/i, { device_class: "temperature", unit_of_measurement: "°C" }],
  [/humidity/i, { device_class: "humidity", unit_of_measurement: "%" }],
  [/barometer|pressure/i, { device_class: "atmospheric_pressure", unit_of_measurement: "hPa" }],
  [/illumin|lux/i, { device_class: "illuminance", unit_of_measurement: "lx" }],
  [/co2/i, { device_class: "carbon_dioxide", unit_of_measurement: "ppm" }],
  [/batteryvoltage|voltage/i, { device_class: "voltage", unit_of_measurement: "V" }],
];

/** The retained messages for one device: a sensor for each of its series, and one for the verdict on its frames. */
function discoveryOf({ devEui, name, applicationId }, series) {
  const topic = `application/${applicationId}/device/${devEui}/event`;
  const device = { identifiers: [`lorats_${devEui}`], name, serial_number: devEui };
  const sensor = (id, config) => [
    `homeassistant/sensor/lorats_${devEui}/${id}/config`,
    { unique_id: `lorats_${devEui}_${id}`, state_topic: `${topic}/up`, device, ...config },
  ];
  const numbers = series.map((path) => {
    const value = path
      .split(".")
      .reduce(
        (of, part) => `(${of} | default({}))['${part.replaceAll("'", "\\'")}']`,
        "value_json.object",
      );
    const [, known = {}] = CLASSES.find(([pattern]) => pattern.test(path)) ?? [];
    return sensor(path.replaceAll(/[^A-Za-z0-9_-]/g, "_"), {
      name: path.replaceAll(".", " "),
      // A payload without this number leaves the sensor as it was.
      value_template: `{{ ${value} | default(this.state) }}`,
      state_class: "measurement",
      ...known,
    });
  });
  const verdict = sensor("trust", {
    name: "Trust",
    value_template: "{{ (value_json.trust | default({})).verdict | default('unverified') }}",
    device_class: "enum",
    options: ["genuine", "suspect", "replayed", "unverified"],
    entity_category: "diagnostic",
  });
  return [...numbers, verdict];
}

const [broker] = process.argv.slice(2);
const { LORATS_API_URL: baseUrl, LORATS_API_KEY: apiKey } = process.env;
if (!broker || !baseUrl || !apiKey) {
  console.error("usage: LORATS_API_URL=… LORATS_API_KEY=… node discover.mjs mqtt://BROKER");
  process.exit(2);
}
const lorats = connect({ baseUrl, apiKey });
const client = await mqtt.connectAsync(broker);
let told = 0;
for await (const device of pages(lorats.listDevices, { limit: 500 })) {
  const { items } = await lorats.listSeries({ id: device.id });
  const messages = discoveryOf(
    device,
    items.map(({ series }) => series),
  );
  for (const [topic, config] of messages) {
    await client.publishAsync(topic, JSON.stringify(config), { retain: true, qos: 1 });
    told++;
  }
}
await client.endAsync();
console.log(`${told} sensors told`);
