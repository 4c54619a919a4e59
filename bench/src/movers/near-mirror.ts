// How many others stood within the radius of each client's mover while a server was measured: counted in the very same
// movers, stepped to the same ticks. Those are the useful ones; what a server sends of others is not.

import { Movers } from './movers.js'

/** Mean of movers 0 to `clients` - 1 over so many ticks after the first `ticksBefore`. */
export function meanNear(
  { seed, movers, radius }: { readonly seed: number; readonly movers: number; readonly radius: number },
  clients: number,
  ticksBefore: number,
  ticks: number,
): number {
  const mirror = new Movers(seed, movers)
  for (let tick = 0; tick < ticksBefore; tick++) mirror.step()
  let near = 0
  for (let tick = 0; tick < ticks; tick++) {
    mirror.step()
    for (let i = 0; i < clients; i++) near += mirror.countNear(i, radius)
  }
  return near / ticks / clients
}
