// A PDF is kept as it came, since it may carry a signature; so it is read object by object, and one that could act, hide
// another file or be read as something else is refused.
import { PDFArray, PDFContext, PDFDict, PDFDocument, PDFName, PDFRawStream, PDFStream } from "@cantoo/pdf-lib"

const MOST_PAGES = 50
const MOST_OBJECTS = 200_000

/** Kinds of action and of form that run, start or send something, and names under which another file is carried. */
const ACTS = new Set(["JavaScript", "Launch", "ImportData", "SubmitForm", "Rendition", "RichMedia", "XFA"])
const CARRIES = new Set(["EmbeddedFile", "EmbeddedFiles", "FileAttachment", "GoToE"])

/** The same in the bytes themselves, for what another reader would find where ours does not look. */
const RAW_ACTS = /\/(JavaScript|Launch|ImportData|SubmitForm|RichMedia)\b/
const RAW_CARRIES = /\/(EmbeddedFiles?|FileAttachment|GoToE)\b/
const INNER_OBJECT = /\d\s{1,9}\d{1,9}\s{1,9}obj\b|\/ObjStm\b/

const latin1 = (bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1")
const plain = (text) =>
  text.replace(/#([0-9a-fA-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)))

/** Why the file is not taken, if it is not; what is kept is what came in. */
export async function examine(bytes) {
  const refused = byBytes(bytes) ?? (await byObjects(bytes))
  return refused ? { refused } : { mediaType: "application/pdf" }
}

function byBytes(bytes) {
  const text = plain(latin1(bytes))
  const end = text.lastIndexOf("%%EOF")
  if (end < 0) return "file_damaged"
  if (!text.startsWith("%PDF-") || isAlsoAnother(bytes, text, end)) return "file_two_in_one"
  if (/\/Encrypt\b/.test(text)) return "pdf_encrypted"
  if (RAW_ACTS.test(text)) return "pdf_active"
  return RAW_CARRIES.test(text) ? "pdf_carries_files" : null
}

const LONGEST_ZIP_END = 22 + 65_535

/** A zip is read from its end and a page of HTML from its beginning: either can be a PDF besides. */
function isAlsoAnother(bytes, text, end) {
  if (bytes.includes("PK\u0005\u0006", Math.max(0, bytes.length - LONGEST_ZIP_END), "latin1")) return true
  if (/<(html|script|svg|!doctype|body|iframe)\b/i.test(text.slice(0, 1024))) return true
  return /[^\s\0]/.test(text.slice(end + 5))
}

async function byObjects(bytes) {
  const read = everyObject()
  let kept
  try {
    const options = { updateMetadata: false, throwOnInvalidObject: true }
    kept = (await PDFDocument.load(bytes, options)).context.enumerateIndirectObjects()
  } catch (error) {
    return /encrypted/i.test(error.message) ? "pdf_encrypted" : "file_damaged"
  }
  if (read.length > MOST_OBJECTS) return "file_damaged"
  for (const object of read) {
    const refused = within(object)
    if (refused) return refused
  }
  const pages = kept.filter(([, object]) => isPage(object)).length
  if (pages === 0) return "file_damaged"
  return pages > MOST_PAGES ? "pdf_too_long" : null
}

/** What is read from now on: a later revision of an object replaces the earlier one, which another reader may still find. */
function everyObject() {
  const read = []
  const { assign } = PDFContext.prototype
  PDFContext.prototype.assign = function (ref, object) {
    read.push(object)
    return assign.call(this, ref, object)
  }
  return read
}

const isPage = (object) => object instanceof PDFDict && object.get(PDFName.of("Type")) === PDFName.of("Page")

/** Looks through one object, down to all that it holds directly. */
function within(object) {
  const rest = [object]
  for (let at = rest.pop(); at !== undefined; at = rest.pop()) {
    if (at instanceof PDFName) {
      const name = at.decodeText()
      if (ACTS.has(name)) return "pdf_active"
      if (CARRIES.has(name)) return "pdf_carries_files"
    } else if (at instanceof PDFArray) for (const one of at.asArray()) rest.push(one)
    else if (at instanceof PDFDict) {
      if (isCarrier(at)) return "pdf_carries_files"
      for (const [key, value] of at.entries()) rest.push(key, value)
    } else if (at instanceof PDFStream) {
      rest.push(at.dict)
      if (at instanceof PDFRawStream && INNER_OBJECT.test(latin1(at.contents))) return "file_damaged"
    }
  }
  return null
}

/** A file specification that has the file with it; its type need not be said. */
const isCarrier = (dict) => dict.has(PDFName.of("EF")) && ["F", "UF"].some((key) => dict.has(PDFName.of(key)))
