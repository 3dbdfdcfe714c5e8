/** What Watchpost wrote into customers' audit logs to see it come back. */
export const CANARY_TABLES = `
CREATE TABLE canary (
  tenant_id TEXT NOT NULL,
  marker TEXT NOT NULL,
  at INTEGER NOT NULL,
  written_at INTEGER,
  problem TEXT,
  arrived_at INTEGER,
  PRIMARY KEY (tenant_id, marker)
) STRICT, WITHOUT ROWID;
CREATE INDEX canary_arrived ON canary (at) WHERE arrived_at IS NOT NULL;
`
