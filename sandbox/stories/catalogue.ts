/** All stories, in the order of the page. A new one is a file and a line here. */
import { forwarding } from "./01-forwarding.ts"
import { inboxRule } from "./02-inbox-rule.ts"
import { outlookRule } from "./03-outlook-rule.ts"
import { fullAccess } from "./04-full-access.ts"
import { auditOff } from "./05-audit-off.ts"
import { restoreStory } from "./06-restore.ts"
import { hostileText } from "./07-hostile-text.ts"
import { quiet } from "./08-quiet.ts"
import { mailFlowRule } from "./09-mail-flow-rule.ts"
import { appConsent } from "./10-app-consent.ts"
import { adminRole } from "./11-admin-role.ts"
import { accountTakenOver } from "./12-account-taken-over.ts"
import { whoWasIt } from "./13-who-was-it.ts"
import { burst } from "./14-burst.ts"
import { putBack } from "./15-put-back.ts"
import type { Story } from "./story.ts"

export const STORIES: readonly Story[] = [
  forwarding,
  inboxRule,
  outlookRule,
  fullAccess,
  auditOff,
  restoreStory,
  hostileText,
  quiet,
  mailFlowRule,
  appConsent,
  adminRole,
  accountTakenOver,
  whoWasIt,
  burst,
  putBack,
]
