/** A pause in milliseconds of which half is chance: what failed at the same moment does not come back at the same moment. */
export const halfByChance = (whole: number): number => Math.round(whole * (0.5 + Math.random() / 2))
