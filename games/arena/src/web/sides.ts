// Which side of a match an avatar is of, by what scores and events call it. `Match` keeps it up to date; in an open arena nobody is of one.

const sides = new Map<number, number>()

/** @param scores - all of them: who is not among them is gone */
export function setSides(scores: Iterable<{ readonly avatarId: number; readonly team: number }>): void {
  sides.clear()
  for (const { avatarId, team } of scores) if (team !== 0) sides.set(avatarId, team)
}

/** RED or BLUE; undefined without a side. */
export function sideOf(avatarId: number): number | undefined {
  return sides.get(avatarId)
}

export function areAllies(avatarId: number, other: number): boolean {
  const side = sides.get(avatarId)
  return side !== undefined && side === sides.get(other)
}
