// Where groups are kept. `commit` is the one way to change anything: it takes the next version of a group or nothing, so a
// store that several processes share can answer "somebody was faster". This one is in memory, for one process.

import type { Group } from './group.js'

export interface GroupStore<G extends Group> {
  readonly count: number
  get(groupId: string): G | undefined
  byCode(joinCode: string): G | undefined
  /** Groups that the player is in, the one joined first first. */
  of(playerId: string): readonly G[]
  /**
   * Puts the next version of a group (1: a new one) in the place of the one before.
   * @returns false, with nothing changed, when another version is there than the one before, or another group has its code
   */
  commit(group: G): boolean
  /** Ends a group, as of this version of it. False, with nothing changed, when another version is there. */
  remove(group: G): boolean
}

export class MemoryGroupStore<G extends Group> implements GroupStore<G> {
  private readonly byId = new Map<string, G>()
  private readonly ids = new Map<string, string>()
  private readonly ofPlayer = new Map<string, Set<string>>()

  get count(): number {
    return this.byId.size
  }

  /** Players who are in a group; 0 when the store is empty, or it leaks. */
  get players(): number {
    return this.ofPlayer.size
  }

  get(groupId: string): G | undefined {
    return this.byId.get(groupId)
  }

  byCode(joinCode: string): G | undefined {
    return this.byId.get(this.ids.get(joinCode) ?? '')
  }

  of(playerId: string): readonly G[] {
    return [...(this.ofPlayer.get(playerId) ?? [])].map((groupId) => this.byId.get(groupId)!)
  }

  commit(group: G): boolean {
    const { groupId, joinCode } = group
    const before = this.byId.get(groupId)
    const codeOf = this.ids.get(joinCode)
    if ((before?.version ?? 0) !== group.version - 1) return false
    if (codeOf !== undefined && codeOf !== groupId) return false
    if (before !== undefined) this.unindex(before, group)
    this.byId.set(groupId, group)
    this.ids.set(joinCode, groupId)
    for (const { playerId } of group.members) {
      const groups = this.ofPlayer.get(playerId) ?? new Set()
      this.ofPlayer.set(playerId, groups.add(groupId))
    }
    return true
  }

  remove(group: G): boolean {
    if (this.byId.get(group.groupId)?.version !== group.version) return false
    this.unindex(group, undefined)
    this.byId.delete(group.groupId)
    return true
  }

  /** Takes out of the indexes what of a version is not in the next one. */
  private unindex(before: G, next: G | undefined): void {
    this.ids.delete(before.joinCode)
    const staying = new Set(next?.members.map(({ playerId }) => playerId))
    for (const { playerId } of before.members) {
      if (staying.has(playerId)) continue
      const groups = this.ofPlayer.get(playerId)
      groups?.delete(before.groupId)
      if (groups?.size === 0) this.ofPlayer.delete(playerId)
    }
  }
}
