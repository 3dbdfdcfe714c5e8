/** Part of the first tables: the journal of fixes, and the brakes that stop them. */
export const FIX_TABLES = `CREATE TABLE remediation (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  tenant_id TEXT NOT NULL,
  incident_id INTEGER NOT NULL REFERENCES incident (id),
  action TEXT NOT NULL,
  part TEXT NOT NULL DEFAULT '',
  undoes INTEGER REFERENCES remediation (id),
  press INTEGER REFERENCES remediation (id),
  state TEXT NOT NULL,
  requested_by TEXT NOT NULL,
  automatic INTEGER NOT NULL DEFAULT 0, -- 1: nobody pressed
  approved_by TEXT,
  requested_at INTEGER NOT NULL,
  intended_at INTEGER,
  finished_at INTEGER,
  subject TEXT NOT NULL,
  before TEXT,
  plan TEXT,
  -- Every plan that was sent, with its time: a later one holds only what was left to do.
  rounds TEXT NOT NULL DEFAULT '[]',
  -- Microsoft's records of its calls.
  records TEXT NOT NULL DEFAULT '[]',
  after TEXT,
  leaves TEXT,
  result TEXT,
  -- When what was accepted and not seen is read once more.
  look_at INTEGER
) STRICT;
CREATE UNIQUE INDEX remediation_once ON remediation (incident_id, action, part, COALESCE(undoes, 0))
  WHERE state IN ('requested', 'intended', 'verified');
CREATE INDEX remediation_tenant ON remediation (tenant_id, intended_at) WHERE intended_at IS NOT NULL;
CREATE INDEX remediation_incident ON remediation (incident_id);
CREATE INDEX remediation_look ON remediation (look_at) WHERE look_at IS NOT NULL;

CREATE TABLE freeze (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  frozen_by TEXT NOT NULL,
  frozen_at INTEGER NOT NULL,
  reason TEXT NOT NULL,
  tenant_id TEXT, -- NULL: of all customers
  customer TEXT NOT NULL, -- the whole name of that one, else empty
  released_by TEXT,
  released_at INTEGER
) STRICT;
CREATE UNIQUE INDEX freeze_one ON freeze (COALESCE(tenant_id, '')) WHERE released_at IS NULL;`
