import t from 'tap'
import { AddressLimits, SOCKETS_PER_ADDRESS_MAX, UPGRADES_PER_SECOND_MAX } from './address-limits.js'

t.test('an address may open so many sockets a second, and others are not disturbed', async (t) => {
  let nowMs = 0
  const limits = new AddressLimits(true, () => nowMs)
  for (let i = 0; i < UPGRADES_PER_SECOND_MAX; i++) t.ok(limits.admit('192.0.2.1'))
  t.equal(limits.admit('192.0.2.1'), undefined)
  t.ok(limits.admit('192.0.2.2'))
  nowMs = 1_000
  t.ok(limits.admit('192.0.2.1'))
})

t.test('an address may hold so many sockets, and gets room back once for each', async (t) => {
  let nowMs = 0
  const limits = new AddressLimits(true, () => nowMs)
  const releases: (() => void)[] = []
  for (let i = 0; i < SOCKETS_PER_ADDRESS_MAX; i++) {
    nowMs += 1_000
    releases.push(limits.admit('192.0.2.1')!)
  }
  nowMs += 1_000
  t.equal(limits.admit('192.0.2.1'), undefined)
  releases[0]?.()
  releases[0]?.()
  t.ok(limits.admit('192.0.2.1'))
  t.equal(limits.admit('192.0.2.1'), undefined, 'a socket gives its room back once')
})

t.test('IPv6 addresses count by their /64, mapped IPv4 addresses as IPv4', async (t) => {
  const nowMs = () => 0
  const full = (first: string, second: string): boolean => {
    const limits = new AddressLimits(true, nowMs)
    for (let i = 0; i < UPGRADES_PER_SECOND_MAX; i++) limits.admit(first)
    return limits.admit(second) === undefined
  }
  t.ok(full('2001:db8:0:1::1', '2001:0db8:0000:0001:ffff:ffff:ffff:ffff'))
  t.notOk(full('2001:db8:0:1::1', '2001:db8:0:2::1'))
  t.ok(full('0000:0000:0000:0000:0000:ffff:192.0.2.1', '192.0.2.1'))
  t.ok(full('0000:0000:0000:0000:0000:ffff:c000:0201', '192.0.2.1'), 'as uWebSockets writes it')
  t.ok(full('::ffff:c000:201', '192.0.2.1'))
  t.notOk(full('0000:0000:0000:0000:0000:ffff:c000:0201', '0000:0000:0000:0000:0000:ffff:c000:0202'))
  t.notOk(full('::1', '::ffff:192.0.2.1'))
})

t.test('switched off, nothing is limited', async (t) => {
  const limits = new AddressLimits(false, () => 0)
  for (let i = 0; i < 1_000; i++) if (limits.admit('192.0.2.1') === undefined) t.fail('refused')
})
