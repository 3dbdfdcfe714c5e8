/** The backup servers themselves: when they were read, what they keep, and what of that changed. */
export const BACKUP_TABLES = `
-- Without a body it was never read; trouble is that of the last round, empty when it went well.
CREATE TABLE backup_server (
  name TEXT PRIMARY KEY,
  first_read_at INTEGER,
  read_at INTEGER,
  body TEXT,
  trouble TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE backup_gap (
  server TEXT NOT NULL,
  from_at INTEGER NOT NULL,
  to_at INTEGER NOT NULL,
  cause TEXT NOT NULL,
  PRIMARY KEY (server, from_at)
) STRICT, WITHOUT ROWID;

-- Without a tenant it concerns a whole server.
CREATE TABLE backup_setting (
  server TEXT NOT NULL,
  name TEXT NOT NULL,
  tenant_id TEXT,
  read_at INTEGER NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (server, name)
) STRICT, WITHOUT ROWID;

-- Without a tenant it concerns a whole server.
CREATE TABLE backup_change (
  id TEXT PRIMARY KEY,
  tenant_id TEXT,
  found_at INTEGER NOT NULL,
  body TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX backup_change_time ON backup_change (tenant_id, found_at);
`
