/** Runs work under a condition: when it may, for how long, or how often. */
export type Run = <T>(work: () => Promise<T>) => Promise<T>
