/** Who may do everything in a customer's tenant. */

/** The role's template id, the same in every tenant. Source: Microsoft Entra built-in roles, "Global Administrator". */
export const GLOBAL_ADMINISTRATOR = "62e90394-69f5-4237-9190-012177145e10"

export type GlobalAdmins = {
  /** Sign-in names, lower case. */
  readonly names: readonly string[]
  /** Groups and apps that hold the role: whom they stand for isn't known. */
  readonly others: number
}
