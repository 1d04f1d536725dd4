export { liveEvents, type LoratsEvent } from "./live-events.ts";
export { ProblemError, problemOf } from "./problem.ts";
export { queryOf } from "./query.ts";
