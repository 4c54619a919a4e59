// Whose address counts behind proxies, and what a forged header can do: nothing.

import t from 'tap'
import { addressGroup } from './address-limits.js'
import { FORWARDED_HOPS_MAX, proxyRangeProblem, TrustedProxies } from './trusted-proxies.js'

const proxies = new TrustedProxies(['10.0.0.0/8', '192.0.2.7', 'fd00::/8'])
const clientOf = (peer: string, header: string): string => proxies.clientOf(peer, () => header)

t.test('the right-most address that is no trusted proxy is the client', async (t) => {
  t.equal(clientOf('10.1.2.3', '203.0.113.5'), '203.0.113.5')
  t.equal(clientOf('10.1.2.3', '203.0.113.5, 10.9.9.9'), '203.0.113.5', 'through two proxies')
  t.equal(clientOf('192.0.2.7', '203.0.113.5,192.0.2.7 , 10.0.0.1'), '203.0.113.5')
  t.equal(clientOf('fd00::1', '2001:db8:1:2:3:4:5:6'), '2001:db8:1:2:3:4:5:6')
  t.equal(clientOf('10.1.2.3', '10.0.0.9'), '10.0.0.9', 'a client among the proxies is one all the same')
  t.equal(clientOf('10.1.2.3', ''), '10.1.2.3', 'a proxy that says nothing counts itself')
})

t.test('mapped peers and entries are the IPv4 addresses that they are; ports and brackets are left out', async (t) => {
  t.equal(clientOf('::ffff:10.1.2.3', '203.0.113.5'), '203.0.113.5')
  t.equal(
    clientOf('0000:0000:0000:0000:0000:ffff:0a01:0203', '::ffff:203.0.113.5'),
    '203.0.113.5',
    'as uWebSockets says',
  )
  t.equal(clientOf('10.1.2.3', '203.0.113.5:4711'), '203.0.113.5')
  t.equal(clientOf('10.1.2.3', '[2001:db8::1]:4711'), '2001:db8::1')
  t.equal(clientOf('10.1.2.3', '"[2001:db8::1]"'), '2001:db8::1')
  t.equal(addressGroup(clientOf('10.1.2.3', '2001:db8::1')), addressGroup(clientOf('10.1.2.3', '2001:db8::2')))
})

t.test('a peer that nobody trusts is itself, whatever it says', async (t) => {
  for (const header of ['203.0.113.5', '10.0.0.1', '127.0.0.1, 192.0.2.7']) {
    t.equal(clientOf('198.51.100.1', header), '198.51.100.1')
  }
  const asked = (): string => t.fail('the header must not be read') as never
  t.equal(proxies.clientOf('198.51.100.1', asked), '198.51.100.1')
  t.equal(new TrustedProxies([]).clientOf('10.0.0.1', asked), '10.0.0.1')
  t.equal(proxies.clientOf('', asked), '', 'a peer that is gone already')
})

t.test('what a client wrote itself, left of what proxies wrote, is not read', async (t) => {
  t.equal(clientOf('10.1.2.3', '1.2.3.4, 203.0.113.5'), '203.0.113.5')
  t.equal(clientOf('10.1.2.3', '10.0.0.1, 203.0.113.5'), '203.0.113.5', 'also where it names a trusted proxy')
  t.equal(clientOf('10.1.2.3', `${'1.1.1.1, '.repeat(5_000)}203.0.113.5`), '203.0.113.5')
})

t.test('an entry that is no address counts as the proxy that wrote it', async (t) => {
  const garbage = [
    'unknown',
    '_hidden',
    '1.2.3',
    '999.1.1.1',
    'fe80::1%eth0',
    '[::1',
    '<script>',
    ',',
    ' ',
    'a'.repeat(9_000),
  ]
  for (const entry of [...garbage, `${'1'.repeat(100)}.1.1.1`, '\0', '１.1.1.1']) {
    t.equal(clientOf('10.1.2.3', entry), '10.1.2.3', entry.slice(0, 40))
    t.equal(clientOf('10.1.2.3', `203.0.113.5, ${entry}, 10.7.7.7`), '10.7.7.7', entry.slice(0, 40))
  }
})

t.test('so many proxies in a row are followed, and no more', async (t) => {
  const chain = (proxiesBetween: number): string => `203.0.113.5${', 10.0.0.1'.repeat(proxiesBetween)}`
  t.equal(clientOf('10.1.2.3', chain(FORWARDED_HOPS_MAX - 1)), '203.0.113.5')
  t.equal(clientOf('10.1.2.3', chain(FORWARDED_HOPS_MAX)), '10.0.0.1')
})

t.test('ranges are checked', async (t) => {
  for (const good of ['10.0.0.0/8', '127.0.0.1', '::1', 'fd00::/8', '10.0.0.1/32', '2001:db8::/128']) {
    t.equal(proxyRangeProblem(good), undefined, good)
  }
  for (const bad of [
    '',
    'proxy',
    '10.0.0.0/33',
    '::/129',
    '10.0.0/8',
    '10.0.0.0/',
    '10.0.0.0/8/8',
    '10.0.0.0/-1',
    '::1%lo',
  ]) {
    t.match(proxyRangeProblem(bad), /^is neither an address nor a network; write it like/, bad)
  }
  for (const all of ['0.0.0.0/0', '::/0']) t.match(proxyRangeProblem(all), /^trusts everybody/)
})
