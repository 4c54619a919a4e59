// The bundle that browsers load, from the compiled dist/: an entry for each of the package's exports, and chunks for what they share and
// for what is loaded on demand. Its sizes have bounds, kept by `make sdk` and by the tests.

import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { bytesOf, loadedWith } from './bundle-size.mjs'
import { browserOptions } from './esbuild.mjs'

const path = (name) => fileURLToPath(new URL(name, import.meta.url))

/** A room and nothing else: what a page downloads of `@tickwire/client/play`, gzipped bytes. */
export const PLAY_BYTES_MAX = 20_000

/**
 * The client at its start, gzipped bytes: rooms, Thrift, Session, Lobby, and Events with the parties and tickets that they tell of. One
 * kilobyte above what it was when it was split; the promise is 60.
 */
export const CLIENT_BYTES_MAX = 44_700

/** For a page that uses all there is, with parties, matchmaking and messages, gzipped bytes. */
export const ALL_BYTES_MAX = 66_300

/** @returns esbuild's result, with what is to be written */
export function bundleForBrowsers(outdir) {
  return build({
    ...browserOptions,
    entryPoints: {
      'tickwire-client': path('dist/index.js'),
      play: path('dist/play.js'),
      party: path('dist/party.js'),
      matchmaking: path('dist/matchmaking.js'),
    },
    outdir,
    splitting: true,
    minify: true,
    sourcemap: true,
    metafile: true,
    write: false,
    logLevel: 'warning',
  })
}

/** What is bounded, each with its bytes, gzipped, and its bound. */
export function sizesOf(result) {
  return [
    { name: 'play', bytes: loadedWith(result, 'play.js').gzippedBytes, bytesMax: PLAY_BYTES_MAX },
    { name: 'client', bytes: loadedWith(result, 'tickwire-client.js').gzippedBytes, bytesMax: CLIENT_BYTES_MAX },
    { name: 'all', bytes: bytesOf(result.outputFiles).gzippedBytes, bytesMax: ALL_BYTES_MAX },
  ]
}
