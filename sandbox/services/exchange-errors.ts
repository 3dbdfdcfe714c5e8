/** Exchange's refusals, as captured from the real admin interface. */
import type { CmdletFailure, FailureKind } from "../exchange/cmdlet.ts"
import type { Reply } from "../router.ts"

const ODATA_TYPE = "Microsoft.Exchange.Admin.OData.Core.ODataServiceException"

type Shape = { status: number; code: string; type: string; errorId: string }

const SHAPES: Readonly<Record<FailureKind, Shape>> = {
  missing: {
    status: 404,
    code: "NotFound",
    type: "Microsoft.Exchange.Configuration.Tasks.ManagementObjectNotFoundException",
    errorId: "Ex6F9304",
  },
  "no-entry": {
    status: 400,
    code: "BadRequest",
    type: "Microsoft.Exchange.Management.StoreTasks.UserNotFoundInPermissionEntryException",
    errorId: "Ex0E4B37",
  },
  "ambiguous-object": {
    status: 400,
    code: "BadRequest",
    type: "Microsoft.Exchange.Configuration.Tasks.ManagementObjectAmbiguousException",
    errorId: "Ex9BD33F",
  },
  "bad-parameter": {
    status: 400,
    code: "BadRequest",
    type: "Microsoft.Exchange.AdminApi.CommandInvocation.AmbiguousParameterSetException",
    errorId: "",
  },
  "bad-value": {
    status: 400,
    code: "BadRequest",
    type: "Microsoft.Exchange.AdminApi.CommandInvocation.ParameterTransformationException",
    errorId: "",
  },
  refused: {
    status: 400,
    code: "BadRequest",
    type: "Microsoft.Exchange.Configuration.Tasks.TaskInvalidOperationException",
    errorId: "ExD9F62C",
  },
}

const THROWN =
  "Exception of type 'Microsoft.Exchange.Management.PSDirectInvoke.DirectInvokeCmdletExecutionException' was thrown."

/** The binder's refusals say why inside; the cmdlet's own say it only in `details`. */
export function failureReply(failure: CmdletFailure): Reply {
  const shape = SHAPES[failure.kind]
  const byBinder = failure.kind === "bad-parameter" || failure.kind === "bad-value"
  const message = byBinder ? "Invalid Operation" : "Error executing cmdlet"
  const details = [
    { code: "Client", target: "", message: `${shape.errorId}|${shape.type}|${failure.message}` },
  ]
  const internalexception = byBinder
    ? { message: failure.message, type: shape.type, stacktrace: "" }
    : {
        message: THROWN,
        type: "Microsoft.Exchange.Management.PSDirectInvoke.DirectInvokeCmdletExecutionException",
        stacktrace: "",
      }
  return {
    status: shape.status,
    headers: { "x-exceptiontype": shape.type },
    body: {
      error: {
        code: shape.code,
        message,
        ...(failure.kind === "bad-value" ? {} : { details }),
        innererror: { message, type: ODATA_TYPE, stacktrace: "", internalexception },
        "adminapi.warnings@odata.type": "#Collection(String)",
        "@adminapi.warnings": [],
      },
    },
  }
}

/** No token, a bad one, or one without the app role: empty, the reason is in headers. */
export const unauthorized = (reason: string): Reply => ({
  status: 401,
  headers: {
    "www-authenticate": `Bearer client_id="00000002-0000-0ff1-ce00-000000000000", trusted_issuers="00000001-0000-0000-c000-000000000000@*", token_types="app_asserted_user_v1 service_asserted_app_v1", error="invalid_token"`,
    "x-ms-diagnostics": `2000003;reason="${reason}";error_category="invalid_token"`,
  },
})

/** The role in the tenant is missing, or the cmdlet is unknown: the body is a run of NUL bytes, not JSON. */
export const forbidden = (reason: string): Reply => ({
  status: 403,
  headers: {
    "content-type": "text/plain",
    "x-ms-diagnostics": `2000008;reason="${reason}";error_category="insufficient_permissions"`,
  },
  body: new Uint8Array(4096),
})

export const badRequest = (message: string): Reply => ({
  status: 400,
  body: {
    error: {
      code: "BadRequest",
      message,
      innererror: { message, type: ODATA_TYPE, stacktrace: "" },
    },
  },
})

/** Source: one live measurement of a replayed page link. */
export const expiredPage = (): Reply =>
  badRequest("Expired or Invalid pagination request. Default Expiry time is 00:30:00")
