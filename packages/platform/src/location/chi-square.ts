/**
 * What a sum of squares of so many standard normal deviates stays below in 99 of 100 cases, to 1 % from one degree on.
 * @see Wilson and Hilferty, The Distribution of Chi-Square, PNAS 17 (12), 1931
 */
export function chiSquare99(degrees: number): number {
  const [z99, ninth] = [2.3263, 2 / (9 * degrees)];
  return degrees * (1 - ninth + z99 * Math.sqrt(ninth)) ** 3;
}
