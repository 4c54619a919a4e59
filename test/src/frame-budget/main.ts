// `make frame-budget`: what a frame costs in Chromium. Exit code 1 when it is over the budget.

import { launchChromium } from '../browser-page.js'
import { FRAME_BUDGET_MS, measureFrames, tableOf } from './measure.js'

/** Of the tape: half a minute of play. */
const FRAMES = 1_800

const browser = await launchChromium()
try {
  const cost = await measureFrames(browser, FRAMES)
  process.stdout.write(tableOf(cost))
  if (cost.p95 >= FRAME_BUDGET_MS) process.exitCode = 1
} finally {
  await browser.close()
}
