/** How a source can fail. The words are for staff and logs: never a value, never a person. */
export abstract class SourceFailure extends Error {
  // Written out in each: what builds the pages shortens the names of classes.
  abstract override readonly name: string

  constructor(
    readonly source: string,
    sentence: string,
  ) {
    super(`${source}: ${sentence}`)
  }
}

/** The source did not answer in time, or cannot be connected to: worth trying again later. */
export class SourceUnreachable extends SourceFailure {
  override readonly name: string = "SourceUnreachable"

  constructor(
    source: string,
    sentence: string,
    /** The database's own code (SQLSTATE), "" when nothing came back. */
    readonly code = "",
  ) {
    super(source, sentence)
  }

  /** It answered that it has no room left to write to. */
  get isFull(): boolean {
    return this.code === "53100"
  }
}

/** It took longer than it may. Of a writing nobody knows then whether it was done: the next try finds out. */
export class SourceSlow extends SourceUnreachable {
  override readonly name: string = "SourceSlow"
}

/** As much is being asked of it as it is asked at a time, and as much again waits. */
export class SourceBusy extends SourceUnreachable {
  override readonly name: string = "SourceBusy"

  constructor(source: string) {
    super(source, "is asked too much at once")
  }
}

/** It failed so often in a row that it is left alone until it answers a sign of life. */
export class SourceResting extends SourceUnreachable {
  override readonly name: string = "SourceResting"

  constructor(
    source: string,
    readonly nextTry: Date,
  ) {
    super(source, "does not answer; tried again later")
  }
}

/** An administrator stopped writing to it: nothing was changed, and nothing is until the stop is lifted. */
export class SourceStopped extends SourceFailure {
  override readonly name: string = "SourceStopped"

  constructor(source: string) {
    super(source, "writing was stopped")
  }
}

/** The source answered, and refused (privilege, constraint, missing table): trying again does not help. */
export class SourceRefused extends SourceFailure {
  override readonly name: string = "SourceRefused"

  constructor(
    source: string,
    sentence: string,
    /** The database's own code (SQLSTATE), "" when the refusal is ours. */
    readonly code = "",
  ) {
    super(source, sentence)
  }

  /** What the portal may do there was taken away, or its name and password no longer open the door. */
  get isPrivilege(): boolean {
    return this.code === "42501" || this.code.startsWith("28")
  }

  /** A table or column of the data map is not there: somebody has to look at the map before anything goes on. */
  get isUnfit(): boolean {
    return /^42(703|P01|S02|S22)$/.test(this.code)
  }

  /** Somebody else wrote the same rows at the same moment. */
  get isRace(): boolean {
    return this.code === "40001" || this.code === "40P01" || this.code === "55P03"
  }
}

/** What it gave cannot be used: a file half written or not as agreed, an answer unsigned, too large or of another shape. */
export class AnswerUnusable extends SourceRefused {
  override readonly name: string = "AnswerUnusable"
}

/** A correction the source's own columns cannot hold (length, shape, a closed list of values). */
export class ValueDoesNotFit extends SourceFailure {
  override readonly name: string = "ValueDoesNotFit"

  constructor(
    source: string,
    readonly category: string,
    readonly fields: readonly string[],
  ) {
    super(source, `cannot hold the new value of ${category}: ${fields.join(", ")}`)
  }
}

/** More than one customer has what names this person alone: nobody can say whose the data is before staff have looked. */
export class AmbiguousSubject extends SourceFailure {
  override readonly name: string = "AmbiguousSubject"

  constructor(source: string) {
    super(source, "knows more than one person by what should name one alone")
  }
}

/** The answer is about another person than the question: stop, show nothing, call staff. */
export class Quarantined extends SourceFailure {
  override readonly name: string = "Quarantined"

  constructor(source: string) {
    super(source, "answered about another person than the one asked about")
  }
}

/** A source answered, and not with what was asked: for this one person, not for all. */
export const isRefusal = (error: unknown): boolean =>
  error instanceof SourceFailure && !(error instanceof SourceUnreachable)
