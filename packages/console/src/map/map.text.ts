import { messages } from "../i18n/messages.ts";

export const text = messages("map", {
  title: "Map",
  noPlaceTitle: "Nothing has a place yet",
  noPlace:
    "Give gateways their position in their configuration; those with GPS report it themselves.",
  noWebgl: "This browser cannot draw the map (WebGL is off). The places are listed below.",
  place: "Place",
  legend: "Gateways by state; the base map is Natural Earth (public domain), served from here.",
  online: "online",
  offline: "offline",
  never: "never seen",
  fit: "Show everything",
  map: "Map of gateways",
});
