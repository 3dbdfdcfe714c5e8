/** Audit notifications by mail, whole and gzipped, and how far their mailbox was read. */
export const AUDIT_MAIL_TABLES = `
CREATE TABLE audit_mail (
  id TEXT PRIMARY KEY,
  received_at INTEGER NOT NULL,
  body BLOB NOT NULL,
  kept_at INTEGER NOT NULL,
  read_at INTEGER,
  state TEXT,
  problem TEXT,
  -- Whose evidence it is; NULL where that isn't known.
  tenant_id TEXT
) STRICT;
CREATE INDEX audit_mail_open ON audit_mail (received_at)
  WHERE state IS NULL OR state IN ('not-understood', 'nobodys');

CREATE TABLE audit_mailbox (
  address TEXT PRIMARY KEY,
  cursor TEXT NOT NULL
) STRICT;
`
