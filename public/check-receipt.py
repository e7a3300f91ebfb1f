#!/usr/bin/env python3
"""Checks receipts without the portal: python3 check-receipt.py FILE… --key KEY

FILE is a .tlog-proof or the zip with all of a request; KEY is the organisation's, as it publishes it
(name+id+base64). Nothing is needed but Python 3. Exit 0: all hold; 1: something does not; 2: wrong usage.
Formats: c2sp.org/tlog-proof, c2sp.org/signed-note, RFC 6962; signatures: Ed25519 (RFC 8032).
"""
import base64
import hashlib
import json
import sys
import zipfile

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT = pow(2, (P - 1) // 4, P)


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def b64(text):
    raw = base64.b64decode(text, validate=True)
    if base64.b64encode(raw).decode() != text:
        raise ValueError("base64")
    return raw


def add(a, b):
    (x1, y1, z1, t1), (x2, y2, z2, t2) = a, b
    m, n = (y1 - x1) * (y2 - x2), (y1 + x1) * (y2 + x2)
    s, r = 2 * D * t1 * t2, 2 * z1 * z2
    e, f, g, h = n - m, r - s, r + s, n + m
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(n, point):
    found = (0, 1, 1, 0)
    while n:
        if n & 1:
            found = add(found, point)
        point, n = add(point, point), n >> 1
    return found


def point(raw):
    y = int.from_bytes(raw, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if x * x % P != square:
        x = x * ROOT % P
    if y >= P or x * x % P != square or (x == 0 and sign):
        return None
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


BASE = point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def is_signed(key, text, signature):
    a, r, s = point(key), point(signature[:32]), int.from_bytes(signature[32:], "little")
    if len(signature) != 64 or a is None or r is None or s >= ORDER:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + key + text).digest(), "little") % ORDER
    left, right = times(s, BASE), add(r, times(k, a))
    return all((left[i] * right[2] - right[i] * left[2]) % P == 0 for i in (0, 1))


def root_above(index, size, found, path):
    last = size - 1
    for beside in path:
        if index % 2 or index == last:
            found = sha256(b"\1", beside, found)
            while index and index % 2 == 0:
                index, last = index >> 1, last >> 1
        else:
            found = sha256(b"\1", found, beside)
        index, last = index >> 1, last >> 1
    return found if last == 0 else None


def signer_of(text, lines, key):
    name, key_id, raw = key
    for line in lines:
        dash, who, signature = line.split(" ")
        signature = b64(signature)
        if dash == "—" and who == name and signature[:4] == key_id:
            return is_signed(raw, text.encode(), signature[4:])
    return None


def check(file, key):
    """Names what does not hold of a receipt, and what it says."""
    head, _, checkpoint = file.decode("utf-8").partition("\n\n")
    header, extra, index, *path = head.split("\n")
    text, _, signatures = checkpoint.rpartition("\n\n")
    origin, size, root = (text + "\n").split("\n")[:3]
    if header != "c2sp.org/tlog-proof@v1" or extra[:6] != "extra " or index[:6] != "index ":
        raise ValueError("not a receipt")
    if not index[6:].isdigit() or not size.isdigit() or str(int(index[6:])) != index[6:] or checkpoint[-1:] != "\n":
        raise ValueError("index or size")
    carried = json.loads(b64(extra[6:]))
    if set(carried) not in ({"leaf"}, {"leaf", "salt", "content"}):
        raise ValueError("content")
    entry, at, count, faults = json.loads(carried["leaf"]), int(index[6:]), int(size), []
    if json.dumps(carried, ensure_ascii=False, separators=(",", ":")).encode() != b64(extra[6:]):
        faults.append("what it carries is not written as it should be")
    if "salt" in carried:
        commit = sha256(bytes.fromhex(carried["salt"]), carried["content"].encode())
        if commit.hex() != entry["commit"] or len(carried["salt"]) != 64:
            faults.append("the content is not what the entry commits to")
    leaf = sha256(b"\0", carried["leaf"].encode())
    above = root_above(at, count, leaf, [b64(line) for line in path]) if at < count else None
    if above != b64(root):
        faults.append("the entry is not in the tree of this checkpoint")
    signed = signer_of(text + "\n", signatures[:-1].split("\n"), key)
    if not signed or origin != key[0]:
        faults.append("no signature by this key" if signed is None else "the signature is false or another log's")
    return faults, f"{entry['act']} of {entry['at']}, entry {at} of {count}: {carried.get('content', 'not opened')}"


def main(args):
    if "--key" not in args or args.index("--key") + 2 > len(args) or len(args) < 3:
        print(__doc__)
        return 2
    at = args.index("--key")
    name, key_id, raw = args[at + 1].split("+", 2)
    if (raw := b64(raw))[:1] != b"\1" or sha256(name.encode(), b"\n", raw)[:4].hex() != key_id:
        print("The key is not written as a key is.")
        return 2
    found = 0
    for path in args[:at] + args[at + 2:]:
        pack = zipfile.ZipFile(path) if zipfile.is_zipfile(path) else None
        names = [name for name in pack.namelist() if name.endswith(".tlog-proof")] if pack else [path]
        files = [(name, pack.read(name) if pack else open(path, "rb").read()) for name in names]
        for name_in, file in files:
            try:
                faults, said = check(file, (name, bytes.fromhex(key_id), raw[1:]))
            except (ValueError, KeyError, IndexError, TypeError) as error:
                faults, said = [f"not written as a receipt is ({error})"], ""
            print(f"{name_in}: {'; '.join(faults)}" if faults else f"{name_in}: holds. {said}")
            found |= bool(faults)
    return found


sys.exit(main(sys.argv[1:]))
