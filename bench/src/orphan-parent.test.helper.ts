// A process for the tests of `ServerChild` that starts a server, says its process id, and waits to be killed.

import type { BusyReady } from './busy-server.test.helper.js'
import { ServerChild } from './server-child.js'

const server = await ServerChild.start<BusyReady>(new URL('./busy-server.test.helper.js', import.meta.url))
process.send!(server.ready.pid)
setInterval(() => undefined, 1_000)
