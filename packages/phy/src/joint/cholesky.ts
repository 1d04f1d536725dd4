/** Symmetric positive definite systems of a few unknowns, row-major in preallocated arrays. */

/**
 * Inverts the leading n × n block of `matrix` (row stride `stride`) into `inverse`, scaled to a unit diagonal first
 * because hertz and seconds differ by nine orders of magnitude. Returns false when the block is not positive definite.
 */
export function invertSymmetric(
  matrix: Float64Array,
  n: number,
  stride: number,
  inverse: Float64Array,
  work: Float64Array,
): boolean {
  const scale = n * n;
  for (let i = 0; i < n; i++) {
    const diagonal = matrix[i * stride + i];
    if (!(diagonal > 0)) return false;
    work[scale + i] = 1 / Math.sqrt(diagonal);
  }
  for (let j = 0; j < n; j++) {
    for (let i = j; i < n; i++) {
      let sum = matrix[i * stride + j] * work[scale + i] * work[scale + j];
      for (let k = 0; k < j; k++) sum -= work[i * n + k] * work[j * n + k];
      if (i === j) {
        if (!(sum > 1e-13)) return false;
        work[j * n + j] = Math.sqrt(sum);
      } else work[i * n + j] = sum / work[j * n + j];
    }
  }
  for (let column = 0; column < n; column++) {
    for (let i = 0; i < n; i++) {
      let sum = i === column ? 1 : 0;
      for (let k = 0; k < i; k++) sum -= work[i * n + k] * inverse[k * stride + column];
      inverse[i * stride + column] = sum / work[i * n + i];
    }
    for (let i = n - 1; i >= 0; i--) {
      let sum = inverse[i * stride + column];
      for (let k = i + 1; k < n; k++) sum -= work[k * n + i] * inverse[k * stride + column];
      inverse[i * stride + column] = sum / work[i * n + i];
    }
  }
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) inverse[i * stride + j] *= work[scale + i] * work[scale + j];
  }
  return true;
}

/** Length of `work` that `invertSymmetric` needs. */
export function choleskyWork(n: number): number {
  return n * n + n;
}
