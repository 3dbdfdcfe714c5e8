/** Reads what a monthly report is made of, and what was done. Seldom: by the tenant's index, then row by row. */
import { z } from "zod"
import type { TenantId } from "../../model/ids.ts"
import type { MailboxAudit, MonthReader } from "../../ports/month-reader.ts"
import type { Db } from "./database.ts"
import { incidentOf, SELECT_INCIDENT } from "./incident-rows.ts"
import { type Row, remediationOf, SELECT_REMEDIATION } from "./remediation-rows.ts"
import { incidentIdSchema } from "./schemas.ts"
import { fromJson, fromRow } from "./stored-json.ts"
import { wholeRow, wholeRows } from "./whole-rows.ts"

const toldSchema = z.object({ id: incidentIdSchema })
const backupReadSchema = z.object({ server: z.string(), readAt: z.number() })

/**
 * The end of a run is written down in its incident, too. What nothing was written into since is passed over by the index, so
 * that asking for a week costs the same after years; `+id`, or SQLite would take the tenant's index, which is in that order.
 */
export const WORKED = `${SELECT_INCIDENT} WHERE tenant_id = @tenant AND told_at >= @from AND EXISTS (
  SELECT 1 FROM json_each(body, '$.history') AS line
  WHERE json_extract(line.value, '$.at') >= @from AND json_extract(line.value, '$.at') < @to) ORDER BY +id`

export function sqliteMonthReader(db: Db): MonthReader {
  // A damaged row is told to who opens it: it must not take the whole report away.
  const incidents = db.prepare<[string, number, number], { id: number }>(
    `${SELECT_INCIDENT} WHERE tenant_id = ? AND json_valid(body)
       AND json_extract(body, '$.times.happenedAt') >= ? AND json_extract(body, '$.times.happenedAt') < ?
     ORDER BY json_extract(body, '$.times.happenedAt'), id`,
  )
  const worked = db.prepare<[{ tenant: TenantId; from: number; to: number }], { id: number }>(WORKED)
  const runs = db.prepare<[number], Row>(`${SELECT_REMEDIATION} WHERE incident_id = ? ORDER BY id`)
  const told = db.prepare<[string], object>(
    `SELECT DISTINCT incident_id AS id FROM card
     WHERE incident_id IN (SELECT id FROM incident WHERE tenant_id = ?) AND face = 'customer' AND sent > 0`,
  )
  const backups = db.prepare<[string], object>(
    `SELECT substr(source, 7) AS server, last_ok_at AS readAt FROM feed_health
     WHERE tenant_id = ? AND source GLOB 'Veeam *' AND last_ok_at IS NOT NULL ORDER BY source`,
  )
  return {
    incidents: async (tenant, { from, to }) => wholeRows(db, incidents.all(tenant, from, to), incidentOf),
    worked: async (tenant, { from, to }) =>
      wholeRows(db, worked.all({ tenant, from, to }), incidentOf).map((incident) => ({
        incident,
        runs: wholeRows(db, runs.all(incident.id), remediationOf),
      })),
    told: async (tenant) =>
      new Set(told.all(tenant).map((row) => fromRow(toldSchema, row, { table: "card", row: tenant }).id)),
    backupReads: async (tenant) =>
      backups.all(tenant).map((row) => fromRow(backupReadSchema, row, { table: "feed_health", row: tenant })),
    mailboxAudit: mailboxReader(db),
  }
}

const mailboxSchema = z.object({ mailbox: z.string(), names: z.string(), unaudited: z.number() })
const namesSchema = z.array(z.string())

/** A mailbox whose newest row has no body is gone. Where Exchange didn't say, nothing is claimed. */
function mailboxReader(db: Db): MonthReader["mailboxAudit"] {
  const mailboxes = db.prepare<[string], object>(
    `SELECT mailbox, COALESCE(json_extract(body, '$.names'), '[]') AS names,
       COALESCE(json_extract(body, '$.auditEnabled') = 0, 0) AS unaudited
     FROM (SELECT mailbox, CASE WHEN body IS NULL OR json_valid(body) THEN body ELSE '{}' END AS body
       FROM (SELECT mailbox, body, MAX(since) FROM mailbox_state WHERE tenant_id = ? GROUP BY mailbox))
     WHERE body IS NOT NULL`,
  )
  return async (tenant): Promise<MailboxAudit | undefined> => {
    const place = { table: "mailbox_state", row: tenant }
    const found = mailboxes.all(tenant).map((row) => {
      const { mailbox, names, unaudited } = fromRow(mailboxSchema, row, place)
      // People know a mailbox by its address; a reading begins with its ids.
      const addresses = (wholeRow(db, () => fromJson(namesSchema, names, place)) ?? []).filter((name) =>
        name.includes("@"),
      )
      return { name: addresses[0] ?? mailbox, addresses, isAudited: unaudited === 0 }
    })
    if (found.length === 0) return undefined
    const domains = found.flatMap(({ addresses }) =>
      addresses.flatMap((name) => name.split("@").at(-1) ?? []),
    )
    const unaudited = found.filter(({ isAudited }) => !isAudited)
    return {
      total: found.length,
      withoutAudit: unaudited.map(({ name }) => name).toSorted(),
      domains: [...new Set(domains)],
    }
  }
}
