/** All fixes. A new one is a file here and a line below. */
import type { FixName } from "../../model/action.ts"
import type { Action } from "../action-contract.ts"
import { disableInboxRule } from "./disable-inbox-rule.ts"
import { removeMailboxPermission } from "./remove-mailbox-permission.ts"
import { stopForwarding } from "./stop-forwarding.ts"

export type Catalogue = Readonly<Record<FixName, Action>>

export const ACTIONS: Catalogue = {
  "stop-forwarding": stopForwarding,
  "disable-inbox-rule": disableInboxRule,
  "remove-mailbox-permission": removeMailboxPermission,
}
