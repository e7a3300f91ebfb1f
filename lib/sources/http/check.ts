import type { Finding } from "@/lib/policy/references"
import type { Path } from "@/lib/policy/yaml-source"
import { SourceRefused, SourceUnreachable } from "../failures"
import { openClient } from "./client"
import type { Answered } from "./contract"
import type { HttpMap } from "./map"

type About = Answered<"about">

/**
 * Compares a source's part of the data map with what the source says of itself: its people, fields, corrections, purposes
 * and facts. A source that does not answer, or not as the contract says, is a finding as well. Asks about nobody.
 */
export async function checkContract(
  name: string,
  map: HttpMap,
  url: string,
  secret: string | undefined,
): Promise<Finding[]> {
  const path: Path = ["sources", name]
  const { webhook, connection } = map
  if (secret === undefined)
    return [
      {
        path: [...path, "webhook", "secret"],
        reason: `${webhook.secret} is not set: give it the secret shared with this source.`,
      },
    ]
  try {
    const ask = openClient({ source: name, url, secret, seconds: map.limits.seconds })
    return compared(map, await ask("about", {}), path)
  } catch (error) {
    const here = [...path, "connection"]
    if (error instanceof SourceUnreachable)
      return [
        {
          path: here,
          reason: `The source does not answer at the address in ${connection}: ${error.message}.`,
        },
      ]
    if (error instanceof SourceRefused)
      return [
        {
          path: here,
          reason: `The source at the address in ${connection} does not speak the contract: ${error.message}.`,
        },
      ]
    throw error
  }
}

function compared(map: HttpMap, about: About, path: Path): Finding[] {
  const { subject, processing } = map
  const own =
    about.subject === subject.kind
      ? []
      : [
          {
            path: [...path, "subject", "kind"],
            reason: `The source calls its own key "${about.subject}": correct "kind".`,
          },
        ]
  return [
    ...own,
    ...missing(
      "people by",
      subject.identifiers.map(({ kind }) => kind),
      about.kinds,
      [...path, "subject", "identifiers"],
    ),
    ...Object.entries(map.holds).flatMap(([category, holding]) =>
      heldFindings(category, holding, about.categories[category], [...path, "holds", category]),
    ),
    ...unmapped(map, about, path),
    ...Object.entries(processing?.purposes ?? {}).flatMap(([purpose, operations]) =>
      missing(`how to stop "${purpose}" for`, operations, about.purposes[purpose] ?? [], [
        ...path,
        "processing",
        "purposes",
        purpose,
      ]),
    ),
    ...missing("the fact", map.facts, about.facts, [...path, "facts"]),
    ...missing("the addition", map.also ?? [], about.also, [...path, "also"]),
  ]
}

const missing = (what: string, wanted: readonly string[], known: readonly string[], path: Path): Finding[] =>
  wanted
    .filter((each) => !known.includes(each))
    .map((each) => ({
      path,
      reason: `The source does not know ${what} "${each}": take it out of the data map, or have the source answer it.`,
    }))

function heldFindings(
  category: string,
  { fields }: HttpMap["holds"][string],
  known: About["categories"][string] | undefined,
  path: Path,
): Finding[] {
  if (!known)
    return [
      {
        path,
        reason: `The source does not hold "${category}": take it out of the data map, or have the source answer it.`,
      },
    ]
  const corrects = Object.values(fields).some(({ correct }) => correct) && !known.can.includes("correct")
  return [
    ...missing(`in "${category}" the field`, Object.keys(fields), known.fields, [...path, "fields"]),
    ...(corrects
      ? [{ path, reason: `The source corrects nothing of "${category}": take "correct" out of its fields.` }]
      : []),
  ]
}

/** What the source holds of people and nobody would see: the map has to say what it is. */
const unmapped = ({ holds }: HttpMap, { categories }: About, path: Path): Finding[] =>
  Object.entries(categories).flatMap(([category, { fields }]) =>
    fields
      .filter((field) => !holds[category]?.fields[field])
      .map((field) => ({
        path: [...path, "holds"],
        reason: `The source holds "${field}" of "${category}" and the map does not: add it under "holds".`,
      })),
  )
