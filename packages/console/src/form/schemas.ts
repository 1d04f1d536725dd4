import { ENDPOINTS } from "@lorats/api";

/** The API's own schemas of requests, for forms only: pages that merely show things do without zod. */
export const SCHEMAS = ENDPOINTS;
