/** Stands for every source in the form of a stop; no source's name begins so. */
export const ALL = "*"
