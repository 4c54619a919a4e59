// Plays a recorded tape in Chromium, and says what a frame takes: decode, interpolate, predict. The page comes with the headers
// that isolate it, because without them a browser's clock is too coarse for what is measured here.

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { browserOptions } from '@tickwire/client/esbuild'
import { build } from 'esbuild'
import type { Browser } from 'playwright-core'
import type { FrameTimes, PlayedTape } from './page.js'
import { recordTape, WARM_FRAMES } from './tape.js'

/** What all three parts may take together at their 95th percentiles, milliseconds. */
export const FRAME_BUDGET_MS = 2

const PARTS = ['decode', 'interpolate', 'predict'] as const

/** Percentiles, milliseconds. */
export interface Percentiles {
  readonly p50: number
  readonly p95: number
  readonly p99: number
}

export interface FrameCost extends Omit<PlayedTape, 'frames'> {
  readonly frames: number
  readonly parts: Readonly<Record<keyof FrameTimes, Percentiles>>
  /** Sum of the parts at their 95th percentiles. */
  readonly p95: number
}

const HEADERS = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' }

const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url))

/** @param frames - of the tape, beyond the warm ones: one in each frame of the browser */
export async function measureFrames(browser: Browser, frames: number): Promise<FrameCost> {
  const [tape, script] = await Promise.all([recordTape(frames), bundlePage()])
  const files: Readonly<Record<string, readonly [type: string, text: string]>> = {
    '/': ['text/html', '<!doctype html><script type="module" src="page.js"></script>'],
    '/page.js': ['text/javascript', script],
    '/tape.json': ['application/json', JSON.stringify(tape)],
  }
  const server = createServer(({ url = '' }, response) => {
    const [type, text] = files[url] ?? ['text/plain', '']
    response.writeHead(url in files ? 200 : 404, { ...HEADERS, 'Content-Type': type }).end(text)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  try {
    const page = await browser.newPage()
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
    return costOf(
      await page.evaluate<PlayedTape>(
        `fetch('tape.json').then(r => r.json()).then(tape => playTape(tape, ${WARM_FRAMES}))`,
      ),
    )
  } finally {
    server.closeAllConnections()
    server.close()
  }
}

async function bundlePage(): Promise<string> {
  const replica = { '@tickwire/client/replica': path('../../../../client-sdk/dist/replica.js') }
  const { outputFiles } = await build({
    ...browserOptions,
    alias: { ...replica, ...browserOptions.alias },
    entryPoints: [path('page.js')],
    minify: true,
    write: false,
  })
  return outputFiles![0]!.text
}

function costOf({ frames, ...played }: PlayedTape): FrameCost {
  const parts = {
    decode: percentiles(frames.map(({ decode }) => decode)),
    interpolate: percentiles(frames.map(({ interpolate }) => interpolate)),
    predict: percentiles(frames.map(({ predict }) => predict)),
  }
  const p95 = parts.decode.p95 + parts.interpolate.p95 + parts.predict.p95
  return { ...played, frames: frames.length, parts, p95 }
}

function percentiles(values: readonly number[]): Percentiles {
  const sorted = [...values].sort((a, b) => a - b)
  const at = (part: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) }
}

/** For a person. */
export function tableOf({ frames, visible, replayedTicks, parts, p95 }: FrameCost): string {
  const row = (name: string, ...cells: readonly string[]): string =>
    name.padEnd(13) + cells.map((cell) => cell.padStart(9)).join('')
  const rows = PARTS.map((part) => {
    const { p50, p95, p99 } = parts[part]
    return row(part, ...[p50, p95, p99].map((ms) => ms.toFixed(3)))
  })
  return `${frames} frames with a snapshot, at least ${visible} avatars in sight, at least ${replayedTicks} ticks replayed in each; ms
${row('', 'p50', 'p95', 'p99')}
${rows.join('\n')}
${row('sum', '', p95.toFixed(3))}   budget ${FRAME_BUDGET_MS}
`
}
