export { attackPlan as attackPlanSchema, type AttackPlan } from "@lorats/api";
import type { AttackPlan } from "@lorats/api";

/** Plans that end in replays. */
export type ReplayPlan = Extract<AttackPlan, { readonly kind: "delay" | "replay" }>;
/** Plans that pick single frames. */
export type FramePlan = Exclude<AttackPlan, { readonly kind: "lie" }>;
export type Calibration = ReplayPlan["calibration"];
