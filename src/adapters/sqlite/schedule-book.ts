/** Questions that are asked by themselves, as rows. */
import { z } from "zod"
import {
  ASK_DAYS,
  ASK_ENDS,
  MOST_SCHEDULES,
  type NewSchedule,
  type Schedule,
  scheduleId,
} from "../../model/schedule.ts"
import type { ScheduleBook } from "../../ports/schedule-book.ts"
import { type Db, immediately } from "./database.ts"
import { noticeRows } from "./notice-rows.ts"
import { tenantIdSchema } from "./schemas.ts"
import { fromJson, fromRow } from "./stored-json.ts"
import { trailRows } from "./trail-rows.ts"
import { readOrPutOff, UNREADABLE_AGAIN_MS, wholeRows } from "./whole-rows.ts"

const askerSchema = z.object({
  objectId: z.string(),
  teamsTenantId: tenantIdSchema,
  name: z.string(),
  timeZone: z.string().optional(),
  conversationId: z.string(),
  kind: z.enum(["channel", "personal"]),
  serviceUrl: z.string(),
})
const lastSchema = z.object({
  dueAt: z.number(),
  at: z.number(),
  end: z.enum(ASK_ENDS),
  rows: z.number().optional(),
})
const bodySchema = z.object({
  ask: z.string(),
  isAlert: z.boolean(),
  time: z.object({ days: z.enum(ASK_DAYS), minutes: z.number(), timeZone: z.string() }),
  asker: askerSchema,
  setAt: z.number(),
  last: lastSchema.optional(),
})
const rowSchema = z.object({
  id: z.number().int().transform(scheduleId),
  tenantId: tenantIdSchema.nullable(),
  nextAt: z.number(),
  body: z.string(),
  isWaiting: z.number().transform((count) => count > 0),
})
type Row = { readonly id: number }

const SELECT = `SELECT id, tenant_id AS tenantId, next_at AS nextAt, body,
  EXISTS (SELECT 1 FROM notice WHERE notice.key = schedule.notice_key AND done_at IS NULL) AS isWaiting FROM schedule`

export function sqliteScheduleBook(db: Db): ScheduleBook {
  const here = db.prepare<[string], Row>(`${SELECT} WHERE conversation_id = ? ORDER BY id`)
  const due = db.prepare<[number, number], Row>(
    `${SELECT} WHERE next_at <= ? OR looked_at > ? ORDER BY next_at, id`,
  )
  const putOff = db.prepare<[number, number, number]>(
    "UPDATE schedule SET next_at = ?, looked_at = ? WHERE id = ?",
  )
  return {
    ...writers(db),
    here: async (conversationId) => wholeRows(db, here.all(conversationId), scheduleOf),
    due: async (now) =>
      due.all(now, now).flatMap((row) => {
        const later = (): void => void putOff.run(now + UNREADABLE_AGAIN_MS, now, row.id)
        return readOrPutOff(db, () => scheduleOf(row), later) ?? []
      }),
    putRight: async (id, nextAt, now) => void putOff.run(nextAt, now, id),
  }
}

function writers(db: Db): Pick<ScheduleBook, "add" | "asked" | "end"> {
  const trail = trailRows(db)
  const notices = noticeRows(db)
  const one = db.prepare<[number], Row>(`${SELECT} WHERE id = ?`)
  const here = db.prepare<[string], Row>(`${SELECT} WHERE conversation_id = ? ORDER BY id`)
  const insert = db.prepare<[string, string | null, number, number, string]>(
    "INSERT INTO schedule (conversation_id, tenant_id, next_at, looked_at, body) VALUES (?, ?, ?, ?, ?)",
  )
  const keep = db.prepare<[number, number, string | null, string, number]>(
    `UPDATE schedule SET next_at = ?, looked_at = ?, notice_key = COALESCE(?, notice_key),
       body = json_set(body, '$.last', json(?)) WHERE id = ?`,
  )
  const remove = db.prepare<[number]>("DELETE FROM schedule WHERE id = ?")
  return {
    add: async (schedule, note) =>
      immediately(db, () => {
        const rows = here.all(schedule.asker.conversationId)
        const twin = wholeRows(db, rows, scheduleOf).find((there) => isSame(there, schedule))
        if (twin !== undefined) return { schedule: twin, created: false }
        if (rows.length >= MOST_SCHEDULES) return "full"
        const { tenantId, nextAt, ...body } = schedule
        const place = [schedule.asker.conversationId, tenantId ?? null] as const
        const { lastInsertRowid } = insert.run(...place, nextAt, schedule.setAt, JSON.stringify(body))
        const id = scheduleId(Number(lastInsertRowid))
        trail.append({ ...note, data: { ...note.data, schedule: id } })
        return { schedule: { ...schedule, id, isWaiting: false }, created: true }
      }),
    asked: async (id, last, { nextAt, note, notice }) =>
      immediately(db, () => {
        const key = notice?.key ?? null
        if (keep.run(nextAt, last.at, key, JSON.stringify(last), id).changes === 0) return false
        if (notice !== undefined) notices.owe(notice)
        trail.append(note)
        return true
      }),
    end: async (id, note, notice) =>
      immediately(db, () => {
        if (one.get(id) === undefined) return false
        remove.run(id)
        if (notice !== undefined) notices.owe(notice)
        trail.append(note)
        return true
      }),
  }
}

/** Asks the same, at the same time, for the same person. The place is the same already. */
const isSame = (one: NewSchedule, other: NewSchedule): boolean =>
  [
    [one.ask, other.ask],
    [one.isAlert, other.isAlert],
    [one.time.days, other.time.days],
    [one.time.minutes, other.time.minutes],
    [one.time.timeZone, other.time.timeZone],
    [one.asker.objectId, other.asker.objectId],
  ].every(([said, known]) => said === known)

function scheduleOf(row: Row): Schedule {
  const place = { table: "schedule", row: row.id }
  const { tenantId, body, ...rest } = fromRow(rowSchema, row, place)
  return {
    ...rest,
    ...fromJson(bodySchema, body, place),
    ...(tenantId === null ? {} : { tenantId }),
  }
}
