/** Stands for the one type that adaptivecards-templating takes from the renderer's untranspiled sources, which would fail our checks. */
export type IAdaptiveCard = object
