import { frameDetails, frameParams } from "../schemas/frames.ts";
import { can, read } from "./endpoint.ts";

export const framesEndpoints = {
  getFrame: read("Everything known of one frame, byte by byte", can("events", "read"), {
    params: frameParams,
    response: frameDetails,
  }),
} as const;
