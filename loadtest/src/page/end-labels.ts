// Where the names at the lines' ends stand: each beside its line's end, moved apart just enough that none covers
// another.

/** From one label to the next, pixels: a line of the labels' type. */
export const LABEL_PX = 15

/**
 * @param wanted - pixels from the top, in any order
 * @returns places in the same order, at least a label apart and within the height as far as they fit
 */
export function spread(wanted: readonly number[], heightPx: number): number[] {
  const order = wanted.map((_, i) => i).sort((a, b) => wanted[a]! - wanted[b]!)
  const places = [...wanted]
  let free = 0
  for (const i of order) {
    places[i] = Math.max(places[i]!, free)
    free = places[i]! + LABEL_PX
  }
  let least = heightPx
  for (const i of order.reverse()) {
    places[i] = Math.min(places[i]!, least)
    least = places[i]! - LABEL_PX
  }
  return places
}
