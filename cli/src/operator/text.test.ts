import t from 'tap'
import { record, table } from './text.js'

t.test('columns are as wide as their longest cell, numbers to the right', async (t) => {
  t.equal(
    table(
      ['ROOM', 'PLAYERS', 'LOCKED'],
      [
        ['arena-1', 7, false],
        ['b', 12.25, null],
      ],
    ),
    ['ROOM     PLAYERS  LOCKED', 'arena-1        7  no', 'b           12.3  -'].join('\n'),
  )
  t.equal(table(['ROOM'], []), 'ROOM')
  t.equal(
    record([
      ['a', 1],
      ['long', 'x'],
    ]),
    'a     1\nlong  x',
  )
})

t.test('what a terminal would obey is not printed', async (t) => {
  t.equal(table(['NAME'], [['\u001b[2Jeve\u202e\n']]), 'NAME\n?[2Jeve??')
})
