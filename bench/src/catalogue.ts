// Every bench by name. Each is loaded when its turn comes, so that a peer whose package does not load on this machine stops
// nobody else.

import type { Bench } from './bench.js'
import type { BenchName } from './options.js'

export const CATALOGUE: Readonly<Record<BenchName, () => Promise<Bench>>> = {
  floor: async () => (await import('./benches/floor.js')).floorBench,
  colyseus: async () => (await import('./benches/colyseus.js')).colyseusBench,
  rpc: async () => (await import('./benches/rpc.js')).rpcBench,
  codec: async () => (await import('./benches/codec.js')).codecBench,
  scale: async () => (await import('./benches/scale.js')).scaleBench,
  crowd: async () => (await import('./benches/crowd.js')).crowdBench,
  isolation: async () => (await import('./benches/isolation.js')).isolationBench,
  matchmaking: async () => (await import('./benches/matchmaking.js')).matchmakingBench,
  freeze: async () => (await import('./benches/freeze.js')).freezeBench,
}
