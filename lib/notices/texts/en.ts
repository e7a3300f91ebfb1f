import { checkpoints } from "@/lib/notices/texts/checkpoints"
import { type NoticeTexts, plain } from "@/lib/notices/texts/shape"

/** Until when the address of a task opens, where it has an end. */
const opensUntil = (p: { until?: string }): string => (p.until ? ` The address opens until ${p.until}.` : "")

export const en: NoticeTexts = {
  sign_up_code: (p) =>
    plain(
      "Your sign-up code",
      `Your code: ${p.code}\nIt is good for 15 minutes. Tell it to nobody.`,
      `${p.code} is your sign-up code\n@${p.host} #${p.code}`,
    ),
  already_registered: (p) =>
    plain(
      "You already have a cabinet",
      `You are registered already. Sign in: ${p.link}`,
      `You are registered already: ${p.link}`,
    ),
  contact_code: (p) =>
    plain(
      "Your confirmation code",
      `Your code: ${p.code}\nIt is good for 15 minutes. Tell it to nobody.`,
      `${p.code} is your confirmation code\n@${p.host} #${p.code}`,
    ),
  signing_code: (p) =>
    plain(
      "Your code to sign a letter",
      `Your code: ${p.code}\nIt signs the letter you are looking at, within five minutes. Tell it to nobody. If you did not ask for it, somebody else is in your cabinet: ${p.link}`,
      `${p.code} signs your letter. Tell it to nobody\n@${p.host} #${p.code}`,
    ),
  sign_in_changed: (p) =>
    plain(
      "How you sign in was changed",
      `What you sign in to the portal with was changed on ${p.date}; sign-ins on other devices are closed. If that was not you, tell us at once: ${p.link}`,
      `Your sign-in was changed on ${p.date}. If not by you: ${p.link}`,
    ),
  recovery_used: (p) =>
    plain(
      "A recovery code was used",
      `On ${p.date} somebody signed in to your staff account with a password and a recovery code. If that was not you, tell us at once: ${p.link}`,
      `A recovery code of yours was used on ${p.date}. If not by you: ${p.link}`,
    ),
  passkey_copied: (p) =>
    plain(
      "A passkey of yours was refused",
      `On ${p.date} a passkey of yours was refused: it counts as a copy of the device would. If you did not try to sign in, remove it in your account and tell us: ${p.link}`,
      `A passkey of yours was refused on ${p.date} as a copy. Look at it: ${p.link}`,
    ),
  recovery_code: (p) =>
    plain(
      "Your code for a new password",
      `Your code: ${p.code}\nIt is good for 15 minutes and sets a new password. Tell it to nobody. If you did not ask for it, somebody else did: do nothing.`,
      `${p.code} is your code for a new password\n@${p.host} #${p.code}`,
    ),
  access_recovered: (p) =>
    plain(
      "A new password was set",
      `On ${p.date} a new password was set with a code sent to a contact of yours. All sign-ins have ended. If that was not you, tell us: ${p.link}`,
      `A new password was set on ${p.date}. Not you? ${p.link}`,
    ),
  contact_changed: (p) =>
    plain(
      "Your contact was changed",
      `Your contact was changed on ${p.date}. If that was not you, tell us: ${p.link}`,
      `Your contact was changed on ${p.date}: ${p.link}`,
    ),
  received: (p) =>
    plain(
      `Request ${p.number} received`,
      `Your request ${p.number} is registered. We answer by ${p.date}.\nFollow it: ${p.link}`,
      `${p.number} received, answer by ${p.date}`,
    ),
  erasure_asked: (p) =>
    plain(
      `${p.number}: erasure of your data was asked for`,
      `Erasure of your data was asked for with request ${p.number}. Nothing is erased before ${p.date}. If that was not you, take it back: ${p.link}\nNo sign-in is needed.`,
      `${p.number}: erasure asked. Not you? Take it back by ${p.date}: ${p.link}`,
    ),
  question: (p) =>
    plain(
      `${p.number}: we need your answer`,
      `There is a question to you about request ${p.number}.\nAnswer: ${p.link}`,
      `${p.number}: a question to you ${p.link}`,
    ),
  our_claim: (p) =>
    plain(
      `${p.number}: a claim was made against you`,
      `The organisation made claim ${p.number} against you. Read the letter in your cabinet and answer by ${p.date}: ${p.link}`,
      `${p.number}: a claim against you, answer by ${p.date} ${p.link}`,
    ),
  answered: (p) =>
    plain(
      `${p.number}: the answer is ready`,
      `The answer to request ${p.number} is ready. Read the letter in your cabinet: ${p.link}`,
      `${p.number}: answer ready ${p.link}`,
    ),
  completed: (p) =>
    plain(
      `${p.number}: carried out`,
      `Request ${p.number} is carried out. The certificate is in your cabinet: ${p.link}`,
      `${p.number}: carried out ${p.link}`,
    ),
  supplement: (p) =>
    plain(
      `${p.number}: supplement to the certificate`,
      `The supplement to the certificate of request ${p.number} is ready: what recipients answered, or what later reading found. Read the letter in your cabinet: ${p.link}`,
      `${p.number}: supplement ready ${p.link}`,
    ),
  package_ready: (p) =>
    plain(
      `${p.number}: your data is ready`,
      `The data of request ${p.number} is ready. Save it in your cabinet by ${p.date}: ${p.link}`,
      `${p.number}: your data is ready until ${p.date} ${p.link}`,
    ),
  source_silent: (p) =>
    plain(
      `${p.number}: a system does not answer`,
      `Request ${p.number} cannot be carried out yet: a system does not answer. We try again by ourselves. Which one it is stands in your cabinet: ${p.link}`,
      `${p.number}: a system does not answer, we try again ${p.link}`,
    ),
  consent_expired: (p) =>
    plain(
      "Your consent has ended",
      `Your consent has run its time and ended by itself on ${p.date}. More: ${p.link}`,
      `Your consent ended on ${p.date}: ${p.link}`,
    ),
  swept: (p) =>
    plain(
      "Data whose time is over",
      `We erase your data that we may not keep any longer. You need not do anything. What was erased, in record No. ${p.number}: ${p.link}`,
      `Data whose time is over is erased, No. ${p.number}: ${p.link}`,
    ),
  restriction_end: (p) =>
    plain(
      `${p.number}: the restriction is being lifted`,
      `The restriction of processing of request ${p.number} is lifted on ${p.date}. If that was not you, tell us: ${p.link}`,
      `${p.number}: restriction lifted ${p.date} ${p.link}`,
    ),
  cancelled_for_you: (p) =>
    plain(
      `${p.number}: your request was cancelled`,
      `Request ${p.number} was cancelled, as you told us. If that was not you, tell us; you can send a new request at any time: ${p.link}`,
      `${p.number}: cancelled, as you told us ${p.link}`,
    ),
  upload_refused: (p) =>
    plain(
      `${p.number}: a document cannot be used`,
      `The virus scanner found something harmful in a document of request ${p.number}, and nobody opens it. We will ask you for another one, or bring the paper to an office: ${p.link}`,
      `${p.number}: a document cannot be used ${p.link}`,
    ),
  proof: (p) =>
    plain(
      `${p.number}: please show that it is you`,
      `We need to be sure that request ${p.number} is yours. What suffices and how to send it stands in your cabinet; it is free of charge: ${p.link}`,
      `${p.number}: show that it is you ${p.link}`,
    ),
  extended: (p) =>
    plain(
      `${p.number}: the term is extended`,
      `Request ${p.number} will be answered by ${p.date}. The letter says why: ${p.link}`,
      `${p.number}: answer now by ${p.date} ${p.link}`,
    ),
  reminder: (p) =>
    plain(
      `${p.number}: we await your answer`,
      `Your answer about request ${p.number} is awaited until ${p.date}.\nAnswer: ${p.link}`,
      `${p.number}: answer awaited until ${p.date} ${p.link}`,
    ),
  lapsed: (p) =>
    plain(
      `${p.number}: the request is closed`,
      `Request ${p.number} was closed because no answer came. The letter says how to open it again: ${p.link}`,
      `${p.number} closed, to open it again: ${p.link}`,
    ),
  found_again: (p) =>
    plain(
      `${p.number}: data is no longer as certified`,
      `What was done under request ${p.number} is no longer as its certificate says. We put it right: ${p.link}`,
      `${p.number}: data is no longer as certified ${p.link}`,
    ),
  released: (p) =>
    plain(
      `${p.number}: the rest is being carried out`,
      `The part of request ${p.number} that waited is being carried out now. The letter is in your cabinet: ${p.link}`,
      `${p.number}: the rest is being done ${p.link}`,
    ),
  digest: (p) => plain(`Terms of requests, ${p.date}`, `${p.list}\n\nQueue: ${p.link}`, `Terms: ${p.link}`),
  mandate_registered: (p) =>
    plain(
      "Somebody may act for you",
      `Somebody who may act for you was registered on ${p.date}. See who it is, or object: ${p.link}`,
      `Somebody may act for you since ${p.date}: ${p.link}`,
    ),
  mandate_ended: (p) =>
    plain(
      "Authority to act for another has ended",
      `Authority to act for another person ended on ${p.date}. More: ${p.link}`,
      `Authority to act ended on ${p.date}: ${p.link}`,
    ),
  mandate_given: (p) =>
    plain(
      "You may act for somebody",
      `Your authority to act for somebody was registered on ${p.date}. In your cabinet: ${p.link}`,
      `You may act for somebody since ${p.date}: ${p.link}`,
    ),
  account_invitation: (p) =>
    plain(
      "Your link to the cabinet",
      `Set a password by this link and sign in: ${p.link}\nIt works once, within three days. Give it to nobody.`,
      `Your way into the cabinet: ${p.link}`,
    ),
  put_to_you: (p) =>
    plain(
      `Request ${p.number}: a decision is put to you`,
      `A decision on request ${p.number} is put to you. Approve it or send it back: ${p.link}`,
      `${p.number}: a decision is put to you ${p.link}`,
    ),
  permission_asked: (p) =>
    plain(
      "Your permission to pass your data on is asked",
      `The organisation asks your permission to pass your data on. Read it in your cabinet and give or refuse it: ${p.link}`,
      `Your permission to pass your data on is asked: ${p.link}`,
    ),
  disclosed_many: (p) =>
    plain(
      `${p.organisation}: your data was given to a third party`,
      `${p.organisation} gave your data to ${p.whom} on ${p.date}. What was given: ${p.what}.\n\nOn which ground stands in your cabinet: ${p.link}`,
      `${p.organisation}: your data was given to ${p.whom}. ${p.link}`,
    ),
  disclosed: (p) =>
    plain(
      "Your data was given to a third party",
      `Your data was given to a third party. To whom, what and on which ground stands in your cabinet: ${p.link}`,
      `Your data was given to a third party: ${p.link}`,
    ),
  calendar_warning: (p) =>
    plain(
      "The working calendar needs you",
      `Lunar days are not confirmed, or a year is missing by which requests will be counted. The calendar: ${p.link}`,
      `The working calendar needs you: ${p.link}`,
    ),
  alert_raised: (p) =>
    plain(
      "Somebody looked at people's data in an unusual way",
      `An alert waits for your finding: ${p.link}`,
      `An alert waits for your finding: ${p.link}`,
    ),
  source_stopped: (p) =>
    plain(
      "Writing to a source was stopped",
      `Nothing is written to it until an administrator lifts the stop. Which one, since when and why: ${p.link}`,
      `Nothing is written to it until an administrator lifts the stop. Which one, since when and why: ${p.link}`,
    ),
  source_resumed: (p) =>
    plain(
      "Writing to a source goes on",
      `An administrator lifted the stop; requests that waited go on by themselves: ${p.link}`,
      `An administrator lifted the stop; requests that waited go on by themselves: ${p.link}`,
    ),
  source_drift: (p) =>
    plain(
      "A source no longer fits its data map",
      `Something in its tables, columns or rights changed, or is not in the map. What it is and what to do: ${p.link}`,
      `A source no longer fits its data map: ${p.link}`,
    ),
  ...checkpoints.en,
  forged_part: (p) =>
    plain(
      "A request this portal did not open",
      `It was written into the database in another way. Nothing of it was carried out. Look at it, and at who can write to the database: ${p.link}`,
      `A request this portal did not open was refused: ${p.link}`,
    ),
  still_right: (p) =>
    plain(
      "Is your data still right?",
      `Look whether what ${p.organisation} holds about you is still right, and correct what has changed: ${p.link}\nReminders can be switched off on that page.`,
      `Is your data still right? Look and correct it: ${p.link}`,
    ),
  breach: (p) =>
    plain(
      `${p.organisation}: what happened to your data`,
      `${p.organisation} tells you (notice ${p.number}, ${p.date}): ${p.what}.\n\nWhat to do: ${p.advice}\n\nMore, in your cabinet: ${p.link}`,
      `${p.organisation}, ${p.number}: ${p.what}. ${p.link}`,
    ),
  new_edition: (p) =>
    plain(
      `${p.organisation}: a new edition of the privacy policy`,
      `${p.organisation} changes its privacy policy from ${p.date} on. What changes, and the whole text: ${p.link}\n\nYou may leave: take back your consents or have your account deleted in your cabinet, before that day or after. To go on using the service is not consent to a new purpose: you are asked for that apart.`,
      `${p.organisation}: new privacy policy from ${p.date}. What changes and how to leave: ${p.link}`,
    ),
  source_task: (p) =>
    plain(
      `Personal data: you are asked to do something, ${p.number}`,
      `${p.organisation} asks you to do something with personal data that you keep. What, and about whom, stands at this address, which is for you alone: ${p.link}\nAnswer there by ${p.date}. Our number is ${p.number}.${opensUntil(p)}`,
      `${p.number}: about data that you keep, answer by ${p.date} ${p.link}`,
    ),
  source_task_reminder: (p) =>
    plain(
      `Reminder: personal data, ${p.number}`,
      `We asked you to do something with personal data that you keep and have no answer yet. What, and about whom, stands at this address, which is for you alone: ${p.link}\nAnswer there by ${p.date}. Our number is ${p.number}.${opensUntil(p)}`,
      `${p.number}: reminder about data that you keep, answer by ${p.date} ${p.link}`,
    ),
  steward_task: (p) =>
    plain(
      "A task about data kept by hand waits for you",
      `You keep data that no program reads, and are asked to do something with it. What, about whom and by when: ${p.link}`,
      `A task about data kept by hand waits for you: ${p.link}`,
    ),
  steward_task_reminder: (p) =>
    plain(
      "Reminder: a task about data kept by hand",
      `Nobody answered yet what became of data kept by hand. What is asked, about whom and by when: ${p.link}`,
      `Reminder: a task about data kept by hand: ${p.link}`,
    ),
  recipient_notice: (p) =>
    plain(
      `Notice about personal data, ${p.number}`,
      `Personal data that you received from ${p.organisation} has changed. What you are to do with it, and about whom, stands at this address, which is for you alone: ${p.link}\nAnswer there by ${p.date}: done, not held, or refused and why. Our number is ${p.number}.`,
      `${p.number}: a notice about data you received, answer by ${p.date} ${p.link}`,
    ),
  recipient_reminder: (p) =>
    plain(
      `Reminder: notice about personal data, ${p.number}`,
      `You have not answered the notice ${p.number} of ${p.organisation} about personal data you received. It is at ${p.link}\nAnswer there by ${p.date}. The person is shown whether you answered.`,
      `${p.number}: answer by ${p.date} ${p.link}`,
    ),
}
