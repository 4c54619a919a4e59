// A game whose simulation can be replaced while its rooms run. Rooms and the dispatcher hold this one's simulation and handlers,
// which pass everything on to the newest: each is asked anew at every call, so a new one takes effect with the next
// tick, on the world as it is. A step that throws stops the world instead of ending the room, until the simulation is replaced.

import type { Game } from '@tickwire/server'

/** What a room takes over at its beginning, besides what the IDL says. */
const TAKEN_OVER = ['viewRadius', 'knownEntitiesMax', 'bytesPerSecondMax', 'spectatorsMax', 'seatHoldMs'] as const

export class LiveGame {
  /** What a server gets. */
  readonly game: Game
  private isHalted = false
  private roomsFailed = false

  constructor(
    private current: Game,
    /** Where its page is. */
    staticDir: URL,
    private readonly onError: (error: unknown) => void,
  ) {
    this.game = {
      ...current,
      staticDir,
      simulation: this.simulation(),
      handlers: this.handlers(),
      onMessage: (call, type, value) => this.current.onMessage?.(call, type, value),
    }
  }

  /**
   * Goes on with another simulation. False when rooms that run cannot: something that they took over at their beginning is another,
   * or one ended by an error.
   */
  replace(next: Game): boolean {
    if (this.roomsFailed || TAKEN_OVER.some((key) => next[key] !== this.current[key])) return false
    this.current = next
    this.isHalted = false
    return true
  }

  private simulation(): Game['simulation'] {
    return {
      create: (...args) => this.reporting(() => this.current.simulation.create(...args)),
      onJoin: (world, player) => this.reporting(() => this.current.simulation.onJoin(world, player)),
      onLeave: (world, seat) => this.reporting(() => this.current.simulation.onLeave(world, seat)),
      onDrop: (world, seat) => this.reporting(() => this.current.simulation.onDrop?.(world, seat)),
      onReturn: (world, seat) => this.reporting(() => this.current.simulation.onReturn?.(world, seat)),
      canSee: (world, seat, entity) => this.current.simulation.canSee?.(world, seat, entity) ?? true,
      step: (world, commands, tick) => {
        if (this.isHalted) return
        try {
          this.current.simulation.step(world, commands, tick)
        } catch (error) {
          this.isHalted = true
          this.onError(error)
        }
      },
    }
  }

  private handlers(): Record<string, unknown> {
    const names = this.current.service.methods.map(({ name }) => name)
    return Object.fromEntries(names.map((name) => [name, (...args: unknown[]) => this.handle(name, args)]))
  }

  private handle(name: string, args: readonly unknown[]): unknown {
    const { handlers } = this.current
    return Reflect.apply(Reflect.get(handlers, name) as (...args: unknown[]) => unknown, handlers, args)
  }

  private reporting<T>(run: () => T): T {
    try {
      return run()
    } catch (error) {
      this.roomsFailed = true
      this.onError(error)
      throw error
    }
  }
}
