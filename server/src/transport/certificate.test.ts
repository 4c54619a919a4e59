// When a new certificate is taken over, and what becomes of one that is no good: files, looked into step by step.

import { mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { TestCounters } from '../rpc/testing.js'
import { type Certificate, CertificateWatch } from './certificate.js'
import { selfSigned } from './testing.js'

const made = mkdtempSync(join(tmpdir(), 'tickwire-certificates-'))
t.teardown(() => rmSync(made, { recursive: true }))
const [first, second] = [selfSigned(made, 'first'), selfSigned(made, 'second')]

function watched(t: Test) {
  const folder = t.testdir({})
  const files = { certFile: join(folder, 'tls.crt'), keyFile: join(folder, 'tls.key') }
  first.copyTo(files)
  const counters = new TestCounters()
  const lines: string[] = []
  const say = (fields: object, message: string) => lines.push(`${message} ${JSON.stringify(fields)}`)
  const watch = new CertificateWatch(files, counters, { info: say, error: say })
  const renewed: Certificate[] = []
  watch.onRenewed((certificate) => {
    renewed.push(certificate)
  })
  const check = async (times: number) => {
    for (let i = 0; i < times; i++) await watch.check()
  }
  return { files, watch, check, renewed, counters, lines }
}

t.test('new files are taken over once, when two looks found the same', async (t) => {
  const { files, watch, check, renewed, lines } = watched(t)
  await check(3)
  t.same(renewed, [])
  second.copyTo(files)
  await check(1)
  t.same(renewed, [], 'they may still be half written')
  await check(3)
  t.equal(renewed.length, 1)
  t.equal(watch.current.cert, readFileSync(second.certFile, 'utf8'))
  t.match(lines, [/^the certificate was renewed .*"validTo"/])
  t.equal(lines.length, 1)
})

t.test('a link that is swapped is a change, as Kubernetes makes it', async (t) => {
  const folder = t.testdir({})
  const link = (to: string, at: string) => {
    symlinkSync(to, join(folder, 'next'))
    renameSync(join(folder, 'next'), join(folder, at))
  }
  const files = { certFile: join(folder, 'tls.crt'), keyFile: join(folder, 'tls.key') }
  link(first.certFile, 'tls.crt')
  link(first.keyFile, 'tls.key')
  const watch = new CertificateWatch(files, new TestCounters(), { info: () => {}, error: () => {} })
  link(second.certFile, 'tls.crt')
  link(second.keyFile, 'tls.key')
  await watch.check()
  await watch.check()
  t.equal(watch.current.cert, readFileSync(second.certFile, 'utf8'))
})

t.test('files that are no good leave the old certificate, are said and counted once, and can be mended', async (t) => {
  const { files, watch, check, renewed, counters, lines } = watched(t)
  const original = watch.current
  const broken: [string, () => void][] = [
    ['no PEM', () => writeFileSync(files.certFile, 'garbage')],
    ['empty', () => writeFileSync(files.certFile, '')],
    ['cut off', () => writeFileSync(files.certFile, readFileSync(second.certFile, 'utf8').slice(0, 300))],
    ["another one's key", () => writeFileSync(files.certFile, readFileSync(second.certFile))],
    ['gone', () => rmSync(files.keyFile)],
  ]
  let count = 0
  for (const [name, damage] of broken) {
    damage()
    await check(4)
    count++
    t.equal(counters.counts.certificates_refused, count, name)
    t.match(lines.at(-1), /^a new certificate cannot be used: the old one stays .*tls\.(crt|key)/, name)
    first.copyTo(files)
    await check(3)
  }
  t.equal(lines.length, broken.length)
  t.same(renewed, [], 'the old one came back: nothing to take over')
  t.equal(watch.current, original)
  second.copyTo(files)
  await check(2)
  t.equal(renewed.length, 1)
})

t.test('a listener that cannot take it over is said; the others have it', async (t) => {
  const { files, watch, check, renewed, counters, lines } = watched(t)
  watch.onRenewed(() => Promise.reject(new Error('App construction failed')))
  second.copyTo(files)
  await check(3)
  t.equal(renewed.length, 1)
  t.equal(counters.counts.certificates_refused, 1)
  t.match(lines, [/App construction failed/])
})

t.test('a server does not start with files that are no good', async (t) => {
  const log = { info: () => {}, error: () => {} }
  const files = { certFile: first.certFile, keyFile: second.keyFile }
  const missing = { ...files, certFile: join(made, 'none.crt') }
  t.throws(() => new CertificateWatch(missing, new TestCounters(), log), {
    message: /^tls: ENOENT.*none\.crt'; name PEM files that this user may read$/,
  })
  t.throws(() => new CertificateWatch(files, new TestCounters(), log), {
    message: /^tls: .*first\.crt and .*second\.key are no certificate with its key \(PEM, no passphrase\): .*/,
  })
})
