/** The product beside a database in which every table that a job reads has a damaged row, and on a disk that is full. */
import Database from "better-sqlite3"
import { beforeEach, describe, expect, it } from "vitest"
import { playStory } from "../../sandbox/stories/play.ts"
import { cardOffering, textOf, verified } from "./in-teams.ts"
import { FIX, personNamed, pressAs, victimOf } from "./press.ts"
import { practiceForEach } from "./running-practice.ts"

const printed: string[] = []
const practice = practiceForEach(() => ({ onLog: (line) => printed.push(line) }))

beforeEach(() => {
  printed.length = 0
})

function withDatabase<T>(work: (db: Database.Database) => T): T {
  const db = new Database(practice.database)
  try {
    return work(db)
  } finally {
    db.close()
  }
}
const change = (sql: string): void => withDatabase((db) => void db.exec(sql))

const FAR = Date.UTC(2100, 0)

/** As a hand or a broken disk leaves rows: they are there, and can't be read. */
const damaged = (tenant: string): string => `
INSERT INTO incident (id, tenant_id, subject, state, level, snoozed_until, approval_until, body) VALUES
  (901, '${tenant}', 'blind:x', 'new', 'critical', 1, 1, 'torn'),
  (902, '${tenant}', 'forwarding', 'working', 'critical', NULL, NULL, '{"level":"critical"}');
INSERT INTO alert (id, tenant_id, incident_id, happened_at, body) VALUES ('torn', '${tenant}', 901, 1, 'torn');
INSERT INTO card (incident_id, tenant_id, face, conversation_id, service_url, teams_tenant_id, wanted, owed_order, held_until)
  VALUES (901, '${tenant}', 'nobody', 'c', 's', 't', 1, 0, NULL), (902, '${tenant}', 'nobody', 'c', 's', 't', 1, 0, 1);
INSERT INTO notice (key, body, owed_at) VALUES ('torn', 'torn', 1);
INSERT INTO escalation (incident_id, step, since) VALUES (901, 'torn', 1);
INSERT INTO left_card (incident_id, conversation_id, face, version) VALUES (901, 'c', 'nobody', 1);
INSERT INTO mute (tenant_id, criteria, reason, made_by, from_at, until_at) VALUES ('${tenant}', 'torn', 'x', 'x', 0, ${FAR});
INSERT INTO judged_incident (incident_id, tenant_id, judged, judged_at) VALUES (901, '${tenant}', 'torn', ${FAR});
INSERT INTO remediation (tenant_id, incident_id, action, state, requested_by, requested_at, intended_at, subject)
  VALUES ('${tenant}', 901, 'stop-forwarding', 'intended', 'x', 1, ${FAR}, 'torn');
INSERT INTO remediation (tenant_id, incident_id, action, state, requested_by, requested_at, subject, look_at)
  VALUES ('${tenant}', 901, 'stop-forwarding', 'failed', 'x', 1, 'torn', 1);
INSERT INTO detect_burst (group_key, alert_id, from_at, to_at, counted_at, counted, waiting)
  VALUES (1, 'torn', 1, ${FAR}, 1, 1, 'torn');
INSERT INTO coverage_gap (tenant_id, content_type, from_at, to_at, cause, detail, opened_at)
  VALUES ('${tenant}', 'Audit.Exchange', 1, 2, 'torn', '', 1), ('${tenant}', 'torn', 1, 2, 'torn', '', 1);
INSERT INTO feed_health (tenant_id, source, state, sentence, at) VALUES ('${tenant}', 'Audit.General gap', 'torn', '', 1);
INSERT INTO feed_cursor (tenant_id, content_type, since, watermark, last_listed_at) VALUES ('${tenant}', 'torn', 1, 1, 1);
INSERT INTO restore_session (server, id, tenant_id, created_at, ended_at, body) VALUES ('s', 'torn', '${tenant}', ${FAR}, ${FAR}, 'torn');
INSERT INTO restore_event (server, session_id, id, tenant_id, position, started_at, body)
  VALUES ('s', 'torn', 'torn', '${tenant}', 1, 1, 'torn');
INSERT INTO restore_evidence (tenant_id, id, from_at, to_at, kept_at, body) VALUES ('${tenant}', 'torn', 1, ${FAR}, ${FAR}, 'torn');
INSERT INTO attribution (server, session_id, revision, tenant_id, at, body) VALUES ('s', 'torn', 1, '${tenant}', 1, 'torn');
UPDATE backup_server SET body = 'torn';
UPDATE backup_setting SET body = 'torn';
INSERT INTO backup_change (id, tenant_id, found_at, body) VALUES ('torn', '${tenant}', 1, 'torn');
INSERT OR REPLACE INTO first_sweep (tenant_id, body) VALUES ('${tenant}', 'torn');
INSERT INTO protected_account (tenant_id, account, answer, at) VALUES ('${tenant}', 'torn', 'torn', 1);
INSERT INTO audit_mail (id, received_at, body, kept_at) VALUES ('torn', 1, x'00', ${FAR});
INSERT INTO explorer_log (site, tenant_id, machine, file, copy, size, sha256, arrived_at)
  VALUES ('s', '${tenant}', 'm', 'Veeam.Exchange.Explorer_2026.log', 1, 1, '', ${FAR});
INSERT INTO explorer_log_part (log_id, from_byte, body) SELECT id, 0, x'00' FROM explorer_log WHERE site = 's';
INSERT INTO mailbox_state (tenant_id, mailbox, since, body) VALUES ('${tenant}', 'torn', 1, 'torn');
INSERT INTO mailbox_name (tenant_id, name, mailbox) VALUES ('${tenant}', 'lynne.robin@contoso.example', 'torn');
`

const errorsIn = (lines: readonly string[]): readonly string[] =>
  lines.filter((line) => line.includes('"level":50'))

const DAMAGE = "a damaged row of the database is left out"

describe("a damaged row in every table that a job reads", () => {
  it("keeps nothing from being seen, told and fixed, and each is told in the log", async () => {
    const tenant = practice.world.tenants[0]?.id ?? ""
    await practice.product().stop()
    change(damaged(tenant))

    await practice.restartProduct()
    await playStory(practice.cloud, "01-forwarding")
    const card = await cardOffering(practice, FIX, victimOf(practice.world).upn)
    await pressAs(practice, personNamed(practice.world, "technician"), card, FIX)
    await verified(practice, card)

    const tables = printed.flatMap((line) => /in table (\w+) is damaged/.exec(line)?.[1] ?? [])
    expect(tables).toEqual(expect.arrayContaining(["card", "incident", "mute", "notice", "remediation"]))
    expect(errorsIn(printed).filter((line) => !line.includes(DAMAGE))).toEqual([])
  })
})

describe("a disk that is full when the product starts", () => {
  it("keeps nobody from being watched once there is room, though the start wasn't noted", async () => {
    await practice.product().stop()
    change(
      "CREATE TRIGGER full BEFORE INSERT ON trail BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END",
    )

    await practice.restartProduct()
    change("DROP TRIGGER full")
    await playStory(practice.cloud, "01-forwarding")

    expect(textOf(await cardOffering(practice, FIX))).toContain(victimOf(practice.world).upn)
    expect(printed.join("\n")).toContain("the start could not be noted in the trail")
  })
})
