// Thins a long line to what a screen can show: of each bucket the least, the mean and the greatest value stay, so that
// the trend can be read and a peak of one second survives in a run of hours.

/** A gap in the line where y is null. */
export type Point = readonly [x: number, y: number | null]

/** More points than this run into each other on half a page. */
export const POINTS_MAX = 300

/** Three points each: least, mean and greatest. */
export const BUCKETS = 200

export interface Bucket {
  readonly x: number
  readonly least: number
  readonly mean: number
  readonly greatest: number
}

/** Null: a gap. The first and the last bucket stand at the ends of the line, the others in their middle. */
export function bucketsOf(points: readonly Point[]): readonly (Bucket | null)[] {
  return Array.from({ length: BUCKETS }, (_, i) => {
    const inside = points.slice(edge(points, i), edge(points, i + 1))
    const at = i === 0 ? 0 : i === BUCKETS - 1 ? inside.length - 1 : inside.length >> 1
    return bucketOf(inside[at]![0], inside)
  })
}

function edge(points: readonly Point[], bucket: number): number {
  return Math.floor((bucket * points.length) / BUCKETS)
}

function bucketOf(x: number, points: readonly Point[]): Bucket | null {
  const values = points.flatMap(([, y]) => (y === null ? [] : [y]))
  if (values.length === 0) return null
  const sum = values.reduce((total, value) => total + value, 0)
  return { x, least: Math.min(...values), mean: sum / values.length, greatest: Math.max(...values) }
}
