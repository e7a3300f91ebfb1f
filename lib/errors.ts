/**
 * The expected failures. `code` names a sentence in messages/<language>/errors.json; `values` fill it.
 * lib throws them, the boundary (app/_server) turns them into what the person sees. Anything else is a fault.
 */
export type MessageRef = { code: string; values?: Record<string, string | number> }

export abstract class Expected extends Error {
  constructor(
    readonly code: string,
    readonly values: Record<string, string | number> = {},
  ) {
    super(code)
    this.name = new.target.name
  }
}

/** What was typed cannot be taken; each field says why. Field names are those of the form. */
export class Invalid extends Expected {
  constructor(readonly fields: Record<string, MessageRef>) {
    super("invalid")
  }
}

/** Missing and hidden look the same. */
export class NotFound extends Expected {
  constructor() {
    super("not_found")
  }
}

/** The actor may see this but not do it. */
export class Forbidden extends Expected {
  constructor(code = "forbidden", values: Record<string, string | number> = {}) {
    super(code, values)
  }
}

/** The rules do not allow this act from the present state. */
export class NotAllowedNow extends Expected {
  constructor(code = "not_allowed_now", values: Record<string, string | number> = {}) {
    super(code, values)
  }
}

/** Somebody else, or another tab, changed it first. */
export class Conflict extends Expected {
  constructor(code = "conflict", values: Record<string, string | number> = {}) {
    super(code, values)
  }
}

/** Too many tries; `seconds` says when to come back. */
export class TooMany extends Expected {
  constructor(readonly seconds: number) {
    super("too_many", { seconds })
  }
}

/** A part of the house does not answer (database, source, mail). */
export class Unavailable extends Expected {
  constructor(readonly what: string) {
    super("unavailable")
  }
}
