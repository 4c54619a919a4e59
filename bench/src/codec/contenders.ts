// Who takes part in the codec bench besides ourselves.

import type { Codec } from './codec.js'
import { colyseusSchema } from './colyseus-schema.js'
import { json } from './json.js'
import { msgpackPlain, msgpackRecords } from './msgpack.js'
import { thriftCompact } from './thrift-compact.js'

export const PEERS: readonly Codec[] = [colyseusSchema, msgpackRecords, msgpackPlain, thriftCompact, json]
