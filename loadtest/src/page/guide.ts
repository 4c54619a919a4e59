// How to read the page, for someone who has not seen a load test before.

import { html, type Markup } from './html.js'

const WORDS: readonly (readonly [string, string])[] = [
  ['p50, p99, max', 'Half of all values are at or below p50, 99 of 100 at or below p99. Players remember the p99.'],
  [
    'tick, budget',
    'One step of the game. Its budget ends when the next one is due; a tick that is not finished by then is an ' +
      'overrun, and players see it as a hitch.',
  ],
  [
    'CPU per snapshot',
    'The CPU time of the whole server process, inputs and simulation included, divided by the snapshots that it sent.',
  ],
  [
    '% of one core',
    '100 % is one core in full. The tick runs on one thread: it is full at 100 %, however many cores there are.',
  ],
  [
    'movers in sight',
    'Other players inside the view radius: what a client needs to know. The bytes of a snapshot, shared out over them.',
  ],
  [
    'input to state',
    'From the moment at which a command should have been sent to the first snapshot that ' +
      'reflects it: half a tick of waiting and the jitter allowance are part of it.',
  ],
  [
    "heap's floor",
    'The least that the heap held, in the first and in the last third of the window: the saw-tooth of the ' +
      'collector is left out, a leak is not.',
  ],
  [
    'intended send',
    'Latencies count from when a request was due, not from when a busy rig got round to it; so a stall shows in ' +
      'every request that it delayed.',
  ],
  [
    'the rig',
    'The bots run on the same machine as the server, unless the command names another. A rig at its limit ' +
      'is reported as such: the figures then say little about the server.',
  ],
]

export function guide(): Markup {
  const entries = WORDS.map(([word, meaning]) => html`<div><dt>${word}</dt><dd>${meaning}</dd></div>`)
  return html`<dl class="guide">${entries}</dl>`
}
