/** An alert of Microsoft's own, with whom it is about and the record that set it off. */
import { plainText } from "../lib/plain-text.ts"
import { describeChange } from "./describe-change.ts"
import type { Describer } from "./describer.ts"
import { readMicrosoftAlert } from "./facts/microsoft-alerts.ts"

export const describeMicrosoftAlert: Describer = (record, context) => {
  const alert = readMicrosoftAlert(record)
  if (alert === undefined) return describeChange("microsoft-alert")(record, context)
  const { name, severity, user, causedBy, description, alertId } = alert
  const about = user === undefined ? "" : ` about ${plainText(user)}`
  return {
    subject: `microsoft-alert:${alertId.toLowerCase()}`,
    object: {
      alertId,
      alertName: name,
      ...(user === undefined ? {} : { user }),
      ...(causedBy === undefined ? {} : { causedBy }),
    },
    changes: [
      { what: "Microsoft's severity", after: plainText(severity) || "not given" },
      ...(description === "" ? [] : [{ what: "Microsoft says", after: plainText(description) }]),
    ],
    sentence: `Microsoft raised the alert "${plainText(name)}"${about}.`,
  }
}
