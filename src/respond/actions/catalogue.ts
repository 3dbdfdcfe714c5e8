/** All fixes. A new one is a file here and a line below. */
import type { FixName } from "../../model/action.ts"
import type { Action } from "../action-contract.ts"
import { blockMailProtocols } from "./block-mail-protocols.ts"
import { disableApplication } from "./disable-application.ts"
import { disableInboxRule } from "./disable-inbox-rule.ts"
import { disableInboxRules } from "./disable-inbox-rules.ts"
import { disableSignIn } from "./disable-sign-in.ts"
import { disableTransportRule } from "./disable-transport-rule.ts"
import { enableAuditLog } from "./enable-audit-log.ts"
import { enableMailboxAudit } from "./enable-mailbox-audit.ts"
import { keepEvidence } from "./keep-evidence.ts"
import { removeApplicationCredential } from "./remove-application-credential.ts"
import { removeAuditBypass } from "./remove-audit-bypass.ts"
import { removeFolderPermission } from "./remove-folder-permission.ts"
import { removeFromRole } from "./remove-from-role.ts"
import { removeFromRoleGroup } from "./remove-from-role-group.ts"
import { removeMailboxPermission } from "./remove-mailbox-permission.ts"
import { removeOauthGrant } from "./remove-oauth-grant.ts"
import { removeSendOnBehalf } from "./remove-send-on-behalf.ts"
import { removeSignInMethods } from "./remove-sign-in-methods.ts"
import { resetPassword } from "./reset-password.ts"
import { revokeSessions } from "./revoke-sessions.ts"
import { stopForwarding } from "./stop-forwarding.ts"
import { unblockSender } from "./unblock-sender.ts"

export type Catalogue = Readonly<Record<FixName, Action>>

export const ACTIONS: Catalogue = {
  "keep-evidence": keepEvidence,
  "stop-forwarding": stopForwarding,
  "disable-inbox-rule": disableInboxRule,
  "disable-inbox-rules": disableInboxRules,
  "remove-mailbox-permission": removeMailboxPermission,
  "remove-send-on-behalf": removeSendOnBehalf,
  "remove-folder-permission": removeFolderPermission,
  "disable-transport-rule": disableTransportRule,
  "enable-audit-log": enableAuditLog,
  "enable-mailbox-audit": enableMailboxAudit,
  "remove-audit-bypass": removeAuditBypass,
  "disable-sign-in": disableSignIn,
  "revoke-sessions": revokeSessions,
  "reset-password": resetPassword,
  "remove-sign-in-methods": removeSignInMethods,
  "block-mail-protocols": blockMailProtocols,
  "unblock-sender": unblockSender,
  "remove-oauth-grant": removeOauthGrant,
  "disable-application": disableApplication,
  "remove-application-credential": removeApplicationCredential,
  "remove-from-role": removeFromRole,
  "remove-from-role-group": removeFromRoleGroup,
}
