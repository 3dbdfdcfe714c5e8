/** Messages of our own, questions that are asked by themselves, what has escalated, channels (which belong to a customer, which can't be written to), and people's chats. */
export const NOTICE_TABLES = `
CREATE TABLE notice (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  key TEXT NOT NULL UNIQUE,
  body TEXT NOT NULL,
  owed_at INTEGER NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  next_attempt_at INTEGER NOT NULL DEFAULT 0,
  problem TEXT,
  sending_since INTEGER,
  done_at INTEGER
) STRICT;
CREATE INDEX notice_owed ON notice (seq) WHERE done_at IS NULL;

-- tenant_id says whose channel it is; missing in a place of technicians. looked_at: when it was set, or last asked.
CREATE TABLE schedule (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  conversation_id TEXT NOT NULL,
  tenant_id TEXT,
  next_at INTEGER NOT NULL,
  looked_at INTEGER NOT NULL,
  notice_key TEXT,
  body TEXT NOT NULL
) STRICT;
CREATE INDEX schedule_place ON schedule (conversation_id);

CREATE TABLE escalation (
  incident_id INTEGER NOT NULL REFERENCES incident (id),
  step TEXT NOT NULL,
  since INTEGER NOT NULL,
  PRIMARY KEY (incident_id, step, since)
) STRICT, WITHOUT ROWID;
CREATE INDEX escalation_undelivered ON escalation (incident_id, since) WHERE step = 'undelivered';

CREATE TABLE linked_channel (
  conversation_id TEXT PRIMARY KEY,
  tenant_id TEXT NOT NULL,
  service_url TEXT NOT NULL,
  teams_tenant_id TEXT NOT NULL,
  team_id TEXT,
  linked_by TEXT NOT NULL,
  linked_at INTEGER NOT NULL
) STRICT;

-- What the configuration named at the last start: what is new in it is owed what is open.
CREATE TABLE configured_channel (
  conversation_id TEXT PRIMARY KEY,
  tenant_id TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Where the cards of a channel are that was unlinked: linked again, they are edited and not posted anew. told_state is the
-- incident's state that the card showed; missing where a change was still owed.
CREATE TABLE left_card (
  incident_id INTEGER NOT NULL REFERENCES incident (id),
  conversation_id TEXT NOT NULL,
  face TEXT NOT NULL,
  activity_id TEXT,
  thread_id TEXT,
  sending_since INTEGER,
  version INTEGER NOT NULL,
  told_state TEXT,
  PRIMARY KEY (conversation_id, incident_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE lost_channel (
  conversation_id TEXT PRIMARY KEY,
  reason TEXT NOT NULL,
  since INTEGER NOT NULL
) STRICT;

CREATE TABLE personal_chat (
  teams_tenant_id TEXT NOT NULL,
  object_id TEXT NOT NULL,
  conversation_id TEXT NOT NULL,
  service_url TEXT NOT NULL,
  time_zone TEXT,
  PRIMARY KEY (teams_tenant_id, object_id)
) STRICT, WITHOUT ROWID;
`
