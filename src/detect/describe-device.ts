/** A device that was registered, with its owner where the record tells. Three records make one registration. */
import { plainText } from "../lib/plain-text.ts"
import { actorName } from "./actor-name.ts"
import type { Describer } from "./describer.ts"
import { userObject } from "./directory-words.ts"
import { newValue, targetObject } from "./facts/directory-record.ts"
import { capital } from "./mailbox-words.ts"

export const describeDevice: Describer = (record, context) => {
  const { upn, name, kind } = targetObject(record)
  const device = newValue(record, "Device.DisplayName") || (name ?? record.target.name)
  const owner = upn === undefined ? "" : ` for ${plainText(upn)}`
  return {
    subject: `device:${(upn ?? record.actor.upn ?? device).toLowerCase()}`,
    object: { ...(kind === "Device" ? {} : userObject(record)), device },
    changes: [{ what: "Device", before: "not registered", after: plainText(device) }],
    sentence: `${capital(actorName(record, context))} registered the device "${plainText(device)}"${owner}.`,
  }
}
