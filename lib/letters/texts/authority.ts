import type { Locale } from "@/lib/format/locale"
import type { ProofKind } from "@/lib/people/mandate"

/** The paper somebody acts under, and the legal entity they act for. */
type AuthorityTexts = {
  kinds: Record<ProofKind, string>
  document: (kind: string, number: string, issuedOn: string, issuer: string) => string
  entity: (name: string, taxNumber: string) => string
}

export const authorityTexts: Record<Locale, AuthorityTexts> = {
  ky: {
    kinds: {
      power_of_attorney: "ишеним кат",
      birth_certificate: "туулгандыгы жөнүндө күбөлүк",
      guardianship_order: "камкорчулук жөнүндө чечим",
      court_decision: "соттун чечими",
      charter_or_order: "устав же дайындоо жөнүндө буйрук",
      inheritance_certificate: "мураска укук жөнүндө күбөлүк",
    },
    document: (kind, number, issuedOn, issuer) => `${kind} № ${number}, ${issuedOn}, берген: ${issuer}`,
    entity: (name, taxNumber) => `юридикалык жак: ${name}, салык номери ${taxNumber}`,
  },
  ru: {
    kinds: {
      power_of_attorney: "доверенность",
      birth_certificate: "свидетельство о рождении",
      guardianship_order: "решение об опеке",
      court_decision: "решение суда",
      charter_or_order: "устав или приказ о назначении",
      inheritance_certificate: "свидетельство о праве на наследство",
    },
    document: (kind, number, issuedOn, issuer) => `${kind} № ${number}, ${issuedOn}, кем выдано: ${issuer}`,
    entity: (name, taxNumber) => `юридическое лицо: ${name}, ИНН ${taxNumber}`,
  },
  en: {
    kinds: {
      power_of_attorney: "power of attorney",
      birth_certificate: "birth certificate",
      guardianship_order: "guardianship order",
      court_decision: "court decision",
      charter_or_order: "charter or order of appointment",
      inheritance_certificate: "certificate of inheritance",
    },
    document: (kind, number, issuedOn, issuer) => `${kind} No. ${number} of ${issuedOn}, issued by ${issuer}`,
    entity: (name, taxNumber) => `for the legal entity ${name}, tax number ${taxNumber}`,
  },
}
