/** Settings of Exchange beside its mailboxes' contents: ways in, and who administers. Part of the practice world. */

/** Client access settings in Exchange's own names; null where the organization's settings decide. */
export type PracticeProtocols = {
  OWAEnabled: boolean
  ActiveSyncEnabled: boolean
  ImapEnabled: boolean
  PopEnabled: boolean
  MAPIEnabled: boolean
  EwsEnabled: boolean | null
  SmtpClientAuthenticationDisabled: boolean | null
}

/** Who may administer Exchange; members by sign-in name. */
export type PracticeRoleGroup = { name: string; members: string[] }

export type PracticeContact = { name: string; externalEmailAddress: string }
