// Everything that is fuzzed.

import { playFrames } from './play-frames.js'
import { smallFrames } from './small-frames.js'
import type { FuzzTarget } from './target.js'
import { tcpFrames } from './tcp-frames.js'
import { thriftCalls } from './thrift-calls.js'

export const TARGETS: readonly FuzzTarget[] = [thriftCalls, tcpFrames, smallFrames, playFrames]
