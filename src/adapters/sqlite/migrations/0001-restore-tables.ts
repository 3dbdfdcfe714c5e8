/** Who restored it: evidence from beside the backup server, and the answers. */
export const RESTORE_TABLES = `
CREATE INDEX restore_ended ON restore_session (COALESCE(ended_at, gone_at));
CREATE INDEX restore_gone ON restore_session (gone_at) WHERE gone_at IS NOT NULL;
CREATE INDEX restore_tenant ON restore_session (tenant_id, COALESCE(ended_at, gone_at), created_at);

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
CREATE INDEX restore_evidence_kept ON restore_evidence (kept_at);

-- The newest revision is the answer. A row is replaced only by the same answer on more evidence.
CREATE TABLE attribution (
  server TEXT NOT NULL,
  session_id TEXT NOT NULL,
  revision INTEGER NOT NULL,
  tenant_id TEXT NOT NULL,
  at INTEGER NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (server, session_id, revision),
  FOREIGN KEY (server, session_id) REFERENCES restore_session (server, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX attribution_tenant ON attribution (tenant_id, session_id, revision);
`
