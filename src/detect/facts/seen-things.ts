/**
 * What may be seen for the first time, as `first-seen.ts` remembers it: a country of a user, an app that reads mail, a
 * forwarding in this tenant.
 */
import type { AuditRecord } from "../../model/audit-record.ts"
import { mailboxKey } from "../mailbox-words.ts"
import { CHAT_READS } from "./chat-apps.ts"
import { guestAddress } from "./directory-users.ts"
import type { OtherFacts } from "./fact.ts"
import { MAILBOX_ACTS } from "./mail-access.ts"

/** Whose habit it is (undefined: the tenant's), and what was seen of it, if anything. */
export type Sighting = { readonly of: string | undefined; readonly what: readonly string[] | undefined }

export type FirstSeen = {
  /** The fact that it is new. */
  readonly name: string
  /** The fact that it isn't. Unlike the first it says nothing while habits are learned: what is dangerous alerts then. */
  readonly usual?: string
  /** Which records teach; the others only ask. Missing: every record teaches. */
  readonly teaches?: (record: AuditRecord) => boolean
  /** Folded; records of other operations are never asked. */
  readonly operations: readonly string[]
  /** New again after so many days without it. */
  readonly days: number
  /** A fact with which it can't be new: where that holds nobody needs to look. */
  readonly knownWith?: string
  /** How long it stays new, when that is longer than a day. */
  readonly newForDays?: number
  /** Undefined when the record says nothing of it. */
  readonly read: (facts: OtherFacts, record: AuditRecord) => Sighting | undefined
}

/** Folded names of what Veeam records; other services have operations of some of these names. */
const RESTORES = ["restore", "save", "export", "send"]

const actorOf = ({ actor }: AuditRecord): string => actor.upn ?? actor.id

/** A habit of the user who signs in; these facts together are what is seen. */
const ofSignIn = (name: string, days: number, names: readonly string[]): FirstSeen => ({
  name,
  operations: ["userloggedin"],
  days,
  read: (facts) => {
    const user = facts.evidence("SignInUser")
    return user === undefined ? undefined : { of: user, what: allOf(names, facts, user) }
  },
})

/** What these facts tell, and whose it is; undefined when not all of them hold. */
function allOf(names: readonly string[], facts: OtherFacts, user: string): readonly string[] | undefined {
  const what: string[] = []
  for (const name of names) {
    const evidence = facts.evidence(name)
    if (evidence === undefined) return undefined
    what.push(evidence)
  }
  what.push(user)
  return what
}

/** A habit of the tenant: that this fact holds with this evidence, and for this person when `each` says so. */
const ofTenant = (
  name: string,
  days: number,
  fact: string,
  { operations, each }: { readonly operations: readonly string[]; readonly each: boolean },
): FirstSeen => ({
  name,
  operations,
  days,
  read: (facts, record) => {
    const evidence = facts.evidence(fact)
    return evidence === undefined
      ? undefined
      : { of: undefined, what: [evidence, ...(each ? [actorOf(record)] : [])] }
  },
})

/** The network first, then the user. */
export const NETWORK_OF_USER: FirstSeen = {
  ...ofSignIn("FirstNetworkOfUser", 30, ["SignInNetwork"]),
  usual: "UsualNetworkOfUser",
}

/** From where somebody of the tenant gets in: wrong passwords from there are mostly their own. */
export const NETWORK_OF_TENANT: FirstSeen = {
  name: "FirstNetworkOfTenant",
  usual: "UsualNetworkOfTenant",
  // What taught the user's network taught the tenant's.
  knownWith: "UsualNetworkOfUser",
  teaches: ({ outcome }) => outcome !== "failed",
  operations: ["userloggedin", "userloginfailed"],
  days: 30,
  read: (facts) => {
    const range = facts.evidence("SignInAddressNetwork")
    return range === undefined ? undefined : { of: undefined, what: [range] }
  },
}

export const FIRST_SEEN: readonly FirstSeen[] = [
  { ...ofSignIn("FirstCountryOfUser", 30, ["SignInCountry"]), usual: "UsualCountryOfUser" },
  NETWORK_OF_USER,
  NETWORK_OF_TENANT,
  {
    ...ofSignIn("FirstBrokerNetworkOfUser", 7, ["SignsInByBroker", "SignInNetwork"]),
    usual: "UsualBrokerNetworkOfUser",
  },
  {
    ...ofSignIn("FirstScriptOfUser", 30, ["ScriptPosesAsTool", "SignInNetwork"]),
    usual: "UsualScriptOfUser",
  },
  {
    ...ofSignIn("FirstLegacyProtocolOfUser", 7, ["SignsInByLegacyProtocol"]),
    usual: "UsualLegacyProtocolOfUser",
  },
  {
    ...ofSignIn("FirstDetourOfSyncAccount", 30, ["SyncAccountElsewhere"]),
    usual: "UsualDetourOfSyncAccount",
  },
  {
    ...ofSignIn("FirstDeveloperToolOfUser", 30, ["SignsInByDeveloperTool"]),
    usual: "UsualDeveloperToolOfUser",
  },
  {
    // Whoever confirms codes for one command line does so again, and so does whoever sets up the office's screens.
    ...ofSignIn("FirstCommandLineOfUser", 90, []),
    usual: "UsualCommandLineOfUser",
    read: (facts) => {
      const user = facts.evidence("SignInUser")
      const tool = facts.evidence("SignsInByCommandLine") ?? facts.evidence("SignsInByDeviceCode")
      return user === undefined
        ? undefined
        : { of: user, what: tool === undefined ? undefined : [tool, user] }
    },
  },
  {
    ...ofTenant("FirstAppInMailboxes", 14, "ReadsMailThroughApp", {
      operations: ["mailitemsaccessed"],
      each: false,
    }),
    usual: "UsualAppInMailboxes",
    // What an app read in its first week belongs to one alert.
    newForDays: 7,
  },
  {
    // An app that signs in as people reads what each of them let it read; one in its own name reaches whom it wants.
    name: "FirstMailboxOfApp",
    operations: ["mailitemsaccessed"],
    days: 90,
    read: (facts, { actor, target }) => {
      const app = facts.evidence("ReadsMailThroughApp")
      return app === undefined || actor.kind !== "application"
        ? undefined
        : { of: undefined, what: [app, mailboxKey(target)] }
    },
  },
  {
    ...ofTenant("FirstVisitorOfMailbox", 30, "UsesMailboxOfAnother", {
      operations: MAILBOX_ACTS,
      each: true,
    }),
    usual: "UsualVisitorOfMailbox",
  },
  {
    ...ofTenant("FirstProgramOfUser", 7, "ReadsFilesByProgram", {
      operations: ["filedownloaded", "fileaccessed", "fileaccessedextended"],
      each: true,
    }),
    usual: "UsualProgramOfUser",
  },
  ofTenant("FirstAppInFiles", 30, "TakesFilesAsApp", { operations: ["filedownloaded"], each: false }),
  ofTenant("FirstAppInChats", 30, "ReadsChatsThroughApp", { operations: CHAT_READS, each: false }),
  {
    name: "FirstAppOfUser",
    operations: ["consent to application"],
    days: 10,
    read: (facts, record) =>
      facts.evidence("Consents") === undefined
        ? undefined
        : { of: undefined, what: [actorOf(record), record.target.name] },
  },
  {
    name: "FirstMakerOfUsers",
    operations: ["add user"],
    days: 90,
    read: (facts, record) =>
      facts.evidence("CreatesUser") === undefined ? undefined : { of: undefined, what: [actorOf(record)] },
  },
  {
    name: "FirstGuestOrganization",
    operations: ["add user", "invite external user"],
    days: 90,
    read: (facts) => {
      const domain = guestAddress(facts.evidence("InvitesGuest") ?? "")
        ?.split("@")
        .at(-1)
      return domain === undefined ? undefined : { of: undefined, what: [domain] }
    },
  },
  {
    name: "FirstDeviceNetwork",
    operations: ["add device", "add registered owner to device", "add registered users to device"],
    days: 30,
    read: (facts, record) =>
      record.ip === undefined || facts.evidence("RegistersDevice") === undefined
        ? undefined
        : { of: undefined, what: [actorOf(record), record.ip] },
  },
  ofTenant("FirstMachineOfRestores", 180, "RestoreMachine", { operations: RESTORES, each: false }),
  ofTenant("FirstOperatorOfRestores", 180, "RestoreOperator", { operations: RESTORES, each: false }),
  {
    name: "FirstForwardOfTenant",
    operations: ["set-mailbox", "new-inboxrule", "set-inboxrule", "updateinboxrules"],
    days: 365,
    read: (facts) =>
      (facts.evidence("ForwardsOutside") ?? facts.evidence("RuleForwardsOutside")) === undefined
        ? undefined
        : { of: undefined, what: ["forwarding"] },
  },
]
