/** Takes back one step of the start. */
export type Undo = () => unknown;
