/**
 * The tables of one event file. Instants are integer milliseconds UTC. What repeats in every row (tenant, operation,
 * names of people and mailboxes) is a number here. Ids are random and addresses seldom repeat: they stay as they are.
 */

/** Raised when the tables change; a file of another number is refused. */
export const EVENT_TABLES_VERSION = 1

export const EVENT_TABLES = `
CREATE TABLE tenant (k INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE) STRICT;

CREATE TABLE operation (k INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, folded TEXT NOT NULL) STRICT;

-- A name belongs to one tenant, so that an index over names alone never finds another tenant's rows.
CREATE TABLE name (
  k INTEGER PRIMARY KEY,
  tenant INTEGER NOT NULL,
  folded TEXT NOT NULL,
  shown TEXT NOT NULL,
  UNIQUE (tenant, folded)
) STRICT;

CREATE TABLE arrival (
  k INTEGER PRIMARY KEY,
  source TEXT NOT NULL,
  published_at INTEGER,
  fetched_at INTEGER NOT NULL
) STRICT;

-- The unique key starts with tenant and time, so that new rows land next to each other: an index over the
-- random ids alone becomes several times slower as the file grows. A GUID is 16 bytes, any other id is text.
CREATE TABLE event (
  seq INTEGER PRIMARY KEY,
  tenant INTEGER NOT NULL,
  at INTEGER NOT NULL,
  id ANY NOT NULL,
  arrival INTEGER NOT NULL,
  record_type INTEGER NOT NULL,
  operation INTEGER NOT NULL,
  actor INTEGER NOT NULL,
  actor_kind INTEGER NOT NULL,
  target INTEGER NOT NULL,
  target_kind INTEGER NOT NULL,
  outcome INTEGER NOT NULL,
  ip TEXT,
  UNIQUE (tenant, at, id)
) STRICT;
CREATE INDEX event_target ON event (target, at);
CREATE INDEX event_actor ON event (actor, at);

-- The record itself, where the policy keeps it or a rule saw something in it: alone, or compressed together with
-- others that came with it, each beside its number.
CREATE TABLE raw (seq INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT;
CREATE TABLE bundle (first_seq INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT;

PRAGMA user_version = ${EVENT_TABLES_VERSION};
`

/** Only where addresses are asked for: in files of mail items and file activity it would be the largest index, for nothing. */
export const ADDRESS_INDEX = "CREATE INDEX event_ip ON event (ip, at) WHERE ip IS NOT NULL;"
