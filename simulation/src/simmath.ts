// Maths for simulations that must end in the same bits in every engine. The language fixes + - * / and Math.sqrt to
// the last bit but not Math.sin and its family: Chromium's differ from Node builds in a few calls of a hundred.
// So the functions here are polynomials made of exactly rounded operations only. Angles are radians.

/** One full turn, radians. */
export const TURN = 6.283185307179586
const HALF_TURN = TURN / 2
const QUARTER_TURN = TURN / 4

/** The angle brought into [0, TURN). */
export function wrapAngle(angle: number): number {
  const wrapped = angle - TURN * Math.floor(angle / TURN)
  return wrapped >= TURN ? 0 : wrapped
}

/** The shortest signed way from one angle to another, in [-TURN/2, TURN/2). */
export function angleBetween(from: number, to: number): number {
  return wrapAngle(to - from + HALF_TURN) - HALF_TURN
}

/** Sine; absolute error below 4e-9 (Taylor series to x^13 on a quarter turn). */
export function sin(angle: number): number {
  let x = angleBetween(0, angle)
  if (x > QUARTER_TURN) x = HALF_TURN - x
  else if (x < -QUARTER_TURN) x = -HALF_TURN - x
  const s = x * x
  const tail = 1 / 6227020800
  return x * (1 + s * (-1 / 6 + s * (1 / 120 + s * (-1 / 5040 + s * (1 / 362880 + s * (-1 / 39916800 + s * tail))))))
}

/** Cosine; absolute error below 4e-9. */
export function cos(angle: number): number {
  return sin(angle + QUARTER_TURN)
}

/**
 * The angle of the vector (x, y), in (-TURN/2, TURN/2]; 0 for the zero vector. Absolute error below 1e-6
 * (Abramowitz and Stegun 4.4.49, the eight-term arctangent).
 */
export function atan2(y: number, x: number): number {
  const ax = Math.abs(x)
  const ay = Math.abs(y)
  if (ax === 0 && ay === 0) return 0
  const t = ax > ay ? ay / ax : ax / ay
  const s = t * t
  let angle =
    t *
    (1 +
      s *
        (-0.3333314528 +
          s *
            (0.1999355085 +
              s *
                (-0.1420889944 +
                  s *
                    (0.1065626393 + s * (-0.07528964 + s * (0.0429096138 + s * (-0.0161657367 + s * 0.0028662257))))))))
  if (ay >= ax) angle = QUARTER_TURN - angle
  if (x < 0) angle = HALF_TURN - angle
  return y < 0 ? -angle : angle
}

/** The length of the vector (x, y). Math.hypot is not exactly rounded; this is. */
export function length(x: number, y: number): number {
  return Math.sqrt(x * x + y * y)
}

/** The value held inside [min, max]; NaN becomes min, so a broken number cannot spread. */
export function clamp(value: number, min: number, max: number): number {
  if (value >= max) return max
  return value > min ? value : min
}
