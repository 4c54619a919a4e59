// The process that holds the clients of one round, told by `Load` what to do: it joins them, says so, measures a window
// whenever it is asked, and ends with its parent. The first thing that goes wrong is all that it says from then on.

import type { LoadAnswer, LoadOptions, WindowRequest } from './load.js'
import { loadProtocol } from './protocols.js'
import { Rig } from './rig.js'

const options = JSON.parse(process.argv[2]!) as LoadOptions

function answer(message: LoadAnswer): void {
  process.send!(message)
}

function fail(why: unknown): void {
  answer({ failed: why instanceof Error ? why.message : String(why) })
}

process.on('disconnect', () => process.exit(0))

const rig = new Rig(await loadProtocol(options.protocol), options, fail)
process.on('message', ({ seconds, stall }: WindowRequest) => {
  rig.window(seconds, stall).then((window) => answer({ window }), fail)
})
rig.join().then(() => answer({ joined: true }), fail)
