import t from 'tap'
import { RecordedLink, Recording, SELF_CHECK_RECORD_BYTES_MAX } from './recording.js'

const frame = (bytes: number, fill: number): Uint8Array => new Uint8Array(bytes).fill(fill)

t.test('a recording gives back what it was given, however much it had to grow', async (t) => {
  const recording = new Recording()
  recording.begin(frame(3, 9))
  for (let i = 0; i < 100; i++) recording.add(frame(1_000 + i, i))
  const frames = recording.frames()!
  t.equal(frames.length, 101)
  t.same(frames[0], frame(3, 9))
  t.same(frames[100], frame(1_099, 99))
  recording.begin(frame(1, 1))
  t.same(recording.frames(), [frame(1, 1)], 'and begins anew')
})

t.test('a recording that grows too large is given up, until the next one begins', async (t) => {
  const recording = new Recording()
  t.equal(recording.frames(), undefined, 'nothing to begin with')
  recording.begin(frame(4, 0))
  recording.add(frame(SELF_CHECK_RECORD_BYTES_MAX - 4, 1))
  t.equal(recording.frames()!.length, 2, 'as long as it may be')
  recording.add(frame(1, 2))
  t.equal(recording.frames(), undefined)
  recording.add(frame(1, 2))
  t.equal(recording.frames(), undefined, 'it does not go on with a gap')
  recording.begin(frame(4, 0))
  t.equal(recording.frames()!.length, 1)
  recording.begin(undefined)
  recording.add(frame(1, 2))
  t.equal(recording.frames(), undefined, 'no checkpoint, no recording')
})

t.test('a link records what the socket took, and keeps what led to the last check', async (t) => {
  const sent: number[] = []
  let result = 1
  const link = new RecordedLink({
    send: (bytes) => {
      sent.push(bytes[0]!)
      return result
    },
    bufferedBytes: () => 77,
  })
  link.restart(frame(1, 0))
  t.equal(link.send(frame(1, 1)), 1)
  result = 0
  t.equal(link.send(frame(1, 2)), 0, 'buffered is taken')
  result = 2
  t.equal(link.send(frame(1, 3)), 2)
  t.equal(link.sendAside(frame(1, 4)), false)
  result = 1
  t.equal(link.sendAside(frame(1, 5)), true)
  link.turn(frame(1, 10))
  link.send(frame(1, 11))
  t.same(
    link.closed.frames()!.map(([first]) => first),
    [0, 1, 2],
  )
  link.turn(frame(1, 20))
  t.same(
    link.closed.frames()!.map(([first]) => first),
    [10, 11],
  )
  t.same(sent, [1, 2, 3, 4, 5, 11])
  t.equal(link.bufferedBytes(), 77)
})
