/** Who restored it: evidence from beside the backup server. */
export const RESTORE_TABLES = `
-- [from_at, to_at) is the time that the evidence says something about; kept_at, when it became what it is.
CREATE TABLE restore_evidence (
  tenant_id TEXT NOT NULL,
  id TEXT NOT NULL,
  from_at INTEGER NOT NULL,
  to_at INTEGER NOT NULL,
  kept_at INTEGER NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX restore_evidence_time ON restore_evidence (tenant_id, to_at);
`
