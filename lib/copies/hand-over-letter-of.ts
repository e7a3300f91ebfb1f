import { sourceIn, titleIn } from "@/lib/copies/copy"
import type { Made } from "@/lib/copies/package"
import { dayIn } from "@/lib/deadlines/day"
import { type HandOverInput, handOverLetter } from "@/lib/letters/hand-over-letter"
import type { Letter } from "@/lib/letters/letter"
import type { InForce } from "@/lib/policy/editions"
import { basis, category, purpose, recipient, textIn } from "@/lib/policy/lookup"
import { sizeIn } from "@/lib/records/words"
import type { Part } from "@/lib/requests/access"
import { letterhead } from "@/lib/requests/answer-letter"
import type { ReadingScope } from "@/lib/requests/scope"

type Given = {
  name: string
  appUrl: string
  made: Made
  expiresAt: Date
  service?: HandOverInput["service"] | undefined
}

/** The letter that goes with a package, in the person's language: everything in it is of the package's own summary. */
export function handOverLetterOf(
  inForce: InForce,
  part: Part,
  scope: ReadingScope,
  { name, appUrl, made, expiresAt, service }: Given,
): Letter {
  const { language } = part
  const { summary, size, hash } = made
  const about = { inForce, language }
  return handOverLetter({
    ...letterhead(inForce, part, { name, by: [], appUrl }),
    inFull: scope.right === "access",
    given: summary.categories.map((each) => givenIn(inForce, each, language)),
    notHeld: Object.entries(inForce.dataMap.notHeld ?? {})
      .filter(([code]) => scope.categories.includes(code))
      .map(([code, why]) => ({
        what: textIn(category(inForce.policy, code).title, language),
        why: why[language],
      })),
    sources: summary.sources.map(({ name: source, known, at }) => ({
      ...{ source: sourceIn(about, source), known, at: new Date(at) },
    })),
    disclosures: summary.disclosures.map(({ recipient: to, purpose: what, at }) => ({
      ...{ recipient: titleIn(about, to), purpose: titleIn(about, what), at: new Date(at) },
    })),
    file: {
      size: sizeIn(size, language),
      sha256: hash.toString("hex"),
      until: dayIn(expiresAt, inForce.policy.organisation.timezone),
      way: scope.atDesk ? "desk" : "cabinet",
    },
    ...(service ? { service } : {}),
  })
}

function givenIn(
  inForce: InForce,
  { code, items, masked, until }: Made["summary"]["categories"][number],
  language: Part["language"],
): HandOverInput["given"][number] {
  const held = category(inForce.policy, code)
  const why = held.purposes.map((each) => {
    const found = purpose(inForce.policy, each)
    return `${found.title[language]} (${basis(inForce.profile, found.basis).title[language]})`
  })
  return {
    what: held.title[language],
    count: items,
    masked,
    why: why.join("; "),
    recipients:
      held.recipients.map((each) => recipient(inForce.policy, each).title[language]).join("; ") || "–",
    until: until.join("; ") || "–",
  }
}
