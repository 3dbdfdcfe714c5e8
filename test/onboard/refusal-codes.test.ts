/** Every code with which Microsoft refuses, from the answer on the wire to the state of the tenant and its sentence. */
import { ServerError } from "@azure/msal-node"
import { describe, expect, it } from "vitest"
import { AADSTS } from "../../src/adapters/entra/aadsts.ts"
import { loginError } from "../../src/adapters/entra/login-error.ts"
import { AF_CODES } from "../../src/adapters/office365/af-codes.ts"
import { feedError } from "../../src/adapters/office365/feed-error.ts"
import { AppError } from "../../src/model/errors.ts"
import { stateOfCode, type TenantState } from "../../src/onboard/tenant-state.ts"

const words = (text: string): readonly string[] => text.trim().split(/\s+/)

/** Sign-in numbers by what they make of a tenant when nothing else is seen of it. */
const SIGN_IN: Readonly<Partial<Record<TenantState, readonly string[]>>> = {
  "no-consent": words(`700016 7000229 65001 65004 90094 90095 90099 70001 7000112 1000031
    650052 500011 500014 53000 53003 530032 50158 50177 500212 500213 500021`),
  gone: words("90002 900023 5000224"),
  throttled: words("50196"),
  degraded: words("650051 700027 90055 90024 90033 50033 90012 90090"),
  "locked-out": words(`650056 650057 50194 700024 7000215 7000222 50072 50074 50076 50078 50079 50020
    50034 90072 530034 50173 50132 50133 70008 700082 70043 50053 50055 50057`),
}
const FEED: Readonly<Partial<Record<TenantState, readonly string[]>>> = {
  "no-consent": words("AF10001"),
  gone: words("AF20011 AF20012"),
  throttled: words("AF429"),
  degraded: words(`AF20001 AF20002 AF20003 AF20010 AF20013 AF20020 AF20021 AF20022 AF20023 AF20030 AF20031
    AF20050 AF20051 AF20052 AF20053 AF20054 AF20055 AF50000 AF50005 AF50006`),
}
/** Who must act is in the sentence: a person, or Watchpost itself. */
const NAMES_SOMEBODY =
  /administrator|operator|technician|Watchpost|Please report|app registration|machine's clock/

const pairs = (table: typeof SIGN_IN): readonly (readonly [string, TenantState])[] =>
  Object.entries(table).flatMap(([state, codes]) =>
    codes.map((code) => [code, state as TenantState] as const),
  )

const signIn = (number: string): AppError =>
  loginError(new ServerError("invalid_client", "hidden raw text", "x", "", number, 400))

const feedAnswer = (code: string, status = 400, body?: string): AppError | "done" => {
  const text = body ?? JSON.stringify({ error: { code, message: "hidden raw text" } })
  return feedError({ status, headers: {}, bytes: new TextEncoder().encode(text), text: () => text }, 0)
}

const check = (error: AppError | "done", state: TenantState): void => {
  if (!(error instanceof AppError)) throw new Error("the answer was taken for success")
  expect(stateOfCode(error.code)).toBe(state)
  expect(error.advice).toMatch(NAMES_SOMEBODY)
  expect(error.advice).not.toContain("hidden")
}

describe("a refused sign-in", () => {
  it.each(pairs(SIGN_IN))("AADSTS%s makes the tenant %s and says who must act", (number, state) => {
    const error = signIn(number)

    check(error, state)
    expect(error.advice).toContain(`AADSTS${number}`)
  })

  it("has no other numbers than these", () => {
    expect(Object.keys(AADSTS).toSorted()).toEqual(
      pairs(SIGN_IN)
        .map(([number]) => number)
        .toSorted(),
    )
  })

  it("with an unknown number shuts us out, and names Microsoft's page about it", () => {
    expect(stateOfCode(signIn("999999").code)).toBe("no-consent")
    expect(signIn("999999").advice).toContain("error?code=999999")
  })
})

describe("a refusal of the audit feed", () => {
  it.each(pairs(FEED))("%s makes the tenant %s and says who must act", (code, state) => {
    check(feedAnswer(code), state)
  })

  it("has no other codes than these, and AF20024, which is success", () => {
    expect(Object.keys(AF_CODES).toSorted()).toEqual(
      ["AF20024", ...pairs(FEED).map(([code]) => code)].toSorted(),
    )
    expect(feedAnswer("AF20024")).toBe("done")
  })

  it.each([403, 429])("takes throttling with HTTP %s for throttling", (status) => {
    check(feedAnswer("AF429", status), "throttled")
  })

  it("knows a switched-off audit log by the exception in the body, whatever its code is", () => {
    const body = `{"error":{"code":"StartSubscription [CorrId=x][AppId","message":"x] failed. Exception: Microsoft.Office.Compliance.Audit.DataServiceException: Tenant 51a7c0de-0000-4000-8000-000000000001 does not exist.\\r\\n"}}`

    const error = feedAnswer("", 400, body)

    check(error, "audit-off")
    expect(error).toMatchObject({ advice: expect.stringContaining("Set-AdminAuditLogConfig") })
  })

  it.each([
    [401, "no-consent"],
    [403, "no-consent"],
    [502, "degraded"],
  ] as const)("makes HTTP %s without a code %s", (status, state) => {
    const error = feedAnswer("", status, "<html></html>")

    expect(error instanceof AppError && stateOfCode(error.code)).toBe(state)
  })
})
