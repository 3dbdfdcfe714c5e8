/** Branded ids: a string of one kind can't be passed where another kind is meant. */

declare const brand: unique symbol
type Branded<Name extends string> = string & { readonly [brand]: Name }

/** A Microsoft Entra tenant id: a GUID in lower case. */
export type TenantId = Branded<"TenantId">
/** The id that the vendor gave a record; unique only together with its tenant and source. */
export type RecordId = Branded<"RecordId">
/** Ours: `alr_` and the hash of what makes the alert itself, so that a replayed record finds the alert it made. */
export type AlertId = Branded<"AlertId">
/** Ours: a running number that people can say aloud ("incident 42"). */
export type IncidentId = number & { readonly [brand]: "IncidentId" }
/** Ours: a running number of one run of one action. */
export type RemediationId = number & { readonly [brand]: "RemediationId" }
/** Ours: the opaque id that a card button carries; it says nothing and grants nothing by itself. */
export type ButtonId = Branded<"ButtonId">

export const tenantId = (text: string): TenantId => text.toLowerCase() as TenantId
export const recordId = (text: string): RecordId => text as RecordId
export const alertId = (text: string): AlertId => text as AlertId
export const incidentId = (value: number): IncidentId => value as IncidentId
export const remediationId = (value: number): RemediationId => value as RemediationId
export const buttonId = (text: string): ButtonId => text as ButtonId
