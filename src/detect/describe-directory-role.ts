/** A directory role given to somebody or taken away. All roles of one step share an incident: it is about the person. */
import { plainText } from "../lib/plain-text.ts"
import type { AuditRecord } from "../model/audit-record.ts"
import { actorName } from "./actor-name.ts"
import { describeChange } from "./describe-change.ts"
import type { Describer } from "./describer.ts"
import { objectName, userObject } from "./directory-words.ts"
import { actingObject, isAboutSomebodyElse } from "./facts/directory-record.ts"
import { type RoleChange, readRoleChange } from "./facts/directory-roles.ts"
import { capital } from "./mailbox-words.ts"

export const describeDirectoryRole: Describer = (record, context) => {
  const change = readRoleChange(record)
  if (change === undefined) return describeChange("directory-role")(record, context)
  const member = memberName(change, record.target.name)
  const role = plainText(change.role)
  const who = capital(actorName(record, context))
  const whom = isOwn(record, change) ? "themselves" : member
  const { given, eligible, roleId } = change
  const [before, after] = given ? ["not held", role] : [role, "not held"]
  return {
    subject: `directory-role:${(change.member.upn ?? change.member.id ?? member).toLowerCase()}`,
    object: {
      ...userObject(record),
      ...(change.member.id === undefined ? {} : { memberId: change.member.id }),
      ...(roleId === undefined ? {} : { roleId }),
      roleName: change.role,
    },
    changes: [{ what: eligible ? "Role that may be activated" : "Directory role", before, after }],
    sentence: given
      ? eligible
        ? `${who} made ${whom} eligible for the role ${role}.`
        : `${who} gave ${whom} the role ${role}.`
      : `${who} took the role ${role} from ${whom}.`,
  }
}

/** By the object where the record has both, else by the sign-in name. */
const isOwn = (record: AuditRecord, { member }: RoleChange): boolean =>
  !isAboutSomebodyElse(record) &&
  ((member.id !== undefined && member.id === actingObject(record).id) ||
    (member.upn !== undefined && member.upn === record.actor.upn))

const memberName = ({ member }: RoleChange, otherwise: string): string => {
  const name = objectName(member, otherwise)
  return member.kind === "ServicePrincipal" ? `the app "${name}"` : name
}
