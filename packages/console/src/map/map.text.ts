import { messages } from "../i18n/messages.ts";

export const text = messages("map", {
  title: "Map",
  noPlaceTitle: "Nothing has a place yet",
  toGateways: "To the gateways",
  noPlace:
    "Give gateways their position in their configuration; those with GPS report it themselves.",
  noWebgl: "This browser cannot draw the map (WebGL is off). The places are listed below.",
  place: "Place",
  places: "Places",
  devices: "Devices",
  links: "Links",
  areas: "Uncertainty",
  heardBy: "heard by {count}",
  within: "Within",
  legend:
    "Gateways by state. Devices stand where the strength of their newest frames makes them out to be, with the circle that holds them with 68 %: buildings weaken a path as distance does, so it is a neighbourhood, not an address. The base map is Natural Earth (public domain), served from here.",
  placeless: "{count, plural, one {One gateway has} other {# gateways have}} no place yet.",
  fit: "Show everything",
  map: "Map of gateways and devices",
});
