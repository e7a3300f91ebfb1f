const INSIDE = /^\/cabinet\/(?:data(?:\/[a-z0-9_]+)?(?:\?page=\d{1,6})?|requests\/\d{4}-\d{6,9})$/

/** The page to return to after the password was typed: one of the person's own pages, whatever was asked for. */
export const backTo = (wanted: unknown): string =>
  typeof wanted === "string" && INSIDE.test(wanted) ? wanted : "/cabinet/data"
