/** Whose records must not go, and whose were erased. */
export const HOLD_TABLES = `
CREATE TABLE legal_hold (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  tenant_id TEXT NOT NULL,
  customer TEXT NOT NULL,
  held_by TEXT NOT NULL,
  held_at INTEGER NOT NULL,
  reason TEXT NOT NULL,
  until_at INTEGER,
  released_by TEXT,
  released_at INTEGER
) STRICT;
CREATE UNIQUE INDEX legal_hold_one ON legal_hold (tenant_id) WHERE released_at IS NULL;

-- What an erasure found when it began. It is over when the trail's entry that says so is named here.
CREATE TABLE erasure (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  tenant_id TEXT NOT NULL,
  name TEXT NOT NULL,
  customer TEXT NOT NULL,
  began_at INTEGER NOT NULL,
  found TEXT NOT NULL,
  entry INTEGER
) STRICT;
CREATE UNIQUE INDEX erasure_one ON erasure (tenant_id) WHERE entry IS NULL;
`
