/** The first tables. Instants are integer milliseconds UTC; `body` and other JSON columns are parsed on the way out. */

import { ACCOUNT_TABLES } from "./0001-account-tables.ts"
import { AUDIT_MAIL_TABLES } from "./0001-audit-mail-tables.ts"
import { BACKUP_TABLES } from "./0001-backup-tables.ts"
import { CANARY_TABLES } from "./0001-canary-tables.ts"
import { DETECT_TABLES } from "./0001-detect-tables.ts"
import { EXPLORER_LOG_TABLES } from "./0001-explorer-log-tables.ts"
import { FIX_TABLES } from "./0001-fix-tables.ts"
import { HOLD_TABLES } from "./0001-hold-tables.ts"
import { NOTICE_TABLES } from "./0001-notice-tables.ts"
import { RESTORE_TABLES } from "./0001-restore-tables.ts"
import { TRAIL_TABLES } from "./0001-trail-tables.ts"

export const FIRST_TABLES = `
-- The names are those of the last configuration that had it; empty where there was none.
CREATE TABLE watched_tenant (
  tenant_id TEXT PRIMARY KEY,
  since INTEGER NOT NULL,
  name TEXT NOT NULL DEFAULT '',
  display_name TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE TABLE feed_cursor (
  tenant_id TEXT NOT NULL,
  content_type TEXT NOT NULL,
  since INTEGER NOT NULL,
  watermark INTEGER NOT NULL,
  last_listed_at INTEGER NOT NULL,
  day_listed_at INTEGER,
  week_listed_at INTEGER,
  PRIMARY KEY (tenant_id, content_type)
) STRICT;

CREATE TABLE feed_subscription (
  tenant_id TEXT NOT NULL,
  content_type TEXT NOT NULL,
  started_at INTEGER,
  disabled_since INTEGER,
  waiting INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, content_type)
) STRICT;

CREATE TABLE coverage_gap (
  id INTEGER PRIMARY KEY,
  tenant_id TEXT NOT NULL,
  content_type TEXT NOT NULL,
  from_at INTEGER NOT NULL,
  to_at INTEGER NOT NULL,
  cause TEXT NOT NULL,
  detail TEXT NOT NULL,
  opened_at INTEGER NOT NULL,
  listed_at INTEGER,
  healed_at INTEGER,
  lost_at INTEGER
) STRICT;
CREATE INDEX gap_not_healed ON coverage_gap (tenant_id, content_type, from_at) WHERE healed_at IS NULL;

CREATE TABLE content (
  tenant_id TEXT NOT NULL,
  content_id TEXT NOT NULL,
  content_type TEXT NOT NULL,
  content_uri TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  done_at INTEGER,
  attempts INTEGER NOT NULL DEFAULT 0,
  strikes INTEGER NOT NULL DEFAULT 0,
  next_attempt_at INTEGER NOT NULL DEFAULT 0,
  problem TEXT,
  given_up TEXT,
  given_up_at INTEGER,
  raw_hash TEXT,
  raw_size INTEGER,
  PRIMARY KEY (tenant_id, content_id)
) STRICT;
CREATE INDEX content_open ON content (tenant_id, content_type, created_at, content_id)
  WHERE done_at IS NULL AND given_up IS NULL;
CREATE INDEX content_given_up ON content (tenant_id, content_type, created_at)
  WHERE done_at IS NULL AND given_up IS NOT NULL;

CREATE INDEX content_arrival ON content (tenant_id, content_type, created_at);

CREATE TABLE feed_health (
  tenant_id TEXT NOT NULL,
  source TEXT NOT NULL,
  state TEXT NOT NULL,
  sentence TEXT NOT NULL,
  code TEXT,
  at INTEGER NOT NULL,
  last_ok_at INTEGER,
  PRIMARY KEY (tenant_id, source)
) STRICT;

CREATE TABLE newest_record (
  tenant_id TEXT NOT NULL,
  source TEXT NOT NULL,
  happened_at INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, source)
) STRICT;

-- Records that were part of an alert or of a note in the trail, whole. They outlive the event files, and say which
-- records have had their say.
CREATE TABLE evidence (
  tenant_id TEXT NOT NULL,
  id TEXT NOT NULL,
  happened_at INTEGER NOT NULL,
  published_at INTEGER,
  fetched_at INTEGER NOT NULL,
  body TEXT NOT NULL,
  raw TEXT NOT NULL,
  PRIMARY KEY (tenant_id, id, happened_at)
) STRICT;

-- Blobs that are done while their records may still be lost in a power cut, and by what it is seen that they are not:
-- in each event file, the last arrival that this database relies on.
CREATE TABLE content_unsynced (
  tenant_id TEXT NOT NULL,
  content_id TEXT NOT NULL,
  PRIMARY KEY (tenant_id, content_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE event_mark (shelf TEXT PRIMARY KEY, arrival INTEGER NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE rejected (
  seq INTEGER PRIMARY KEY,
  tenant_id TEXT NOT NULL,
  content_id TEXT NOT NULL,
  position INTEGER NOT NULL,
  raw_hash TEXT NOT NULL,
  reason TEXT NOT NULL,
  raw TEXT NOT NULL,
  fetched_at INTEGER NOT NULL,
  UNIQUE (tenant_id, content_id, position, raw_hash)
) STRICT;

CREATE TABLE incident (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  tenant_id TEXT NOT NULL,
  subject TEXT NOT NULL,
  state TEXT NOT NULL,
  level TEXT NOT NULL,
  snoozed_until INTEGER,
  approval_until INTEGER,
  question_until INTEGER,
  body TEXT NOT NULL,
  -- The name of the rule that its card tells; NULL where the body is damaged.
  rule TEXT GENERATED ALWAYS AS
    (CASE WHEN json_valid(body) THEN json_extract(body, '$.alert.rule.name') END) VIRTUAL,
  -- When something was last written into its history, milliseconds UTC.
  told_at INTEGER GENERATED ALWAYS AS
    (CASE WHEN json_valid(body) THEN CAST(json_extract(body, '$.history[#-1].at') AS INTEGER) END) VIRTUAL
) STRICT;
CREATE INDEX incident_tenant ON incident (tenant_id);
CREATE INDEX incident_open ON incident (level) WHERE state NOT IN ('fixed', 'expected', 'not-a-threat');
CREATE INDEX incident_subject ON incident (tenant_id, subject);
CREATE INDEX incident_told ON incident (tenant_id, told_at);
CREATE INDEX incident_rule ON incident (tenant_id, rule, id);
CREATE INDEX incident_approval ON incident (approval_until) WHERE approval_until IS NOT NULL;
CREATE INDEX incident_question ON incident (question_until) WHERE question_until IS NOT NULL;
CREATE INDEX incident_snoozed ON incident (snoozed_until) WHERE snoozed_until IS NOT NULL;

CREATE TABLE alert (
  id TEXT PRIMARY KEY,
  tenant_id TEXT NOT NULL,
  incident_id INTEGER REFERENCES incident (id),
  happened_at INTEGER NOT NULL,
  body TEXT NOT NULL,
  -- What an attack is known by. Read with every batch: kept in the index, because bodies are long.
  ip ANY AS (CASE WHEN json_valid(body) THEN body ->> '$.ip' END) STORED,
  account ANY AS (CASE WHEN json_valid(body) THEN body ->> '$.actor.upn' END) STORED
) STRICT;
CREATE INDEX alert_incident ON alert (incident_id, ip, account, happened_at);
CREATE INDEX alert_time ON alert (tenant_id, happened_at);

${DETECT_TABLES}
CREATE TABLE card (
  seq INTEGER PRIMARY KEY,
  incident_id INTEGER NOT NULL REFERENCES incident (id),
  tenant_id TEXT NOT NULL,
  face TEXT NOT NULL,
  conversation_id TEXT NOT NULL,
  service_url TEXT NOT NULL,
  teams_tenant_id TEXT NOT NULL,
  wanted INTEGER NOT NULL,
  sent INTEGER NOT NULL DEFAULT 0,
  activity_id TEXT,
  thread_id TEXT,
  attempts INTEGER NOT NULL DEFAULT 0,
  next_attempt_at INTEGER NOT NULL DEFAULT 0,
  owed_order INTEGER NOT NULL,
  problem TEXT,
  sending_since INTEGER,
  held_until INTEGER,
  -- When Teams last took a version of it.
  sent_at INTEGER,
  UNIQUE (incident_id, face, conversation_id)
) STRICT;
CREATE INDEX card_order ON card (owed_order);
CREATE INDEX card_thread ON card (thread_id) WHERE thread_id IS NOT NULL;
CREATE INDEX card_owed ON card (owed_order) WHERE wanted > sent;

CREATE TABLE button (
  id TEXT PRIMARY KEY,
  incident_id INTEGER NOT NULL REFERENCES incident (id),
  tenant_id TEXT NOT NULL,
  action TEXT NOT NULL,
  face TEXT NOT NULL,
  conversation_id TEXT NOT NULL,
  expires_at INTEGER NOT NULL,
  spent_at INTEGER
) STRICT;
CREATE UNIQUE INDEX button_once ON button (incident_id, face, conversation_id, action) WHERE spent_at IS NULL;

${FIX_TABLES}
CREATE TABLE restore_session (
  server TEXT NOT NULL,
  id TEXT NOT NULL,
  tenant_id TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  ended_at INTEGER,
  -- When the server was first seen without it.
  gone_at INTEGER,
  body TEXT NOT NULL,
  PRIMARY KEY (server, id)
) STRICT;
CREATE INDEX restore_running ON restore_session (server) WHERE ended_at IS NULL;
CREATE INDEX restore_kept ON restore_session (server, created_at) WHERE gone_at IS NULL;

CREATE TABLE restore_event (
  server TEXT NOT NULL,
  session_id TEXT NOT NULL,
  id TEXT NOT NULL,
  tenant_id TEXT NOT NULL,
  position INTEGER NOT NULL,
  started_at INTEGER NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (server, session_id, id),
  FOREIGN KEY (server, session_id) REFERENCES restore_session (server, id)
) STRICT;
CREATE INDEX restore_event_time ON restore_event (tenant_id, started_at);
${BACKUP_TABLES}
${RESTORE_TABLES}
${EXPLORER_LOG_TABLES}
${AUDIT_MAIL_TABLES}
${ACCOUNT_TABLES}
${CANARY_TABLES}
${HOLD_TABLES}
CREATE TABLE mailbox_read (
  tenant_id TEXT NOT NULL,
  read_at INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, read_at)
) STRICT, WITHOUT ROWID;

-- A row for each state that differs from the one before; without a body the mailbox was gone.
CREATE TABLE mailbox_state (
  tenant_id TEXT NOT NULL,
  mailbox TEXT NOT NULL,
  since INTEGER NOT NULL,
  body TEXT,
  PRIMARY KEY (tenant_id, mailbox, since)
) STRICT, WITHOUT ROWID;

CREATE TABLE mailbox_name (
  tenant_id TEXT NOT NULL,
  name TEXT NOT NULL,
  mailbox TEXT NOT NULL,
  PRIMARY KEY (tenant_id, name, mailbox)
) STRICT, WITHOUT ROWID;

CREATE TABLE mute (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  tenant_id TEXT NOT NULL,
  criteria TEXT NOT NULL,
  reason TEXT NOT NULL,
  ticket TEXT,
  made_by TEXT NOT NULL,
  from_at INTEGER NOT NULL,
  until_at INTEGER NOT NULL,
  lifted_by TEXT,
  lifted_at INTEGER
) STRICT;
CREATE INDEX mute_covering ON mute (tenant_id, until_at) WHERE lifted_at IS NULL;

${NOTICE_TABLES}
${TRAIL_TABLES}`
