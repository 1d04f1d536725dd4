import { z } from "zod";
import { byId, page } from "../schemas/common.ts";
import {
  assessment,
  assessmentQuery,
  deviceTrust,
  gatewayTrust,
  hopping,
  hoppingEnrol,
  trustLabel,
  trustLabelCreate,
  trustPolicy,
} from "../schemas/trust.ts";
import { can, endpoint, read } from "./endpoint.ts";

export const trustEndpoints = {
  listAssessments: read("What was thought of frames, newest first", can("events", "read"), {
    query: assessmentQuery,
    response: page(assessment),
  }),
  getDeviceTrust: read("A device's track, habits and probes", can("devices", "read"), {
    params: byId,
    response: deviceTrust,
  }),
  getGatewayTrust: read("A gateway's oscillator and clock", can("gateways", "read"), {
    params: byId,
    response: gatewayTrust,
  }),
  getTrustLabels: read("What people said of a device's frames", can("devices", "read"), {
    params: byId,
    response: z.object({ items: z.array(trustLabel) }),
  }),
  addTrustLabel: endpoint(
    "Say that a frame was genuine or not, or enrol the device anew",
    can("devices", "write"),
    201,
    { params: byId, body: trustLabelCreate, response: trustLabel },
  ),
  enrolGatewayAnew: endpoint(
    "Say that a gateway's oscillator changed, so that a common shift is its own",
    can("gateways", "write"),
    204,
    { params: byId, body: z.object({ note: z.string().max(2000).optional() }) },
  ),
  getTrustPolicy: read("How an application's frames are judged", can("applications", "read"), {
    params: byId,
    response: trustPolicy,
  }),
  setTrustPolicy: endpoint(
    "Say how an application's frames are judged",
    can("applications", "write"),
    200,
    { params: byId, body: trustPolicy, response: trustPolicy },
  ),
  getHopping: read("A device's secret schedule", can("devices", "read"), {
    params: byId,
    response: hopping,
  }),
  enrolHopping: endpoint("Agree on a secret schedule", can("devices", "write"), 200, {
    params: byId,
    body: hoppingEnrol,
    response: hopping,
  }),
  endHopping: endpoint("Give up the secret schedule", can("devices", "write"), 204, {
    params: byId,
  }),
} as const;
