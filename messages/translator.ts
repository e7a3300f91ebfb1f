import { createTranslator, type TranslationValues } from "use-intl/core"
import type { Locale } from "@/lib/format/locale"
import { catalogue } from "./catalogue"

/** All messages, by namespace; the Kyrgyz ones give the keys the other languages must have. */
export type Messages = (typeof catalogue)["ky"]

export type Namespace = keyof Messages

const build = <const N extends Namespace>(locale: Locale, namespace: N) =>
  createTranslator<Messages, N>({
    locale,
    messages: catalogue[locale],
    namespace,
    timeZone: "Asia/Bishkek",
    // A missing message is a fault of the build, not something to paper over.
    onError: (error) => {
      throw error
    },
  })

const built = new Map<string, unknown>()

/**
 * The translator of one namespace in one language: `t("key", { name })`. Framework-free, for letters and notices as
 * for pages. Throws on a missing message or argument. Dates and sums are passed in as text made by `lib/format`.
 */
export const translatorFor = <const N extends Namespace>(locale: Locale, namespace: N) => {
  const key = `${locale} ${namespace}`
  const known = built.get(key)
  // The map holds under this key only what `build` returned for these very arguments.
  if (known) return known as ReturnType<typeof build<N>>
  const made = build(locale, namespace)
  built.set(key, made)
  return made
}

/**
 * The same for keys known only at run time, such as the code of an error: the text, or null when the namespace has no
 * such message. Throws when an argument is missing.
 */
export const looseTranslatorFor = (locale: Locale, namespace: Namespace): Loose => {
  const key = `${locale} ${namespace}`
  const made = loose.get(key) ?? buildLoose(locale, namespace)
  loose.set(key, made)
  return made
}

type Loose = (key: string, values?: TranslationValues) => string | null

const loose = new Map<string, Loose>()

// Not by asking the library, which also finds what every object has, such as a constructor.
const isMessage = (messages: object, key: string): boolean =>
  typeof key
    .split(".")
    .reduce<unknown>(
      (found, part) =>
        typeof found === "object" && found !== null && Object.hasOwn(found, part)
          ? Reflect.get(found, part)
          : undefined,
      messages,
    ) === "string"

function buildLoose(locale: Locale, namespace: Namespace): Loose {
  // Dotted keys reach nested messages; for the type every key is just a string.
  const messages = catalogue[locale][namespace] as unknown as Record<string, string>
  const t = createTranslator<Record<string, string>>({
    locale,
    messages,
    timeZone: "Asia/Bishkek",
    onError: (error) => {
      throw error
    },
  })
  return (key, values) => (isMessage(messages, key) ? t(key, values) : null)
}
