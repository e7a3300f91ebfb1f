/** How staff tell one person from another where no name is shown: the beginning of the person's identifier. */
export const shortId = (subjectId: string): string => subjectId.slice(0, 8)
