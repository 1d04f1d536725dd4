/** Version of the rules that judge; assessments say which made them, so that they can be made again. */
export const RULES = "trust/1";
