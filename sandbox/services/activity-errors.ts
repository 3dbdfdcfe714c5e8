/** The Activity API's refusals. Source: Office 365 Management Activity API reference, "Errors", and its troubleshooting page. */
import { randomUUID } from "node:crypto"
import type { Reply } from "../router.ts"

const af = (status: number, code: string, message: string): Reply => ({
  status,
  body: { error: { code, message } },
})

export const notAuthorized = (): Reply => ({
  status: 401,
  body: { Message: "Authorization has been denied for this request." },
})

export const missingPermission = (roles: readonly string[]): Reply =>
  af(
    401,
    "AF10001",
    `The permission set (${roles.join(", ")}) sent in the request does not include the expected permission.`,
  )

export const missingParameter = (name: string): Reply => af(400, "AF20001", `Missing parameter: ${name}.`)

export const invalidTime = (name: string): Reply =>
  af(400, "AF20002", `Invalid parameter type: ${name}. Expected type: datetime`)

export const wrongTenant = (url: string, token: string): Reply =>
  af(
    403,
    "AF20010",
    `The tenant ID passed in the URL (${url}) does not match the tenant ID passed in the access token (${token}).`,
  )

export const noTenant = (tenant: string): Reply =>
  af(404, "AF20011", `Specified tenant ID (${tenant}) does not exist in the system or has been deleted.`)

export const invalidPublisher = (): Reply =>
  af(400, "AF20002", "Invalid parameter type: PublisherIdentifier. Expected type: guid")

/** Documented with 403, seen with 429; no Retry-After was ever seen. */
export const throttled = (method: string, publisher: string): Reply =>
  af(403, "AF429", `Too many requests. Method=${method}, PublisherId=${publisher}`)

export const invalidContentId = (id: string): Reply =>
  af(400, "AF20052", `Content ID ${id} in the URL is invalid.`)

export const notGuid = (tenant: string): Reply =>
  af(400, "AF20013", `The tenant ID passed in the URL (${tenant}) is not a valid GUID.`)

export const invalidType = (): Reply => af(400, "AF20020", "The specified content type is not valid.")

export const noSubscription = (): Reply =>
  af(400, "AF20022", "No subscription found for the specified content type.")

export const disabledBy = (who: string): Reply =>
  af(400, "AF20023", `The subscription was disabled by ${who}.`)

export const alreadyEnabled = (): Reply =>
  af(400, "AF20024", "The subscription is already enabled. No property change.")

export const windowTooWide = (): Reply =>
  af(
    400,
    "AF20030",
    "Start time and end time must both be specified (or both omitted) and must be less than or equal to 24 hours apart, with the start time no more than 7 days in the past.",
  )

export const windowBackwards = (): Reply =>
  af(
    400,
    "AF20055",
    "Start time and end time must both be specified (or both omitted) and must be less than or equal to 24 hours apart, with the start time prior to end time and start time no more than 7 days in the past.",
  )

export const invalidPage = (page: string): Reply => af(400, "AF20031", `Invalid nextPage Input: ${page}.`)

export const noContent = (id: string): Reply =>
  af(404, "AF20050", `The specified content (${id}) does not exist.`)

export const contentExpired = (id: string): Reply =>
  af(
    400,
    "AF20051",
    `Content requested with the key ${id} has already expired. Content older than 7 days cannot be retrieved.`,
  )

/** The audit log is off: Microsoft answers with an exception's text cut into `code` and `message`. */
export const auditIsOff = (tenant: string, contentType: string, appId: string): Reply => {
  const publisher = "00000000-0000-0000-0000-000000000000"
  return af(
    400,
    `StartSubscription [CorrId=${randomUUID()}][TenantId=${tenant},ContentType=${contentType},ApplicationId=${appId},PublisherId=${publisher}][AppId`,
    `${appId}] failed. Exception: Microsoft.Office.Compliance.Audit.DataServiceException: Tenant ${tenant} does not exist.\r\n   at Microsoft.Office.Compliance.Audit.API.AzureManager.<GetSubscriptionTableClientForTenantAsync>d__52.MoveNext()`,
  )
}
