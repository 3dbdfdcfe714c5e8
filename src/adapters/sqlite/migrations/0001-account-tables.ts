/** What a customer's directory said of an account that the configuration protects, how far its first sweep came, and Teams' public keys. */
export const ACCOUNT_TABLES = `
CREATE TABLE protected_account (
  tenant_id TEXT NOT NULL,
  account TEXT NOT NULL,
  answer TEXT NOT NULL,
  since INTEGER,
  problem TEXT,
  at INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, account)
) STRICT, WITHOUT ROWID;

CREATE TABLE first_sweep (
  tenant_id TEXT PRIMARY KEY,
  body TEXT NOT NULL
) STRICT;

CREATE TABLE signing_key_set (
  address TEXT PRIMARY KEY,
  keys TEXT NOT NULL,
  fetched_at INTEGER NOT NULL
) STRICT;
`
