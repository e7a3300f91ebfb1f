import { z } from "zod"
import { FieldType } from "@/lib/policy/schema"
import { Code, FactCode, OperationCode, Text } from "@/lib/policy/text-schema"
import { AnySource } from "./any-source"
import { FilesMap } from "./files/map"
import { HttpMap } from "./http/map"
import { ManualMap } from "./manual/map"
import { Assignments, Key, Name, Owner, Reference, Scalar, Step, Table, Where } from "./reach-schema"
import { Restriction } from "./restriction-map"
import { Normalise } from "./spelling"

/**
 * How a field loses its value when its row stays: `null`; a constant; a digest of the row's own key (never of the
 * value); other letters and digits of the same shape; the first day of the year; `derived`: nothing of ours, since
 * the source makes the value from other columns of the row. `beside`: the constant is also an ordinary value, and means
 * "erased" only where these columns of the row hold as well. `with`: a key that cannot be emptied, and names nothing any
 * more once that other field of the row is erased.
 */
const Erase = z.union(
  [
    z.literal("null"),
    z.literal("hash"),
    z.literal("random_same_shape"),
    z.literal("truncate_date"),
    z.literal("derived"),
    z.strictObject({ fixed: Scalar, beside: Where.optional() }),
    z.strictObject({ with: Code }),
  ],
  {
    error:
      'must be "null", "hash", "random_same_shape", "truncate_date", "derived", "fixed: VALUE" or "with: FIELD"',
  },
)

/** Who gave a value: one code of the policy, or a column whose values stand for codes. */
const Origin = z.union([
  Code,
  z.strictObject({ column: Name, codes: z.record(z.string(), Code), else: Code }),
])
export type Origin = z.infer<typeof Origin>

/**
 * One column, or one path inside a jsonb column, and what it is in the policy. `shared`: the column lies in the
 * table the entry shares with others. `through`: the column lies where these steps lead from the row (each step's
 * columns to the previous table's), to what is not the person's own: read with the row, and never changed.
 * `largeObject`: the column holds the number of a large object, which is the value. `zone`: a timestamp without zone is
 * local time there.
 * `mediaType`: the column that says what a scan is. `correct`: a new value may be written; a `mark` is written only
 * where a right's effects set it, and nobody types it.
 */
const Field = z.strictObject({
  column: Name,
  path: z.array(z.string().min(1)).min(1).optional(),
  shared: z.literal(true).optional(),
  through: z.array(Step).min(1).optional(),
  largeObject: z.literal(true).optional(),
  category: Code,
  field: Code,
  type: FieldType,
  zone: z.string().optional(),
  mediaType: Name.optional(),
  origin: Origin.optional(),
  givenAt: Name.optional(),
  thirdPerson: z.boolean().optional(),
  erase: Erase.optional(),
  correct: z.union([z.literal(true), z.literal("mark")]).optional(),
})
export type Field = z.infer<typeof Field>

/**
 * Rows that several people can share, reached from this entry's rows (`on`: shared column to entry column). They are
 * never destroyed while another needs them, and corrected on a copy of their own (`copy`: the columns it takes over).
 */
const Shared = z.strictObject({
  table: Table,
  primaryKey: z.array(Name).min(1),
  on: z.record(Name, Name),
  copy: z.array(Name).min(1),
})
export type Shared = z.infer<typeof Shared>

/**
 * One way from a person to rows of one table. `rows`: what erasing every category in a row does to it: delete it,
 * keep it and empty its fields, or detach it from the shared row; `read`: nothing can be written here; `follow`: nothing
 * need be, since the rows are made from those of other entries (a view), anew with `refresh` (a materialised one).
 * `trail`: the source's own triggers write rows here when other rows change; those an erasure makes go with it. `refers`: foreign keys to rows of other entries;
 * `releases`: those of them that may be emptied so that the other row can go.
 * `touch`: columns to set with every change of a row.
 */
const Entry = z.strictObject({
  table: Table,
  primaryKey: z.array(Name).min(1),
  subject: Owner,
  path: z.array(Step).optional(),
  where: Where.optional(),
  shares: Shared.optional(),
  origin: Origin,
  givenAt: Name.optional(),
  recordedAt: Name.optional(),
  zone: z.string().optional(),
  rows: z.enum(["delete", "keep", "detach", "read", "follow"]),
  trail: z.literal(true).optional(),
  refresh: z.literal(true).optional(),
  refers: z.array(Name).min(1).optional(),
  releases: z.array(Name).min(1).optional(),
  touch: Assignments.optional(),
  fields: z.array(Field).min(1),
})
export type Entry = z.infer<typeof Entry>

/** Whether values of the entry lie outside its rows. */
export const holdsLargeObjects = ({ fields }: Pick<Entry, "fields">): boolean =>
  fields.some(({ largeObject }) => largeObject)

/** Whether an erasure may take whole rows. */
export const letsRowsGo = ({ rows }: Pick<Entry, "rows">): boolean => rows === "delete" || rows === "detach"

const Identity = z.strictObject({
  kind: Code,
  column: Name,
  /** The steps from the person's row to where the column lies; several rows there are several such identifiers. */
  through: z.array(Step).min(1).optional(),
  normalise: Normalise,
  /** It names one person for life: a different value means a different person. */
  proves: z.boolean().optional(),
})
export type Identity = z.infer<typeof Identity>

/** A mark per purpose and operation, one row each, made when absent. */
const FlagRows = z.strictObject({
  table: Table,
  subject: Key,
  purpose: Name,
  operation: Name,
  value: Name,
  set: Assignments.optional(),
  category: Code,
})
export type FlagRows = z.infer<typeof FlagRows>

/**
 * Rows that record an agreement and are closed when its purpose stops altogether. A later consent is a new row made
 * by the source's own program, so nothing here reopens one.
 */
const Closing = z.strictObject({
  purposes: z.array(Code).min(1),
  table: Table,
  primaryKey: z.array(Name).min(1),
  subject: Key,
  where: Where.optional(),
  /** The column that names the purpose, where one table holds several. */
  purpose: Name.optional(),
  /** What an agreement in force looks like. */
  open: Where,
  set: Assignments,
  category: Code,
})
export type Closing = z.infer<typeof Closing>

const Processing = z.strictObject({
  flags: FlagRows,
  /** Purpose to the operations the source can stop. */
  purposes: z.record(Code, z.array(OperationCode).min(1)),
  closing: z.array(Closing).optional(),
})
export type Processing = z.infer<typeof Processing>

/**
 * How somebody who is no customer is found: by a phone that a customer gave. Of the rows of `entry` whose `phone` column
 * holds it, the fields marked `thirdPerson` are about them; `origin` is what such data come from, seen from their side.
 */
const ContactPersons = z.strictObject({ entry: Code, phone: Name, origin: Code })

/**
 * What `source check` need not name again, and why: a column, a trigger or a view of a table, or the whole table. It was
 * looked at, and holds nothing of a person that the map misses.
 */
const Ignored = z.strictObject({
  table: Table,
  column: Name.optional(),
  trigger: Name.optional(),
  view: Table.optional(),
  reason: z.string().min(1),
})

/**
 * A question in SQL. `$1` is the source's key of one person, `$2` the next column of a key of several. One row: `value` (true, false, null for unknown),
 * `since` (date or null), `evidence` (json without names or contacts). `reads`: tables and columns it needs.
 */
const Fact = z.strictObject({ sql: z.string().min(1), reads: z.record(Table, z.array(Name).min(1)) })
export type Fact = z.infer<typeof Fact>

/** A database of tables that the portal reads and writes itself. */
export const RelationalMap = z.strictObject({
  ...AnySource,
  connector: z.enum(["postgres", "mysql"]),
  subject: z.strictObject({
    table: Table,
    key: Key,
    kind: Code,
    identifiers: z.array(Identity).min(1),
    /** What the person is called, in the order it is said; see `calledBy`. */
    name: z
      .array(z.strictObject({ category: Code, field: Code }))
      .min(1)
      .optional(),
    /** The column that says in which of the portal's languages a person is written to. */
    language: Name.optional(),
    /** Where letters to the person go: fields of one category, in the order they are written. */
    post: z.strictObject({ category: Code, fields: z.array(Code).min(1) }).optional(),
    restriction: Restriction.optional(),
  }),
  entries: z.record(Code, Entry),
  references: z.array(Reference).optional(),
  ignore: z.array(Ignored).min(1).optional(),
  contactPersons: ContactPersons.optional(),
  processing: Processing.optional(),
  facts: z.record(FactCode, Fact),
})
export type RelationalMap = z.infer<typeof RelationalMap>

/** One source, by the kind of its connector. Ask `holdings.ts` what it holds, whatever its kind. */
export const SourceMap = z.discriminatedUnion("connector", [RelationalMap, HttpMap, ManualMap, FilesMap])
export type SourceMap = z.infer<typeof SourceMap>

/** Whether the portal itself reads and writes the source's tables. */
export const isRelational = (map: SourceMap): map is RelationalMap => "entries" in map

/** Whether people carry out and answer what is asked of the source. */
export const isManual = (map: SourceMap): map is ManualMap => map.connector === "manual"

/** The variable with the secret by which a source signs; none where it tells nothing of itself. */
export const secretOf = (map: SourceMap): string | undefined =>
  "webhook" in map ? map.webhook?.secret : undefined

/** A source that is a system: it has an address. */
export type SystemMap = Exclude<SourceMap, ManualMap>

/** Where a thing the portal itself holds stands in the policy, and who gave it. */
const PortalField = z.strictObject({ category: Code, field: Code, origin: Code })

/**
 * What the portal itself holds of a person, in the policy's words. An identifier (`pin`, `phone`, `email`) is named as
 * soon as a source knows people by it.
 */
const PortalMap = z.strictObject({
  title: Text,
  holds: z.strictObject({
    pin: PortalField.optional(),
    phone: PortalField.optional(),
    email: PortalField.optional(),
    language: PortalField,
    opened_at: PortalField,
    signed_in_at: PortalField,
  }),
})
export type PortalMap = z.infer<typeof PortalMap>

/**
 * What codes and names inside the sources mean: a value wherever it stands, a value of one field, the name of a part of a
 * compound value or of a fact's evidence.
 */
const SourceWords = z.strictObject({
  values: z.record(z.string(), Text).optional(),
  fields: z.record(Code, z.record(z.string(), Text)).optional(),
  names: z.record(z.string(), Text).optional(),
})
export type SourceWords = z.infer<typeof SourceWords>

/** The name of the portal among the sources. */
export const PORTAL = "portal"

/** The contents of `data-map.yaml`: how the sources' tables, fields and keys are the policy's categories. */
export const DataMap = z.strictObject({
  version: z.int().min(1),
  policy: Code,
  /** Categories of the policy that no source holds, each with the reason. */
  notHeld: z.record(Code, Text).optional(),
  portal: PortalMap,
  words: SourceWords.optional(),
  sources: z.record(Code, SourceMap),
})
export type DataMap = z.infer<typeof DataMap>

/** The kinds of identifiers by which the sources know people. */
export const knownBy = (dataMap: DataMap): ReadonlySet<string> =>
  new Set(
    Object.values(dataMap.sources).flatMap(({ subject }) => subject.identifiers.map(({ kind }) => kind)),
  )

/** What a source is called on screens and in letters; the portal is one of them. */
export const sourceTitle = (dataMap: DataMap, name: string): Text | undefined =>
  name === PORTAL ? dataMap.portal.title : dataMap.sources[name]?.title
