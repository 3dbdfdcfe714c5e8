/** The trail's tables, part of the first ones: what lies in them can only be added to. */

export const TRAIL_TABLES = `
CREATE TABLE trail (
  seq INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  kind TEXT NOT NULL,
  who TEXT NOT NULL,
  tenant_id TEXT,
  incident_id INTEGER,
  what TEXT NOT NULL,
  data TEXT NOT NULL,
  prev TEXT NOT NULL,
  hash TEXT NOT NULL
) STRICT;

CREATE INDEX trail_incident ON trail (incident_id) WHERE incident_id IS NOT NULL;

CREATE TABLE trail_head (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  entries INTEGER NOT NULL,
  hash TEXT NOT NULL
) STRICT;
INSERT INTO trail_head (one, entries, hash)
  VALUES (1, 0, '0000000000000000000000000000000000000000000000000000000000000000');

CREATE TRIGGER trail_no_update BEFORE UPDATE ON trail
BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END;
CREATE TRIGGER trail_no_delete BEFORE DELETE ON trail
BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END;
-- INSERT OR REPLACE deletes without asking the delete trigger; this one refuses it.
CREATE TRIGGER trail_next BEFORE INSERT ON trail
WHEN NOT EXISTS (SELECT 1 FROM trail_head WHERE entries = NEW.seq - 1 AND hash = NEW.prev)
BEGIN SELECT RAISE(ABORT, 'a trail entry must follow the last one'); END;
CREATE TRIGGER trail_head_forward BEFORE UPDATE ON trail_head
WHEN NEW.entries <> OLD.entries + 1
  OR NOT EXISTS (SELECT 1 FROM trail WHERE seq = NEW.entries AND hash = NEW.hash)
BEGIN SELECT RAISE(ABORT, 'the head of the trail only moves forward'); END;
CREATE TRIGGER trail_head_no_delete BEFORE DELETE ON trail_head
BEGIN SELECT RAISE(ABORT, 'the head of the trail is never removed'); END;
CREATE TRIGGER trail_head_no_insert BEFORE INSERT ON trail_head
BEGIN SELECT RAISE(ABORT, 'the trail has one head'); END;
`
