const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** Whether a text from outside can be an identifier at all, so that the database is not asked about anything else. */
export const isUuid = (text: string): boolean => UUID.test(text)
