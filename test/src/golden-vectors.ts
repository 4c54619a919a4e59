// The golden vectors of the fast path: frames made by scripted games, with what a decoder must hold after each, and frames
// that it must refuse. A second implementation, written from docs/WIRE.md alone, checks itself against test/vectors.
// Regenerate after a deliberate change of the wire: node test/dist/src/golden-vectors.js --write

import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { PROTOCOL_VERSION } from '@tickwire/protocol'
import { fieldSchema } from '../gen-nodejs/field.state.js'
import { kindsSchema } from '../gen-nodejs/kinds.state.js'
import { codeVectors, frameVectors, motionVectors } from './golden-codes.js'
import { FIELD_WELCOME, fieldSnapshots } from './golden-field.js'
import { formatVectors, type GoldenVectors } from './golden-format.js'
import { KINDS_WELCOME, kindsSnapshots } from './golden-kinds.js'
import { fieldMalformed, kindsMalformed } from './golden-malformed.js'

/** The files of test/vectors. */
export const GOLDEN_GAMES = ['field', 'kinds'] as const
export type GoldenGame = (typeof GOLDEN_GAMES)[number]

const MAKERS: Readonly<Record<GoldenGame, () => GoldenVectors>> = {
  field: () => {
    const snapshots = fieldSnapshots()
    return {
      protocolVersion: PROTOCOL_VERSION,
      schema: 'test/idl/field.thrift',
      schemaHash: fieldSchema.hash,
      welcome: FIELD_WELCOME,
      codes: codeVectors(),
      motions: motionVectors(),
      frames: frameVectors(),
      snapshots,
      malformed: fieldMalformed(snapshots),
    }
  },
  kinds: () => ({
    protocolVersion: PROTOCOL_VERSION,
    schema: 'test/idl/kinds.thrift',
    schemaHash: kindsSchema.hash,
    welcome: KINDS_WELCOME,
    snapshots: kindsSnapshots(),
    malformed: kindsMalformed(),
  }),
}

export function makeVectors(game: GoldenGame): GoldenVectors {
  return MAKERS[game]()
}

export function readVectors(game: GoldenGame): GoldenVectors {
  return JSON.parse(readFileSync(fileOf(game), 'utf8')) as GoldenVectors
}

function fileOf(game: GoldenGame): string {
  return fileURLToPath(new URL(`../../vectors/${game}.json`, import.meta.url))
}

if (process.argv[2] === '--write') {
  for (const game of GOLDEN_GAMES) writeFileSync(fileOf(game), formatVectors(makeVectors(game)))
}
