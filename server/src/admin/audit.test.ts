import t from 'tap'
import { AUDIT_ENTRIES_MAX, Audit, type AuditEntry } from './audit.js'

const ENTRY = { actor: 'ada', action: 'kick', target: 'p1', why: 'spam', ok: true, details: {} }

t.test('entries are listed newest first, by what is asked for', async (t) => {
  let wallMs = 1_000
  const audit = new Audit(
    () => wallMs,
    () => {},
  )
  audit.append(ENTRY)
  wallMs = 2_000
  audit.append({ ...ENTRY, actor: 'ben', ok: false })
  audit.append({ ...ENTRY, action: 'ban', target: 'p2' })
  const ids = (filter: Parameters<Audit['list']>[0]) => audit.list(filter).map(({ id }) => id)
  t.same(ids({}), ['3', '2', '1'])
  t.same(ids({ actor: 'ben' }), ['2'])
  t.same(ids({ action: 'kick', target: 'p1' }), ['2', '1'])
  t.same(ids({ fromMs: 2_000 }), ['3', '2'], 'from is inclusive')
  t.same(ids({ toMs: 2_000 }), ['1'], 'to is exclusive')
})

t.test('memory is bounded, and the sink has everything', async (t) => {
  const kept: AuditEntry[] = []
  const audit = new Audit(
    () => 0,
    (entry) => kept.push(entry),
  )
  for (let i = 0; i < AUDIT_ENTRIES_MAX + 5; i++) audit.append(ENTRY)
  t.equal(audit.list({}).length, AUDIT_ENTRIES_MAX)
  t.equal(audit.list({}).at(-1)?.id, '6', 'the oldest are forgotten')
  t.equal(kept.length, AUDIT_ENTRIES_MAX + 5)
})
