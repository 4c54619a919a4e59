// The names of close reasons, for counters and logs: a fixed list, whatever a peer does.

import { CloseReason } from '@tickwire/gen-nodejs/common.types.js'

const names = new Map<number, string>(Object.entries(CloseReason).map(([name, value]) => [value, name]))

export function closeReasonName(reason: number): string {
  return names.get(reason) ?? 'UNKNOWN'
}
