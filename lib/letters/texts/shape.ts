import type { ConsentEventKind, ConsentMethod, EntryChannel, OperationCode } from "@/lib/letters/letter"

/** What was or will be done to data. */
/** `absent`: nothing of it is held, so nothing is done. */
export type Act = "erase" | "mask" | "correct" | "restrict" | "unrestrict" | "stop" | "absent"

/** As what a decision stands for whoever does not agree with it. */
export type DecidedAs =
  | "refused"
  | "deferred"
  | "lapsed"
  | "overdue"
  | "done"
  | "partly"
  | "answered"
  | "upheld"
  | "partly_upheld"
  | "not_upheld"

/** Every sentence of every letter, once per language. Values come in cleaned; dates and lists come in written out. */
export type LetterTexts = {
  operations: Record<OperationCode, string>
  to: string
  from: string
  pin: string
  contact: string
  representedBy: string
  onBehalfOf: (name: string) => string
  answerTo: Record<"cabinet" | "visit", string> & Record<"email" | "post", (address: string) => string>
  answerBy: (channel: string) => string
  ownWords: string
  signature: {
    heading: string
    by: string
    method: string
    password: string
    session: string
    paper: string
    date: string
    line: string
    undertaking: string
  }
  registered: {
    heading: string
    by: string
    how: string
    received: string
    entered: string
    channel: Record<EntryChannel, string>
  }
  withdrawal: {
    title: string
    statement: (name: string) => string
    head: [string, string, string, string]
    ask: string
    noRecord: string
    deemed: string
    evidence: (text: string) => string
    noEdition: string
  }
  erasure: { title: string; everything: string; categories: string; ask: string }
  restriction: {
    title: string
    everything: string
    categories: string
    until: (day: string) => string
    ask: string
  }
  lift: { title: string; statement: (number: string, receivedOn: string) => string; ask: string }
  correction: {
    title: string
    statement: string
    head: [string, string, string]
    empty: string
    remove: string
    evidence: string
    ask: string
  }
  request: {
    title: (right: string) => string
    statement: (right: string) => string
    /** The mark set under this right is taken off again. */
    takenBack: (right: string) => string
    /** Asked of the person, where an e-mail counts once they confirm it. */
    isItYours: (right: string) => string
    about: string
    handTo: (service: string) => string
    words: string
    ask: string
  }
  appealed: {
    title: string
    statement: (right: string, number: string, receivedOn: string) => string
    late: (right: string, number: string, receivedOn: string) => string
    head: [string, string]
    request: string
    right: string
    what: string
    dueOn: string
    decision: string
    decidedOn: string
    ground: string
    decided: Record<DecidedAs, string>
    ask: string
  }
  claim: {
    amount: string
    demand: string
    title: string
    statement: (right: string) => string
    facts: string
    dueOn: (date: string) => string
    how: string
    answer: (url: string) => string
    keeps: string
    closing: (number: string) => string
  }
  agencyComplaint: {
    title: string
    statement: (organisation: string, right: string, number: string, receivedOn: string) => string
    late: (organisation: string, right: string, number: string, receivedOn: string) => string
    organisation: string
    facts: string
    answered: string
    appealed: string
    appealedAs: (number: string, receivedOn: string, decision: string) => string
    appealOpen: string
    wanted: string
    wants: [string, string, string]
    enclosed: (number: string) => string
  }
  evidence: {
    title: (number: string) => string
    lead: (at: string) => string
    code: string
    due: string
    history: string
    historyHead: [string, string, string]
    by: Record<"subject" | "representative" | "staff" | "system", string>
    letters: string
    lettersHead: [string, string, string]
    ledger: string
    ledgerLead: string
    ledgerHead: [string, string, string]
    thread: string
    letter: (title: string, registration: string, on: string) => string
    original: (number: string) => string
  }
  until: {
    event: (event: string) => string
    after: (event: string, n: number, unit: "years" | "months" | "days") => string
    record: (record: string) => string
    review: (date: string) => string
  }
  clause: (clause: string) => string
  article: (act: string, article: string) => string
  dear: (name: string) => string
  decision: {
    title: (number: string) => string
    opening: (right: string, number: string, receivedOn: string) => string
    acts: Record<Act, string>
    done: string
    doneHead: [string, string]
    continues: string
    continuesLead: string
    continuesHead: [string, string, string]
    kept: string
    keptLead: string
    keptHead: [string, string, string]
    refused: string
    refusedHead: [string, string]
    deferred: string
    deferredLead: string
    deferredHead: [string, string]
    explanation: string
  }
  byHand: { title: string; head: [string, string] }
  reply: {
    title: (number: string) => string
    opening: (right: string, number: string, receivedOn: string) => string
    about: string
    outcome: Record<
      "title" | "upheld" | "partly_upheld" | "not_upheld" | "overturned" | "partly_overturned" | "confirmed",
      string
    >
    ground: string
    words: string
  }
  appeal: {
    heading: string
    lead: string
    within: (term: string) => string
    link: (url: string) => string
    portal: [string, string]
    agency: [string, string]
    court: [string, string]
  }
  dataProtection: (contact: string) => string
  respectfully: string
  decidedBy: string
  /** Of what nobody asked: the rules whose time was over. */
  unasked: (rules: string) => string
  certificate: {
    title: (number: string) => string
    opening: (name: string, right: string, number: string, receivedOn: string) => string
    basis: string
    acts: Record<Act, string>
    actHead: [string, string, string, string]
    unread: string
    unreadLead: string
    unreadHead: [string, string, string]
    kept: string
    keptHead: [string, string, string, string]
    recipients: string
    recipientsHead: [string, string]
    told: (when: string) => string
    confirmed: (when: string) => string
    notHeld: (when: string) => string
    refused: (when: string) => string
    untold: string
    whereAnswers: string
    noRecipients: string
    backups: string
    backupsUntil: (until: string) => string
    backupsUnknown: string
    rescan: string
    rescanHead: [string, string, string]
    asStated: string
    nothingFound: string
    onlyKept: (count: string) => string
    remains: (count: string) => string
    unreachable: string
    nothingDone: string
    /** What a restriction does not stop, or what stays restricted after one is lifted, stands under this. */
    restriction: string
    stillRestricted: (what: string) => string
    restrictedUntil: (day: string) => string
  }
  handOver: {
    title: (number: string) => string
    opening: (right: string, number: string, receivedOn: string) => string
    given: string
    maskedLead: string
    givenHead: [string, string, string]
    nothing: string
    why: string
    whyHead: [string, string, string, string]
    notHeld: string
    notHeldHead: [string, string]
    sources: string
    sourcesHead: [string, string, string]
    answered: string
    unknown: string
    disclosures: string
    disclosuresHead: [string, string, string]
    noDisclosures: string
    fileTitle: string
    file: (size: string, sha256: string) => string
    way: Record<"cabinet" | "desk", (until: string) => string>
    service: (title: string, on: string, reference: string) => string
  }
  consentEnded: {
    title: string
    opening: (event: string, on: string, clause: string) => string
    stopped: string
    stoppedHead: [string, string]
    kept: string
    nothingToDo: string
  }
  /** What proves an event of a consent to the person. */
  consentReceipt: {
    title: (event: string) => string
    recipients: string
    rows: Record<"purpose" | "operations" | "event" | "at" | "method" | "edition" | "evidence", string>
    editionKnown: (number: number) => string
    editionUnknown: string
    events: Record<ConsentEventKind, string>
    methods: Record<ConsentMethod, string>
    words: string
    wordsHash: (hash: string) => string
    entries: string
    entriesHead: [string, string, string]
    provesHead: string
    proves: string
    provesNot: Record<"deemed" | "imported", string>
    keep: string
    unmatched: string
    noEntry: string
  }
  /** Letters about the term: longer, waiting for the person, closed without them, a restriction's end, what waited. */
  clock: {
    extension: {
      title: (number: string) => string
      opening: (right: string, number: string, receivedOn: string) => string
      due: (until: string) => string
      reason: string
      how: string
      source: string
    }
    reminder: {
      title: (number: string) => string
      opening: (right: string, number: string, receivedOn: string, since: string) => string
      last: (until: string) => string
      never: string
      how: string
    }
    lapse: {
      title: (number: string) => string
      opening: (right: string, number: string, receivedOn: string, since: string) => string
      again: (until: string) => string
      anew: string
    }
    liftNotice: {
      title: (number: string) => string
      opening: (number: string, receivedOn: string) => string
      day: (on: string) => string
      reason: string
      object: string
    }
    release: {
      title: (number: string) => string
      opening: (right: string, number: string, receivedOn: string) => string
      evidence: string
    }
  }
  pdf: {
    registered: string
    page: (n: number, of: number) => string
    digest: string
    registeredBy: string
  }
}
