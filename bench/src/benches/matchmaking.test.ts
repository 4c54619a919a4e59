// The matchmaking bench with a few seconds of each trace: every contender plays, every measure has a figure, the picture is drawn.

import { test } from 'tap'
import { panelsOf } from '../panels.js'
import { runOf } from '../testing.js'
import { matchmakingRows } from './matchmaking.js'

test('rows, panels and progress', async (t) => {
  const { run, told, drawn } = runOf()
  const size = { scale: 0.02, pools: 2, waiting: [200], arrivalsPerSecond: 100, cycles: 2 }
  const rows = await matchmakingRows(run, size)
  t.equal(drawn.length, 6, 'a panel for each trace')
  for (const { title, curves, table } of drawn) {
    const points = curves.map((curve) => curve.points.length)
    t.ok(points.length === 3 && points.every((count) => count === points[0] && count >= 2), `${title}: ${points}`)
    t.equal(table.rows.length, 3 * points[0]!)
    for (const { name, figures } of table.rows) t.equal(figures.length, table.columns.length, name)
  }
  t.ok(panelsOf(drawn).includes('mean wait, seconds'))
  const named = (part: string) => rows.filter((row) => row.case.includes(part))
  t.ok(named('duel against greedy').length >= 2 && named('duel against Colyseus').length >= 2)
  for (const { ratio, case: name } of named('exact optimum')) t.ok(ratio! > 0 && ratio! <= 1 + 1e-9, name)
  for (const { metric, ours } of named('200 waiting')) t.ok(ours > 0, metric)
  t.ok(told.some((text) => /ranked 20\/s, ours, limits x 1: mean wait/.test(text)))
})
