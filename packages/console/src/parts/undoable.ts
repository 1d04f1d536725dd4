import { toast } from "../state/toasts.ts";
import { explainProblem } from "./problem-notice.tsx";

interface Undoable<Changed> {
  readonly change: () => Promise<Changed>;
  /** What takes the change back, given what came of it. */
  readonly back: (changed: Changed) => Promise<Changed>;
  readonly said: string;
  /** Shows how things are after either of them; `changed` is absent where it was refused. */
  readonly after: (changed?: Changed) => unknown;
}

/** Does at once what can be taken back, and offers that; says why where the server refuses. */
export async function undoable<Changed>(work: Undoable<Changed>): Promise<void> {
  const { change, back, said, after } = work;
  try {
    const changed = await change();
    const undo = (): void => {
      back(changed).then(after, (error: unknown) => refused(error, after));
    };
    toast(said, { undo });
    await after(changed);
  } catch (error) {
    refused(error, after);
  }
}

function refused(error: unknown, after: () => unknown): void {
  toast(explainProblem(error).advice, { tone: "bad" });
  void after();
}
