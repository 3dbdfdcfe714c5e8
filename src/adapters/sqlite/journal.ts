/** The journal of fixes. Every step is one transaction with its trail entry: no act without a trail. */
import { HOUR } from "../../lib/time-units.ts"
import { DeniedError, RemediationError } from "../../model/errors.ts"
import { type ButtonId, type RemediationId, remediationId } from "../../model/ids.ts"
import { MOST_FIXES_PER_HOUR, type Remediation } from "../../model/remediation.ts"
import type { TrailNote } from "../../model/trail-entry.ts"
import type { Begin, Journal } from "../../ports/journal.ts"
import { brakeCheck } from "./brake.ts"
import { type Db, immediately } from "./database.ts"
import { incidentChanges } from "./incident-rows.ts"
import { journalLooks, looksDropper, undoneMarker } from "./journal-looks.ts"
import { recentFixesReader, roundWriter } from "./recent-fixes.ts"
import { jsonOrNull, type Row, remediationOf, SELECT_REMEDIATION } from "./remediation-rows.ts"
import { tenantIdSchema } from "./schemas.ts"
import { trailRows } from "./trail-rows.ts"
import { wholeRows } from "./whole-rows.ts"

type Request = Parameters<Journal["request"]>[0]

/** `mostPerHour`: how many fixes may change one tenant within an hour. */
export function sqliteJournal(db: Db, mostPerHour: number = MOST_FIXES_PER_HOUR): Journal {
  const open = db.prepare<[], Row>(
    `${SELECT_REMEDIATION} WHERE state IN ('requested', 'intended') ORDER BY id`,
  )
  const byIncident = db.prepare<[number], Row>(`${SELECT_REMEDIATION} WHERE incident_id = ? ORDER BY id`)
  const byItself = db.prepare<[string, number], Row>(
    `${SELECT_REMEDIATION} WHERE tenant_id = ? AND requested_at >= ? AND (automatic = 1 OR undoes IS NOT NULL)
     ORDER BY id`,
  )
  return {
    ...requester(db),
    ...steps(db, mostPerHour),
    ...journalLooks(db),
    unfinished: async () => wholeRows(db, open.all(), remediationOf),
    ofIncident: async (id) => byIncident.all(id).map(remediationOf),
    byItselfOrUndone: async (tenant, since) => byItself.all(tenant, since).map(remediationOf),
    since: recentFixesReader(db),
  }
}

/** One run stands for what was asked for, unless it is asked for again. */
function oneRunFor(db: Db) {
  const standing = db.prepare<[number, string, string, number | null], Row>(
    `${SELECT_REMEDIATION} WHERE incident_id = ? AND action = ? AND part = ? AND undoes IS ?
       AND state IN ('requested', 'intended', 'verified')`,
  )
  const overtake = db.prepare<[number]>("UPDATE remediation SET state = 'overtaken' WHERE id = ?")
  const create = creator(db)
  const dropLooks = looksDropper(db)
  const rowOf = ({ incidentId, action, part, undoes }: Request): Row | undefined =>
    standing.get(incidentId, action, part ?? "", undoes ?? null)
  return {
    find: (wanted: Request): Row | undefined => {
      const row = rowOf(wanted)
      const isOvertaken =
        wanted.again === true && row !== undefined && remediationOf(row).state === "verified"
      return isOvertaken ? undefined : row
    },
    make: (wanted: Request, press?: RemediationId | "first"): Remediation => {
      const before = rowOf(wanted)
      if (before !== undefined) overtake.run(before.id)
      dropLooks(wanted)
      return create(wanted, press)
    },
  }
}

/** The first press makes the runs, every further one finds them. */
function requester(db: Db): Pick<Journal, "request" | "requestAll"> {
  const trail = trailRows(db)
  const { find, make } = oneRunFor(db)
  const requireReleased = brakeCheck(db)
  const spend = spender(db)
  const change = incidentChanges(db)
  const start = (wanted: readonly Request[], note: TrailNote, button?: ButtonId, begin?: Begin): void => {
    const [first] = wanted
    for (const { tenantId } of wanted) requireReleased(tenantId)
    trail.requireWhole()
    const isFresh = spend(button, note.at)
    // First of all: whoever was faster may have spent the button, and this sentence names them.
    if (first !== undefined && begin !== undefined) change(first.incidentId, begin)
    if (!isFresh) throw new DeniedError("This button was used before; press the one on the newest card.")
    trail.append(note)
  }
  return {
    request: async (wanted, note, button, begin) =>
      immediately(db, () => {
        const row = find(wanted)
        if (row !== undefined) return { remediation: remediationOf(row), created: false }
        start([wanted], note, button, begin)
        return { remediation: make(wanted), created: true }
      }),
    requestAll: async (wanted, note, button, begin) =>
      immediately(db, () => {
        const missing = wanted.filter((one) => find(one) === undefined)
        if (missing.length === 0) return []
        start(missing, note, button, begin)
        const made: Remediation[] = []
        for (const one of missing) made.push(make(one, made[0]?.press ?? "first"))
        return made
      }),
  }
}

/** `press` is the first run of the same press, `first` for that one itself. */
function creator(db: Db): (wanted: Request, press?: RemediationId | "first") => Remediation {
  const insert = db.prepare<
    [string, number, string, string, number | null, string, string, number, string | null, number, string]
  >(
    `INSERT INTO remediation
       (tenant_id, incident_id, action, part, undoes, state, requested_by, automatic, approved_by, requested_at, subject)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const gather = db.prepare<[number, number]>("UPDATE remediation SET press = ? WHERE id = ?")
  const skip = db.prepare<[string, number, number]>(
    "UPDATE remediation SET result = ?, finished_at = ? WHERE id = ?",
  )
  return ({ skipped, again: _, ...wanted }, press) => {
    const { tenantId, incidentId, action, part, undoes, requestedBy, approvedBy, requestedAt } = wanted
    const state = skipped === undefined ? "requested" : "skipped"
    const { lastInsertRowid } = insert.run(
      ...[tenantId, incidentId, action, part ?? "", undoes ?? null],
      ...[
        state,
        requestedBy,
        wanted.automatic === true ? 1 : 0,
        approvedBy ?? null,
        requestedAt,
        JSON.stringify(wanted.subject),
      ],
    )
    const id = remediationId(Number(lastInsertRowid))
    const first = press === "first" ? id : press
    if (first !== undefined) gather.run(first, id)
    if (skipped !== undefined) skip.run(skipped, requestedAt, id)
    return {
      ...wanted,
      ...{ id, state },
      ...(first === undefined ? {} : { press: first }),
      ...(skipped === undefined ? {} : { result: skipped, finishedAt: requestedAt }),
    }
  }
}

/** A button makes one fix run. False when it did before. */
function spender(db: Db): (button: ButtonId | undefined, at: number) => boolean {
  const spend = db.prepare<[number, string]>(
    "UPDATE button SET spent_at = ? WHERE id = ? AND spent_at IS NULL",
  )
  return (button, at) => button === undefined || spend.run(at, button).changes === 1
}

/** Throws a DeniedError when other presses at the same tenant have used up the hour. */
function hourlyLimit(db: Db, most: number): (id: number, now: number) => void {
  const others = db
    .prepare<[number, number, number, number], number>(
      `SELECT COUNT(DISTINCT COALESCE(press, id)) FROM remediation WHERE intended_at > ? AND intended_at < ?
         AND COALESCE(press, id) <> (SELECT COALESCE(press, id) FROM remediation WHERE id = ?)
         AND tenant_id = (SELECT tenant_id FROM remediation WHERE id = ?)`,
    )
    .pluck()
  return (id, now) => {
    // What lies further ahead was begun while the clock was wrong.
    if ((others.get(now - HOUR, now + HOUR, id, id) ?? 0) < most) return
    throw new DeniedError(
      `This customer's limit of ${most} changes an hour is used up, so that a mistake can't run through all of it. Try again later.`,
    )
  }
}

function steps(db: Db, mostPerHour: number): Pick<Journal, "intend" | "finish"> {
  const trail = trailRows(db)
  const intend = db.prepare<[string | null, string | null, number, number]>(
    `UPDATE remediation SET state = 'intended', before = ?, plan = ?, intended_at = ?
     WHERE id = ? AND state IN ('requested', 'intended')`,
  )
  const addRound = roundWriter(db)
  const finish = db.prepare<
    [
      ...[string, string | null, string | null, string | null, string | null, string | null],
      ...[number | null, number | null, number],
    ]
  >(
    `UPDATE remediation SET state = ?, before = COALESCE(before, ?), plan = COALESCE(?, plan), after = ?, leaves = ?,
       result = ?, finished_at = ?, look_at = ?
     WHERE id = ? AND state IN ('requested', 'intended')`,
  )
  const markUndone = undoneMarker(db)
  const notOvertaken = db.prepare<[number]>(
    `UPDATE remediation SET state = 'verified' WHERE id = (
       SELECT MAX(earlier.id) FROM remediation AS earlier JOIN remediation AS now
         ON now.id = ? AND (now.state = 'already-done' OR (now.state <> 'verified' AND now.intended_at IS NULL))
         AND earlier.incident_id = now.incident_id AND earlier.action = now.action
         AND earlier.part = now.part AND earlier.undoes IS now.undoes AND earlier.id < now.id
         AND (earlier.state = 'overtaken' OR (earlier.intended_at IS NOT NULL AND earlier.state <> 'already-done'))
     ) AND state = 'overtaken'`,
  )
  const requireReleased = brakeCheck(db)
  const tenantOf = db.prepare<[number], string>("SELECT tenant_id FROM remediation WHERE id = ?").pluck()
  const requireRoom = hourlyLimit(db, mostPerHour)
  const step = (id: number, note: TrailNote, write: () => { changes: number }): void => {
    if (write().changes !== 1)
      throw new RemediationError(`Fix ${id} is finished already; nothing more was written or done for it.`)
    trail.append(note)
  }
  return {
    intend: async (id, { before, plan }, note) =>
      immediately(db, () => {
        requireReleased(tenantIdSchema.optional().parse(tenantOf.get(id)))
        requireRoom(id, note.at)
        trail.requireWhole()
        step(id, note, () => intend.run(jsonOrNull(before), jsonOrNull(plan), note.at, id))
        addRound(id, note.at, plan ?? [])
      }),
    finish: async (id, { state, before, plan, after, leaves, result, finishedAt, lookAt }, note) =>
      immediately(db, () => {
        const read = [jsonOrNull(before), jsonOrNull(plan), jsonOrNull(after)] as const
        const ended = [...read, leaves ?? null, result ?? null, finishedAt ?? null, lookAt ?? null] as const
        step(id, note, () => finish.run(state, ...ended, id))
        if (state === "verified" || state === "already-done") markUndone(id)
        notOvertaken.run(id)
      }),
  }
}
