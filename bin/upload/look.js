// Looks at one uploaded file in a process of its own: node bin/upload/look.js MOST_BYTES < file
// Standard output: "+" once all is loaded, one line of JSON ({ "mediaType" } or { "refused" }), and then the bytes to
// keep, unless they are those that came in. Nothing touches the disk.
import { fileTypeFromBuffer } from "file-type"

// Standard output is for the answer; libraries that have something to say are not asked.
console.log = () => undefined

const LOOKS = {
  "application/pdf": "./pdf.js",
  "image/jpeg": "./image.js",
  "image/png": "./image.js",
  "image/heic": "./image.js",
}

async function look(bytes, most) {
  const found = (await fileTypeFromBuffer(bytes).catch(() => undefined))?.mime
  // A HEIC of several pictures or of a video's frame is called otherwise, and holds the same.
  const kind = /^image\/hei[cf](-sequence)?$/.test(found ?? "") ? "image/heic" : found
  const place = Object.hasOwn(LOOKS, kind ?? "") ? LOOKS[kind] : null
  const { examine } = place ? await import(place) : { examine: () => ({ refused: "file_not_as_named" }) }
  process.stdout.write("+")
  return examine(bytes, kind, most)
}

const chunks = []
for await (const chunk of process.stdin) chunks.push(chunk)
const { bytes, ...said } = await look(Buffer.concat(chunks), Number(process.argv[2]))
process.stdout.write(`${JSON.stringify(said)}\n`)
if (bytes) process.stdout.write(bytes)
