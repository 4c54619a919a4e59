// The inputs that reach different code, one target a file of test/corpus, one input a line in hex: small enough for the
// repository, readable in a diff.

import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export function readCorpus(name: string): Uint8Array[] {
  const path = fileOf(name)
  if (!existsSync(path)) return []
  const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1)
  return lines.map((line) => Uint8Array.from(Buffer.from(line, 'hex')))
}

export function writeCorpus(name: string, inputs: readonly Uint8Array[]): void {
  const lines = inputs.map((input) => `${Buffer.from(input).toString('hex')}\n`)
  writeFileSync(fileOf(name), lines.join(''))
}

function fileOf(name: string): string {
  return fileURLToPath(new URL(`../../../corpus/${name}.txt`, import.meta.url))
}
