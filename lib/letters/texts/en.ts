import { consentTexts } from "@/lib/letters/texts/consent-receipt"
import { evidenceTexts } from "@/lib/letters/texts/evidence"
import type { LetterTexts } from "@/lib/letters/texts/shape"

const span = (n: number, unit: "years" | "months" | "days"): string => (n === 1 ? unit.slice(0, -1) : unit)

export const en: LetterTexts = {
  operations: {
    collect: "collection",
    use: "use",
    store: "storage",
    transfer: "transfer to third parties",
    cross_border: "transfer abroad",
  },
  to: "To",
  from: "From",
  pin: "PIN",
  contact: "Contact",
  representedBy: "Represented by",
  onBehalfOf: (name) => `on behalf of ${name}`,
  answerTo: {
    cabinet: "to my cabinet on the portal",
    visit: "in person at the office",
    email: (address) => `by e-mail: ${address}`,
    post: (address) => `by post: ${address}`,
  },
  answerBy: (channel) => `Please send the answer ${channel}.`,
  ownWords: "In my own words",
  signature: {
    heading: "Signature",
    by: "Signed by",
    method: "Manner of signing",
    password: "by typing in the personal cabinet the password again, or a code sent to a contact held before",
    session: "sent from the personal cabinet after signing in",
    paper: "by hand",
    date: "Date",
    line: "Signature",
    undertaking: "Ground for accepting the electronic signature",
  },
  registered: {
    heading: "Registration",
    by: "Who asked",
    how: "How it came",
    received: "Received on",
    entered: "Entered in the portal on",
    channel: {
      paper: "a letter on paper, its picture is kept with the request",
      phone: "said by phone, written down by staff",
      email: "came by e-mail, entered by staff",
      visit: "said in person, written down by staff",
      desk: "said at the assisted desk, written down by staff",
    },
  },
  withdrawal: {
    title: "Withdrawal of consent to the processing of personal data",
    statement: (name) =>
      `I, ${name}, withdraw the consent to the processing of my personal data for the following purposes and operations.`,
    head: ["Purpose", "Operations", "Consent given", "Policy edition"],
    ask:
      "Please stop these operations. If any of them goes on, please tell me in writing, for each purpose and operation, what has " +
      "stopped and what continues, on which ground (article of the law or clause of the policy) and until when.",
    noRecord: "no record found",
    deemed: "deemed given by the policy's text alone",
    evidence: (text) => `evidence: ${text}`,
    noEdition: "unknown",
  },
  erasure: {
    title: "Request to erase personal data",
    everything: "Please erase all personal data you hold about me.",
    categories: "Please erase the following personal data you hold about me:",
    ask:
      "If any of it is kept, please tell me in writing, for each part, on which ground and until when it is kept, and do not use it for " +
      "anything but that ground. Please also tell the recipients of this data that it is to be erased.",
  },
  restriction: {
    title: "Request to restrict the processing of personal data",
    everything:
      "Please restrict the processing of all personal data you hold about me from the moment this letter is received.",
    categories:
      "Please restrict the processing of the following personal data from the moment this letter is received:",
    until: (day) => `The restriction is to hold up to and including this day: ${day}.`,
    ask: "Please confirm in writing from when the processing is restricted, and tell me before the restriction ends.",
  },
  lift: {
    title: "Request to lift a restriction of processing",
    statement: (number, receivedOn) =>
      `Please lift the restriction of processing set by my request No. ${number}, received ${receivedOn}.`,
    ask: "Please confirm in writing what is no longer restricted, and what stays restricted and why.",
  },
  correction: {
    title: "Request to correct personal data",
    statement: "Please correct the following data you hold about me.",
    head: ["Data", "On file now", "Correct value"],
    empty: "not given",
    remove: "to be removed",
    evidence: "Documents attached:",
    ask: "Please tell me, and the recipients of this data, once it has been corrected.",
  },
  request: {
    title: (right) => `Request: ${right}`,
    statement: (right) => `I am using my right: ${right}.`,
    takenBack: (right) => `I take this back: ${right}. From now on it no longer holds.`,
    isItYours: (right) =>
      `We received an e-mail that asks for this: ${right}. Is it from you? Write “yes” or “no” here. Nothing is done until you confirm it.`,
    about: "The request concerns:",
    handTo: (service) => `Please hand the data straight to: ${service}. I consent to that.`,
    words: "What I ask",
    ask: "Please tell me in writing what you decide and on which ground.",
  },
  appealed: {
    title: "Appeal against a decision",
    statement: (right, number, receivedOn) =>
      `I do not agree with the decision on my request ${number} (“${right}”), received ${receivedOn}, and ask for it to be looked at again.`,
    late: (right, number, receivedOn) =>
      `My request ${number} (“${right}”), received ${receivedOn}, was not answered in time. I appeal against this and ask for it to be decided.`,
    head: ["Fact", "What it was"],
    request: "Request and day of receipt",
    right: "Right used",
    what: "About",
    dueOn: "Answer due by",
    decision: "Decision",
    decidedOn: "Day of the last letter",
    ground: "Ground given",
    decided: {
      refused: "refused",
      deferred: "the rest is put off",
      lapsed: "closed without a decision because no answer came from me",
      overdue: "the term is over and there is no decision",
      done: "said to be carried out",
      partly: "carried out in part",
      answered: "answered",
      upheld: "said to be upheld",
      partly_upheld: "upheld in part",
      not_upheld: "not upheld",
    },
    ask:
      "I ask that staff who took no part in the case look at this appeal and tell me in writing what they decide and on which ground. " +
      "If the decision is overturned, I ask for my request to be carried out in full.",
  },
  claim: {
    amount: "Sum claimed",
    demand: "Demand",
    title: "Pre-trial claim",
    statement: (right) => `We make a claim against you before going to court (“${right}”).`,
    facts: "What the claim rests on",
    dueOn: (date) => `We expect your answer ${date}.`,
    how: "How the term was reckoned",
    answer: (url) => `You can agree or object on the portal: ${url}`,
    keeps: "Until the claim is settled, the data it needs is kept and not erased.",
    closing: (number) => `We have considered your answer to our claim ${number}. What follows is the result.`,
  },
  agencyComplaint: {
    title: "Complaint about the handling of personal data",
    statement: (organisation, right, number, receivedOn) =>
      `I complain about the answer of ${organisation} to my request ${number} (“${right}”), received ${receivedOn}.`,
    late: (organisation, right, number, receivedOn) =>
      `${organisation} did not answer my request ${number} (“${right}”), received ${receivedOn}, in time. I complain about this.`,
    organisation: "Organisation",
    facts: "What happened",
    answered: "The organisation’s last letter",
    appealed: "Appeal to the organisation itself",
    appealedAs: (number, receivedOn, decision) => `${number}, ${receivedOn}: ${decision}`,
    appealOpen: "being looked at",
    wanted: "I ask you",
    wants: [
      "to check whether the law on personal data is kept in this case;",
      "to oblige the organisation to carry out my request, if a breach is found;",
      "to tell me in writing what you found.",
    ],
    enclosed: (number) => `Enclosed: the evidence file of request ${number}.`,
  },
  evidence: evidenceTexts.en,
  until: {
    event: (event) => `until this happens: ${event}`,
    after: (event, n, unit) => `${n} ${span(n, unit)} after: ${event}`,
    record: (record) => `until this is closed: ${record}`,
    review: (date) => `to be reviewed: ${date}`,
  },
  clause: (clause) => `clause ${clause} of the policy`,
  article: (act, article) => `${act}, article ${article}`,
  dear: (name) => `Dear ${name},`,
  decision: {
    title: (number) => `Decision on request No. ${number}`,
    opening: (right, number, receivedOn) =>
      `We have considered your request No. ${number} (“${right}”), received ${receivedOn}. Our decision is set out below.`,
    acts: {
      erase: "will be erased",
      mask: "will be depersonalised",
      correct: "will be corrected",
      restrict: "processing will be restricted",
      unrestrict: "the restriction will be lifted",
      stop: "will be stopped",
      absent: "not held",
    },
    done: "What will be done",
    doneHead: ["Data or purpose", "Action"],
    continues: "What continues, and why",
    continuesLead: "These operations continue only as far as the ground shown allows.",
    continuesHead: ["Purpose and operations", "Ground", "Until when"],
    kept: "What is kept, and why",
    keptLead:
      "This data is kept for the ground shown and for nothing else. It is not used for advertising, automated assessment or research, and is " +
      "not passed to third parties unless that ground itself requires it.",
    keptHead: ["Data", "Ground", "Until when"],
    refused: "What is refused, and why",
    refusedHead: ["Asked", "Ground"],
    deferred: "What will be done later",
    deferredLead:
      "The rest completes by itself when the condition shown is met. You need not ask again: we will tell you when it is done.",
    deferredHead: ["Data or purpose", "What we are waiting for"],
    explanation: "Explanation",
  },
  byHand: {
    title: "What our systems cannot do by themselves",
    head: ["Data or purpose", "What becomes of it"],
  },
  reply: {
    title: (number) => `Answer to request No. ${number}`,
    opening: (right, number, receivedOn) =>
      `We have considered your request No. ${number} (“${right}”), received ${receivedOn}. Our answer is set out below.`,
    about: "The request concerns:",
    outcome: {
      title: "Decision",
      upheld: "Your request is upheld.",
      partly_upheld: "Your request was upheld in part. The ground and the explanation for the rest follow.",
      overturned: "Your appeal was upheld: the decision is overturned.",
      partly_overturned:
        "Your appeal was upheld in part. The ground and the explanation for the rest follow.",
      confirmed: "Your appeal was not upheld: the decision stands. The ground and the explanation follow.",
      not_upheld: "Your request is not upheld. The ground and the explanation are given below.",
    },
    ground: "Ground",
    words: "Answer",
  },
  appeal: {
    heading: "If you do not agree with the decision",
    lead: "You may choose any of these ways:",
    within: (term) => `Answered within ${term}.`,
    link: (url) => `Ready appeal: ${url}`,
    portal: [
      "Appeal on this portal",
      "open the request in your cabinet and press “Appeal”; people who took no part before will look at it",
    ],
    agency: [
      "Complain to the State Agency for the Protection of Personal Data",
      "on its site dpa.gov.kg or in writing",
    ],
    court: ["Go to court", "in the manner set by the law of the Kyrgyz Republic"],
  },
  dataProtection: (contact) => `Questions about personal data are answered by: ${contact}.`,
  respectfully: "Yours faithfully",
  decidedBy: "Decided by",
  unasked: (rules) =>
    `You did not ask for this. We erase data ourselves once the time for which we may keep it is over: ${rules}. The request with this number is our own record of it.`,
  certificate: {
    title: (number) => `Certificate of fulfilment of request No. ${number}`,
    opening: (name, right, number, receivedOn) =>
      `On request No. ${number} (“${right}”), received ${receivedOn}. Data subject: ${name}.`,
    basis:
      "This certificate was made after the work was carried out, by reading again the sources that hold the data. Only what was " +
      "confirmed by reading again is called done.",
    acts: {
      erase: "Erased",
      mask: "Depersonalised",
      correct: "Corrected",
      restrict: "Processing restricted",
      unrestrict: "Restriction lifted",
      stop: "Stopped",
      absent: "Not held",
    },
    actHead: ["Data", "Source", "Count", "When"],
    unread: "Not confirmed by reading again",
    unreadLead: "These operations were carried out, but we could not read their result in the source.",
    unreadHead: ["Data", "Source", "Cause"],
    kept: "Kept, and restricted to its ground",
    keptHead: ["Data", "Count", "Ground", "Until when"],
    recipients: "Recipients of the data",
    recipientsHead: ["Recipient", "State"],
    told: (when) => `told: ${when}`,
    confirmed: (when) => `confirmed that it was done: ${when}`,
    notHeld: (when) => `answered that it does not hold this data: ${when}`,
    refused: (when) => `refused: ${when}`,
    untold: "the notice goes out with this certificate",
    whereAnswers: "What each recipient answers is shown in your cabinet, on the page of this request.",
    noRecipients: "No notices to recipients were sent under this certificate.",
    backups: "Back-up copies",
    backupsUntil: (until) =>
      `The data may remain in back-up copies ${until}. If a copy is restored, what this certificate records is carried out again.`,
    backupsUnknown:
      "The data may remain in back-up copies until these are overwritten. If a copy is restored, what this certificate records is carried out again.",
    rescan: "What reading again found",
    rescanHead: ["Source", "When", "Found"],
    asStated: "as stated above",
    nothingFound: "nothing",
    onlyKept: (count) => `records: ${count}, all kept on the grounds shown above`,
    remains: (count) => `records still there: ${count}, the work goes on`,
    unreachable: "the source did not answer; it was not checked",
    restriction: "What to know about the restriction",
    restrictedUntil: (day) =>
      `The restriction holds up to and including this day, as you asked: ${day}. You are told before it ends.`,
    stillRestricted: (what) =>
      `Stays restricted, because another request of yours or a ground for keeping restricts it: ${what}.`,
    nothingDone: "No change was confirmed by reading again.",
  },
  handOver: {
    title: (number) => `Answer to request No. ${number}: what is held about you`,
    opening: (right, number, receivedOn) =>
      `On your request No. ${number} (“${right}”), received ${receivedOn}, we read our systems anew. What they hold about you is handed over to you in full.`,
    given: "What was handed over",
    maskedLead: "What is about other people is listed, but its values are masked.",
    givenHead: ["Data", "Items", "Of them masked"],
    nothing: "Our systems hold nothing about you in what you asked for.",
    why: "What it is used for, who may receive it, until when it is kept",
    whyHead: ["Data", "Purpose and legal basis", "Who may receive it", "Until when"],
    notHeld: "What we do not hold at all",
    notHeldHead: ["Data", "Why"],
    sources: "Systems that were asked",
    sourcesHead: ["Source", "When", "Answer"],
    answered: "answered",
    unknown: "answered: holds nothing under your identifiers",
    disclosures: "Who was given your data",
    disclosuresHead: ["Recipient", "Purpose", "When"],
    noDisclosures: "No disclosure of your data to anybody is recorded in this portal.",
    fileTitle: "The file",
    file: (size, sha256) =>
      `One archive (ZIP), ${size}. SHA-256: ${sha256}. Its manifest lists every file with its own SHA-256.`,
    way: {
      cabinet: (until) =>
        `It can be saved in your cabinet ${until}. After that it is gone; you can ask for another at any time, free of charge.`,
      desk: (until) =>
        `Staff give it to you at the office, printed or as a file, ${until}. After that it is gone; you can ask for another at any time, free of charge.`,
    },
    service: (title, on, reference) =>
      `As you asked, the same archive was given to “${title}” ${on} (${reference}).`,
  },
  consentEnded: {
    title: "Your consent has ended by itself",
    opening: (event, on, clause) =>
      `This was recorded ${on}: ${event}. Under clause ${clause} of the policy your consent was given only until then, ` +
      "so it ended without any request.",
    stopped: "What has stopped",
    stoppedHead: ["Purpose", "Operations"],
    kept: "What is still kept, and why",
    nothingToDo: "You need not do anything.",
  },
  consentReceipt: consentTexts.en,
  clock: {
    extension: {
      title: (number) => `Notice that the term of request ${number} is extended`,
      opening: (right, number, receivedOn) =>
        `The term for answering your request ${number} ("${right}"), received ${receivedOn}, is extended. A term is extended only once.`,
      due: (until) => `We will answer ${until}.`,
      reason: "Reason for the extension",
      how: "How the term was counted",
      source: "Ground for the extension",
    },
    reminder: {
      title: (number) => `Request ${number}: we await your answer`,
      opening: (right, number, receivedOn, since) =>
        `A question about your request ${number} ("${right}"), received ${receivedOn}, was sent to you ${since}. No answer has come yet.`,
      last: (until) => `We wait for the answer ${until}. If none comes, the request is closed.`,
      never:
        "A withdrawal of consent is not closed for want of an answer, but your answer helps us to carry it out sooner.",
      how: "The question and the way to answer it are with the request in your cabinet; you may also answer at the office. It is free of charge.",
    },
    lapse: {
      title: (number) => `Request ${number} is closed`,
      opening: (right, number, receivedOn, since) =>
        `A question about your request ${number} ("${right}"), received ${receivedOn}, was sent to you ${since}. We reminded you twice and no answer came, so the request is closed.`,
      again: (until) =>
        `You can open it again in your cabinet ${until}: send what was asked for, and the term begins anew.`,
      anew: "You can send a new request at any time.",
    },
    liftNotice: {
      title: (number) => `End of the restriction of processing of request ${number}`,
      opening: (number, receivedOn) =>
        `The processing of your data is restricted by your request ${number}, received ${receivedOn}.`,
      day: (on) => `This restriction is lifted ${on}. Until then it holds in full.`,
      reason: "Reason",
      object:
        "If you disagree, you can complain before that day in the ways below: the restriction is not lifted while a complaint is being looked at.",
    },
    release: {
      title: (number) => `Request ${number}: what waited is being carried out`,
      opening: (right, number, receivedOn) =>
        `The part of your request ${number} ("${right}"), received ${receivedOn}, that waited is carried out now: what it waited for is confirmed.`,
      evidence: "How it was confirmed",
    },
  },
  pdf: {
    registered: "Registration number",
    page: (n, of) => `Page ${n} of ${of}`,
    digest: "SHA-256 of the text",
    registeredBy: "Registered by",
  },
}
