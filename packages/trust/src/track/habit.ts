import { studentTwoTails } from "../statistics/tails.ts";

/** A figure that a device's frames show again and again, with its scatter. */
export interface Habit {
  readonly mean: number;
  readonly variance: number;
  readonly frames: number;
}

export const NO_HABIT: Habit = { mean: 0, variance: 0, frames: 0 };

const MEMORY = 200;
const HABIT_FRAMES = 12;

/**
 * The habit after one more frame; what lies far out pulls no more than three deviations do.
 *
 * @param floor standard deviation of the figure's own estimate
 */
export function afterFigure(habit: Habit, figure: number, floor: number): Habit {
  if (habit.frames === 0)
    return { mean: Math.fround(figure), variance: Math.fround(floor * floor), frames: 1 };
  // Short chirps tell little to who knows the device by long ones.
  const worth = Math.min(1, (2 * habit.variance) / (habit.variance + floor * floor));
  const weight = worth / Math.min(habit.frames + 1, MEMORY);
  const sd = Math.max(Math.sqrt(habit.variance), floor);
  const away = figure - habit.mean;
  const pulled = habit.frames < 4 ? away : Math.max(-3 * sd, Math.min(3 * sd, away));
  return {
    mean: Math.fround(habit.mean + weight * pulled),
    variance: Math.fround((1 - weight) * (habit.variance + weight * pulled * pulled)),
    frames: Math.min(habit.frames + 1, 65_535),
  };
}

/** How far a figure is from the habit. */
export interface Away {
  readonly sigmas: number;
  /** Probability of lying so far out, on either side: a deviation that is itself an estimate has fatter tails. */
  readonly pValue: number;
}

/** @returns undefined while there is no habit */
export function awayFrom(habit: Habit, figure: number, floor: number): Away | undefined {
  if (habit.frames < HABIT_FRAMES) return undefined;
  const seen = Math.min(habit.frames, 2 * MEMORY);
  const sd = Math.max(Math.sqrt(habit.variance), floor) * Math.sqrt(1 + 1 / seen);
  const sigmas = (figure - habit.mean) / sd;
  return { sigmas, pValue: Math.min(1, studentTwoTails(Math.abs(sigmas), seen - 1)) };
}
