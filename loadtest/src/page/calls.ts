// The Thrift calls of a run, wherever the report holds them: those that the server answers at once and those of a room,
// which wait for its tick.

import type { LatencyCurve } from '../latency.js'
import type { MethodFigures, Report } from '../report.js'

export interface Call extends MethodFigures {
  readonly curve: LatencyCurve
}

export function callsOf({ rpc, roomCalls, curves }: Report): readonly Call[] {
  return [
    ...(rpc === undefined ? [] : [{ ...rpc, curve: curves.rpc }]),
    ...(roomCalls === undefined ? [] : [{ ...roomCalls, curve: curves.roomCalls }]),
  ]
}
