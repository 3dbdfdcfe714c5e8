/** What detection remembers between batches; a part of the first tables. `body` is parsed on the way out. */

export const DETECT_TABLES = `
-- Whose entries are: a number is shorter than the id in each of them.
CREATE TABLE detect_owner (k INTEGER PRIMARY KEY, tenant_id TEXT NOT NULL UNIQUE) STRICT;

-- Rows follow one another; only their short keys are spread, so that a batch changes few pages. tenant_id is empty where
-- the group is one tenant's.
CREATE TABLE detect_entry (
  seq INTEGER PRIMARY KEY,
  group_key INTEGER NOT NULL,
  at INTEGER NOT NULL,
  id TEXT NOT NULL,
  listed TEXT NOT NULL,
  tenant_id TEXT NOT NULL,
  value ANY,
  keep_until INTEGER NOT NULL,
  owner INTEGER NOT NULL,
  body TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX detect_entry_once ON detect_entry (group_key, at, id, listed, tenant_id);
CREATE INDEX detect_entry_old ON detect_entry (keep_until);

CREATE TABLE detect_burst (
  group_key INTEGER NOT NULL,
  alert_id TEXT NOT NULL,
  from_at INTEGER NOT NULL,
  to_at INTEGER NOT NULL,
  counted_at INTEGER,
  counted INTEGER,
  -- JSON; null when nothing waits. It names the group, of which the key is only a hash.
  waiting TEXT,
  PRIMARY KEY (group_key, alert_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX detect_burst_old ON detect_burst (to_at);
CREATE INDEX detect_burst_waiting ON detect_burst (counted_at) WHERE waiting IS NOT NULL;

-- What accounts are called, as directory records said.
CREATE TABLE account_name (
  tenant_id TEXT NOT NULL,
  object_id TEXT NOT NULL,
  upn TEXT NOT NULL,
  named_at INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, object_id)
) STRICT, WITHOUT ROWID;

-- What people said an incident was, and when; see model/judged-alert.ts. Taking a fix back doesn't unsay it.
CREATE TABLE judged_incident (
  incident_id INTEGER PRIMARY KEY,
  tenant_id TEXT NOT NULL,
  judged TEXT NOT NULL,
  judged_at INTEGER NOT NULL
) STRICT;
CREATE INDEX judged_incident_time ON judged_incident (tenant_id, judged, judged_at);

CREATE TABLE detect_trace (
  key TEXT PRIMARY KEY,
  first_at INTEGER NOT NULL,
  first_record TEXT NOT NULL,
  last_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
`
