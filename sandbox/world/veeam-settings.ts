/** How the practice Veeam server is set up: what it speaks, how well it works, what it keeps and whom it tells. */

export type PracticeVeeamSettings = {
  /** The one version that the server speaks, and its build. Change both at any time. */
  version: "v8" | "v7" | "v6"
  build: string
  /** True on a Restore Portal's host: nothing but the sign-in of restore operators is served. */
  operatorsOnly?: boolean
  /** How far the server's clock is ahead, milliseconds: in its headers and in every time it tells. */
  clockAheadMs?: number
  /** More sign-ins than this in a minute are refused; missing means any number. */
  signInsPerMinute?: number
  /** Life of an access token, seconds. */
  tokenSeconds: number
  /** Raise it to make the server forget where its change feed was. */
  feedEpoch: number
  historySettings: { keepAllsessions: boolean; keeponlyLast: number }
  auditMail: {
    enableNotification: boolean
    smtpServer: string
    from: string
    /** "a;b" */
    to: string
    subject: string
    authenticationType: string
  }
  auditItems: { organizationId: string; id: string; type: "User" | "Group"; name: string }[]
}
