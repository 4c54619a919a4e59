// The net graph: the last ten seconds of a connection as five lanes on a canvas, the newest to the right. Draws what
// `net-history` has kept.

import * as colours from './colours.js'
import { HISTORY_MS, type NetHistory, type Sample } from './net-history.js'

/** A gap between snapshots from here on is seen as a freeze, milliseconds. */
const FREEZE_MS = 150

const LANE_GAP = 5
const LABEL_HEIGHT = 12
const FIGURE_GAP = 8
const FONT = '10px system-ui, "DejaVu Sans", sans-serif'
const GROUND = 'rgba(120, 150, 200, 0.08)'

interface Figure {
  readonly text: string
  readonly colour?: string
}

interface Lane {
  readonly label: string
  /** The present state, in figures; a colour is that of what they are drawn as. */
  readonly figures: readonly Figure[]
  /** What the lane's height stands for. */
  readonly top: number
  /** What its lower edge stands for. */
  readonly bottom: number
  draw(plot: Plot): void
}

/** Where a lane draws: time to the right, values upwards. */
interface Plot {
  x(sample: Sample): number
  y(value: number): number
}

export class NetGraph {
  private readonly ctx: CanvasRenderingContext2D

  constructor(private readonly canvas: HTMLCanvasElement) {
    this.ctx = canvas.getContext('2d')!
  }

  draw(history: NetHistory, nowMs: number): void {
    const { ctx, canvas } = this
    const pixelRatio = Math.min(window.devicePixelRatio || 1, 2)
    const [width, height] = [canvas.clientWidth, canvas.clientHeight]
    if (canvas.width !== Math.round(width * pixelRatio) || canvas.height !== Math.round(height * pixelRatio)) {
      canvas.width = Math.round(width * pixelRatio)
      canvas.height = Math.round(height * pixelRatio)
    }
    ctx.setTransform(pixelRatio, 0, 0, pixelRatio, 0, 0)
    ctx.clearRect(0, 0, width, height)
    const newest = history.samples.at(-1)
    if (newest === undefined) return
    const lanes = this.lanes(history, newest)
    const laneHeight = (height + LANE_GAP) / lanes.length - LANE_GAP
    lanes.forEach((lane, i) => {
      this.drawLane(lane, i * (laneHeight + LANE_GAP), width, laneHeight, nowMs)
    })
  }

  private lanes(history: NetHistory, newest: Sample): readonly Lane[] {
    return [
      this.snapshots(history),
      this.received(history, newest),
      this.delays(history, newest),
      this.slack(history, newest),
      this.corrections(history),
    ]
  }

  private drawLane(lane: Lane, y: number, width: number, height: number, nowMs: number): void {
    const { ctx } = this
    const [top, bottom] = [y + LABEL_HEIGHT, y + height]
    ctx.fillStyle = GROUND
    ctx.fillRect(0, top, width, bottom - top)
    lane.draw({
      x: ({ atMs }) => width * (1 - (nowMs - atMs) / HISTORY_MS),
      y: (value) => {
        const part = (value - lane.bottom) / (lane.top - lane.bottom)
        return bottom - Math.max(0, Math.min(1, part)) * (bottom - top)
      },
    })
    ctx.font = FONT
    ctx.textBaseline = 'top'
    ctx.fillStyle = colours.DIM
    ctx.textAlign = 'left'
    ctx.fillText(lane.label, 0, y)
    ctx.textAlign = 'right'
    let right = width
    for (const { text, colour = colours.TEXT } of [...lane.figures].reverse()) {
      ctx.fillStyle = colour
      ctx.fillText(text, right, y)
      right -= ctx.measureText(text).width + FIGURE_GAP
    }
  }

  private snapshots({ samples, intervalMs, totals }: NetHistory): Lane {
    const longestMs = max(samples, ({ gapMs }) => gapMs)
    return {
      label: 'snapshots: gaps',
      figures: [{ text: `longest ${Math.round(longestMs)} ms` }, { text: `missed ${totals.missed}` }],
      top: Math.max(4 * intervalMs, FREEZE_MS * 1.5),
      bottom: 0,
      draw: ({ x, y }) => {
        for (const sample of samples) {
          const { gapMs, missed } = sample
          const isLate = gapMs > 1.5 * intervalMs
          this.bar(x(sample), y(gapMs), y(0), gapMs > FREEZE_MS ? colours.BAD : isLate ? colours.GOLD : colours.GOOD)
          if (missed > 0) this.bar(x(sample), y(Number.POSITIVE_INFINITY), y(gapMs), colours.DIM)
        }
      },
    }
  }

  private received({ samples }: NetHistory, { bytesPerSecond }: Sample): Lane {
    const most = max(samples, (sample) => sample.bytesPerSecond)
    return {
      label: 'received',
      figures: [{ text: `${(bytesPerSecond / 1_000).toFixed(1)} kB/s` }],
      top: 1.15 * Math.max(1_000, most),
      bottom: 0,
      draw: (plot) => this.line(samples, plot, (sample) => sample.bytesPerSecond, colours.AMMO),
    }
  }

  private delays({ samples }: NetHistory, { rttMs, interpolationDelayMs }: Sample): Lane {
    const most = max(samples, (sample) => Math.max(sample.rttMs, sample.interpolationDelayMs))
    return {
      label: 'delay',
      figures: [
        { text: `round trip ${Math.round(rttMs)} ms`, colour: colours.AMMO },
        { text: `others shown ${Math.round(interpolationDelayMs)} ms ago`, colour: colours.GOLD },
      ],
      top: 1.15 * Math.max(100, most),
      bottom: 0,
      draw: (plot) => {
        this.line(samples, plot, (sample) => sample.rttMs, colours.AMMO)
        this.line(samples, plot, (sample) => sample.interpolationDelayMs, colours.GOLD)
      },
    }
  }

  private slack({ samples }: NetHistory, { slackMs }: Sample): Lane {
    const farthest = Math.max(
      50,
      max(samples, (sample) => Math.abs(sample.slackMs)),
    )
    return {
      label: 'commands',
      figures: [slackMs < 0 ? { text: `${-slackMs} ms late`, colour: colours.BAD } : { text: `${slackMs} ms early` }],
      top: farthest,
      bottom: -farthest,
      draw: ({ x, y }) => {
        for (const sample of samples) {
          this.bar(x(sample), y(sample.slackMs), y(0), sample.slackMs < 0 ? colours.BAD : colours.GOOD)
        }
      },
    }
  }

  private corrections({ samples, totals }: NetHistory): Lane {
    return {
      label: 'corrections',
      figures: [
        { text: `own ${totals.mistakes + totals.late} (${totals.late} late)`, colour: colours.BAD },
        { text: `by others ${totals.others}`, colour: colours.AMMO },
      ],
      top: 1,
      bottom: 0,
      draw: ({ x, y }) => {
        for (const sample of samples) {
          if (sample.ownCorrections > 0) this.bar(x(sample), y(1), y(0.5), colours.BAD)
          if (sample.othersCorrections > 0) this.bar(x(sample), y(0.5), y(0), colours.AMMO)
        }
      },
    }
  }

  private bar(x: number, fromY: number, toY: number, colour: string): void {
    this.ctx.fillStyle = colour
    this.ctx.fillRect(x - 1, Math.min(fromY, toY), 1, Math.max(1, Math.abs(toY - fromY)))
  }

  private line(samples: readonly Sample[], { x, y }: Plot, figureOf: (sample: Sample) => number, colour: string): void {
    const { ctx } = this
    ctx.strokeStyle = colour
    ctx.lineWidth = 1.5
    ctx.beginPath()
    for (const sample of samples) ctx.lineTo(x(sample), y(figureOf(sample)))
    ctx.stroke()
  }
}

function max(samples: readonly Sample[], figureOf: (sample: Sample) => number): number {
  let most = 0
  for (const sample of samples) most = Math.max(most, figureOf(sample))
  return most
}
