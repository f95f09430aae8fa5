import { createRequire as __WEBPACK_EXTERNAL_createRequire } from "module";
var __webpack_exports__ = {};

;// CONCATENATED MODULE: external "node:worker_threads"
const external_node_worker_threads_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:worker_threads");
;// CONCATENATED MODULE: external "node:fs"
const external_node_fs_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:fs");
;// CONCATENATED MODULE: external "node:path"
const external_node_path_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:path");
;// CONCATENATED MODULE: external "node:crypto"
const external_node_crypto_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:crypto");
;// CONCATENATED MODULE: external "node:zlib"
const external_node_zlib_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:zlib");
;// CONCATENATED MODULE: ./bundle/stage/module/event-loop.js
/** Long computations next to live sockets: the relay answers nobody while this thread computes. */
const waiting = [];
/**
 * Lets sockets and timers have their turn before more work is done. Of all computations that wait here one goes on per
 * turn: forty zips hashed side by side would otherwise keep a request of `go` waiting for forty pieces of work.
 */
function takeTurns() {
    return new Promise((resolve) => {
        waiting.push(resolve);
        if (waiting.length === 1)
            setImmediate(goOn);
    });
}
function goOn() {
    waiting.shift()?.();
    if (waiting.length > 0)
        setImmediate(goOn);
}
/**
 * Entries of a zip directory to look at between two turns. One costs up to 7 µs (measured with the 9,282 entries of a
 * toolchain), so this is below 4 ms.
 */
const entriesPerTurn = 500;

;// CONCATENATED MODULE: ./bundle/stage/module/hash-list.js
/** The list that an h1 hash is taken of (golang.org/x/mod/sumdb/dirhash, Hash1): every file's SHA-256 and name, sorted. */

function hashList(sums) {
    // Go sorts names by their UTF-8 bytes; JavaScript would sort by UTF-16 units, which differs above U+FFFF.
    const lines = sums
        .map(({ name, sum }) => ({ key: Buffer.from(name, 'utf8'), line: `${sum}  ${name}\n` }))
        .sort((a, b) => a.key.compare(b.key));
    return `h1:${(0,external_node_crypto_namespaceObject.hash)('sha256', lines.map(({ line }) => line).join(''), 'base64')}`;
}

;// CONCATENATED MODULE: ./bundle/stage/module/inflate-stream.js
/** A deflate stream of any length, inflated piece by piece. */


const readAheadBytes = 64 * 1024;
/** `length` bytes from `offset`, in pieces; fewer where the source ends. */
async function* readChunks(source, offset, length) {
    for (let done = 0; done < length; done += readAheadBytes) {
        const wanted = Math.min(readAheadBytes, length - done);
        const chunk = await source.read(offset + done, wanted);
        yield chunk;
        if (chunk.length < wanted)
            return;
        // A source in memory answers without ever leaving this turn of the event loop.
        await takeTurns();
    }
}
/** Stands for data that zlib could not read: told apart from an error of the source, which is passed on. */
const malformed = Symbol('malformed');
/** Inflates in zlib's own threads. Whoever stops reading early leaves nothing running. */
async function* inflate(packed) {
    const stream = (0,external_node_zlib_namespaceObject.createInflateRaw)({ chunkSize: readAheadBytes });
    // A write that is under way when the stream breaks never calls back: only the end of the stream tells.
    const closed = new Promise((resolve) => stream.once('close', resolve));
    let sourceError;
    const feed = async () => {
        try {
            for await (const chunk of packed) {
                if (stream.destroyed)
                    return;
                const written = new Promise((resolve) => stream.write(chunk, () => resolve()));
                await Promise.race([written, closed]);
            }
            stream.end();
        }
        catch (thrown) {
            sourceError = { thrown };
            stream.destroy();
        }
    };
    const feeding = feed();
    try {
        for await (const chunk of stream)
            yield chunk;
    }
    catch {
        if (!sourceError)
            yield malformed;
    }
    finally {
        stream.destroy();
        await feeding;
    }
    if (sourceError)
        throw sourceError.thrown;
}

;// CONCATENATED MODULE: ./bundle/stage/module/inflate-together.js
/**
 * Inflates many short deflate streams in one call of zlib. Node sets up a stream object for every call, which for the
 * median file of a module costs more than inflating it; a gzip file may hold many members, and those are free.
 */

/** What a member starts with (RFC 1952): deflate, no name, no time, unknown system. */
const header = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff]);
const magic = header.subarray(0, 3);
/** CRC and size. */
const trailerBytes = 8;
/**
 * The contents of all parts, or undefined where they have to be inflated one by one: not every part is a single stream
 * that fills `data` and inflates to its size and CRC.
 *
 * zlib looks for the next member wherever a stream ends, so a stream that ends early, or runs on into what follows, must
 * not be able to pass for others. Each member has to start with `magic`, which is allowed nowhere but where this function
 * put it. So a stream can only end before one of those places; if it skipped some, the CRC and size behind it are those of
 * the last part it swallowed, and the sum of all sizes, none of which is 0, cannot be reached any more.
 */
function inflateTogether(parts) {
    if (parts.length === 0)
        return [];
    if (parts.some(({ size }) => size < 1))
        return undefined;
    const starts = [];
    const packed = takeScratch(parts.reduce((sum, { data }) => sum + header.length + data.length + trailerBytes, 0));
    let end = 0;
    for (const { data, size, crc32 } of parts) {
        starts.push(end);
        end += header.copy(packed, end);
        end += data.copy(packed, end);
        end = packed.writeUInt32LE(crc32, end);
        end = packed.writeUInt32LE(size, end);
    }
    if (!startsOnlyAt(packed, starts))
        return undefined;
    const total = parts.reduce((sum, { size }) => sum + size, 0);
    const content = gunzip(packed, total);
    if (content?.length !== total)
        return undefined;
    let offset = 0;
    return parts.map(({ size }) => {
        offset += size;
        return content.subarray(offset - size, offset);
    });
}
let scratch = Buffer.alloc(0);
/** Fresh memory for every call would cost as much as filling it: the system hands it out page by page. */
function takeScratch(bytes) {
    if (scratch.length < bytes)
        scratch = Buffer.allocUnsafe(bytes);
    return scratch.subarray(0, bytes);
}
function startsOnlyAt(packed, starts) {
    let from = 0;
    for (const start of starts) {
        if (packed.indexOf(magic, from) !== start)
            return false;
        from = start + 1;
    }
    return packed.indexOf(magic, from) === -1;
}
function gunzip(packed, total) {
    try {
        // Room for one more byte shows that there are more; with none at all zlib would be called a second time to ask.
        return (0,external_node_zlib_namespaceObject.gunzipSync)(packed, { chunkSize: total + 64, maxOutputLength: total + 1 });
    }
    catch {
        return undefined;
    }
}

;// CONCATENATED MODULE: ./bundle/stage/module/version.js
/**
 * Versions of modules (semantic versions with a leading "v", golang.org/x/mod/semver) and of Go itself (go/version).
 */
const number = '0|[1-9][0-9]*';
const identifier = `(?:${number}|[0-9]*[A-Za-z-][0-9A-Za-z-]*)`;
const buildIdentifier = '[0-9A-Za-z-]+';
const semanticVersion = new RegExp(`^v(${number})(?:\\.(${number})(?:\\.(${number})` +
    `(-${identifier}(?:\\.${identifier})*)?(\\+${buildIdentifier}(?:\\.${buildIdentifier})*)?)?)?$`);
/** The parts of a semantic version; "v1" and "v1.2" stand for v1.0.0 and v1.2.0. Undefined if it is none. */
function parseVersion(version) {
    const found = semanticVersion.exec(version);
    if (!found)
        return undefined;
    const [, major = '', minor = '0', patch = '0', prerelease = '', build = ''] = found;
    return { major, minor, patch, prerelease, build };
}
/**
 * Below, at or above zero as `a` is lower than, equal to or higher than `b`. Build metadata (also "+incompatible") does
 * not count; what is no semantic version is lower than everything that is one.
 */
function compareVersions(a, b) {
    const left = parseVersion(a);
    const right = parseVersion(b);
    if (!left || !right)
        return Number(left !== undefined) - Number(right !== undefined);
    return (compareDecimals(left.major, right.major) ||
        compareDecimals(left.minor, right.minor) ||
        compareDecimals(left.patch, right.patch) ||
        comparePrereleases(left.prerelease, right.prerelease));
}
/**
 * The one spelling of a version that go.mod, go.sum and the module proxy protocol use: all three numbers, no build
 * metadata but "+incompatible". Undefined if the text is no semantic version (a branch name, "latest").
 */
function canonical(version) {
    const parsed = parseVersion(version);
    if (!parsed)
        return undefined;
    const kept = parsed.build === '+incompatible' ? parsed.build : '';
    return `v${parsed.major}.${parsed.minor}.${parsed.patch}${parsed.prerelease}${kept}`;
}
/** Whether the version is in the form go.mod, go.sum and the module proxy protocol use. */
function isCanonical(version) {
    return canonical(version) === version;
}
/**
 * Compares versions of Go ("1.25.13", "1.26rc1", also with "go" in front or a "-suffix" behind) by the rules of
 * go/version: "1.21" is lower than "1.21rc1", which is lower than "1.21.0". What is no version of Go is lowest.
 */
function compareGoVersions(a, b) {
    const left = parseGoVersion(a);
    const right = parseGoVersion(b);
    return (compareDecimals(left.major, right.major) ||
        compareDecimals(left.minor, right.minor) ||
        compareDecimals(left.patch, right.patch) ||
        compareText(left.kind, right.kind) ||
        compareDecimals(left.prerelease, right.prerelease));
}
/** Whether the text is a version of Go, in the spellings that `compareGoVersions` takes. */
function isGoVersion(text) {
    return goVersion.test(withoutDecoration(text));
}
const goVersion = new RegExp(`^(${number})(?:\\.(${number})(?:\\.(${number})|([a-z]+)(${number})?)?)?$`);
function parseGoVersion(text) {
    const found = goVersion.exec(withoutDecoration(text));
    const [, major = '', minor, patch, kind = '', prerelease = ''] = found ?? [];
    if (minor === undefined) {
        const rest = found ? '0' : '';
        return { major, minor: rest, patch: rest, kind, prerelease };
    }
    // Up to Go 1.20 the first release was "1.20" itself; from 1.21 on that is the language and the release is "1.21.0".
    const isRelease = kind === '' && compareDecimals(minor, '21') < 0;
    return { major, minor, patch: patch ?? (isRelease ? '0' : ''), kind, prerelease };
}
function withoutDecoration(text) {
    return text.replace(/^go/, '').replace(/-.*$/s, '');
}
/** Decimal numbers of any length without leading zeros; "" is lower than "0". */
function compareDecimals(a, b) {
    return a.length - b.length || compareText(a, b);
}
function compareText(a, b) {
    return a < b ? -1 : Number(a > b);
}
function comparePrereleases(a, b) {
    if (a === b)
        return 0;
    // A release is higher than its prereleases.
    if (a === '')
        return 1;
    if (b === '')
        return -1;
    const left = a.slice(1).split('.');
    const right = b.slice(1).split('.');
    for (const [index, identifier] of left.entries()) {
        const other = right[index];
        if (other === undefined)
            return 1;
        const order = compareIdentifiers(identifier, other);
        if (order !== 0)
            return order;
    }
    return -1;
}
function compareIdentifiers(a, b) {
    const isNumeric = (text) => /^[0-9]+$/.test(text);
    if (isNumeric(a) && isNumeric(b))
        return compareDecimals(a, b);
    return Number(isNumeric(b)) - Number(isNumeric(a)) || compareText(a, b);
}
/** Whether a version stands for a commit, by cmd/go's own rule (golang.org/x/mod/module, IsPseudoVersion). */
function isPseudoVersion(version) {
    return /^v\d+\.(?:0\.0-|\d+\.\d+-(?:[^+]*\.)?0\.)\d{14}-[A-Za-z0-9]+(?:\+[0-9A-Za-z.-]+)?$/.test(version);
}

;// CONCATENATED MODULE: ./bundle/stage/module/path-major.js
/**
 * The major version at the end of a module path ("/v2", gopkg.in's ".v2") and the versions that go with it.
 * Rules of golang.org/x/mod/module: SplitPathVersion and CheckPathMajor.
 */

/** Splits the major version off a module path; undefined where the ending is malformed ("x.org/m/v1", "/v02", "/v1.2"). */
function splitPathVersion(path) {
    if (path.startsWith('gopkg.in/')) {
        const found = /^(.*)(\.v(?:0|[1-9][0-9]*|(?:[1-9][0-9]*)?-unstable))$/s.exec(path);
        return found ? { prefix: found[1] ?? '', major: found[2] ?? '' } : undefined;
    }
    const found = /^(.*)(\/v([0-9.]+))$/s.exec(path);
    if (!found)
        return { prefix: path, major: '' };
    const number = found[3] ?? '';
    if (number.includes('.') || number.startsWith('0') || number === '1')
        return undefined;
    return { prefix: found[1] ?? '', major: found[2] ?? '' };
}
/** Whether a version may be asked of a path that ends in this major version, as go checks before any request. */
function matchesPathMajor(version, pathMajor) {
    const wanted = pathMajor.startsWith('.v') ? pathMajor.replace(/-unstable$/, '') : pathMajor;
    // An old bug made go write such pseudo-versions for gopkg.in paths in v1; they still stand in go.mod files.
    if (wanted === '.v1' && version.startsWith('v0.0.0-'))
        return true;
    const parsed = parseVersion(version);
    const major = parsed ? `v${parsed.major}` : '';
    if (wanted === '')
        return major === 'v0' || major === 'v1' || parsed?.build === '+incompatible';
    return major === wanted.slice(1);
}

;// CONCATENATED MODULE: ./bundle/stage/module/path.js
/**
 * Module paths and versions as the module proxy protocol writes them. The rules are those of golang.org/x/mod/module
 * (CheckPath, EscapePath, EscapeVersion): what passes here is safe as part of a URL and as a file name on every
 * system, so nothing downstream has to think about "..", control characters or reserved Windows names again.
 */

/** The module path under which `go` fetches other versions of itself. */
const path_toolchainPath = 'golang.org/toolchain';
/** `path@version`, the way the go command names a module version. */
function formatModule(module) {
    return `${module.path}@${module.version}`;
}
/** Whether x/mod's CheckPath accepts the path, that is whether a module with this path can be fetched at all. */
function isModulePath(path) {
    const elements = path.split('/');
    const host = elements[0] ?? '';
    return (
    // The first element stands for a domain name: lower case only, at least one dot, no leading dash.
    /^[a-z0-9.][a-z0-9.-]*$/.test(host) &&
        host.includes('.') &&
        elements.every(isModulePathElement) &&
        splitPathVersion(path) !== undefined);
}
/**
 * Whether x/mod's EscapeVersion accepts the version: canonical versions, and branch names or commit hashes that
 * `.info` may be asked for. golang.org/toolchain's versions (`v0.0.1-go1.26.0.linux-amd64`) are ordinary ones.
 */
function isVersion(version) {
    return /^[!-~ ]+$/.test(version) && !version.includes('!') && isFilePathElement(version);
}
/**
 * The form of a module path used in URLs and file names: `!` and the lower-case letter for each upper-case letter,
 * because file systems may not tell case apart.
 * @throws RangeError where `isModulePath` says no: callers check what comes from outside before they get here.
 */
function escapePath(path) {
    if (!isModulePath(path))
        throw new RangeError(`malformed module path ${JSON.stringify(path)}`);
    return escapeUpperCase(path);
}
/**
 * The form of a version used in URLs and file names, escaped like a path.
 * @throws RangeError where `isVersion` says no.
 */
function escapeVersion(version) {
    if (!isVersion(version))
        throw new RangeError(`disallowed version ${JSON.stringify(version)}`);
    return escapeUpperCase(version);
}
/** The module path an escaped form stands for; undefined if the form or the path is invalid. */
function unescapePath(escaped) {
    const path = unescapeUpperCase(escaped);
    return path !== undefined && isModulePath(path) ? path : undefined;
}
/** The version an escaped form stands for; undefined if the form or the version is invalid. */
function unescapeVersion(escaped) {
    const version = unescapeUpperCase(escaped);
    return version !== undefined && isVersion(version) ? version : undefined;
}
/** Whether x/mod's CheckFilePath accepts a slash-separated name of a file inside a module. */
function isFilePath(path) {
    return path.split('/').every(isFilePathElement);
}
function isModulePathElement(element) {
    return (/^[A-Za-z0-9_~-][A-Za-z0-9._~-]*$/.test(element) &&
        !element.endsWith('.') &&
        !isReservedOnWindows(element) &&
        // "progra~1" is a Windows short name: it could open another file than the one it was checked as.
        !/~[0-9]+$/.test(beforeFirstDot(element)));
}
/** Letters of any script, ASCII digits, and the punctuation that neither a shell nor a file system takes as its own. */
function isFilePathElement(element) {
    return (/^[\p{L}0-9!#$%&()+,\-.=@[\]^_{}~ ]+$/u.test(element) &&
        // A trailing dot is dropped by Windows, and "." and ".." end in one too.
        !element.endsWith('.') &&
        !isReservedOnWindows(element));
}
function isReservedOnWindows(element) {
    return /^(?:con|prn|aux|nul|com[1-9]|lpt[1-9])$/i.test(beforeFirstDot(element));
}
function beforeFirstDot(element) {
    return element.split('.', 1)[0] ?? '';
}
function escapeUpperCase(text) {
    return text.replace(/[A-Z]/g, (letter) => `!${letter.toLowerCase()}`);
}
function unescapeUpperCase(escaped) {
    // Upper case in an escaped form would be a second spelling of the same module.
    if (!/^(?:[^A-Z!]|![a-z])*$/.test(escaped))
        return undefined;
    return escaped.replace(/!([a-z])/g, (_, letter) => letter.toUpperCase());
}
/** Each module version once, in the order of first appearance. */
function distinctModules(modules) {
    return [...new Map(modules.map((module) => [formatModule(module), module])).values()];
}

;// CONCATENATED MODULE: ./bundle/stage/module/module-zip.js
/** What go asks of a module's zip file beyond being a zip file (golang.org/x/mod/zip, CheckZip). */




/** Most bytes go accepts for these two files at the root of a module (MaxGoMod, MaxLICENSE). */
const maxRootFileBytes = 16 * 1024 * 1024;
/** Why go would refuse to unpack these entries as this module, or undefined. */
async function findModuleZipProblem(entries, module) {
    const pathMajor = splitPathVersion(module.path)?.major;
    if (pathMajor === undefined ||
        !isModulePath(module.path) ||
        !isCanonical(module.version) ||
        !matchesPathMajor(module.version, pathMajor)) {
        return `${JSON.stringify(formatModule(module))} is no module version`;
    }
    const prefix = `${formatModule(module)}/`;
    const tree = new Map();
    for (const [index, entry] of entries.entries()) {
        if (index % entriesPerTurn === entriesPerTurn - 1)
            await takeTurns();
        const problem = entry.name.startsWith(prefix)
            ? findEntryProblem(entry.name.slice(prefix.length), entry.size, tree)
            : `name does not begin with ${prefix}`;
        if (problem !== undefined)
            return `entry ${JSON.stringify(entry.name)}: ${problem}`;
    }
    return undefined;
}
/** `name` is relative to the module's root; a directory ends in a slash. */
function findEntryProblem(name, size, tree) {
    if (name === '')
        return undefined;
    const isDirectory = name.endsWith('/');
    const path = isDirectory ? name.slice(0, -1) : name;
    if (!isFilePath(path))
        return 'a name go does not allow';
    const collision = findCollision(path, isDirectory, tree);
    if (collision !== undefined)
        return collision;
    if (isDirectory)
        return undefined;
    const base = path.slice(path.lastIndexOf('/') + 1);
    if (base.toLowerCase() === 'go.mod' && path !== 'go.mod') {
        return 'a go.mod outside the root, or not in lower case';
    }
    if ((path === 'go.mod' || path === 'LICENSE') && size > maxRootFileBytes) {
        return `larger than the ${maxRootFileBytes} bytes go accepts`;
    }
    return undefined;
}
/** Two names that are one on a file system without case, or a file that would also have to be a directory. */
function findCollision(path, isDirectory, tree) {
    let current = path;
    let isCurrentDirectory = isDirectory;
    while (true) {
        const folded = foldCase(current);
        const other = tree.get(folded);
        if (other && other.path !== current)
            return `collides with ${JSON.stringify(other.path)}`;
        if (other && other.isDirectory !== isCurrentDirectory)
            return 'both a file and a directory';
        // Everything above a known directory was checked when it came in.
        if (other && isCurrentDirectory && current !== path)
            return undefined;
        tree.set(folded, { path: current, isDirectory: isCurrentDirectory });
        const slash = current.lastIndexOf('/');
        if (slash < 0)
            return undefined;
        current = current.slice(0, slash);
        isCurrentDirectory = true;
    }
}
/**
 * One spelling for all that are one where case does not count, as Go folds (unicode.SimpleFold): letter by letter, with ς and σ
 * the same, and without the letters that would become two (ß) or that have a case in Turkish alone (ı).
 */
function foldCase(text) {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the range is ASCII, controls included
    if (/^[\x00-\x7f]*$/.test(text))
        return text.toLowerCase();
    return Array.from(text, (letter) => letter === '\u0131' ? letter : oneLetter(oneLetter(letter, 'toUpperCase'), 'toLowerCase')).join('');
}
function oneLetter(letter, change) {
    const changed = letter[change]();
    return Array.from(changed).length === 1 ? changed : letter;
}

;// CONCATENATED MODULE: ./bundle/stage/module/zip-end.js
const endSignature = 0x06054b50;
const endBytes = 22;
const maxCommentBytes = 0xffff;
const locatorSignature = 0x07064b50;
const locatorBytes = 20;
const end64Signature = 0x06064b50;
const end64Bytes = 56;
/** What the size field of a zip64 end record counts: everything behind itself. */
const end64RemainingBytes = 44n;
/**
 * Finds the directory, or says why it is refused: readers search for the end record in different ways, so there may be
 * only one place where any of them can find it, and the directory has to lie directly before it.
 */
async function findZipEnd(source) {
    const tailLength = Math.min(source.size, endBytes + maxCommentBytes);
    const tailOffset = source.size - tailLength;
    const tail = await source.read(tailOffset, tailLength);
    if (tail.length !== tailLength)
        return { problem: 'file is truncated' };
    const position = findLast(tail, endSignature, tail.length - endBytes);
    if (position < 0)
        return { problem: 'not a zip file: no end record' };
    const record = tail.subarray(position);
    const commentLength = record.readUInt16LE(20);
    if (position + endBytes + commentLength !== tail.length) {
        return { problem: 'bytes after the end record, or a comment that is cut off' };
    }
    const comment = record.subarray(endBytes);
    if (findLast(comment, endSignature, comment.length - 4) >= 0) {
        return { problem: 'the comment holds a second end record' };
    }
    if (record.readUInt16LE(4) !== 0 || record.readUInt16LE(6) !== 0) {
        return { problem: 'split over several disks' };
    }
    if (record.readUInt16LE(8) !== record.readUInt16LE(10)) {
        return { problem: 'the end record gives two numbers of entries' };
    }
    const end = {
        records: record.readUInt16LE(10),
        directorySize: record.readUInt32LE(12),
        directoryOffset: record.readUInt32LE(16),
    };
    const resolved = await resolveZip64(source, end, tailOffset + position);
    if ('problem' in resolved || !isInComment(tail, position))
        return resolved;
    return { problem: 'the end record lies in the comment of another one' };
}
/** Whether an end record before `position` has a comment that goes on to the end of the file. */
function isInComment(tail, position) {
    for (let at = findLast(tail, endSignature, position - endBytes); at >= 0;) {
        if (at + endBytes + tail.readUInt16LE(at + 20) === tail.length)
            return true;
        at = findLast(tail, endSignature, at - 1);
    }
    return false;
}
/** Index of the last signature that starts at or before `from`, or -1. */
function findLast(bytes, signature, from) {
    if (from < 0)
        return -1;
    const wanted = Buffer.alloc(4);
    wanted.writeUInt32LE(signature);
    return bytes.lastIndexOf(wanted, from);
}
/**
 * Takes the zip64 values where there are any. Go consults them only if a 32-bit field is at its greatest value, other
 * readers whenever the locator is there: a locator is accepted only where both come to the same result.
 */
async function resolveZip64(source, end, endOffset) {
    const locatorOffset = endOffset - locatorBytes;
    const locator = locatorOffset >= 0 ? await source.read(locatorOffset, locatorBytes) : undefined;
    if (locator?.readUInt32LE(0) !== locatorSignature)
        return checkPlace(end, endOffset);
    const end64Offset = locatorOffset - end64Bytes;
    if (locator.readUInt32LE(4) !== 0 ||
        locator.readUInt32LE(16) !== 1 ||
        end64Offset < 0 ||
        locator.readBigUInt64LE(8) !== BigInt(end64Offset)) {
        return { problem: 'the zip64 end record does not lie directly before its locator' };
    }
    const record = await source.read(end64Offset, end64Bytes);
    if (record.readUInt32LE(0) !== end64Signature ||
        record.readBigUInt64LE(4) !== end64RemainingBytes ||
        record.readUInt32LE(16) !== 0 ||
        record.readUInt32LE(20) !== 0 ||
        record.readBigUInt64LE(24) !== record.readBigUInt64LE(32)) {
        return { problem: 'malformed zip64 end record' };
    }
    // Values beyond the file's size fail the check of the place, so the loss of precision above 2^53 does no harm.
    const end64 = {
        records: Number(record.readBigUInt64LE(32)),
        directorySize: Number(record.readBigUInt64LE(40)),
        directoryOffset: Number(record.readBigUInt64LE(48)),
    };
    const isDeferred = agrees(end.records, end64.records, 0xffff) &&
        agrees(end.directorySize, end64.directorySize, 0xffffffff) &&
        agrees(end.directoryOffset, end64.directoryOffset, 0xffffffff);
    const hasSentinel = end.records === 0xffff ||
        end.directorySize === 0xffffffff ||
        end.directoryOffset === 0xffffffff;
    if (!isDeferred || !hasSentinel) {
        return { problem: 'the zip64 end record contradicts the end record' };
    }
    return checkPlace(end64, end64Offset);
}
function agrees(value, value64, sentinel) {
    return value === sentinel || value === value64;
}
/** Go would shift a directory that does not end where it should; others would not. */
function checkPlace(end, recordOffset) {
    return end.directoryOffset + end.directorySize === recordOffset
        ? end
        : { problem: 'the directory does not lie directly before the end record' };
}

;// CONCATENATED MODULE: ./bundle/stage/module/zip-header.js
/** The headers of a zip file: one per entry in the directory, and one before each entry's data. */

const directorySignature = 0x02014b50;
const directoryHeaderBytes = 46;
const localSignature = 0x04034b50;
/** The fixed part of a local header; the name and an extra field of up to 64 KiB each follow. */
const localHeaderBytes = 30;
const descriptorSignature = 0x08074b50;
const extraZip64 = 0x0001;
/** Info-ZIP's second spelling of the name, which some readers prefer to the first. */
const extraUnicodePath = 0x7075;
/** Encrypted data, patches, strong encryption, masked local headers: nothing go could read. */
const unreadableFlags = 0x0001 | 0x0020 | 0x0040 | 0x2000;
const descriptorFlag = 0x0008;
/** Reads exactly `records` headers that fill `bytes` completely, or says why the directory is refused. */
async function readDirectoryHeaders(bytes, records) {
    const entries = [];
    let offset = 0;
    while (offset < bytes.length) {
        const read = readDirectoryHeader(bytes.subarray(offset));
        if ('problem' in read)
            return { problem: `entry ${entries.length + 1}: ${read.problem}` };
        entries.push(read.entry);
        offset += read.length;
        if (entries.length % entriesPerTurn === 0)
            await takeTurns();
    }
    if (entries.length !== records) {
        return { problem: `${entries.length} entries where the end record tells of ${records}` };
    }
    return { entries };
}
function readDirectoryHeader(bytes) {
    if (bytes.length < directoryHeaderBytes || bytes.readUInt32LE(0) !== directorySignature) {
        return { problem: 'no directory header where one has to be' };
    }
    const nameEnd = directoryHeaderBytes + bytes.readUInt16LE(28);
    const extraEnd = nameEnd + bytes.readUInt16LE(30);
    const length = extraEnd + bytes.readUInt16LE(32);
    if (length > bytes.length)
        return { problem: 'directory header is cut off' };
    const rawName = bytes.subarray(directoryHeaderBytes, nameEnd);
    const name = rawName.toString('utf8');
    const problem = rawName.equals(Buffer.from(name, 'utf8'))
        ? findNameProblem(name)
        : 'the name is not UTF-8';
    if (problem !== undefined)
        return { problem };
    const flags = bytes.readUInt16LE(8);
    const method = bytes.readUInt16LE(10);
    if ((flags & unreadableFlags) !== 0)
        return { problem: 'encrypted or patched data' };
    if (method !== 0 && method !== 8)
        return { problem: `compression method ${method}` };
    if (bytes.readUInt16LE(34) !== 0)
        return { problem: 'split over several disks' };
    const numbers = resolveSizes(bytes, bytes.subarray(nameEnd, extraEnd));
    if ('problem' in numbers)
        return numbers;
    if (method === 0 && numbers.size !== numbers.compressedSize && !name.endsWith('/')) {
        return { problem: 'stored data with two different sizes' };
    }
    const hasDataDescriptor = (flags & descriptorFlag) !== 0;
    const crc32 = bytes.readUInt32LE(16);
    return { entry: { name, method, ...numbers, crc32, hasDataDescriptor }, length };
}
/** Names that would leave the directory they are unpacked into on some system, or break a line of the hashed list. */
function findNameProblem(name) {
    if (name === '')
        return 'empty name';
    const problem = findNameFault(name);
    return problem === undefined ? undefined : `name ${JSON.stringify(name)} ${problem}`;
}
function findNameFault(name) {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
    if (/[\u0000-\u001f\u007f]/.test(name))
        return 'holds a control character';
    if (name.includes('\\'))
        return 'holds a backslash';
    if (/^(?:\/|[A-Za-z]:)/.test(name))
        return 'is absolute';
    if (/(?:^|\/)\.\.?(?:\/|$)/.test(name))
        return 'holds a "." or ".." element';
    return undefined;
}
/** Sizes and place of an entry: from the zip64 field where the 32-bit one is at its greatest value, and only there. */
function resolveSizes(header, extra) {
    const fields = readExtraFields(extra);
    if (fields.some(({ id }) => id === extraUnicodePath))
        return { problem: 'a second name' };
    const zip64 = fields.filter(({ id }) => id === extraZip64);
    if (zip64.length > 1)
        return { problem: 'two zip64 fields' };
    let data = zip64[0]?.data ?? Buffer.alloc(0);
    let isMissing = false;
    const resolve = (value) => {
        if (value !== 0xffffffff)
            return value;
        isMissing ||= data.length < 8;
        const resolved = data.length < 8 ? value : Number(data.readBigUInt64LE(0));
        data = data.subarray(8);
        return resolved;
    };
    // The zip64 field holds the missing values in this order, which is not that of the header.
    const size = resolve(header.readUInt32LE(24));
    const compressedSize = resolve(header.readUInt32LE(20));
    const headerOffset = resolve(header.readUInt32LE(42));
    return isMissing
        ? { problem: 'a zip64 value is missing' }
        : { size, compressedSize, headerOffset };
}
/** Stops at the first field that does not fit, as Go does: some writers leave padding there. */
function readExtraFields(extra) {
    const fields = [];
    let rest = extra;
    while (rest.length >= 4) {
        const end = 4 + rest.readUInt16LE(2);
        if (end > rest.length)
            break;
        fields.push({ id: rest.readUInt16LE(0), data: rest.subarray(4, end) });
        rest = rest.subarray(end);
    }
    return fields;
}
/**
 * Finds the data of an entry in the bytes from its local header on, or says why it is refused: a reader that goes by the
 * local headers has to see the same name, method and CRC as one that goes by the directory.
 */
function locateData(entry, bytes) {
    if (bytes.length < localHeaderBytes || bytes.readUInt32LE(0) !== localSignature) {
        return { problem: 'no local header where the directory says' };
    }
    const nameEnd = localHeaderBytes + bytes.readUInt16LE(26);
    const data = nameEnd + bytes.readUInt16LE(28);
    if (bytes.subarray(localHeaderBytes, nameEnd).toString('utf8') !== entry.name) {
        return { problem: 'local header with another name' };
    }
    if (bytes.readUInt16LE(8) !== entry.method) {
        return { problem: 'local header with another compression method' };
    }
    if (!entry.hasDataDescriptor && bytes.readUInt32LE(14) !== entry.crc32) {
        return { problem: 'local header with another CRC' };
    }
    if (entry.headerOffset + data + entry.compressedSize > entry.boundary) {
        return { problem: 'data overlaps what follows it' };
    }
    return { data };
}
/** Most bytes a data descriptor may take before what go looks at ends: signature, CRC and two 32-bit sizes. */
const descriptorBytes = 16;
/** Whether the record behind an entry's data repeats the directory's CRC; go refuses the entry otherwise. */
function hasMatchingDescriptor(entry, bytes) {
    const hasSignature = bytes.length >= 4 && bytes.readUInt32LE(0) === descriptorSignature;
    const crcOffset = hasSignature ? 4 : 0;
    return bytes.length >= crcOffset + 12 && bytes.readUInt32LE(crcOffset) === entry.crc32;
}

;// CONCATENATED MODULE: ./bundle/stage/module/zip.js


/** Most bytes go accepts for a module, zipped and unzipped (golang.org/x/mod/zip: MaxZipFile). */
const maxZipBytes = 500 * 1024 * 1024;
/**
 * Lists the entries of a zip file in the order of the directory, or says why it is refused. No entry's data is read.
 * Rejects only with the error of the source.
 */
async function readDirectory(source) {
    if (source.size > maxZipBytes) {
        return { problem: `larger than the ${maxZipBytes} bytes go accepts` };
    }
    const end = await findZipEnd(source);
    if ('problem' in end)
        return end;
    const bytes = await source.read(end.directoryOffset, end.directorySize);
    if (bytes.length !== end.directorySize)
        return { problem: 'directory is truncated' };
    const headers = await readDirectoryHeaders(bytes, end.records);
    if ('problem' in headers)
        return headers;
    const problem = findDuplicate(headers.entries) ?? findExcess(headers.entries);
    return problem === undefined ? placeEntries(headers.entries, end.directoryOffset) : { problem };
}
function findDuplicate(entries) {
    const names = new Set();
    for (const { name } of entries) {
        if (names.has(name))
            return `two entries are called ${JSON.stringify(name)}`;
        names.add(name);
    }
    return undefined;
}
function findExcess(entries) {
    const total = entries.reduce((sum, entry) => sum + entry.size, 0);
    return total > maxZipBytes
        ? `unpacks to more than the ${maxZipBytes} bytes go accepts`
        : undefined;
}
/** Gives every entry its boundary; entries that share bytes (zip bombs, two views of one file) are refused. */
function placeEntries(entries, directoryOffset) {
    const byOffset = entries.toSorted((a, b) => a.headerOffset - b.headerOffset);
    const boundaries = new Map();
    for (const [index, entry] of byOffset.entries()) {
        const boundary = byOffset[index + 1]?.headerOffset ?? directoryOffset;
        // The local header's own extra field is not known yet; whoever reads the data checks it against the boundary.
        const leastEnd = entry.headerOffset + localHeaderBytes + Buffer.byteLength(entry.name) + entry.compressedSize;
        if (leastEnd > boundary) {
            return {
                problem: `entry ${JSON.stringify(entry.name)} overlaps what follows it, or lies outside the file`,
            };
        }
        boundaries.set(entry, boundary);
    }
    return {
        entries: entries.map((entry) => ({
            ...entry,
            boundary: boundaries.get(entry) ?? directoryOffset,
        })),
    };
}

;// CONCATENATED MODULE: ./bundle/stage/module/h1.js
/**
 * The h1 hash of go.sum (golang.org/x/mod/sumdb/dirhash, Hash1): SHA-256 over a sorted list of SHA-256 sums and names.
 * A zip file gets a hash only if go would unpack it to exactly what was hashed.
 */









/** The hash of a go.mod file, as in the "/go.mod" lines of go.sum. */
function hashMod(bytes) {
    return hashList([{ name: 'go.mod', sum: (0,external_node_crypto_namespaceObject.hash)('sha256', bytes, 'hex') }]);
}
/**
 * The hash of a module's zip file, or why it is no zip file of this module that go would unpack: structure, names, sizes
 * and CRCs are checked on the way. Reads the source once, in order, and lets the event loop run in between.
 * Rejects only with the error of the source, or of `takeContent`.
 */
async function hashZip(source, module, { mostAtOnce = largeBytes, takeContent } = {}) {
    const directory = await readDirectory(source);
    if ('problem' in directory)
        return directory;
    const problem = await findModuleZipProblem(directory.entries, module);
    if (problem !== undefined)
        return { problem };
    const sums = [];
    for (const batch of splitIntoBatches(directory.entries)) {
        const isAlone = batch.length === 1;
        for (const result of isAlone
            ? await hashAlone(source, batch, mostAtOnce, takeContent)
            : await hashBatch(source, batch)) {
            if ('problem' in result)
                return result;
            const { name, sum, content } = result;
            if (content !== undefined && !name.endsWith('/'))
                await takeContent?.(name, content, true);
            sums.push({ name, sum });
        }
    }
    return { hash: hashList(sums) };
}
/** Above this an entry is inflated by zlib's threads instead of here: below it the hand-over costs more than the work. */
const largeBytes = 256 * 1024;
/** Work between two turns of the event loop: inflating and hashing 1 MiB takes about 8 ms on a slow runner's core. */
const batchBytes = 512 * 1024;
/** Where they cannot be inflated together, setting up zlib costs about 30 µs an entry, however small it is. */
const batchEntries = 256;
/** Neighbours in the file that are small enough to be read and hashed in one go. */
function splitIntoBatches(entries) {
    const batches = [];
    let bytes = 0;
    for (const entry of entries.toSorted((a, b) => a.headerOffset - b.headerOffset)) {
        const cost = Math.max(entry.size, entry.boundary - entry.headerOffset);
        const last = batches.at(-1);
        if (last && last.length < batchEntries && bytes + cost <= batchBytes) {
            last.push(entry);
            bytes += cost;
        }
        else {
            batches.push([entry]);
            bytes = cost;
        }
    }
    return batches;
}
async function hashBatch(source, batch) {
    const start = batch[0]?.headerOffset ?? 0;
    const end = batch.at(-1)?.boundary ?? start;
    const bytes = await source.read(start, end - start);
    const packed = batch.map((entry) => locateSmall(entry, bytes.subarray(entry.headerOffset - start, entry.boundary - start)));
    const contents = unpackTogether(packed);
    const results = packed.map((located) => hashSmall(located, contents.get(located)));
    await takeTurns();
    return results;
}
async function hashAlone(source, [entry], mostAtOnce, takeContent) {
    if (entry === undefined)
        return [];
    if (Math.max(entry.size, entry.compressedSize) > mostAtOnce) {
        return [await hashLarge(source, entry, takeContent)];
    }
    // The gap before the next entry may be of any size: only what belongs to this one is read.
    const most = localHeaderBytes + 2 * 0xffff + entry.compressedSize + descriptorBytes;
    const length = Math.min(entry.boundary - entry.headerOffset, most);
    const result = hashSmall(locateSmall(entry, await source.read(entry.headerOffset, length)));
    await takeTurns();
    return [result];
}
/** `bytes` begins at the local header and holds the whole entry. */
function locateSmall(entry, bytes) {
    const located = locateData(entry, bytes);
    if ('problem' in located)
        return refuse(entry, located.problem);
    const end = located.data + entry.compressedSize;
    if (bytes.length < end)
        return refuse(entry, 'file is truncated');
    const data = bytes.subarray(located.data, end);
    return { entry, data, descriptor: bytes.subarray(end, end + descriptorBytes) };
}
/** The contents of those entries that one call of zlib can inflate and check. */
function unpackTogether(batch) {
    const fit = batch.filter((packed) => 'entry' in packed && fitsTogether(packed.entry));
    const contents = inflateTogether(fit.map(({ data, entry: { size, crc32 } }) => ({ data, size, crc32 })));
    return new Map(contents?.map((content, index) => [fit[index], content]));
}
/** A CRC of 0 means that there is none to check. */
function fitsTogether({ name, method, size, crc32: crc }) {
    return method === 8 && size > 0 && crc !== 0 && !name.endsWith('/');
}
/** @param known the content, its CRC checked already */
function hashSmall(packed, known) {
    if ('problem' in packed)
        return packed;
    const { entry, data, descriptor } = packed;
    const content = known ?? unpackSmall(entry, data);
    if (content === undefined)
        return refuse(entry, 'malformed compressed data');
    const crc = known === undefined ? (0,external_node_zlib_namespaceObject.crc32)(content) : entry.crc32;
    const sum = (0,external_node_crypto_namespaceObject.hash)('sha256', content, 'hex');
    const judged = judge(entry, { size: content.length, crc, descriptor, sum });
    return 'problem' in judged ? judged : { ...judged, content };
}
function unpackSmall(entry, data) {
    // go takes a directory for empty, whatever a writer stored for it.
    if (entry.name.endsWith('/'))
        return Buffer.alloc(0);
    if (entry.method === 0)
        return data;
    try {
        // One byte more than declared is room to notice a lie about the size without inflating a bomb.
        const most = entry.size + 1;
        return (0,external_node_zlib_namespaceObject.inflateRawSync)(data, { maxOutputLength: most, chunkSize: Math.max(most, 64) });
    }
    catch {
        return undefined;
    }
}
async function hashLarge(source, entry, takeContent) {
    const start = await source.read(entry.headerOffset, localHeaderBytes + 2 * 0xffff);
    const located = locateData(entry, start);
    if ('problem' in located)
        return refuse(entry, located.problem);
    const dataOffset = entry.headerOffset + located.data;
    const take = entry.name.endsWith('/') ? undefined : takeContent;
    const running = (0,external_node_crypto_namespaceObject.createHash)('sha256');
    let size = 0;
    let crc = 0;
    const packed = readChunks(source, dataOffset, entry.compressedSize);
    for await (const chunk of entry.method === 0 ? packed : inflate(packed)) {
        if (chunk === malformed)
            return refuse(entry, 'malformed compressed data');
        size += chunk.length;
        if (size > entry.size)
            break;
        running.update(chunk);
        crc = (0,external_node_zlib_namespaceObject.crc32)(chunk, crc);
        await take?.(entry.name, chunk, false);
    }
    const dataEnd = dataOffset + entry.compressedSize;
    const descriptor = await source.read(dataEnd, Math.min(descriptorBytes, entry.boundary - dataEnd));
    const judged = judge(entry, { size, crc, descriptor, sum: running.digest('hex') });
    if (!('problem' in judged))
        await take?.(entry.name, Buffer.alloc(0), true);
    return judged;
}
function judge(entry, unpacked) {
    if (unpacked.size !== entry.size)
        return refuse(entry, 'unpacks to another size than declared');
    if (entry.name.endsWith('/'))
        return { name: entry.name, sum: unpacked.sum };
    if (entry.hasDataDescriptor && !hasMatchingDescriptor(entry, unpacked.descriptor)) {
        return refuse(entry, 'data descriptor with another CRC');
    }
    // go takes 0 for "not set" unless a descriptor repeats it.
    const isSet = entry.crc32 !== 0 || entry.hasDataDescriptor;
    if (isSet && entry.crc32 !== unpacked.crc)
        return refuse(entry, 'CRC does not match');
    return { name: entry.name, sum: unpacked.sum };
}
function refuse(entry, problem) {
    return { problem: `entry ${JSON.stringify(entry.name)}: ${problem}` };
}

;// CONCATENATED MODULE: ./bundle/stage/cache/content.js
/** Which files of a download cache belong to an archive. Pure. */

/** Where a download cache keeps the files of a module version: add `.zip`, `.mod`, `.info`, or a name of Go's own. */
function cacheName({ path, version }) {
    return `${escapePath(path)}/@v/${escapeVersion(version)}`;
}
/** The directory below GOMODCACHE that Go unpacks a module version into. */
function treeName({ path, version }) {
    return `${escapePath(path)}@${escapeVersion(version)}`;
}
/**
 * What is kept of a toolchain, named like the files of a module: its zip, and what the checksum database proves it with.
 */
function toolchainFiles(toolchain) {
    const name = cacheName(toolchain);
    return { zip: `${name}.zip`, evidence: `${name}${evidenceExtension}` };
}
/** Of a file that only the cache knows, beside the zip of a toolchain; no proxy is ever asked for it. */
const evidenceExtension = '.sumdb';
/** The module versions whose files go.sum vouches for, toolchains left out. */
function listModules(sums) {
    return sums.zips.filter((module) => module.path !== toolchainPath);
}
/**
 * The files that go.sum vouches for, sorted: .zip where it has the hash of the files, .mod and .info for every module
 * version it names. Whether they exist is another question. What Go keeps beside them never belongs to it: .ziphash
 * (Go would trust it instead of hashing), .lock, list.
 */
function listModuleFiles(sums) {
    const files = new Map();
    const add = (kind, module) => {
        // Fetched and verified apart: a line in go.sum makes a toolchain no part of the project.
        if (module.path === toolchainPath)
            return;
        const relativePath = `${cacheName(module)}.${kind}`;
        files.set(relativePath, { kind, module, relativePath });
    };
    for (const module of sums.zips) {
        for (const kind of ['zip', 'mod', 'info'])
            add(kind, module);
    }
    for (const module of sums.mods) {
        for (const kind of ['mod', 'info'])
            add(kind, module);
    }
    return [...files.keys()].sort().flatMap((name) => files.get(name) ?? []);
}

;// CONCATENATED MODULE: ./bundle/stage/cache/file-kind.js
/** What stands where a regular file belongs: told without opening it, since opening a pipe waits for its other end. */
function describeKind(of) {
    if (of.isFile())
        return 'a file';
    if (of.isDirectory())
        return 'a directory';
    if (of.isSymbolicLink())
        return 'a symbolic link';
    if (of.isFIFO())
        return 'a named pipe';
    return of.isSocket() ? 'a socket' : 'a device';
}

;// CONCATENATED MODULE: ./bundle/stage/cache/info.js
/** The .info of a module version, which no hash covers (go.dev/ref/mod#goproxy-protocol). Pure. */
/** What the protocol needs of it is two short fields; more than this is something else. */
const maxInfoBytes = 1024 * 1024;
/** A JSON object with Version, and Time where known; what is wrong with it, or undefined. */
function findInfoProblem(content, version) {
    let info;
    try {
        info = JSON.parse(content);
    }
    catch {
        return 'is not JSON';
    }
    if (typeof info !== 'object' || info === null || Array.isArray(info))
        return 'is no JSON object';
    const { Version, Time } = info;
    if (Version !== version)
        return `is about version ${JSON.stringify(Version)}`;
    const isTime = Time === undefined || (typeof Time === 'string' && !Number.isNaN(Date.parse(Time)));
    return isTime ? undefined : `has a Time that is none: ${JSON.stringify(Time)}`;
}

;// CONCATENATED MODULE: ./bundle/stage/module/byte-source.js
/** A source over bytes in memory; nothing is copied. */
function bufferSource(buffer) {
    return {
        size: buffer.length,
        read: async (offset, length) => buffer.subarray(offset, offset + length),
    };
}
/** A source over an open file, which stays the caller's to close. */
function handleSource(handle, size) {
    return {
        size,
        read: async (offset, length) => {
            const buffer = Buffer.allocUnsafe(length);
            let filled = 0;
            // The system may give fewer bytes at once than there are, network file systems do.
            while (filled < length) {
                const { bytesRead } = await handle.read(buffer, filled, length - filled, offset + filled);
                if (bytesRead === 0)
                    break;
                filled += bytesRead;
            }
            return buffer.subarray(0, filled);
        },
    };
}

;// CONCATENATED MODULE: ./bundle/stage/cache/safe-read.js
/** Files that somebody else may have put there, read in this thread: only regular ones, and never more than expected. */



/** A pipe or a device that takes the file's place meanwhile gives an error instead of waiting; a link is not followed. */
const readFlags = external_node_fs_namespaceObject.constants.O_RDONLY | (external_node_fs_namespaceObject.constants.O_NOFOLLOW ?? 0) | (external_node_fs_namespaceObject.constants.O_NONBLOCK ?? 0);
/** What is wrong with a file that is not even read. */
class Refused extends Error {
}
/** Above this a file is read piece by piece. */
const mostInMemory = 64 * 1024 * 1024;
/**
 * The bytes of a regular file; undefined where there is none.
 * @throws Refused for anything else and for more than `mostBytes`, or what node:fs throws.
 */
function readSmallFile(name, mostBytes) {
    const opened = openRegular(name, mostBytes);
    if (opened === undefined)
        return undefined;
    try {
        return readFully(opened.descriptor, 0, opened.size);
    }
    finally {
        (0,external_node_fs_namespaceObject.closeSync)(opened.descriptor);
    }
}
/** The same for a file that need not fit into memory. */
function openSource(name, mostBytes) {
    const opened = openRegular(name, mostBytes);
    if (opened === undefined)
        return undefined;
    const { descriptor, size } = opened;
    const close = () => (0,external_node_fs_namespaceObject.closeSync)(descriptor);
    if (size > mostInMemory) {
        const read = async (offset, length) => readFully(descriptor, offset, length);
        return { bytes: { size, read }, close };
    }
    try {
        return { bytes: bufferSource(readFully(descriptor, 0, size)), close };
    }
    catch (error) {
        close();
        throw error;
    }
}
function openRegular(name, mostBytes) {
    const status = (0,external_node_fs_namespaceObject.lstatSync)(name, { throwIfNoEntry: false });
    if (status === undefined)
        return undefined;
    if (!status.isFile())
        throw new Refused(`is ${describeKind(status)}`);
    if (status.size > mostBytes)
        throw new Refused(`is ${status.size} bytes long`);
    return { descriptor: (0,external_node_fs_namespaceObject.openSync)(name, readFlags), size: status.size };
}
function readFully(descriptor, offset, length) {
    const buffer = Buffer.allocUnsafe(length);
    let filled = 0;
    // The system may give fewer bytes at once than there are, network file systems do.
    while (filled < length) {
        const read = (0,external_node_fs_namespaceObject.readSync)(descriptor, buffer, filled, length - filled, offset + filled);
        if (read === 0)
            break;
        filled += read;
    }
    return buffer.subarray(0, filled);
}

;// CONCATENATED MODULE: ./bundle/stage/cache/tree-hash.js
/** The h1 hash of an unpacked module, as `go mod verify` takes it (golang.org/x/mod/sumdb/dirhash, HashDir). */









/** Files, and bytes, between two turns of the event loop: a few milliseconds. */
const filesPerTurn = 64;
const bytesPerTurn = 4 * 1024 * 1024;
/** Nearly all files of a module are read in one call. */
const bufferBytes = 1024 * 1024;
/**
 * The hash of all files below `directory`, or why it cannot be what Go unpacked: anything but regular files and
 * directories, or more bytes than a module may have. Directories without files do not count, as for Go.
 *
 * @throws what node:fs throws; ENOENT, ELOOP or ENXIO where something was put in the place of a file meanwhile.
 */
async function hashTree(directory, module) {
    const summed = await sumTree(directory, module);
    return 'problem' in summed ? summed : { hash: hashList(summed.sums), bytes: summed.bytes };
}
/** What `hashTree` hashes: each file, named as in the module's zip. Throws and refuses as it does. */
async function sumTree(directory, module) {
    const buffer = Buffer.allocUnsafe(bufferBytes);
    const sums = [];
    let bytes = 0;
    let bytesAtTurn = 0;
    const pending = [''];
    for (let below = pending.pop(); below !== undefined; below = pending.pop()) {
        for (const entry of (0,external_node_fs_namespaceObject.readdirSync)(external_node_path_namespaceObject.join(directory, below), { withFileTypes: true })) {
            const name = below === '' ? entry.name : `${below}/${entry.name}`;
            // No line of the list may be made to look like two.
            if (name.includes('\n'))
                return { problem: `holds ${JSON.stringify(name)}, a name Go refuses` };
            if (entry.isDirectory()) {
                pending.push(name);
                continue;
            }
            if (!entry.isFile())
                return { problem: `holds ${name}, which is ${describeKind(entry)}` };
            const read = hashFile(external_node_path_namespaceObject.join(directory, name), buffer, maxZipBytes - bytes);
            if (read === undefined)
                return { problem: `holds more than the ${maxZipBytes} bytes Go accepts` };
            bytes += read.bytes;
            sums.push({ name: `${formatModule(module)}/${name}`, sum: read.sum });
            if (sums.length % filesPerTurn === 0 || bytes - bytesAtTurn > bytesPerTurn) {
                bytesAtTurn = bytes;
                await takeTurns();
            }
        }
    }
    return { sums, bytes };
}
/** Undefined for a file of more than `most` bytes. */
function hashFile(file, buffer, most) {
    const descriptor = (0,external_node_fs_namespaceObject.openSync)(file, readFlags);
    try {
        let length = (0,external_node_fs_namespaceObject.readSync)(descriptor, buffer);
        if (length > most)
            return undefined;
        // A regular file gives less than was asked for only at its end.
        if (length < buffer.length) {
            return { sum: (0,external_node_crypto_namespaceObject.hash)('sha256', buffer.subarray(0, length), 'hex'), bytes: length };
        }
        // A file that holds next to nothing on disk may be told to be of any size.
        if ((0,external_node_fs_namespaceObject.fstatSync)(descriptor).size > most)
            return undefined;
        const running = (0,external_node_crypto_namespaceObject.createHash)('sha256');
        let bytes = 0;
        while (length > 0) {
            running.update(buffer.subarray(0, length));
            bytes += length;
            if (bytes > most)
                return undefined;
            length = (0,external_node_fs_namespaceObject.readSync)(descriptor, buffer);
        }
        return { sum: running.digest('hex'), bytes };
    }
    finally {
        (0,external_node_fs_namespaceObject.closeSync)(descriptor);
    }
}

;// CONCATENATED MODULE: ./bundle/stage/cache/module-check.js
/**
 * Whether what lies in a module cache for one module is what go.sum says. Blocks its thread while it reads, a few
 * milliseconds at a time. All of it is plain data, so that it can be sent to another thread.
 */










const endings = {
    zip: '.zip',
    mod: '.mod',
    info: '.info',
    ziphash: '.ziphash',
    partial: '.partial',
    lock: '.lock',
};
/** The file or directory of a part. */
function placeOf({ downloadDirectory, moduleCacheDirectory }, module, part) {
    if (part === 'tree')
        return external_node_path_namespaceObject.join(moduleCacheDirectory, treeName(module));
    const name = external_node_path_namespaceObject.join(downloadDirectory, cacheName(module));
    return part === 'versions' ? external_node_path_namespaceObject.dirname(name) : name + endings[part];
}
/** An entry of a zip up to this size is inflated in one piece: 40 ms on a slow runner's core. */
const mostAtOnce = 4 * 1024 * 1024;
/** A .ziphash is 47 bytes long. */
const maxZiphashBytes = 1024;
/**
 * Looks at the parts that exist. What cannot be read counts as damaged: nobody can vouch for it.
 * @throws what node:fs throws for a reason that is no file's: too many open files, no memory.
 */
async function checkModule(place, check) {
    const { module } = check;
    const damages = [];
    let files = 0;
    let bytes = 0;
    /** @returns whether the part is there and sound; undefined where there is none. */
    const look = async (part, find, expected = []) => {
        const found = await tell(() => find(placeOf(place, module, part)));
        if (found === undefined)
            return undefined;
        files += 1;
        const problem = 'problem' in found ? found.problem : findHashProblem(found.hash, expected);
        if ('bytes' in found)
            bytes += found.bytes;
        if (problem !== undefined)
            damages.push({ part, problem });
        return problem === undefined;
    };
    const result = (hasOpenZiphash) => ({ damages, hasOpenZiphash, files, bytes });
    if ((await look('versions', findDirectory)) === false)
        return result(false);
    const hasZip = check.zip && (await look('zip', (name) => findZip(name, module), check.zip));
    if (check.mod)
        await look('mod', findMod, check.mod);
    if (check.info)
        await look('info', (name) => findInfo(name, module.version));
    if (!check.unpacked)
        return result(false);
    await look('lock', findPlain);
    const isUnfinished = (await look('partial', findPlain)) !== undefined;
    const hasTree = await look('tree', 
    // Another `go` may be about to unpack it, and one that finds a .partial unpacks it anew.
    isUnfinished ? findNothing : (name) => findTree(name, module), check.zip);
    const hasHash = await look('ziphash', findZiphash, check.zip);
    return result(hasHash === true && !(hasZip === true && hasTree === true));
}
/** An error of one file is a problem of that file. */
async function tell(find) {
    try {
        return await find();
    }
    catch (error) {
        if (error instanceof Refused)
            return { problem: error.message };
        const { code } = error;
        if (code === 'ENOENT' || code === 'ENOTDIR')
            return undefined;
        if (code === undefined || ['EMFILE', 'ENFILE', 'ENOMEM'].includes(code))
            throw error;
        return { problem: `cannot be read (${code})` };
    }
}
function findHashProblem(found, expected) {
    if (found === undefined || expected.length === 0 || expected.includes(found))
        return undefined;
    return `hashes to ${found}, go.sum has ${expected.join(', ')}`;
}
function findDirectory(name) {
    // A link to a directory is somebody's choice of a disk: what it leads to is checked as if it were here.
    const status = (0,external_node_fs_namespaceObject.statSync)(name, { throwIfNoEntry: false });
    if (status === undefined || status.isDirectory())
        return undefined;
    return { problem: `is ${describeKind(status)} and no directory` };
}
async function findZip(name, module) {
    const source = openSource(name, maxZipBytes);
    if (source === undefined)
        return undefined;
    try {
        const hashed = await hashZip(source.bytes, module, { mostAtOnce });
        return 'problem' in hashed ? hashed : { hash: hashed.hash, bytes: source.bytes.size };
    }
    finally {
        source.close();
    }
}
function findMod(name) {
    const content = readSmallFile(name, maxRootFileBytes);
    return content && { hash: hashMod(content), bytes: content.length };
}
function findInfo(name, version) {
    const content = readSmallFile(name, maxInfoBytes);
    if (content === undefined)
        return undefined;
    const problem = findInfoProblem(content.toString('utf8'), version);
    return problem === undefined ? { bytes: content.length } : { problem };
}
/** Go takes white space around the hash away. */
function findZiphash(name) {
    const content = readSmallFile(name, maxZiphashBytes);
    return content && { hash: content.toString('latin1').trim(), bytes: content.length };
}
/** Its content does not matter. */
function findPlain(name) {
    const status = (0,external_node_fs_namespaceObject.lstatSync)(name, { throwIfNoEntry: false });
    if (status === undefined)
        return undefined;
    return status.isFile() ? { bytes: 0 } : { problem: `is ${describeKind(status)}` };
}
function findNothing() {
    return undefined;
}
async function findTree(name, module) {
    const status = (0,external_node_fs_namespaceObject.lstatSync)(name, { throwIfNoEntry: false });
    if (status === undefined)
        return undefined;
    if (!status.isDirectory())
        return { problem: `is ${describeKind(status)} and no directory` };
    try {
        return await hashTree(name, module);
    }
    catch (error) {
        const { code } = error;
        // The tree is there; a file of it is gone, or has a name that only bytes can say.
        if (code === 'ENOENT' || code === 'ENOTDIR')
            return { problem: `cannot be read (${code})` };
        throw error;
    }
}

;// CONCATENATED MODULE: ./bundle/stage/cache/hash-worker/index.js
/** A thread that checks modules: a bundle of its own, started by `checkModules`. */


external_node_worker_threads_namespaceObject.parentPort?.on('message', async ({ place, checks }) => {
    external_node_worker_threads_namespaceObject.parentPort?.postMessage(await answer({ place, checks }));
});
async function answer({ place, checks }) {
    try {
        const checked = [];
        for (const check of checks)
            checked.push(await checkModule(place, check));
        return { checked };
    }
    catch (error) {
        const { message, code, path } = error;
        return { error: { message, code, path } };
    }
}

