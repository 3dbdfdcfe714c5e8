/** What was done many times, in words before the names of those who did it: "5 failed sign-ins as anna@…". */
import { foldName } from "../lib/fold.ts"

const WORDS: Readonly<Record<string, string>> = {
  userloginfailed: "failed sign-ins as",
  userloggedin: "sign-ins of",
  filedownloaded: "downloads by",
  filesyncdownloadedfull: "files copied to a computer by",
  filedeleted: "deletions by",
  filerecycled: "deletions by",
  folderrecycled: "deletions by",
  filedeletedfirststagerecyclebin: "deletions by",
  filedeletedsecondstagerecyclebin: "deletions by",
  fileversionsalldeleted: "deletions by",
  anonymouslinkcreated: "links without sign-in made by",
  anonymouslinkused: "links without sign-in used by",
  addedtosecurelink: "files shared with people outside by",
  filerenamed: "files renamed by",
  chatretrieved: "chats read by",
  messageslisted: "chats read by",
  messageread: "chats read by",
  messagesexported: "chats read by",
  messagehostedcontentread: "chats read by",
  messagehostedcontentslisted: "chats read by",
  chatcreated: "chats opened by",
  send: "messages sent by",
  harddelete: "deletions of mail for good by",
  mailitemsaccessed: "readings of mail by",
  "add user": "accounts made by",
  "disable account": "accounts blocked by",
  "delete user": "accounts deleted by",
  save: "items taken from a backup by",
  export: "items taken from a backup by",
  restore: "items taken from a backup by",
  "read bitlocker key": "secrets of devices read by",
  "recover device local administrator password": "secrets of devices read by",
  "reveal local administrator password": "secrets of devices read by",
  "reset user password": "passwords set by",
  "remove member from role": "roles taken away by",
  "add application": "apps made by",
  "delete group": "groups, teams or sites deleted by",
  teamdeleted: "groups, teams or sites deleted by",
  sitedeleted: "groups, teams or sites deleted by",
}

/** Undefined where one of the operations has no words, or they have different ones. */
export function operationWords(operations: readonly string[]): string | undefined {
  const words = new Set(operations.map((operation) => WORDS[foldName(operation)]))
  return words.size === 1 ? [...words][0] : undefined
}
