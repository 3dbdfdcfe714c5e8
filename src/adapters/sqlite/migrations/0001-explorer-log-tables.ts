/** Explorer logs as they arrived: one row a copy of a file, its bytes in gzipped parts. */
export const EXPLORER_LOG_TABLES = `
CREATE TABLE explorer_log (
  id INTEGER PRIMARY KEY,
  site TEXT NOT NULL,
  tenant_id TEXT NOT NULL,
  machine TEXT NOT NULL,
  file TEXT NOT NULL,
  copy INTEGER NOT NULL,
  size INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  arrived_at INTEGER NOT NULL,
  -- Which reader has read all of it; 0 when it has grown since.
  read_by INTEGER NOT NULL DEFAULT 0,
  lines INTEGER NOT NULL DEFAULT 0,
  not_understood INTEGER NOT NULL DEFAULT 0,
  problem TEXT,
  UNIQUE (site, tenant_id, machine, file, copy)
) STRICT;
CREATE INDEX explorer_log_unread ON explorer_log (read_by, arrived_at);

CREATE TABLE explorer_log_part (
  log_id INTEGER NOT NULL REFERENCES explorer_log (id),
  from_byte INTEGER NOT NULL,
  body BLOB NOT NULL,
  PRIMARY KEY (log_id, from_byte)
) STRICT;
`
