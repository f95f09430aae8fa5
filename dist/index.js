import { createRequire as __WEBPACK_EXTERNAL_createRequire } from "module";
/******/ var __webpack_modules__ = ({

/***/ 8850:
/***/ ((__unused_webpack_module, exports) => {


Object.defineProperty(exports, "__esModule", ({ value: true }));
exports.AddressError = void 0;
class AddressError extends Error {
    constructor(message, parseMessage) {
        super(message);
        this.name = 'AddressError';
        this.parseMessage = parseMessage;
    }
}
exports.AddressError = AddressError;
//# sourceMappingURL=address-error.js.map

/***/ }),

/***/ 5864:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {


Object.defineProperty(exports, "__esModule", ({ value: true }));
exports.isInSubnet = isInSubnet;
exports.isHostInSubnet = isHostInSubnet;
exports.isGloballyReachable = isGloballyReachable;
exports.offsetBigInt = offsetBigInt;
exports.isCorrect = isCorrect;
exports.prefixLengthFromMask = prefixLengthFromMask;
exports.assertByteArray = assertByteArray;
exports.numberToPaddedHex = numberToPaddedHex;
exports.stringToPaddedHex = stringToPaddedHex;
exports.testBit = testBit;
const address_error_1 = __nccwpck_require__(8850);
/**
 * Returns whether this address's *network* is contained within `address`,
 * i.e. whether every address this one can represent also falls inside
 * `address`. A network wider than `address` is not contained in it, so
 * `10.0.0.0/8` is not in `10.0.0.0/16`.
 *
 * To ask whether the address itself falls inside a range, ignoring any CIDR
 * suffix it was written with, use {@link isHostInSubnet} instead. That is the
 * question the special-use classifiers ask.
 */
function isInSubnet(address) {
    if (this.subnetMask < address.subnetMask) {
        return false;
    }
    return isHostInSubnet.call(this, address);
}
/**
 * Returns whether this address's host bits fall inside `address`, ignoring
 * this address's own subnet mask.
 *
 * This is the primitive the special-use classifiers (`isLoopback`,
 * `isPrivate`, `isLinkLocal`, `getType`, …) are built on: they answer a
 * question about the address, so the answer must not change with the CIDR
 * suffix the caller happened to write. Use this rather than
 * {@link isInSubnet} when classifying a single address — notably when the
 * address came from untrusted input and the result backs a trust-boundary
 * decision such as an SSRF allow/deny filter.
 *
 * An address of one family is never inside a network of the other, so an
 * `Address4` against an `Address6` (or the reverse) is `false`. To compare
 * across families, convert first: `Address6.fromAddress4()`, `to4()`, or
 * `toAddress4Nat64()`.
 */
function isHostInSubnet(address) {
    // mask() is a bit string of the family's width, and the leading bits of a
    // 32-bit string can coincide with those of a 128-bit one (a00::1 and
    // 10.0.0.0/8 both mask to 00001010), so the widths must agree before the
    // strings are compared.
    if (this.binaryZeroPad().length !== address.binaryZeroPad().length) {
        return false;
    }
    return this.mask(address.subnetMask) === address.mask();
}
/**
 * Returns whether the registry marks this address globally reachable: the
 * answer of the most specific entry containing it that has one, or `true`
 * when no entry contains it.
 */
function isGloballyReachable(entries) {
    let best = null;
    for (let i = 0; i < entries.length; i++) {
        const entry = entries[i];
        if (entry.reachable !== null &&
            isHostInSubnet.call(this, entry.subnet) &&
            (best === null || entry.subnet.subnetMask > best.subnet.subnetMask)) {
            best = entry;
        }
    }
    return best === null ? true : best.reachable;
}
/**
 * Adds `n` to `value` and returns the result, throwing `AddressError` unless
 * `n` is an integer and the result stays within `[0, 2**bits - 1]`.
 */
function offsetBigInt(value, n, bits, family) {
    if (typeof n === 'number' && !Number.isSafeInteger(n)) {
        throw new address_error_1.AddressError(`${family} offset must be an integer`);
    }
    if (typeof n !== 'number' && typeof n !== 'bigint') {
        throw new address_error_1.AddressError(`${family} offset must be an integer`);
    }
    const result = value + BigInt(n);
    if (result < BigInt(0) || result > (BigInt(1) << BigInt(bits)) - BigInt(1)) {
        throw new address_error_1.AddressError(`${family} offset leaves the address space`);
    }
    return result;
}
function isCorrect(defaultBits) {
    return function isCorrectForm() {
        if (this.addressMinusSuffix !== this.correctForm()) {
            return false;
        }
        if (this.subnetMask === defaultBits && !this.parsedSubnet) {
            return true;
        }
        return this.parsedSubnet === String(this.subnetMask);
    };
}
/**
 * Returns the prefix length (number of leading 1 bits) of a contiguous
 * subnet mask. Throws `AddressError` if the mask is non-contiguous (e.g.
 * `255.0.255.0`).
 */
function prefixLengthFromMask(value, totalBits) {
    const binary = value.toString(2).padStart(totalBits, '0');
    if (binary.length > totalBits) {
        throw new address_error_1.AddressError('Invalid subnet mask.');
    }
    const firstZero = binary.indexOf('0');
    if (firstZero === -1) {
        return totalBits;
    }
    if (binary.slice(firstZero).includes('1')) {
        throw new address_error_1.AddressError('Invalid subnet mask.');
    }
    return firstZero;
}
/**
 * Throws `AddressError` unless `bytes` holds exactly `byteCount` integers,
 * each from `minimum` to 255. Pass a `minimum` of `-128` where signed bytes
 * are accepted and folded to unsigned, and `0` where they are not.
 */
function assertByteArray(bytes, byteCount, family, minimum) {
    if (bytes.length !== byteCount) {
        throw new address_error_1.AddressError(`${family} addresses require exactly ${byteCount} bytes`);
    }
    for (let i = 0; i < bytes.length; i++) {
        if (!Number.isInteger(bytes[i]) || bytes[i] < minimum || bytes[i] > 255) {
            throw new address_error_1.AddressError(`All bytes must be integers between ${minimum} and 255`);
        }
    }
}
function numberToPaddedHex(number) {
    return number.toString(16).padStart(2, '0');
}
function stringToPaddedHex(numberString) {
    return numberToPaddedHex(parseInt(numberString, 10));
}
/**
 * @param binaryValue Binary representation of a value (e.g. `10`)
 * @param position Byte position, where 0 is the least significant bit
 */
function testBit(binaryValue, position) {
    const { length } = binaryValue;
    if (position >= length) {
        return false;
    }
    const positionInString = length - position - 1;
    return binaryValue.substring(positionInString, positionInString + 1) === '1';
}
//# sourceMappingURL=common.js.map

/***/ }),

/***/ 9253:
/***/ (function(__unused_webpack_module, exports, __nccwpck_require__) {


var __createBinding = (this && this.__createBinding) || (Object.create ? (function(o, m, k, k2) {
    if (k2 === undefined) k2 = k;
    var desc = Object.getOwnPropertyDescriptor(m, k);
    if (!desc || ("get" in desc ? !m.__esModule : desc.writable || desc.configurable)) {
      desc = { enumerable: true, get: function() { return m[k]; } };
    }
    Object.defineProperty(o, k2, desc);
}) : (function(o, m, k, k2) {
    if (k2 === undefined) k2 = k;
    o[k2] = m[k];
}));
var __setModuleDefault = (this && this.__setModuleDefault) || (Object.create ? (function(o, v) {
    Object.defineProperty(o, "default", { enumerable: true, value: v });
}) : function(o, v) {
    o["default"] = v;
});
var __importStar = (this && this.__importStar) || function (mod) {
    if (mod && mod.__esModule) return mod;
    var result = {};
    if (mod != null) for (var k in mod) if (k !== "default" && Object.prototype.hasOwnProperty.call(mod, k)) __createBinding(result, mod, k);
    __setModuleDefault(result, mod);
    return result;
};
Object.defineProperty(exports, "__esModule", ({ value: true }));
exports.v6 = exports.AddressError = exports.Address6 = exports.Address4 = void 0;
var ipv4_1 = __nccwpck_require__(7946);
Object.defineProperty(exports, "Address4", ({ enumerable: true, get: function () { return ipv4_1.Address4; } }));
var ipv6_1 = __nccwpck_require__(8096);
Object.defineProperty(exports, "Address6", ({ enumerable: true, get: function () { return ipv6_1.Address6; } }));
var address_error_1 = __nccwpck_require__(8850);
Object.defineProperty(exports, "AddressError", ({ enumerable: true, get: function () { return address_error_1.AddressError; } }));
const helpers = __importStar(__nccwpck_require__(339));
exports.v6 = { helpers };
//# sourceMappingURL=ip-address.js.map

/***/ }),

/***/ 7946:
/***/ (function(__unused_webpack_module, exports, __nccwpck_require__) {


/* eslint-disable no-param-reassign */
var __createBinding = (this && this.__createBinding) || (Object.create ? (function(o, m, k, k2) {
    if (k2 === undefined) k2 = k;
    var desc = Object.getOwnPropertyDescriptor(m, k);
    if (!desc || ("get" in desc ? !m.__esModule : desc.writable || desc.configurable)) {
      desc = { enumerable: true, get: function() { return m[k]; } };
    }
    Object.defineProperty(o, k2, desc);
}) : (function(o, m, k, k2) {
    if (k2 === undefined) k2 = k;
    o[k2] = m[k];
}));
var __setModuleDefault = (this && this.__setModuleDefault) || (Object.create ? (function(o, v) {
    Object.defineProperty(o, "default", { enumerable: true, value: v });
}) : function(o, v) {
    o["default"] = v;
});
var __importStar = (this && this.__importStar) || function (mod) {
    if (mod && mod.__esModule) return mod;
    var result = {};
    if (mod != null) for (var k in mod) if (k !== "default" && Object.prototype.hasOwnProperty.call(mod, k)) __createBinding(result, mod, k);
    __setModuleDefault(result, mod);
    return result;
};
Object.defineProperty(exports, "__esModule", ({ value: true }));
exports.Address4 = void 0;
const common = __importStar(__nccwpck_require__(5864));
const constants = __importStar(__nccwpck_require__(6437));
const address_error_1 = __nccwpck_require__(8850);
const isCorrect4 = common.isCorrect(constants.BITS);
/**
 * Represents an IPv4 address
 * @param {string} address - An IPv4 address string
 */
class Address4 {
    constructor(address) {
        this.addressMinusSuffix = '';
        this.groups = constants.GROUPS;
        this.parsedAddress = [];
        this.parsedSubnet = '';
        this.subnet = '/32';
        this.subnetMask = 32;
        this.v4 = true;
        /**
         * Returns true if the address is correct, false otherwise
         * @returns {Boolean}
         */
        this.isCorrect = isCorrect4;
        /**
         * Returns true if the given address is in the subnet of the current address.
         * An `Address6` is never in the subnet of an `Address4`; convert with
         * `to4()` or `Address6.fromAddress4()` to compare across families.
         * @returns {boolean}
         */
        this.isInSubnet = common.isInSubnet;
        /**
         * Returns true if this address's host bits fall inside the given subnet,
         * ignoring this address's own subnet mask. Prefer this over `isInSubnet`
         * when classifying a single address, so the answer doesn't change with the
         * CIDR suffix the caller happened to write — notably when the address came
         * from untrusted input and the result backs a trust-boundary decision.
         * An `Address6` is never in the subnet of an `Address4`; convert with
         * `to4()` or `Address6.fromAddress4()` to compare across families.
         * @returns {boolean}
         */
        this.isHostInSubnet = common.isHostInSubnet;
        this.address = address;
        const subnet = constants.RE_SUBNET_STRING.exec(address);
        if (subnet) {
            this.parsedSubnet = subnet[0].replace('/', '');
            this.subnetMask = parseInt(this.parsedSubnet, 10);
            this.subnet = `/${this.subnetMask}`;
            if (this.subnetMask < 0 || this.subnetMask > constants.BITS) {
                throw new address_error_1.AddressError('Invalid subnet mask.');
            }
            address = address.replace(constants.RE_SUBNET_STRING, '');
        }
        // Four three-digit octets and three dots: the longest well-formed address
        // is 15 characters. Longer input is rejected before parsing, as Address6
        // does at its own limit.
        const longest = constants.GROUPS * 4 - 1;
        if (address.length > longest) {
            throw new address_error_1.AddressError(`IPv4 addresses are at most ${longest} characters.`);
        }
        this.addressMinusSuffix = address;
        this.parsedAddress = this.parse(address);
    }
    /**
     * Returns true if the given string is a valid IPv4 address (with optional
     * CIDR subnet), false otherwise. Host bits in the subnet portion are
     * allowed (e.g. `192.168.1.5/24` is valid); for strict network-address
     * validation compare `correctForm()` to `startAddress().correctForm()`,
     * or use `networkForm()`.
     */
    static isValid(address) {
        try {
            // eslint-disable-next-line no-new
            new Address4(address);
            return true;
        }
        catch {
            return false;
        }
    }
    /**
     * Parses an IPv4 address string into its four octet groups and stores the
     * result on `this.parsedAddress`. Called automatically by the constructor;
     * you typically don't need to call it directly. Throws `AddressError` if
     * the input is not a valid IPv4 address.
     */
    parse(address) {
        const groups = address.split('.');
        // Checked before the general match so the error names the actual problem.
        // Address6 rejects the same notation on its v4-in-v6 path.
        if (groups.some((group) => /^0\d/.test(group))) {
            throw new address_error_1.AddressError("IPv4 addresses can't have leading zeroes.");
        }
        if (!address.match(constants.RE_ADDRESS)) {
            throw new address_error_1.AddressError('Invalid IPv4 address.');
        }
        return groups;
    }
    /**
     * Returns the address in correct form: octets joined with `.` and any
     * leading zeros stripped (e.g. `192.168.1.1`). For IPv4 this matches the
     * canonical dotted-decimal representation.
     */
    correctForm() {
        return this.parsedAddress.map((part) => parseInt(part, 10)).join('.');
    }
    /**
     * Construct an `Address4` from an address and a dotted-decimal subnet
     * mask given as separate strings (e.g. as returned by Node's
     * `os.networkInterfaces()`). Throws `AddressError` if the mask is
     * non-contiguous (e.g. `255.0.255.0`).
     * @example
     * var address = Address4.fromAddressAndMask('192.168.1.1', '255.255.255.0');
     * address.subnetMask; // 24
     */
    static fromAddressAndMask(address, mask) {
        const bits = common.prefixLengthFromMask(new Address4(mask).bigInt(), constants.BITS);
        return new Address4(`${address}/${bits}`);
    }
    /**
     * Construct an `Address4` from an address and a Cisco-style wildcard mask
     * given as separate strings (e.g. `0.0.0.255` for a `/24`). The wildcard
     * mask is the bitwise inverse of the subnet mask. Throws `AddressError`
     * if the mask is non-contiguous (e.g. `0.255.0.255`).
     * @example
     * var address = Address4.fromAddressAndWildcardMask('10.0.0.1', '0.0.0.255');
     * address.subnetMask; // 24
     */
    static fromAddressAndWildcardMask(address, wildcardMask) {
        const wildcard = new Address4(wildcardMask).bigInt();
        const allOnes = (BigInt(1) << BigInt(constants.BITS)) - BigInt(1);
        const mask = wildcard ^ allOnes;
        const bits = common.prefixLengthFromMask(mask, constants.BITS);
        return new Address4(`${address}/${bits}`);
    }
    /**
     * Construct an `Address4` from a wildcard pattern with trailing `*`
     * octets. The number of trailing wildcards determines the prefix
     * length: each `*` represents 8 bits.
     *
     * Only trailing whole-octet wildcards are supported. Partial-octet
     * wildcards (e.g. `192.168.0.1*`) and interior wildcards (e.g.
     * `192.*.0.1`) throw `AddressError`.
     * @example
     * Address4.fromWildcard('192.168.0.*').subnet;   // '/24'
     * Address4.fromWildcard('192.168.*.*').subnet;   // '/16'
     * Address4.fromWildcard('*.*.*.*').subnet;       // '/0'
     */
    static fromWildcard(input) {
        const groups = input.split('.');
        if (groups.length !== constants.GROUPS) {
            throw new address_error_1.AddressError('Wildcard pattern must have 4 octets');
        }
        let firstWildcard = -1;
        for (let i = 0; i < groups.length; i++) {
            if (groups[i] === '*') {
                if (firstWildcard === -1) {
                    firstWildcard = i;
                }
            }
            else if (firstWildcard !== -1) {
                throw new address_error_1.AddressError('Wildcard `*` must only appear in trailing octets (e.g. `192.168.0.*`)');
            }
        }
        const trailing = firstWildcard === -1 ? 0 : groups.length - firstWildcard;
        const replaced = groups.map((g) => (g === '*' ? '0' : g));
        const subnetBits = constants.BITS - trailing * 8;
        return new Address4(`${replaced.join('.')}/${subnetBits}`);
    }
    /**
     * Converts a hex string to an IPv4 address object. Accepts 8 hex digits
     * with optional `:` separators (e.g. `'7f000001'` or `'7f:00:00:01'`).
     * Throws `AddressError` for any other length or for non-hex characters.
     * @param {string} hex - a hex string to convert
     * @returns {Address4}
     */
    static fromHex(hex) {
        const stripped = hex.replace(/:/g, '');
        if (!/^[0-9a-fA-F]{8}$/.test(stripped)) {
            throw new address_error_1.AddressError('IPv4 hex must be exactly 8 hex digits');
        }
        const groups = [];
        for (let i = 0; i < 8; i += 2) {
            groups.push(parseInt(stripped.slice(i, i + 2), 16));
        }
        return new Address4(groups.join('.'));
    }
    /**
     * Converts an integer into a IPv4 address object. The integer must be a
     * non-negative safe integer in the range `[0, 2**32 - 1]`; otherwise
     * `AddressError` is thrown.
     * @param {integer} integer - a number to convert
     * @returns {Address4}
     */
    static fromInteger(integer) {
        if (!Number.isInteger(integer) || integer < 0 || integer > 0xffffffff) {
            throw new address_error_1.AddressError('IPv4 integer must be in the range 0 to 2**32 - 1');
        }
        return Address4.fromHex(integer.toString(16).padStart(8, '0'));
    }
    /**
     * Return an address from in-addr.arpa form: the four octets reversed, with
     * or without the `.in-addr.arpa` suffix and root dot, in any case. Throws
     * `AddressError` unless the reversed labels form a valid IPv4 address, so
     * `fromArpa(x.reverseForm())` round-trips {@link reverseForm}.
     * @param {string} arpaFormAddress - an 'in-addr.arpa' form ipv4 address
     * @returns {Adress4}
     * @example
     * var address = Address4.fromArpa('42.2.0.192.in-addr.arpa.')
     * address.correctForm(); // '192.0.2.42'
     */
    static fromArpa(arpaFormAddress) {
        // A 15-character address, a "/32" prefix length and ".in-addr.arpa.": the
        // longest name is 32 characters. Longer input is rejected before its
        // labels are split, as the constructor does at its own limit.
        const longest = constants.GROUPS * 4 - 1 + '/32'.length + '.in-addr.arpa.'.length;
        if (arpaFormAddress.length > longest) {
            throw new address_error_1.AddressError(`in-addr.arpa names are at most ${longest} characters.`);
        }
        // remove an ending ".in-addr.arpa", in any case and with or without the
        // root dot, as Address6.fromArpa does for ".ip6.arpa"
        const leader = arpaFormAddress.replace(/(\.in-addr\.arpa)?\.?$/i, '');
        const address = leader.split('.').reverse().join('.');
        return new Address4(address);
    }
    /**
     * Converts an IPv4 address object to a hex string
     * @returns {String}
     */
    toHex() {
        return this.parsedAddress.map((part) => common.stringToPaddedHex(part)).join(':');
    }
    /**
     * Converts an IPv4 address object to an array of bytes.
     *
     * To get a Node.js `Buffer`, wrap the result: `Buffer.from(address.toArray())`.
     * @returns {Array}
     */
    toArray() {
        return this.parsedAddress.map((part) => parseInt(part, 10));
    }
    /**
     * Converts an IPv4 address object to an IPv6 address group
     * @returns {String}
     */
    toGroup6() {
        const output = [];
        let i;
        for (i = 0; i < constants.GROUPS; i += 2) {
            output.push(`${common.stringToPaddedHex(this.parsedAddress[i])}${common.stringToPaddedHex(this.parsedAddress[i + 1])}`);
        }
        return output.join(':');
    }
    /**
     * Returns the address as a `bigint`
     * @returns {bigint}
     */
    bigInt() {
        return BigInt(`0x${this.parsedAddress.map((n) => common.stringToPaddedHex(n)).join('')}`);
    }
    /**
     * Helper function getting start address.
     * @returns {bigint}
     */
    _startAddress() {
        return BigInt(`0b${this.mask() + '0'.repeat(constants.BITS - this.subnetMask)}`);
    }
    /**
     * The first address in the range given by this address' subnet.
     * Often referred to as the Network Address.
     * @returns {Address4}
     */
    startAddress() {
        return Address4.fromBigInt(this._startAddress());
    }
    /**
     * The first host address in the range given by this address's subnet ie
     * the first address after the Network Address
     * @returns {Address4}
     */
    startAddressExclusive() {
        const adjust = BigInt('1');
        return Address4.fromBigInt(this._startAddress() + adjust);
    }
    /**
     * Returns the address `n` addresses after this one (or before, when `n` is
     * negative), keeping this address's subnet mask. Throws `AddressError` when
     * the result would fall outside the IPv4 address space or `n` is not an
     * integer.
     * @param {number | bigint} n
     * @returns {Address4}
     * @example
     * new Address4('10.0.0.0/24').offset(1).correctForm(); // '10.0.0.1'
     */
    offset(n) {
        return Address4.fromBigInt(common.offsetBigInt(this.bigInt(), n, constants.BITS, 'IPv4')).withSubnetMask(this.subnetMask);
    }
    /**
     * Returns the network that follows this address's network: the address after
     * {@link endAddress}, with the same subnet mask. Throws `AddressError` when
     * this network is the last one in the address space.
     * @returns {Address4}
     * @example
     * new Address4('10.0.0.0/24').nextNetwork().networkForm(); // '10.0.1.0/24'
     */
    nextNetwork() {
        return Address4.fromBigInt(common.offsetBigInt(this._endAddress(), 1, constants.BITS, 'IPv4')).withSubnetMask(this.subnetMask);
    }
    withSubnetMask(subnetMask) {
        return new Address4(`${this.correctForm()}/${subnetMask}`);
    }
    /**
     * Helper function getting end address.
     * @returns {bigint}
     */
    _endAddress() {
        return BigInt(`0b${this.mask() + '1'.repeat(constants.BITS - this.subnetMask)}`);
    }
    /**
     * The last address in the range given by this address' subnet
     * Often referred to as the Broadcast
     * @returns {Address4}
     */
    endAddress() {
        return Address4.fromBigInt(this._endAddress());
    }
    /**
     * The last host address in the range given by this address's subnet ie
     * the last address prior to the Broadcast Address
     * @returns {Address4}
     */
    endAddressExclusive() {
        const adjust = BigInt('1');
        return Address4.fromBigInt(this._endAddress() - adjust);
    }
    /**
     * The dotted-decimal form of the subnet mask, e.g. `255.255.240.0` for
     * a `/20`. Returns an `Address4`; call `.correctForm()` for the string.
     * @returns {Address4}
     */
    subnetMaskAddress() {
        return Address4.fromBigInt(BigInt(`0b${'1'.repeat(this.subnetMask)}${'0'.repeat(constants.BITS - this.subnetMask)}`));
    }
    /**
     * The Cisco-style wildcard mask, e.g. `0.0.0.255` for a `/24`. This is
     * the bitwise inverse of `subnetMaskAddress()`. Returns an `Address4`;
     * call `.correctForm()` for the string.
     * @returns {Address4}
     */
    wildcardMask() {
        return Address4.fromBigInt(BigInt(`0b${'0'.repeat(this.subnetMask)}${'1'.repeat(constants.BITS - this.subnetMask)}`));
    }
    /**
     * The network address in CIDR string form, e.g. `192.168.1.0/24` for
     * `192.168.1.5/24`. For an address with no explicit subnet the prefix is
     * `/32`, e.g. `networkForm()` on `192.168.1.5` returns `192.168.1.5/32`.
     * @returns {string}
     */
    networkForm() {
        return `${this.startAddress().correctForm()}/${this.subnetMask}`;
    }
    /**
     * Converts a BigInt to a v4 address object. The value must be in the
     * range `[0, 2**32 - 1]`; otherwise `AddressError` is thrown.
     * @param {bigint} bigInt - a BigInt to convert
     * @returns {Address4}
     */
    static fromBigInt(bigInt) {
        if (bigInt < BigInt(0) || bigInt > BigInt(0xffffffff)) {
            throw new address_error_1.AddressError('IPv4 BigInt must be in the range 0 to 2**32 - 1');
        }
        return Address4.fromHex(bigInt.toString(16).padStart(8, '0'));
    }
    /**
     * Convert a byte array to an Address4 object. Throws `AddressError` unless
     * given exactly 4 integers from 0 to 255. Signed bytes are rejected, so
     * this differs from `Address6.fromByteArray`, which folds them; the two
     * contracts converge on this stricter form in the next major version.
     *
     * To convert from a Node.js `Buffer`, spread it: `Address4.fromByteArray([...buf])`.
     * @param {Array<number>} bytes - an array of 4 bytes (0-255)
     * @returns {Address4}
     */
    static fromByteArray(bytes) {
        common.assertByteArray(bytes, 4, 'IPv4', 0);
        return this.fromUnsignedByteArray(bytes);
    }
    /**
     * Convert an unsigned byte array to an Address4 object. Throws
     * `AddressError` unless given exactly 4 bytes, and rejects values outside
     * 0 to 255 when parsing the resulting address.
     *
     * To convert from a Node.js `Buffer`, spread it:
     * `Address4.fromUnsignedByteArray([...buf])`.
     * @param {Array<number>} bytes - an array of 4 unsigned bytes (0-255)
     * @returns {Address4}
     */
    static fromUnsignedByteArray(bytes) {
        if (bytes.length !== 4) {
            throw new address_error_1.AddressError('IPv4 addresses require exactly 4 bytes');
        }
        const address = bytes.join('.');
        return new Address4(address);
    }
    /**
     * Returns the first n bits of the address, defaulting to the
     * subnet mask
     * @returns {String}
     */
    mask(mask) {
        if (mask === undefined) {
            mask = this.subnetMask;
        }
        return this.getBitsBase2(0, mask);
    }
    /**
     * Returns the bits in the given range as a base-2 string
     * @returns {string}
     */
    getBitsBase2(start, end) {
        return this.binaryZeroPad().slice(start, end);
    }
    /**
     * Return the reversed in-addr.arpa form of the address, e.g.
     * `42.2.0.192.in-addr.arpa.` for `192.0.2.42`.
     * @param {Object} options
     * @param {boolean} options.omitSuffix - omit the "in-addr.arpa" suffix
     * @returns {String}
     */
    reverseForm(options) {
        if (!options) {
            options = {};
        }
        const reversed = this.correctForm().split('.').reverse().join('.');
        if (options.omitSuffix) {
            return reversed;
        }
        return `${reversed}.in-addr.arpa.`;
    }
    /**
     * Returns true if the given address is a multicast address
     * @returns {boolean}
     */
    isMulticast() {
        return this.isHostInSubnet(MULTICAST_V4);
    }
    /**
     * Returns true if the address is in one of the [RFC 1918](https://datatracker.ietf.org/doc/html/rfc1918) private address ranges (`10.0.0.0/8`, `172.16.0.0/12`, `192.168.0.0/16`).
     * @returns {boolean}
     */
    isPrivate() {
        return PRIVATE_V4.some((subnet) => this.isHostInSubnet(subnet));
    }
    /**
     * Returns true if the address is in the loopback range `127.0.0.0/8` ([RFC 1122](https://datatracker.ietf.org/doc/html/rfc1122)).
     * @returns {boolean}
     */
    isLoopback() {
        return this.isHostInSubnet(LOOPBACK_V4);
    }
    /**
     * Returns true if the address is in the link-local range `169.254.0.0/16` ([RFC 3927](https://datatracker.ietf.org/doc/html/rfc3927)).
     * @returns {boolean}
     */
    isLinkLocal() {
        return this.isHostInSubnet(LINK_LOCAL_V4);
    }
    /**
     * Returns true if the address is the unspecified address `0.0.0.0`.
     * @returns {boolean}
     */
    isUnspecified() {
        return this.isHostInSubnet(UNSPECIFIED_V4);
    }
    /**
     * Returns true if the address is the limited broadcast address `255.255.255.255` ([RFC 919](https://datatracker.ietf.org/doc/html/rfc919)).
     * @returns {boolean}
     */
    isBroadcast() {
        return this.isHostInSubnet(BROADCAST_V4);
    }
    /**
     * Returns true if the address is in the carrier-grade NAT range `100.64.0.0/10` ([RFC 6598](https://datatracker.ietf.org/doc/html/rfc6598)).
     * @returns {boolean}
     */
    isCGNAT() {
        return this.isHostInSubnet(CGNAT_V4);
    }
    /**
     * Returns true if the address is in one of the documentation ranges
     * `192.0.2.0/24`, `198.51.100.0/24`, or `203.0.113.0/24` ([RFC 5737](https://datatracker.ietf.org/doc/html/rfc5737)).
     * @returns {boolean}
     */
    isDocumentation() {
        return DOCUMENTATION_V4.some((subnet) => this.isHostInSubnet(subnet));
    }
    /**
     * Returns true if the address is in the benchmarking range `198.18.0.0/15` ([RFC 2544](https://datatracker.ietf.org/doc/html/rfc2544)).
     * @returns {boolean}
     */
    isBenchmarking() {
        return this.isHostInSubnet(BENCHMARKING_V4);
    }
    /**
     * Returns true if the address is in the reserved range `240.0.0.0/4` ([RFC 1112](https://datatracker.ietf.org/doc/html/rfc1112)),
     * which includes the limited broadcast address.
     * @returns {boolean}
     */
    isReserved() {
        return this.isHostInSubnet(RESERVED_V4);
    }
    /**
     * Returns true if the address is globally reachable: not multicast, and not
     * in any block the [IANA IPv4 Special-Purpose Address Registry](https://www.iana.org/assignments/iana-ipv4-special-registry/)
     * marks as not globally reachable. That covers everything the individual
     * classifiers name (private, loopback, link-local, CGNAT, unspecified,
     * broadcast, documentation, benchmarking, reserved) and the blocks they do
     * not, such as `0.0.0.0/8` and the IETF protocol assignments in
     * `192.0.0.0/24`. This is the single predicate to use where a request must
     * not reach an internal or special-purpose destination; see SECURITY.md.
     * @returns {boolean}
     */
    isGlobal() {
        return !this.isMulticast() && common.isGloballyReachable.call(this, SPECIAL_PURPOSE_V4);
    }
    /**
     * Returns a zero-padded base-2 string representation of the address
     * @returns {string}
     */
    binaryZeroPad() {
        if (this._binaryZeroPad === undefined) {
            this._binaryZeroPad = this.bigInt().toString(2).padStart(constants.BITS, '0');
        }
        return this._binaryZeroPad;
    }
    /**
     * Groups an IPv4 address for inclusion at the end of an IPv6 address.
     *
     * Returns an HTML fragment: each half of the address is wrapped in a
     * `<span>` carrying the group classes an address-inspector UI hovers on.
     * The address content is HTML-escaped; anything you concatenate around it
     * is your responsibility.
     * @returns {String}
     */
    groupForV6() {
        const segments = this.parsedAddress;
        return this.correctForm().replace(constants.RE_ADDRESS, `<span class="hover-group group-v4 group-6">${segments
            .slice(0, 2)
            .join('.')}</span>.<span class="hover-group group-v4 group-7">${segments
            .slice(2, 4)
            .join('.')}</span>`);
    }
}
exports.Address4 = Address4;
const MULTICAST_V4 = new Address4('224.0.0.0/4');
const PRIVATE_V4 = [
    new Address4('10.0.0.0/8'),
    new Address4('172.16.0.0/12'),
    new Address4('192.168.0.0/16'),
];
const LOOPBACK_V4 = new Address4('127.0.0.0/8');
const LINK_LOCAL_V4 = new Address4('169.254.0.0/16');
const UNSPECIFIED_V4 = new Address4('0.0.0.0/32');
const BROADCAST_V4 = new Address4('255.255.255.255/32');
const CGNAT_V4 = new Address4('100.64.0.0/10');
const DOCUMENTATION_V4 = [
    new Address4('192.0.2.0/24'),
    new Address4('198.51.100.0/24'),
    new Address4('203.0.113.0/24'),
];
const BENCHMARKING_V4 = new Address4('198.18.0.0/15');
const RESERVED_V4 = new Address4('240.0.0.0/4');
const SPECIAL_PURPOSE_V4 = constants.SPECIAL_PURPOSE.map(([cidr, , reachable]) => ({
    subnet: new Address4(cidr),
    reachable,
}));
//# sourceMappingURL=ipv4.js.map

/***/ }),

/***/ 8096:
/***/ (function(__unused_webpack_module, exports, __nccwpck_require__) {


/* eslint-disable prefer-destructuring */
/* eslint-disable no-param-reassign */
var __createBinding = (this && this.__createBinding) || (Object.create ? (function(o, m, k, k2) {
    if (k2 === undefined) k2 = k;
    var desc = Object.getOwnPropertyDescriptor(m, k);
    if (!desc || ("get" in desc ? !m.__esModule : desc.writable || desc.configurable)) {
      desc = { enumerable: true, get: function() { return m[k]; } };
    }
    Object.defineProperty(o, k2, desc);
}) : (function(o, m, k, k2) {
    if (k2 === undefined) k2 = k;
    o[k2] = m[k];
}));
var __setModuleDefault = (this && this.__setModuleDefault) || (Object.create ? (function(o, v) {
    Object.defineProperty(o, "default", { enumerable: true, value: v });
}) : function(o, v) {
    o["default"] = v;
});
var __importStar = (this && this.__importStar) || function (mod) {
    if (mod && mod.__esModule) return mod;
    var result = {};
    if (mod != null) for (var k in mod) if (k !== "default" && Object.prototype.hasOwnProperty.call(mod, k)) __createBinding(result, mod, k);
    __setModuleDefault(result, mod);
    return result;
};
Object.defineProperty(exports, "__esModule", ({ value: true }));
exports.Address6 = void 0;
const common = __importStar(__nccwpck_require__(5864));
const constants4 = __importStar(__nccwpck_require__(6437));
const constants6 = __importStar(__nccwpck_require__(2899));
const helpers = __importStar(__nccwpck_require__(339));
const ipv4_1 = __nccwpck_require__(7946);
const regular_expressions_1 = __nccwpck_require__(2016);
const address_error_1 = __nccwpck_require__(8850);
const common_1 = __nccwpck_require__(5864);
const isCorrect6 = common.isCorrect(constants6.BITS);
function assert(condition) {
    if (!condition) {
        throw new Error('Assertion failed.');
    }
}
function addCommas(number) {
    const r = /(\d+)(\d{3})/;
    while (r.test(number)) {
        number = number.replace(r, '$1,$2');
    }
    return number;
}
function spanLeadingZeroes4(n) {
    n = n.replace(/^(0{1,})([1-9]+)$/, '<span class="parse-error">$1</span>$2');
    n = n.replace(/^(0{1,})(0)$/, '<span class="parse-error">$1</span>$2');
    return n;
}
/*
 * A helper function to compact an array
 */
function compact(address, slice) {
    const s1 = [];
    const s2 = [];
    let i;
    for (i = 0; i < address.length; i++) {
        if (i < slice[0]) {
            s1.push(address[i]);
        }
        else if (i > slice[1]) {
            s2.push(address[i]);
        }
    }
    return s1.concat(['compact']).concat(s2);
}
function paddedHex(octet) {
    return parseInt(octet, 16).toString(16).padStart(4, '0');
}
function unsignByte(b) {
    return b & 0xff;
}
/**
 * Represents an IPv6 address
 * @param {string} address - An IPv6 address string
 * @param {number} [groups=8] - How many octets to parse
 * @example
 * var address = new Address6('2001::/32');
 */
class Address6 {
    constructor(address, optionalGroups) {
        this.addressMinusSuffix = '';
        this.parsedSubnet = '';
        this.subnet = '/128';
        this.subnetMask = 128;
        this.v4 = false;
        this.zone = '';
        // #region Attributes
        /**
         * Returns true if the given address is in the subnet of the current address.
         * An `Address4` is never in the subnet of an `Address6`; convert with
         * `Address6.fromAddress4()` or `to4()` to compare across families.
         * @returns {boolean}
         */
        this.isInSubnet = common.isInSubnet;
        /**
         * Returns true if this address's host bits fall inside the given subnet,
         * ignoring this address's own subnet mask. Prefer this over `isInSubnet`
         * when classifying a single address, so the answer doesn't change with the
         * CIDR suffix the caller happened to write — notably when the address came
         * from untrusted input and the result backs a trust-boundary decision.
         * An `Address4` is never in the subnet of an `Address6`; convert with
         * `Address6.fromAddress4()` or `to4()` to compare across families.
         * @returns {boolean}
         */
        this.isHostInSubnet = common.isHostInSubnet;
        /**
         * Returns true if the address is correct, false otherwise
         * @returns {boolean}
         */
        this.isCorrect = isCorrect6;
        if (optionalGroups === undefined) {
            this.groups = constants6.GROUPS;
        }
        else {
            this.groups = optionalGroups;
        }
        this.address = address;
        const subnet = constants6.RE_SUBNET_STRING.exec(address);
        if (subnet) {
            this.parsedSubnet = subnet[0].replace('/', '');
            this.subnetMask = parseInt(this.parsedSubnet, 10);
            this.subnet = `/${this.subnetMask}`;
            if (Number.isNaN(this.subnetMask) ||
                this.subnetMask < 0 ||
                this.subnetMask > constants6.BITS) {
                throw new address_error_1.AddressError('Invalid subnet mask.');
            }
            address = address.replace(constants6.RE_SUBNET_STRING, '');
        }
        // RE_SUBNET_STRING anchors on the end of the address, so it strips only
        // the trailing suffix. A second one left behind (`::/0/1`) is malformed
        // and must be rejected rather than parsed as an address group.
        if (/\//.test(address)) {
            throw new address_error_1.AddressError('Invalid subnet mask.');
        }
        // A zone runs from the first `%` to the end of the input and holds no line
        // terminator. Finding it by index reads the input once, where matching
        // RE_ZONE_STRING retries from every `%` that a line terminator disqualifies.
        const zoneStart = address.indexOf('%');
        if (zoneStart !== -1 && /^.*$/.test(address.slice(zoneStart))) {
            this.zone = address.slice(zoneStart);
            address = address.slice(0, zoneStart);
        }
        // The longest well-formed address is all but the last two groups written
        // as four hex digits with their colons, then a 15-character dotted quad:
        // 5 * (groups - 2) + 15, which is 45 for eight groups, the same line
        // CPython's ipaddress module draws. Rejecting longer input here keeps the
        // parse diagnostics, which wrap every offending character in a span,
        // proportional to an address rather than to whatever was passed in.
        const longest = this.groups * 5 + 5;
        if (address.length > longest) {
            throw new address_error_1.AddressError(`IPv6 addresses are at most ${longest} characters.`);
        }
        this.addressMinusSuffix = address;
        this.parsedAddress = this.parse(this.addressMinusSuffix);
    }
    /**
     * Returns true if the given string is a valid IPv6 address (with optional
     * CIDR subnet and zone identifier), false otherwise. Host bits in the
     * subnet portion are allowed (e.g. `2001:db8::1/32` is valid); for strict
     * network-address validation compare `correctForm()` to
     * `startAddress().correctForm()`, or use `networkForm()`.
     */
    static isValid(address) {
        try {
            // eslint-disable-next-line no-new
            new Address6(address);
            return true;
        }
        catch {
            return false;
        }
    }
    /**
     * Convert a BigInt to a v6 address object. The value must be in the
     * range `[0, 2**128 - 1]`; otherwise `AddressError` is thrown.
     * @param {bigint} bigInt - a BigInt to convert
     * @returns {Address6}
     * @example
     * var bigInt = BigInt('1000000000000');
     * var address = Address6.fromBigInt(bigInt);
     * address.correctForm(); // '::e8:d4a5:1000'
     */
    static fromBigInt(bigInt) {
        if (bigInt < BigInt(0) || bigInt > (BigInt(1) << BigInt(constants6.BITS)) - BigInt(1)) {
            throw new address_error_1.AddressError('IPv6 BigInt must be in the range 0 to 2**128 - 1');
        }
        const hex = bigInt.toString(16).padStart(32, '0');
        const groups = [];
        for (let i = 0; i < constants6.GROUPS; i++) {
            groups.push(hex.slice(i * 4, (i + 1) * 4));
        }
        return new Address6(groups.join(':'));
    }
    /**
     * Parse a URL (with optional bracketed host and port) into an address and
     * port. Returns either `{ address, port }` on success or
     * `{ error, address: null, port: null }` if the URL could not be parsed.
     * Ports are returned as numbers (or `null` if absent or out of range).
     * @example
     * var addressAndPort = Address6.fromURL('http://[ffff::]:8080/foo/');
     * addressAndPort.address.correctForm(); // 'ffff::'
     * addressAndPort.port; // 8080
     */
    static fromURL(url) {
        var _a;
        let host;
        let port = null;
        let result;
        let error;
        // Remove the protocol prefix, if any
        const stripped = url.replace(/^[a-z][a-z0-9+.-]*:\/\//i, '');
        // If we have brackets parse them and find a port
        if (stripped.indexOf('[') !== -1 && stripped.indexOf(']:') !== -1) {
            error = 'failed to parse address with port';
            result = constants6.RE_URL_WITH_PORT.exec(stripped);
            if (result === null) {
                return { error, address: null, port: null };
            }
            host = result[1];
            port = result[2];
        }
        else {
            error = 'failed to parse address from URL';
            result = constants6.RE_URL.exec(stripped);
            if (result === null) {
                return { error, address: null, port: null };
            }
            host = (_a = result[1]) !== null && _a !== void 0 ? _a : result[2];
        }
        // If there's a port convert it to an integer
        if (port) {
            port = parseInt(port, 10);
            // squelch out of range ports (valid ports are 0-65535)
            if (port < 0 || port > 65535) {
                port = null;
            }
        }
        else {
            // Standardize `undefined` to `null`
            port = null;
        }
        // The URL character class is a superset of valid IPv6, so a host the
        // regex accepted (an IPv4 literal, bare punctuation, too many groups)
        // can still be rejected by the parser
        let address;
        try {
            address = new Address6(host);
        }
        catch {
            return { error, address: null, port: null };
        }
        return { address, port };
    }
    /**
     * Construct an `Address6` from an address and a hex subnet mask given as
     * separate strings (e.g. as returned by Node's `os.networkInterfaces()`).
     * Throws `AddressError` if the mask is non-contiguous (e.g.
     * `ffff::ffff`).
     * @example
     * var address = Address6.fromAddressAndMask('fe80::1', 'ffff:ffff:ffff:ffff::');
     * address.subnetMask; // 64
     */
    static fromAddressAndMask(address, mask) {
        const bits = common.prefixLengthFromMask(new Address6(mask).bigInt(), constants6.BITS);
        return new Address6(`${address}/${bits}`);
    }
    /**
     * Construct an `Address6` from an address and a Cisco-style wildcard mask
     * given as separate strings (e.g. `::ffff:ffff:ffff:ffff` for a `/64`).
     * The wildcard mask is the bitwise inverse of the subnet mask. Throws
     * `AddressError` if the mask is non-contiguous.
     * @example
     * var address = Address6.fromAddressAndWildcardMask('fe80::1', '::ffff:ffff:ffff:ffff');
     * address.subnetMask; // 64
     */
    static fromAddressAndWildcardMask(address, wildcardMask) {
        const wildcard = new Address6(wildcardMask).bigInt();
        const allOnes = (BigInt(1) << BigInt(constants6.BITS)) - BigInt(1);
        const mask = wildcard ^ allOnes;
        const bits = common.prefixLengthFromMask(mask, constants6.BITS);
        return new Address6(`${address}/${bits}`);
    }
    /**
     * Construct an `Address6` from a wildcard pattern with trailing `*`
     * groups. The number of trailing wildcards determines the prefix
     * length: each `*` represents 16 bits. `::` is expanded to zero groups
     * (not wildcards) before evaluating trailing wildcards.
     *
     * Only trailing whole-group wildcards are supported. Partial-group
     * wildcards (e.g. `2001:db8::0*`) and interior wildcards (e.g.
     * `*::1`) throw `AddressError`.
     * @example
     * Address6.fromWildcard('2001:db8:*:*:*:*:*:*').subnet;  // '/32'
     * Address6.fromWildcard('2001:db8::*').subnet;           // '/112'
     * Address6.fromWildcard('*:*:*:*:*:*:*:*').subnet;       // '/0'
     */
    static fromWildcard(input) {
        if (input.includes('%') || input.includes('/')) {
            throw new address_error_1.AddressError('Wildcard pattern must not include a zone or CIDR suffix');
        }
        const halves = input.split('::');
        if (halves.length > 2) {
            throw new address_error_1.AddressError("Wildcard pattern cannot contain more than one '::'");
        }
        let groups;
        if (halves.length === 2) {
            const left = halves[0] === '' ? [] : halves[0].split(':');
            const right = halves[1] === '' ? [] : halves[1].split(':');
            const remaining = constants6.GROUPS - left.length - right.length;
            if (remaining < 1) {
                throw new address_error_1.AddressError("Wildcard pattern with '::' has too many groups");
            }
            groups = [...left, ...new Array(remaining).fill('0'), ...right];
        }
        else {
            groups = input.split(':');
        }
        if (groups.length !== constants6.GROUPS) {
            throw new address_error_1.AddressError('Wildcard pattern must have 8 groups');
        }
        let firstWildcard = -1;
        for (let i = 0; i < groups.length; i++) {
            if (groups[i] === '*') {
                if (firstWildcard === -1) {
                    firstWildcard = i;
                }
            }
            else if (firstWildcard !== -1) {
                throw new address_error_1.AddressError('Wildcard `*` must only appear in trailing groups (e.g. `2001:db8:*:*:*:*:*:*`)');
            }
        }
        const trailing = firstWildcard === -1 ? 0 : groups.length - firstWildcard;
        const replaced = groups.map((g) => (g === '*' ? '0' : g));
        const subnetBits = constants6.BITS - trailing * 16;
        return new Address6(`${replaced.join(':')}/${subnetBits}`);
    }
    /**
     * Create an IPv6-mapped address given an IPv4 address
     * @param {string} address - An IPv4 address string
     * @returns {Address6}
     * @example
     * var address = Address6.fromAddress4('192.168.0.1');
     * address.correctForm(); // '::ffff:c0a8:1'
     * address.to4in6(); // '::ffff:192.168.0.1'
     */
    static fromAddress4(address) {
        const address4 = new ipv4_1.Address4(address);
        const mask6 = constants6.BITS - (constants4.BITS - address4.subnetMask);
        return new Address6(`::ffff:${address4.correctForm()}/${mask6}`);
    }
    /**
     * Return an address from ip6.arpa form. A full 32-nibble name gives a /128
     * address; a shorter name, as used for a delegated reverse zone, gives the
     * network it covers, with a subnet mask of four bits per nibble, so
     * `fromArpa(x.reverseForm())` round-trips {@link reverseForm} for any prefix.
     * @param {string} arpaFormAddress - an 'ip6.arpa' form address
     * @returns {Adress6}
     * @example
     * var address = Address6.fromArpa(e.f.f.f.3.c.2.6.f.f.f.e.6.6.8.e.1.0.6.7.9.4.e.c.0.0.0.0.1.0.0.2.ip6.arpa.)
     * address.correctForm(); // '2001:0:ce49:7601:e866:efff:62c3:fffe'
     * Address6.fromArpa('8.b.d.0.1.0.0.2.ip6.arpa.').networkForm(); // '2001:db8::/32'
     */
    static fromArpa(arpaFormAddress) {
        // remove an ending ".ip6.arpa", in any case and with or without the root
        // dot
        const nibbles = arpaFormAddress.replace(/(\.ip6\.arpa)?\.?$/i, '');
        if (!/^[0-9a-f](\.[0-9a-f]){0,31}$/i.test(nibbles)) {
            throw new address_error_1.AddressError("Invalid 'ip6.arpa' form.");
        }
        const reversed = nibbles.split('.').reverse();
        const subnetMask = reversed.length * 4;
        const hex = reversed.join('').padEnd(32, '0');
        const groups = [];
        for (let i = 0; i < constants6.GROUPS; i++) {
            groups.push(hex.slice(i * 4, (i + 1) * 4));
        }
        return new Address6(`${groups.join(':')}/${subnetMask}`);
    }
    /**
     * Return the Microsoft UNC transcription of the address
     * @returns {String} the Microsoft UNC transcription of the address
     */
    microsoftTranscription() {
        return `${this.correctForm().replace(/:/g, '-')}.ipv6-literal.net`;
    }
    /**
     * Return the first n bits of the address, defaulting to the subnet mask
     * @param {number} [mask=subnet] - the number of bits to mask
     * @returns {String} the first n bits of the address as a string
     */
    mask(mask = this.subnetMask) {
        return this.getBitsBase2(0, mask);
    }
    /**
     * Return the number of possible subnets of a given size in the address
     * @param {number} [subnetSize=128] - the subnet size
     * @returns {String}
     */
    // TODO: probably useful to have a numeric version of this too
    possibleSubnets(subnetSize = 128) {
        const availableBits = constants6.BITS - this.subnetMask;
        const subnetBits = Math.abs(subnetSize - constants6.BITS);
        const subnetPowers = availableBits - subnetBits;
        if (subnetPowers < 0) {
            return '0';
        }
        return addCommas((BigInt('2') ** BigInt(subnetPowers)).toString(10));
    }
    /**
     * Helper function getting start address.
     * @returns {bigint}
     */
    _startAddress() {
        return BigInt(`0b${this.mask() + '0'.repeat(constants6.BITS - this.subnetMask)}`);
    }
    /**
     * The first address in the range given by this address' subnet
     * Often referred to as the Network Address.
     * @returns {Address6}
     */
    startAddress() {
        return Address6.fromBigInt(this._startAddress());
    }
    /**
     * The first host address in the range given by this address's subnet ie
     * the first address after the Network Address
     * @returns {Address6}
     */
    startAddressExclusive() {
        const adjust = BigInt('1');
        return Address6.fromBigInt(this._startAddress() + adjust);
    }
    /**
     * Helper function getting end address.
     * @returns {bigint}
     */
    _endAddress() {
        return BigInt(`0b${this.mask() + '1'.repeat(constants6.BITS - this.subnetMask)}`);
    }
    /**
     * The last address in the range given by this address's subnet. IPv6 has
     * no broadcast address, so this is an ordinary assignable address (in a
     * 64-bit-interface-identifier subnet it falls inside the reserved
     * subnet-anycast block of [RFC 2526](https://datatracker.ietf.org/doc/html/rfc2526)).
     * @returns {Address6}
     */
    endAddress() {
        return Address6.fromBigInt(this._endAddress());
    }
    /**
     * The address one before {@link endAddress}. This is the IPv6 counterpart
     * of the IPv4 method that skips the broadcast address; IPv6 has no broadcast,
     * so it drops exactly one address and does not model the 128 reserved
     * subnet-anycast identifiers of [RFC 2526](https://datatracker.ietf.org/doc/html/rfc2526).
     * @returns {Address6}
     */
    endAddressExclusive() {
        const adjust = BigInt('1');
        return Address6.fromBigInt(this._endAddress() - adjust);
    }
    /**
     * Returns the address `n` addresses after this one (or before, when `n` is
     * negative), keeping this address's subnet mask. Throws `AddressError` when
     * the result would fall outside the IPv6 address space or `n` is not an
     * integer.
     * @param {number | bigint} n
     * @returns {Address6}
     * @example
     * new Address6('2001:db8::/64').offset(1).correctForm(); // '2001:db8::1'
     */
    offset(n) {
        return Address6.fromBigInt(common.offsetBigInt(this.bigInt(), n, constants6.BITS, 'IPv6')).withSubnetMask(this.subnetMask);
    }
    /**
     * Returns the network that follows this address's network: the address after
     * {@link endAddress}, with the same subnet mask. Throws `AddressError` when
     * this network is the last one in the address space.
     * @returns {Address6}
     * @example
     * new Address6('2001:db8::/64').nextNetwork().networkForm(); // '2001:db8:0:1::/64'
     */
    nextNetwork() {
        return Address6.fromBigInt(common.offsetBigInt(this._endAddress(), 1, constants6.BITS, 'IPv6')).withSubnetMask(this.subnetMask);
    }
    withSubnetMask(subnetMask) {
        return new Address6(`${this.correctForm()}/${subnetMask}`);
    }
    /**
     * The hex form of the subnet mask, e.g. `ffff:ffff:ffff:ffff::` for a
     * `/64`. Returns an `Address6`; call `.correctForm()` for the string.
     * @returns {Address6}
     */
    subnetMaskAddress() {
        return Address6.fromBigInt(BigInt(`0b${'1'.repeat(this.subnetMask)}${'0'.repeat(constants6.BITS - this.subnetMask)}`));
    }
    /**
     * The Cisco-style wildcard mask, e.g. `::ffff:ffff:ffff:ffff` for a
     * `/64`. This is the bitwise inverse of `subnetMaskAddress()`. Returns
     * an `Address6`; call `.correctForm()` for the string.
     * @returns {Address6}
     */
    wildcardMask() {
        return Address6.fromBigInt(BigInt(`0b${'0'.repeat(this.subnetMask)}${'1'.repeat(constants6.BITS - this.subnetMask)}`));
    }
    /**
     * The network address in CIDR string form, e.g. `2001:db8::/32` for
     * `2001:db8::1/32`. For an address with no explicit subnet the prefix
     * is `/128`, e.g. `networkForm()` on `2001:db8::1` returns
     * `2001:db8::1/128`.
     * @returns {string}
     */
    networkForm() {
        return `${this.startAddress().correctForm()}/${this.subnetMask}`;
    }
    /**
     * Return the scope of the address. The 4-bit scope field
     * ([RFC 4291 §2.7](https://datatracker.ietf.org/doc/html/rfc4291#section-2.7))
     * is only defined for multicast addresses; for unicast addresses the scope
     * is derived from the address type per
     * [RFC 4007 §6](https://datatracker.ietf.org/doc/html/rfc4007#section-6).
     * @returns {String}
     */
    getScope() {
        const type = this.getType();
        if (type === 'Multicast' || type.startsWith('Multicast ')) {
            const scope = constants6.SCOPES[parseInt(this.getBits(12, 16).toString(10), 10)];
            return scope || 'Unknown';
        }
        // RFC 4291 §2.5.3: the loopback address is treated as having Link-Local
        // scope. (Multicast scope 1, "Interface-Local", is a different concept
        // used only for loopback transmission of multicast.)
        if (type === 'Link-local unicast' || type === 'Loopback') {
            return 'Link local';
        }
        // RFC 4007 §6: the unspecified address has no scope.
        if (type === 'Unspecified') {
            return 'Unknown';
        }
        return 'Global';
    }
    /**
     * Return the type of the address
     * @returns {String}
     */
    getType() {
        for (let i = 0; i < TYPE_SUBNETS.length; i++) {
            const entry = TYPE_SUBNETS[i];
            if (this.isHostInSubnet(entry[0])) {
                return entry[1];
            }
        }
        return 'Global unicast';
    }
    /**
     * Return the bits in the given range as a BigInt
     * @returns {bigint}
     */
    getBits(start, end) {
        return BigInt(`0b${this.getBitsBase2(start, end)}`);
    }
    /**
     * Return the bits in the given range as a base-2 string
     * @returns {String}
     */
    getBitsBase2(start, end) {
        return this.binaryZeroPad().slice(start, end);
    }
    /**
     * Return the bits in the given range as a base-16 string
     * @returns {String}
     */
    getBitsBase16(start, end) {
        const length = end - start;
        if (length % 4 !== 0) {
            throw new Error('Length of bits to retrieve must be divisible by four');
        }
        return this.getBits(start, end)
            .toString(16)
            .padStart(length / 4, '0');
    }
    /**
     * Return the bits that are set past the subnet mask length
     * @returns {String}
     */
    getBitsPastSubnet() {
        return this.getBitsBase2(this.subnetMask, constants6.BITS);
    }
    /**
     * Return the reversed ip6.arpa form of the address
     * @param {Object} options
     * @param {boolean} options.omitSuffix - omit the "ip6.arpa" suffix
     * @returns {String}
     */
    reverseForm(options) {
        if (!options) {
            options = {};
        }
        const characters = Math.floor(this.subnetMask / 4);
        const reversed = this.canonicalForm()
            .replace(/:/g, '')
            .split('')
            .slice(0, characters)
            .reverse()
            .join('.');
        if (characters > 0) {
            if (options.omitSuffix) {
                return reversed;
            }
            return `${reversed}.ip6.arpa.`;
        }
        if (options.omitSuffix) {
            return '';
        }
        return 'ip6.arpa.';
    }
    /**
     * Returns the address in correct form, per
     * [RFC 5952](https://datatracker.ietf.org/doc/html/rfc5952): leading zeros
     * stripped, the longest run of zero groups collapsed to `::`, and hex digits
     * lowercased (e.g. `2001:db8::1`). This is the recommended form for display.
     */
    correctForm() {
        let i;
        let groups = [];
        let zeroCounter = 0;
        const zeroes = [];
        for (i = 0; i < this.parsedAddress.length; i++) {
            const value = parseInt(this.parsedAddress[i], 16);
            if (value === 0) {
                zeroCounter++;
            }
            if (value !== 0 && zeroCounter > 0) {
                if (zeroCounter > 1) {
                    zeroes.push([i - zeroCounter, i - 1]);
                }
                zeroCounter = 0;
            }
        }
        // Do we end with a string of zeroes?
        if (zeroCounter > 1) {
            zeroes.push([this.parsedAddress.length - zeroCounter, this.parsedAddress.length - 1]);
        }
        const zeroLengths = zeroes.map((n) => n[1] - n[0] + 1);
        if (zeroes.length > 0) {
            const index = zeroLengths.indexOf(Math.max(...zeroLengths));
            groups = compact(this.parsedAddress, zeroes[index]);
        }
        else {
            groups = this.parsedAddress;
        }
        for (i = 0; i < groups.length; i++) {
            if (groups[i] !== 'compact') {
                groups[i] = parseInt(groups[i], 16).toString(16);
            }
        }
        let correct = groups.join(':');
        correct = correct.replace(/^compact$/, '::');
        correct = correct.replace(/(^compact)|(compact$)/, ':');
        correct = correct.replace(/compact/, '');
        return correct;
    }
    /**
     * Return a zero-padded base-2 string representation of the address
     * @returns {String}
     * @example
     * var address = new Address6('2001:4860:4001:803::1011');
     * address.binaryZeroPad();
     * // '0010000000000001010010000110000001000000000000010000100000000011
     * //  0000000000000000000000000000000000000000000000000001000000010001'
     */
    binaryZeroPad() {
        if (this._binaryZeroPad === undefined) {
            this._binaryZeroPad = this.bigInt().toString(2).padStart(constants6.BITS, '0');
        }
        return this._binaryZeroPad;
    }
    /**
     * Parses a v4-in-v6 string (e.g. `::ffff:192.168.0.1`) by extracting the
     * trailing IPv4 address into `this.address4` / `this.parsedAddress4` and
     * returning the address with the v4 portion converted to two v6 groups.
     * Used internally by `parse()`.
     */
    // TODO: Improve the semantics of this helper function
    parse4in6(address) {
        if (address.indexOf('.') === -1) {
            return address;
        }
        const groups = address.split(':');
        const lastGroup = groups.slice(-1)[0];
        // RE_ADDRESS rejects octets with a leading zero, so a dotted-quad tail is
        // matched permissively first: that way this notation still gets its own
        // message with the offending octet highlighted, rather than falling
        // through as an unrecognized group.
        const v4Octets = lastGroup.split('.');
        if (v4Octets.length === constants4.GROUPS &&
            v4Octets.every((octet) => /^\d{1,3}$/.test(octet))) {
            if (v4Octets.some((octet) => /^0\d/.test(octet))) {
                // The prefix groups haven't been through the bad-character check
                // yet, so escape them before including in the error HTML.
                const highlighted = v4Octets.map(spanLeadingZeroes4).join('.');
                const prefix = groups.slice(0, -1).map(helpers.escapeHtml).join(':');
                const separator = groups.length > 1 ? ':' : '';
                throw new address_error_1.AddressError("IPv4 addresses can't have leading zeroes.", `${prefix}${separator}${highlighted}`);
            }
        }
        const address4 = lastGroup.match(constants4.RE_ADDRESS);
        if (address4) {
            this.parsedAddress4 = address4[0];
            const v4Suffix = this.subnetMask >= 96 ? `/${this.subnetMask - 96}` : '';
            this.address4 = new ipv4_1.Address4(`${this.parsedAddress4}${v4Suffix}`);
            this.v4 = true;
            groups[groups.length - 1] = this.address4.toGroup6();
            address = groups.join(':');
        }
        return address;
    }
    /**
     * Parses an IPv6 address string into its 8 hexadecimal groups (expanding
     * any `::` elision and any trailing v4-in-v6 portion) and stores the result
     * on `this.parsedAddress`. Called automatically by the constructor; you
     * typically don't need to call it directly. Throws `AddressError` if the
     * input is malformed.
     */
    // TODO: Make private?
    parse(address) {
        address = this.parse4in6(address);
        const badCharacters = address.match(constants6.RE_BAD_CHARACTERS);
        if (badCharacters) {
            throw new address_error_1.AddressError(`Bad character${badCharacters.length > 1 ? 's' : ''} detected in address: ${badCharacters.join('')}`, address.replace(constants6.RE_BAD_CHARACTERS, (character) => `<span class="parse-error">${helpers.escapeHtml(character)}</span>`));
        }
        const badAddress = address.match(constants6.RE_BAD_ADDRESS);
        if (badAddress) {
            throw new address_error_1.AddressError(`Address failed regex: ${badAddress.join('')}`, address.replace(constants6.RE_BAD_ADDRESS, '<span class="parse-error">$1</span>'));
        }
        let groups = [];
        const halves = address.split('::');
        if (halves.length === 2) {
            let first = halves[0].split(':');
            let last = halves[1].split(':');
            if (first.length === 1 && first[0] === '') {
                first = [];
            }
            if (last.length === 1 && last[0] === '') {
                last = [];
            }
            const remaining = this.groups - (first.length + last.length);
            if (!remaining) {
                throw new address_error_1.AddressError('Error parsing groups');
            }
            this.elidedGroups = remaining;
            this.elisionBegin = first.length;
            this.elisionEnd = first.length + this.elidedGroups;
            groups = groups.concat(first);
            for (let i = 0; i < remaining; i++) {
                groups.push('0');
            }
            groups = groups.concat(last);
        }
        else if (halves.length === 1) {
            groups = address.split(':');
            this.elidedGroups = 0;
        }
        else {
            throw new address_error_1.AddressError('Too many :: groups found');
        }
        groups = groups.map((group) => parseInt(group, 16).toString(16));
        if (groups.length !== this.groups) {
            throw new address_error_1.AddressError('Incorrect number of groups found');
        }
        return groups;
    }
    /**
     * Returns the canonical (fully expanded) form of the address: all 8 groups,
     * each padded to 4 hex digits, with no `::` collapsing
     * (e.g. `2001:0db8:0000:0000:0000:0000:0000:0001`). Useful for sorting and
     * byte-exact comparison.
     */
    canonicalForm() {
        return this.parsedAddress.map(paddedHex).join(':');
    }
    /**
     * Return the decimal form of the address
     * @returns {String}
     */
    decimal() {
        return this.parsedAddress.map((n) => parseInt(n, 16).toString(10).padStart(5, '0')).join(':');
    }
    /**
     * Return the address as a BigInt
     * @returns {bigint}
     */
    bigInt() {
        return BigInt(`0x${this.parsedAddress.map(paddedHex).join('')}`);
    }
    /**
     * Return the last two groups of this address as an IPv4 address string.
     * If this address carries a CIDR prefix that covers the trailing 32 bits
     * (i.e. `subnetMask >= 96`), the resulting `Address4` inherits the
     * corresponding v4 prefix (`subnetMask - 96`); otherwise it defaults to
     * `/32`.
     * @returns {Address4}
     * @example
     * var address = new Address6('2001:4860:4001::1825:bf11');
     * address.to4().correctForm(); // '24.37.191.17'
     */
    to4() {
        const binary = this.binaryZeroPad().split('');
        const hex = BigInt(`0b${binary.slice(96, 128).join('')}`)
            .toString(16)
            .padStart(8, '0');
        if (this.subnetMask >= 96) {
            const v4Mask = this.subnetMask - 96;
            const groups = [];
            for (let i = 0; i < 8; i += 2) {
                groups.push(parseInt(hex.slice(i, i + 2), 16));
            }
            return new ipv4_1.Address4(`${groups.join('.')}/${v4Mask}`);
        }
        return ipv4_1.Address4.fromHex(hex);
    }
    /**
     * Return the v4-in-v6 form of the address
     * @returns {String}
     */
    to4in6() {
        const address4 = this.to4();
        const address6 = new Address6(this.parsedAddress.slice(0, 6).join(':'), 6);
        const correct = address6.correctForm();
        let infix = '';
        if (!/:$/.test(correct)) {
            infix = ':';
        }
        return correct + infix + address4.correctForm();
    }
    /**
     * Decodes the Teredo tunneling fields embedded in this address. Returns the
     * Teredo prefix, server IPv4, client IPv4, raw flag bits, cone-NAT flag,
     * UDP port, and Microsoft-format flag breakdown (reserved, universal/local,
     * group/individual, nonce). Only meaningful for addresses in `2001::/32`.
     */
    inspectTeredo() {
        /*
        - Bits 0 to 31 are set to the Teredo prefix (normally 2001:0000::/32).
        - Bits 32 to 63 embed the primary IPv4 address of the Teredo server that
          is used.
        - Bits 64 to 79 can be used to define some flags. Currently only the
          higher order bit is used; it is set to 1 if the Teredo client is
          located behind a cone NAT, 0 otherwise. For Microsoft's Windows Vista
          and Windows Server 2008 implementations, more bits are used. In those
          implementations, the format for these 16 bits is "CRAAAAUG AAAAAAAA",
          where "C" remains the "Cone" flag. The "R" bit is reserved for future
          use. The "U" bit is for the Universal/Local flag (set to 0). The "G" bit
          is Individual/Group flag (set to 0). The A bits are set to a 12-bit
          randomly generated number chosen by the Teredo client to introduce
          additional protection for the Teredo node against IPv6-based scanning
          attacks.
        - Bits 80 to 95 contains the obfuscated UDP port number. This is the
          port number that is mapped by the NAT to the Teredo client with all
          bits inverted.
        - Bits 96 to 127 contains the obfuscated IPv4 address. This is the
          public IPv4 address of the NAT with all bits inverted.
        */
        const prefix = this.getBitsBase16(0, 32);
        const bitsForUdpPort = this.getBits(80, 96);
        const udpPort = (bitsForUdpPort ^ BigInt('0xffff')).toString();
        const server4 = ipv4_1.Address4.fromHex(this.getBitsBase16(32, 64));
        const bitsForClient4 = this.getBits(96, 128);
        const client4 = ipv4_1.Address4.fromHex((bitsForClient4 ^ BigInt('0xffffffff')).toString(16).padStart(8, '0'));
        const flagsBase2 = this.getBitsBase2(64, 80);
        const coneNat = (0, common_1.testBit)(flagsBase2, 15);
        const reserved = (0, common_1.testBit)(flagsBase2, 14);
        const groupIndividual = (0, common_1.testBit)(flagsBase2, 8);
        const universalLocal = (0, common_1.testBit)(flagsBase2, 9);
        const nonce = BigInt(`0b${flagsBase2.slice(2, 6) + flagsBase2.slice(8, 16)}`).toString(10);
        return {
            prefix: `${prefix.slice(0, 4)}:${prefix.slice(4, 8)}`,
            server4: server4.address,
            client4: client4.address,
            flags: flagsBase2,
            coneNat,
            microsoft: {
                reserved,
                universalLocal,
                groupIndividual,
                nonce,
            },
            udpPort,
        };
    }
    /**
     * Decodes the 6to4 tunneling fields embedded in this address. Returns the
     * 6to4 prefix and the embedded IPv4 gateway address. Only meaningful for
     * addresses in `2002::/16`.
     */
    inspect6to4() {
        /*
        - Bits 0 to 15 are set to the 6to4 prefix (2002::/16).
        - Bits 16 to 48 embed the IPv4 address of the 6to4 gateway that is used.
        */
        const prefix = this.getBitsBase16(0, 16);
        const gateway = ipv4_1.Address4.fromHex(this.getBitsBase16(16, 48));
        return {
            prefix: prefix.slice(0, 4),
            gateway: gateway.address,
        };
    }
    /**
     * Return a v6 6to4 address from a v6 v4inv6 address
     * @returns {Address6}
     */
    to6to4() {
        if (!this.is4()) {
            return null;
        }
        const addr6to4 = [
            '2002',
            this.getBitsBase16(96, 112),
            this.getBitsBase16(112, 128),
            '',
            '/16',
        ].join(':');
        return new Address6(addr6to4);
    }
    /**
     * Embed an IPv4 address into a NAT64 IPv6 address using the encoding
     * defined by [RFC 6052](https://datatracker.ietf.org/doc/html/rfc6052).
     * The default prefix is the well-known prefix `64:ff9b::/96`. The prefix
     * length must be one of 32, 40, 48, 56, 64, or 96; for prefixes shorter
     * than /64 the IPv4 octets are split around the reserved bits 64–71.
     * @example
     * Address6.fromAddress4Nat64('192.0.2.33').correctForm(); // '64:ff9b::c000:221'
     * Address6.fromAddress4Nat64('192.0.2.33', '2001:db8::/32').correctForm(); // '2001:db8:c000:221::'
     */
    static fromAddress4Nat64(address, prefix = '64:ff9b::/96') {
        const v4 = new ipv4_1.Address4(address);
        const prefix6 = new Address6(prefix);
        const pl = prefix6.subnetMask;
        if (pl !== 32 && pl !== 40 && pl !== 48 && pl !== 56 && pl !== 64 && pl !== 96) {
            throw new address_error_1.AddressError('NAT64 prefix length must be 32, 40, 48, 56, 64, or 96');
        }
        const prefixBits = prefix6.binaryZeroPad();
        const v4Bits = v4.binaryZeroPad();
        let bits;
        if (pl === 96) {
            bits = prefixBits.slice(0, 96) + v4Bits;
        }
        else {
            const beforeU = 64 - pl;
            bits = [
                prefixBits.slice(0, pl),
                v4Bits.slice(0, beforeU),
                // Bits 64 to 71 are the reserved u octet and are always zero.
                '00000000',
                v4Bits.slice(beforeU),
                '0'.repeat(128 - 72 - (32 - beforeU)),
            ].join('');
        }
        const hex = BigInt(`0b${bits}`).toString(16).padStart(32, '0');
        const groups = [];
        for (let i = 0; i < 8; i++) {
            groups.push(hex.slice(i * 4, (i + 1) * 4));
        }
        return new Address6(groups.join(':'));
    }
    /**
     * Extract the embedded IPv4 address from a NAT64 IPv6 address using the
     * encoding defined by [RFC 6052](https://datatracker.ietf.org/doc/html/rfc6052).
     * The default prefix is the well-known prefix `64:ff9b::/96`. Returns
     * `null` if this address is not contained within the given prefix.
     * @example
     * new Address6('64:ff9b::c000:221').toAddress4Nat64()!.correctForm(); // '192.0.2.33'
     */
    toAddress4Nat64(prefix = '64:ff9b::/96') {
        const prefix6 = new Address6(prefix);
        const pl = prefix6.subnetMask;
        if (pl !== 32 && pl !== 40 && pl !== 48 && pl !== 56 && pl !== 64 && pl !== 96) {
            throw new address_error_1.AddressError('NAT64 prefix length must be 32, 40, 48, 56, 64, or 96');
        }
        if (!this.isHostInSubnet(prefix6)) {
            return null;
        }
        const bits = this.binaryZeroPad();
        let v4Bits;
        if (pl === 96) {
            v4Bits = bits.slice(96, 128);
        }
        else {
            const beforeU = 64 - pl;
            v4Bits = bits.slice(pl, pl + beforeU) + bits.slice(72, 72 + (32 - beforeU));
        }
        const octets = [];
        for (let i = 0; i < 4; i++) {
            octets.push(parseInt(v4Bits.slice(i * 8, (i + 1) * 8), 2).toString());
        }
        return new ipv4_1.Address4(octets.join('.'));
    }
    /**
     * Return a byte array.
     *
     * To get a Node.js `Buffer`, wrap the result: `Buffer.from(address.toByteArray())`.
     * @returns {Array}
     */
    toByteArray() {
        const value = this.bigInt()
            .toString(16)
            .padStart(constants6.BITS / 4, '0');
        const bytes = [];
        for (let i = 0, length = value.length; i < length; i += 2) {
            bytes.push(parseInt(value.substring(i, i + 2), 16));
        }
        return bytes;
    }
    /**
     * Return an unsigned byte array.
     *
     * To get a Node.js `Buffer`, wrap the result: `Buffer.from(address.toUnsignedByteArray())`.
     * @returns {Array}
     */
    toUnsignedByteArray() {
        // toByteArray() emits 0 to 255, so unsigning it is an identity mapping and
        // the two methods return equal arrays. 11.0.0 keeps one of them and makes
        // this a deprecated alias; test/common-test.ts fails at that version.
        return this.toByteArray().map(unsignByte);
    }
    /**
     * Convert a byte array to an Address6 object.
     *
     * Accepts unsigned bytes (0 to 255) or signed bytes (-128 to 127, as an
     * `Int8Array` or a Java `byte[]` holds them), folding signed values to their
     * unsigned equivalent. Throws `AddressError` unless given exactly 16
     * integers from -128 to 255.
     *
     * To convert from a Node.js `Buffer`, spread it: `Address6.fromByteArray([...buf])`.
     * @returns {Address6}
     */
    static fromByteArray(bytes) {
        // Address4.fromByteArray takes unsigned bytes only. 11.0.0 aligns this
        // method with it, at which point the -128 floor here, unsignByte, and the
        // mapping below all go; test/common-test.ts fails at that version.
        common.assertByteArray(bytes, 16, 'IPv6', -128);
        return this.fromUnsignedByteArray(bytes.map(unsignByte));
    }
    /**
     * Convert an unsigned byte array to an Address6 object.
     *
     * Throws `AddressError` unless given exactly 16 integers from 0 to 255.
     *
     * To convert from a Node.js `Buffer`, spread it: `Address6.fromUnsignedByteArray([...buf])`.
     * @returns {Address6}
     */
    static fromUnsignedByteArray(bytes) {
        common.assertByteArray(bytes, 16, 'IPv6', 0);
        const BYTE_MAX = BigInt('256');
        let result = BigInt('0');
        let multiplier = BigInt('1');
        for (let i = bytes.length - 1; i >= 0; i--) {
            result += multiplier * BigInt(bytes[i].toString(10));
            multiplier *= BYTE_MAX;
        }
        return Address6.fromBigInt(result);
    }
    /**
     * Returns true if the address is in the canonical form, false otherwise
     * @returns {boolean}
     */
    isCanonical() {
        return this.addressMinusSuffix === this.canonicalForm();
    }
    /**
     * Returns true if the address is a link-local unicast address in `fe80::/10`
     * ([RFC 4291 §2.4](https://datatracker.ietf.org/doc/html/rfc4291#section-2.4))
     * or an IPv4-mapped / NAT64 address whose embedded IPv4 address is link-local
     * (`169.254.0.0/16`, e.g. `::ffff:169.254.169.254`), false otherwise.
     * @returns {boolean}
     */
    isLinkLocal() {
        const embedded = this.embeddedIPv4();
        if (embedded) {
            return embedded.isLinkLocal();
        }
        return this.isHostInSubnet(LINK_LOCAL_SUBNET);
    }
    /**
     * Returns true if the address is a multicast address, false otherwise
     * @returns {boolean}
     */
    isMulticast() {
        const embedded = this.embeddedIPv4();
        if (embedded) {
            return embedded.isMulticast();
        }
        const type = this.getType();
        return type === 'Multicast' || type.startsWith('Multicast ');
    }
    /**
     * Returns true if the address was written in v4-in-v6 dotted-quad notation
     * (e.g. `::ffff:127.0.0.1`), false otherwise. This is a notation-level flag
     * and does not reflect whether the address bits lie in the IPv4-mapped
     * (`::ffff:0:0/96`) subnet — for that, see {@link isMapped4}.
     * @returns {boolean}
     */
    is4() {
        return this.v4;
    }
    /**
     * Returns true if the address is an IPv4-mapped IPv6 address in
     * `::ffff:0:0/96` ([RFC 4291 §2.5.5.2](https://datatracker.ietf.org/doc/html/rfc4291#section-2.5.5.2)),
     * false otherwise. Unlike {@link is4}, this checks the underlying address
     * bits rather than the textual notation, so `::ffff:127.0.0.1` and
     * `::ffff:7f00:1` both return true.
     * @returns {boolean}
     */
    isMapped4() {
        return this.isHostInSubnet(IPV4_MAPPED_SUBNET);
    }
    /**
     * If this address embeds a routable IPv4 address — i.e. it is IPv4-mapped
     * (`::ffff:0:0/96`) or sits in the NAT64 well-known prefix (`64:ff9b::/96`,
     * [RFC 6052](https://datatracker.ietf.org/doc/html/rfc6052)) — return that
     * embedded address as an {@link Address4}; otherwise return null.
     *
     * The special-property checks (`isLoopback`, `isLinkLocal`, `isMulticast`,
     * `isUnspecified`, `isPrivate`, `isCGNAT`, `isBroadcast`) call this first and
     * delegate to the embedded {@link Address4} when present, so a literal such as
     * `::ffff:127.0.0.1` is classified by what it actually reaches (loopback)
     * rather than by its IPv6 wrapper (which `getType()` reports as IPv4-mapped).
     * This matters wherever the checks back a trust-boundary decision (e.g. an
     * SSRF allow/deny filter): without normalization, `::ffff:10.0.0.1`,
     * `::ffff:169.254.169.254`, `64:ff9b::7f00:1`, etc. would all read as
     * non-internal.
     * @returns {Address4 | null}
     */
    embeddedIPv4() {
        if (this.isMapped4() || this.isHostInSubnet(NAT64_WELL_KNOWN_SUBNET)) {
            return this.to4();
        }
        return null;
    }
    /**
     * Returns true if the address is a Teredo address, false otherwise
     * @returns {boolean}
     */
    isTeredo() {
        return this.isHostInSubnet(TEREDO_SUBNET);
    }
    /**
     * Returns true if the address is a 6to4 address, false otherwise
     * @returns {boolean}
     */
    is6to4() {
        return this.isHostInSubnet(SIX_TO_FOUR_SUBNET);
    }
    /**
     * Returns true if the address is a loopback address, false otherwise
     * @returns {boolean}
     */
    isLoopback() {
        const embedded = this.embeddedIPv4();
        if (embedded) {
            return embedded.isLoopback();
        }
        return this.getType() === 'Loopback';
    }
    /**
     * Returns true if the address is a Unique Local Address in `fc00::/7` ([RFC 4193](https://datatracker.ietf.org/doc/html/rfc4193)). ULAs are the IPv6 equivalent of IPv4 [RFC 1918](https://datatracker.ietf.org/doc/html/rfc1918) private addresses.
     * @returns {boolean}
     */
    isULA() {
        return this.isHostInSubnet(ULA_SUBNET);
    }
    /**
     * Returns true if the address is private, i.e. a Unique Local Address in
     * `fc00::/7` ([RFC 4193](https://datatracker.ietf.org/doc/html/rfc4193)), an
     * address in the NAT64 local-use range `64:ff9b:1::/48`
     * ([RFC 8215](https://datatracker.ietf.org/doc/html/rfc8215)), or an
     * IPv4-mapped / NAT64 well-known address whose embedded IPv4 address is in
     * one of the [RFC 1918](https://datatracker.ietf.org/doc/html/rfc1918)
     * private ranges (e.g. `::ffff:10.0.0.1`). This is the IPv6 counterpart to
     * {@link Address4.isPrivate}; use it instead of {@link isULA} when you need to
     * catch mapped RFC 1918 addresses as well as native ULAs.
     *
     * The local-use NAT64 range is reported private as a whole rather than by
     * its embedded IPv4 address: an operator may carve a prefix of any RFC 6052
     * length out of `64:ff9b:1::/48`, so the same bits decode to different IPv4
     * addresses under different deployments and no single decoding is correct.
     * Use {@link toAddress4Nat64} with the deployment's prefix to decode one.
     * @returns {boolean}
     */
    isPrivate() {
        const embedded = this.embeddedIPv4();
        if (embedded) {
            return embedded.isPrivate();
        }
        return this.isULA() || this.isHostInSubnet(NAT64_LOCAL_USE_SUBNET);
    }
    /**
     * Returns true if the address is an IPv4-mapped / NAT64 address whose embedded
     * IPv4 address is in the carrier-grade NAT range `100.64.0.0/10`
     * ([RFC 6598](https://datatracker.ietf.org/doc/html/rfc6598)), false
     * otherwise. There is no native IPv6 CGNAT range, so this only ever returns
     * true for an embedded IPv4 address (e.g. `::ffff:100.64.0.1`).
     * @returns {boolean}
     */
    isCGNAT() {
        const embedded = this.embeddedIPv4();
        if (embedded) {
            return embedded.isCGNAT();
        }
        return false;
    }
    /**
     * Returns true if the address is an IPv4-mapped / NAT64 address whose embedded
     * IPv4 address is the limited broadcast address `255.255.255.255`
     * ([RFC 919](https://datatracker.ietf.org/doc/html/rfc919)), false otherwise.
     * There is no IPv6 broadcast, so this only ever returns true for an embedded
     * IPv4 address (e.g. `::ffff:255.255.255.255`).
     * @returns {boolean}
     */
    isBroadcast() {
        const embedded = this.embeddedIPv4();
        if (embedded) {
            return embedded.isBroadcast();
        }
        return false;
    }
    /**
     * Returns true if the address is the unspecified address `::`.
     * @returns {boolean}
     */
    isUnspecified() {
        const embedded = this.embeddedIPv4();
        if (embedded) {
            return embedded.isUnspecified();
        }
        return this.getType() === 'Unspecified';
    }
    /**
     * Returns true if the address is in the documentation prefix `2001:db8::/32` ([RFC 3849](https://datatracker.ietf.org/doc/html/rfc3849)).
     * @returns {boolean}
     */
    isDocumentation() {
        return DOCUMENTATION_SUBNETS.some((subnet) => this.isHostInSubnet(subnet));
    }
    /**
     * Returns true if the address is in the benchmarking range `2001:2::/48`
     * ([RFC 5180](https://datatracker.ietf.org/doc/html/rfc5180)) or is an
     * IPv4-mapped / NAT64 address whose embedded IPv4 address is in
     * `198.18.0.0/15`, false otherwise.
     * @returns {boolean}
     */
    isBenchmarking() {
        const embedded = this.embeddedIPv4();
        if (embedded) {
            return embedded.isBenchmarking();
        }
        return this.isHostInSubnet(BENCHMARKING_SUBNET);
    }
    /**
     * Returns true if the address is globally reachable: inside the global
     * unicast allocation `2000::/3` (the only range the [IANA IPv6 Address Space
     * Registry](https://www.iana.org/assignments/ipv6-address-space/) assigns
     * for global unicast; everything else is reserved, ULA, link-local, or
     * multicast) and not in any block the [IANA IPv6 Special-Purpose Address Registry](https://www.iana.org/assignments/iana-ipv6-special-registry/)
     * marks as not globally reachable. An IPv4-mapped or NAT64 well-known
     * address answers for its embedded IPv4 address, so `::ffff:10.0.0.1` and
     * `64:ff9b::7f00:1` are not global. Teredo (`2001::/32`) and 6to4
     * (`2002::/16`) are not global either: the registry lists them as N/A and a
     * packet to one needs a relay.
     *
     * This covers everything the individual classifiers name and the blocks they
     * do not: the discard-only prefix `100::/64`, the IETF protocol assignments
     * in `2001::/23`, the deprecated site-local `fec0::/10` and IPv4-compatible
     * `::/96` ranges, and unallocated space such as `4000::/3`. It is the single
     * predicate to use where a request must not reach an internal or
     * special-purpose destination; see SECURITY.md.
     * @returns {boolean}
     */
    isGlobal() {
        const embedded = this.embeddedIPv4();
        if (embedded) {
            return embedded.isGlobal();
        }
        return (this.isHostInSubnet(GLOBAL_UNICAST_SUBNET) &&
            common.isGloballyReachable.call(this, SPECIAL_PURPOSE_V6));
    }
    // #endregion
    // #region HTML
    /**
     * Returns the address as an HTTP URL with the host bracketed, e.g.
     * `http://[2001:db8::1]/`. If `optionalPort` is provided it is appended,
     * e.g. `http://[2001:db8::1]:8080/`.
     */
    href(optionalPort) {
        if (optionalPort === undefined) {
            optionalPort = '';
        }
        else {
            optionalPort = `:${optionalPort}`;
        }
        return `http://[${this.correctForm()}]${optionalPort}/`;
    }
    /**
     * Returns an HTML `<a>` element whose `href` encodes the address in a URL
     * hash fragment (default prefix `/#address=`). Useful for linking between
     * pages of an address-inspector UI.
     * @param options.className - CSS class for the rendered `<a>` element
     * @param options.prefix - hash prefix prepended to the address (default `/#address=`)
     * @param options.v4 - when true, render the address in v4-in-v6 form
     */
    link(options) {
        if (!options) {
            options = {};
        }
        if (options.className === undefined) {
            options.className = '';
        }
        if (options.prefix === undefined) {
            options.prefix = '/#address=';
        }
        if (options.v4 === undefined) {
            options.v4 = false;
        }
        let formFunction = this.correctForm;
        if (options.v4) {
            formFunction = this.to4in6;
        }
        const form = formFunction.call(this);
        const safeHref = helpers.escapeHtml(`${options.prefix}${form}`);
        const safeForm = helpers.escapeHtml(form);
        if (options.className) {
            const safeClass = helpers.escapeHtml(options.className);
            return `<a href="${safeHref}" class="${safeClass}">${safeForm}</a>`;
        }
        return `<a href="${safeHref}">${safeForm}</a>`;
    }
    /**
     * Groups an address.
     *
     * Returns an HTML fragment: each group is wrapped in a `<span>` carrying
     * the group classes an address-inspector UI hovers on. The address content
     * is HTML-escaped; anything you concatenate around it is your
     * responsibility.
     * @returns {String}
     */
    group() {
        if (this.elidedGroups === 0) {
            // The simple case
            return helpers.simpleGroup(this.addressMinusSuffix).join(':');
        }
        assert(typeof this.elidedGroups === 'number');
        assert(typeof this.elisionBegin === 'number');
        // The elided case
        const output = [];
        const [left, right] = this.addressMinusSuffix.split('::');
        if (left.length) {
            output.push(...helpers.simpleGroup(left));
        }
        else {
            output.push('');
        }
        const classes = ['hover-group'];
        for (let i = this.elisionBegin; i < this.elisionBegin + this.elidedGroups; i++) {
            classes.push(`group-${i}`);
        }
        output.push(`<span class="${classes.join(' ')}"></span>`);
        if (right.length) {
            output.push(...helpers.simpleGroup(right, this.elisionEnd));
        }
        else {
            output.push('');
        }
        if (this.is4()) {
            assert(this.address4 instanceof ipv4_1.Address4);
            output.pop();
            output.push(this.address4.groupForV6());
        }
        return output.join(':');
    }
    // #endregion
    // #region Regular expressions
    /**
     * Generate a regular expression string that can be used to find or validate
     * all variations of this address
     * @param {boolean} substringSearch
     * @returns {string}
     */
    regularExpressionString(substringSearch = false) {
        let output = [];
        // TODO: revisit why this is necessary
        const address6 = new Address6(this.correctForm());
        if (address6.elidedGroups === 0) {
            // The simple case
            output.push((0, regular_expressions_1.simpleRegularExpression)(address6.parsedAddress));
        }
        else if (address6.elidedGroups === constants6.GROUPS) {
            // A completely elided address
            output.push((0, regular_expressions_1.possibleElisions)(constants6.GROUPS));
        }
        else {
            // A partially elided address
            const halves = address6.address.split('::');
            if (halves[0].length) {
                output.push((0, regular_expressions_1.simpleRegularExpression)(halves[0].split(':')));
            }
            assert(typeof address6.elidedGroups === 'number');
            output.push((0, regular_expressions_1.possibleElisions)(address6.elidedGroups, halves[0].length !== 0, halves[1].length !== 0));
            if (halves[1].length) {
                output.push((0, regular_expressions_1.simpleRegularExpression)(halves[1].split(':')));
            }
            output = [output.join(':')];
        }
        if (!substringSearch) {
            output = [
                '(?=^|',
                regular_expressions_1.ADDRESS_BOUNDARY,
                '|[^\\w\\:])(',
                ...output,
                ')(?=[^\\w\\:]|',
                regular_expressions_1.ADDRESS_BOUNDARY,
                '|$)',
            ];
        }
        return output.join('');
    }
    /**
     * Generate a regular expression that can be used to find or validate all
     * variations of this address.
     * @param {boolean} substringSearch
     * @returns {RegExp}
     */
    regularExpression(substringSearch = false) {
        return new RegExp(this.regularExpressionString(substringSearch), 'i');
    }
}
exports.Address6 = Address6;
const TYPE_SUBNETS = Object.keys(constants6.TYPES).map((subnet) => [
    new Address6(subnet),
    constants6.TYPES[subnet],
]);
const TEREDO_SUBNET = new Address6('2001::/32');
const SIX_TO_FOUR_SUBNET = new Address6('2002::/16');
const ULA_SUBNET = new Address6('fc00::/7');
const LINK_LOCAL_SUBNET = new Address6('fe80::/10');
const DOCUMENTATION_SUBNETS = [new Address6('2001:db8::/32'), new Address6('3fff::/20')];
const BENCHMARKING_SUBNET = new Address6('2001:2::/48');
const GLOBAL_UNICAST_SUBNET = new Address6('2000::/3');
const SPECIAL_PURPOSE_V6 = constants6.SPECIAL_PURPOSE.map(([cidr, , reachable]) => ({
    subnet: new Address6(cidr),
    reachable,
}));
const IPV4_MAPPED_SUBNET = new Address6('::ffff:0:0/96');
const NAT64_WELL_KNOWN_SUBNET = new Address6('64:ff9b::/96');
const NAT64_LOCAL_USE_SUBNET = new Address6('64:ff9b:1::/48');
//# sourceMappingURL=ipv6.js.map

/***/ }),

/***/ 6437:
/***/ ((__unused_webpack_module, exports) => {


Object.defineProperty(exports, "__esModule", ({ value: true }));
exports.SPECIAL_PURPOSE = exports.RE_SUBNET_STRING = exports.RE_ADDRESS = exports.GROUPS = exports.BITS = void 0;
exports.BITS = 32;
exports.GROUPS = 4;
// Each octet is 0-255 written without a leading zero. A leading zero is
// octal to the WHATWG URL parser, inet_aton, and getaddrinfo, but decimal to
// parseInt(part, 10), so accepting the notation would make this library
// disagree with the network stack about which host a string names.
exports.RE_ADDRESS = /^(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])\.(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])\.(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])\.(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])$/g;
exports.RE_SUBNET_STRING = /\/\d{1,2}$/;
/**
 * The IANA IPv4 Special-Purpose Address Registry
 * (https://www.iana.org/assignments/iana-ipv4-special-registry/), one entry
 * per block: `[cidr, name, globallyReachable]`. A `null` reachability means
 * the registry leaves the column blank and the block inherits the answer of
 * the block containing it (or is global when nothing contains it).
 *
 * `Address4.isGlobal()` answers from the most specific entry containing the
 * address. `test/data/iana-corpus.json` is generated from the registry's CSV
 * and pins this table to it.
 */
exports.SPECIAL_PURPOSE = [
    ['0.0.0.0/8', 'This network', false],
    ['0.0.0.0/32', 'This host on this network', false],
    ['10.0.0.0/8', 'Private-Use', false],
    ['100.64.0.0/10', 'Shared Address Space', false],
    ['127.0.0.0/8', 'Loopback', false],
    ['169.254.0.0/16', 'Link Local', false],
    ['172.16.0.0/12', 'Private-Use', false],
    ['192.0.0.0/24', 'IETF Protocol Assignments', false],
    ['192.0.0.0/29', 'IPv4 Service Continuity Prefix', false],
    ['192.0.0.8/32', 'IPv4 dummy address', false],
    ['192.0.0.9/32', 'Port Control Protocol Anycast', true],
    ['192.0.0.10/32', 'Traversal Using Relays around NAT Anycast', true],
    ['192.0.0.170/32', 'NAT64/DNS64 Discovery', false],
    ['192.0.0.171/32', 'NAT64/DNS64 Discovery', false],
    ['192.0.2.0/24', 'Documentation (TEST-NET-1)', false],
    ['192.31.196.0/24', 'AS112-v4', true],
    ['192.52.193.0/24', 'AMT', true],
    ['192.88.99.0/24', 'Deprecated (6to4 Relay Anycast)', null],
    ['192.88.99.2/32', '6a44-relay anycast address', false],
    ['192.168.0.0/16', 'Private-Use', false],
    ['192.175.48.0/24', 'Direct Delegation AS112 Service', true],
    ['198.18.0.0/15', 'Benchmarking', false],
    ['198.51.100.0/24', 'Documentation (TEST-NET-2)', false],
    ['203.0.113.0/24', 'Documentation (TEST-NET-3)', false],
    ['240.0.0.0/4', 'Reserved', false],
    ['255.255.255.255/32', 'Limited Broadcast', false],
];
//# sourceMappingURL=constants.js.map

/***/ }),

/***/ 2899:
/***/ ((__unused_webpack_module, exports) => {


Object.defineProperty(exports, "__esModule", ({ value: true }));
exports.SPECIAL_PURPOSE = exports.RE_URL_WITH_PORT = exports.RE_URL = exports.RE_ZONE_STRING = exports.RE_SUBNET_STRING = exports.RE_BAD_ADDRESS = exports.RE_BAD_CHARACTERS = exports.TYPES = exports.SCOPES = exports.GROUPS = exports.BITS = void 0;
exports.BITS = 128;
exports.GROUPS = 8;
/**
 * Represents IPv6 address scopes
 * @memberof Address6
 * @static
 */
exports.SCOPES = {
    0: 'Reserved',
    1: 'Interface local',
    2: 'Link local',
    4: 'Admin local',
    5: 'Site local',
    8: 'Organization local',
    14: 'Global',
    15: 'Reserved',
};
/**
 * Represents IPv6 address types
 * @memberof Address6
 * @static
 */
exports.TYPES = {
    'ff01::1/128': 'Multicast (All nodes on this interface)',
    'ff01::2/128': 'Multicast (All routers on this interface)',
    'ff02::1/128': 'Multicast (All nodes on this link)',
    'ff02::2/128': 'Multicast (All routers on this link)',
    'ff05::2/128': 'Multicast (All routers in this site)',
    'ff02::5/128': 'Multicast (OSPFv3 AllSPF routers)',
    'ff02::6/128': 'Multicast (OSPFv3 AllDR routers)',
    'ff02::9/128': 'Multicast (RIP routers)',
    'ff02::a/128': 'Multicast (EIGRP routers)',
    'ff02::d/128': 'Multicast (PIM routers)',
    'ff02::16/128': 'Multicast (MLDv2 reports)',
    'ff01::fb/128': 'Multicast (mDNSv6)',
    'ff02::fb/128': 'Multicast (mDNSv6)',
    'ff05::fb/128': 'Multicast (mDNSv6)',
    'ff02::1:2/128': 'Multicast (All DHCP servers and relay agents on this link)',
    'ff05::1:2/128': 'Multicast (All DHCP servers and relay agents in this site)',
    'ff02::1:3/128': 'Multicast (All DHCP servers on this link)',
    'ff05::1:3/128': 'Multicast (All DHCP servers in this site)',
    '::/128': 'Unspecified',
    '::1/128': 'Loopback',
    '::ffff:0:0/96': 'IPv4-mapped',
    'ff00::/8': 'Multicast',
    'fe80::/10': 'Link-local unicast',
    'fc00::/7': 'Unique local',
    '2001::/32': 'Teredo',
    '2001:2::/48': 'Benchmarking',
    '2002::/16': '6to4',
    '2001:db8::/32': 'Documentation',
    '3fff::/20': 'Documentation',
    '100::/64': 'Discard-only',
    'fec0::/10': 'Site-local unicast (deprecated)',
    '::/96': 'IPv4-compatible (deprecated)',
    '64:ff9b::/96': 'NAT64 (well-known)',
    '64:ff9b:1::/48': 'NAT64 (local-use)',
};
/**
 * A regular expression that matches bad characters in an IPv6 address
 * @memberof Address6
 * @static
 */
exports.RE_BAD_CHARACTERS = /([^0-9a-f:/%])/gi;
/**
 * A regular expression that matches an incorrect IPv6 address
 * @memberof Address6
 * @static
 */
exports.RE_BAD_ADDRESS = /([0-9a-f]{5,}|:{3,}|[^:]:$|^:[^:]|\/$)/gi;
/**
 * A regular expression that matches an IPv6 subnet
 * @memberof Address6
 * @static
 */
exports.RE_SUBNET_STRING = /\/\d{1,3}(?=%|$)/;
/**
 * A regular expression that matches an IPv6 zone
 * @memberof Address6
 * @static
 * @deprecated Takes quadratic time on input holding many `%` characters
 * followed by a line terminator. The library finds the zone by index, as
 * `Address6`'s constructor shows, and 11.0.0 removes this export.
 */
exports.RE_ZONE_STRING = /%.*$/;
exports.RE_URL = /^(?:\[([0-9a-f:.]+)\]|([0-9a-f:.]+))(?:[/?#].*)?$/i;
exports.RE_URL_WITH_PORT = /^\[([0-9a-f:.]+)\]:([0-9]{1,5})(?:[/?#].*)?$/i;
/**
 * The IANA IPv6 Special-Purpose Address Registry
 * (https://www.iana.org/assignments/iana-ipv6-special-registry/), one entry
 * per block: `[cidr, name, globallyReachable]`. A `null` reachability means
 * the registry says N/A or leaves the column blank; N/A blocks (Teredo, 6to4)
 * are treated as not globally reachable, since a packet to one needs a relay,
 * and blank blocks inherit the answer of the block containing them.
 *
 * `Address6.isGlobal()` answers from the most specific entry containing the
 * address, after delegating IPv4-mapped and NAT64 well-known addresses to the
 * embedded IPv4 address. `test/data/iana-corpus.json` is generated from the
 * registry's CSV and pins this table to it.
 */
exports.SPECIAL_PURPOSE = [
    ['::1/128', 'Loopback Address', false],
    ['::/128', 'Unspecified Address', false],
    ['::ffff:0:0/96', 'IPv4-mapped Address', false],
    ['64:ff9b::/96', 'IPv4-IPv6 Translat.', true],
    ['64:ff9b:1::/48', 'IPv4-IPv6 Translat.', false],
    ['100::/64', 'Discard-Only Address Block', false],
    ['100:0:0:1::/64', 'Dummy IPv6 Prefix', false],
    ['2001::/23', 'IETF Protocol Assignments', false],
    ['2001::/32', 'TEREDO', false],
    ['2001:1::1/128', 'Port Control Protocol Anycast', true],
    ['2001:1::2/128', 'Traversal Using Relays around NAT Anycast', true],
    ['2001:1::3/128', 'DNS-SD Service Registration Protocol Anycast', true],
    ['2001:2::/48', 'Benchmarking', false],
    ['2001:3::/32', 'AMT', true],
    ['2001:4:112::/48', 'AS112-v6', true],
    ['2001:10::/28', 'Deprecated (previously ORCHID)', null],
    ['2001:20::/28', 'ORCHIDv2', true],
    ['2001:30::/28', 'Drone Remote ID Protocol Entity Tags (DETs) Prefix', true],
    ['2001:db8::/32', 'Documentation', false],
    ['2002::/16', '6to4', false],
    ['2620:4f:8000::/48', 'Direct Delegation AS112 Service', true],
    ['3fff::/20', 'Documentation', false],
    ['5f00::/16', 'Segment Routing (SRv6) SIDs', false],
    ['fc00::/7', 'Unique-Local', false],
    ['fe80::/10', 'Link-Local Unicast', false],
];
//# sourceMappingURL=constants.js.map

/***/ }),

/***/ 339:
/***/ ((__unused_webpack_module, exports) => {


Object.defineProperty(exports, "__esModule", ({ value: true }));
exports.escapeHtml = escapeHtml;
exports.spanAllZeroes = spanAllZeroes;
exports.spanAll = spanAll;
exports.spanLeadingZeroes = spanLeadingZeroes;
exports.simpleGroup = simpleGroup;
function escapeHtml(s) {
    return s
        .replace(/&/g, '&amp;')
        .replace(/</g, '&lt;')
        .replace(/>/g, '&gt;')
        .replace(/"/g, '&quot;')
        .replace(/'/g, '&#39;');
}
/**
 * @returns {String} the string with all zeroes contained in a <span>
 */
function spanAllZeroes(s) {
    return escapeHtml(s).replace(/(0+)/g, '<span class="zero">$1</span>');
}
/**
 * @returns {String} the string with each character contained in a <span>
 */
function spanAll(s, offset = 0) {
    const letters = s.split('');
    return letters
        .map((n, i) => `<span class="digit value-${escapeHtml(n)} position-${i + offset}">${spanAllZeroes(n)}</span>`)
        .join('');
}
function spanLeadingZeroesSimple(group) {
    return escapeHtml(group).replace(/^(0+)/, '<span class="zero">$1</span>');
}
/**
 * @returns {String} the string with leading zeroes contained in a <span>
 */
function spanLeadingZeroes(address) {
    const groups = address.split(':');
    return groups.map((g) => spanLeadingZeroesSimple(g)).join(':');
}
/**
 * Groups an address
 * @returns {String} a grouped address
 */
function simpleGroup(addressString, offset = 0) {
    const groups = addressString.split(':');
    return groups.map((g, i) => {
        if (/group-v4/.test(g)) {
            return g;
        }
        return `<span class="hover-group group-${i + offset}">${spanLeadingZeroesSimple(g)}</span>`;
    });
}
//# sourceMappingURL=helpers.js.map

/***/ }),

/***/ 2016:
/***/ (function(__unused_webpack_module, exports, __nccwpck_require__) {


var __createBinding = (this && this.__createBinding) || (Object.create ? (function(o, m, k, k2) {
    if (k2 === undefined) k2 = k;
    var desc = Object.getOwnPropertyDescriptor(m, k);
    if (!desc || ("get" in desc ? !m.__esModule : desc.writable || desc.configurable)) {
      desc = { enumerable: true, get: function() { return m[k]; } };
    }
    Object.defineProperty(o, k2, desc);
}) : (function(o, m, k, k2) {
    if (k2 === undefined) k2 = k;
    o[k2] = m[k];
}));
var __setModuleDefault = (this && this.__setModuleDefault) || (Object.create ? (function(o, v) {
    Object.defineProperty(o, "default", { enumerable: true, value: v });
}) : function(o, v) {
    o["default"] = v;
});
var __importStar = (this && this.__importStar) || function (mod) {
    if (mod && mod.__esModule) return mod;
    var result = {};
    if (mod != null) for (var k in mod) if (k !== "default" && Object.prototype.hasOwnProperty.call(mod, k)) __createBinding(result, mod, k);
    __setModuleDefault(result, mod);
    return result;
};
Object.defineProperty(exports, "__esModule", ({ value: true }));
exports.ADDRESS_BOUNDARY = void 0;
exports.groupPossibilities = groupPossibilities;
exports.padGroup = padGroup;
exports.simpleRegularExpression = simpleRegularExpression;
exports.possibleElisions = possibleElisions;
const v6 = __importStar(__nccwpck_require__(2899));
function groupPossibilities(possibilities) {
    return `(${possibilities.join('|')})`;
}
function padGroup(group) {
    if (group.length < 4) {
        return `0{0,${4 - group.length}}${group}`;
    }
    return group;
}
exports.ADDRESS_BOUNDARY = '[^A-Fa-f0-9:]';
function simpleRegularExpression(groups) {
    const zeroIndexes = [];
    groups.forEach((group, i) => {
        const groupInteger = parseInt(group, 16);
        if (groupInteger === 0) {
            zeroIndexes.push(i);
        }
    });
    // You can technically elide a single 0, this creates the regular expressions
    // to match that eventuality
    const possibilities = zeroIndexes.map((zeroIndex) => groups
        .map((group, i) => {
        if (i === zeroIndex) {
            const elision = i === 0 || i === v6.GROUPS - 1 ? ':' : '';
            return groupPossibilities([padGroup(group), elision]);
        }
        return padGroup(group);
    })
        .join(':'));
    // The simplest case
    possibilities.push(groups.map(padGroup).join(':'));
    return groupPossibilities(possibilities);
}
function possibleElisions(elidedGroups, moreLeft, moreRight) {
    const left = moreLeft ? '' : ':';
    const right = moreRight ? '' : ':';
    const possibilities = [];
    // 1. elision of everything (::)
    if (!moreLeft && !moreRight) {
        possibilities.push('::');
    }
    // 2. complete elision of the middle
    if (moreLeft && moreRight) {
        possibilities.push('');
    }
    if ((moreRight && !moreLeft) || (!moreRight && moreLeft)) {
        // 3. complete elision of one side
        possibilities.push(':');
    }
    // 4. elision from the left side
    possibilities.push(`${left}(:0{1,4}){1,${elidedGroups - 1}}`);
    // 5. elision from the right side
    possibilities.push(`(0{1,4}:){1,${elidedGroups - 1}}${right}`);
    // 6. no elision
    possibilities.push(`(0{1,4}:){${elidedGroups - 1}}0{1,4}`);
    // 7. elision (including sloppy elision) from the middle
    for (let groups = 1; groups < elidedGroups - 1; groups++) {
        for (let position = 1; position < elidedGroups - groups; position++) {
            possibilities.push(`(0{1,4}:){${position}}:(0{1,4}:){${elidedGroups - position - groups - 1}}0{1,4}`);
        }
    }
    return groupPossibilities(possibilities);
}
//# sourceMappingURL=regular-expressions.js.map

/***/ }),

/***/ 7290:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {


Object.defineProperty(exports, "__esModule", ({ value: true }));
const utils_1 = __nccwpck_require__(8632);
// The default Buffer size if one is not provided.
const DEFAULT_SMARTBUFFER_SIZE = 4096;
// The default string encoding to use for reading/writing strings.
const DEFAULT_SMARTBUFFER_ENCODING = 'utf8';
class SmartBuffer {
    /**
     * Creates a new SmartBuffer instance.
     *
     * @param options { SmartBufferOptions } The SmartBufferOptions to apply to this instance.
     */
    constructor(options) {
        this.length = 0;
        this._encoding = DEFAULT_SMARTBUFFER_ENCODING;
        this._writeOffset = 0;
        this._readOffset = 0;
        if (SmartBuffer.isSmartBufferOptions(options)) {
            // Checks for encoding
            if (options.encoding) {
                utils_1.checkEncoding(options.encoding);
                this._encoding = options.encoding;
            }
            // Checks for initial size length
            if (options.size) {
                if (utils_1.isFiniteInteger(options.size) && options.size > 0) {
                    this._buff = Buffer.allocUnsafe(options.size);
                }
                else {
                    throw new Error(utils_1.ERRORS.INVALID_SMARTBUFFER_SIZE);
                }
                // Check for initial Buffer
            }
            else if (options.buff) {
                if (Buffer.isBuffer(options.buff)) {
                    this._buff = options.buff;
                    this.length = options.buff.length;
                }
                else {
                    throw new Error(utils_1.ERRORS.INVALID_SMARTBUFFER_BUFFER);
                }
            }
            else {
                this._buff = Buffer.allocUnsafe(DEFAULT_SMARTBUFFER_SIZE);
            }
        }
        else {
            // If something was passed but it's not a SmartBufferOptions object
            if (typeof options !== 'undefined') {
                throw new Error(utils_1.ERRORS.INVALID_SMARTBUFFER_OBJECT);
            }
            // Otherwise default to sane options
            this._buff = Buffer.allocUnsafe(DEFAULT_SMARTBUFFER_SIZE);
        }
    }
    /**
     * Creates a new SmartBuffer instance with the provided internal Buffer size and optional encoding.
     *
     * @param size { Number } The size of the internal Buffer.
     * @param encoding { String } The BufferEncoding to use for strings.
     *
     * @return { SmartBuffer }
     */
    static fromSize(size, encoding) {
        return new this({
            size: size,
            encoding: encoding
        });
    }
    /**
     * Creates a new SmartBuffer instance with the provided Buffer and optional encoding.
     *
     * @param buffer { Buffer } The Buffer to use as the internal Buffer value.
     * @param encoding { String } The BufferEncoding to use for strings.
     *
     * @return { SmartBuffer }
     */
    static fromBuffer(buff, encoding) {
        return new this({
            buff: buff,
            encoding: encoding
        });
    }
    /**
     * Creates a new SmartBuffer instance with the provided SmartBufferOptions options.
     *
     * @param options { SmartBufferOptions } The options to use when creating the SmartBuffer instance.
     */
    static fromOptions(options) {
        return new this(options);
    }
    /**
     * Type checking function that determines if an object is a SmartBufferOptions object.
     */
    static isSmartBufferOptions(options) {
        const castOptions = options;
        return (castOptions &&
            (castOptions.encoding !== undefined || castOptions.size !== undefined || castOptions.buff !== undefined));
    }
    // Signed integers
    /**
     * Reads an Int8 value from the current read position or an optionally provided offset.
     *
     * @param offset { Number } The offset to read data from (optional)
     * @return { Number }
     */
    readInt8(offset) {
        return this._readNumberValue(Buffer.prototype.readInt8, 1, offset);
    }
    /**
     * Reads an Int16BE value from the current read position or an optionally provided offset.
     *
     * @param offset { Number } The offset to read data from (optional)
     * @return { Number }
     */
    readInt16BE(offset) {
        return this._readNumberValue(Buffer.prototype.readInt16BE, 2, offset);
    }
    /**
     * Reads an Int16LE value from the current read position or an optionally provided offset.
     *
     * @param offset { Number } The offset to read data from (optional)
     * @return { Number }
     */
    readInt16LE(offset) {
        return this._readNumberValue(Buffer.prototype.readInt16LE, 2, offset);
    }
    /**
     * Reads an Int32BE value from the current read position or an optionally provided offset.
     *
     * @param offset { Number } The offset to read data from (optional)
     * @return { Number }
     */
    readInt32BE(offset) {
        return this._readNumberValue(Buffer.prototype.readInt32BE, 4, offset);
    }
    /**
     * Reads an Int32LE value from the current read position or an optionally provided offset.
     *
     * @param offset { Number } The offset to read data from (optional)
     * @return { Number }
     */
    readInt32LE(offset) {
        return this._readNumberValue(Buffer.prototype.readInt32LE, 4, offset);
    }
    /**
     * Reads a BigInt64BE value from the current read position or an optionally provided offset.
     *
     * @param offset { Number } The offset to read data from (optional)
     * @return { BigInt }
     */
    readBigInt64BE(offset) {
        utils_1.bigIntAndBufferInt64Check('readBigInt64BE');
        return this._readNumberValue(Buffer.prototype.readBigInt64BE, 8, offset);
    }
    /**
     * Reads a BigInt64LE value from the current read position or an optionally provided offset.
     *
     * @param offset { Number } The offset to read data from (optional)
     * @return { BigInt }
     */
    readBigInt64LE(offset) {
        utils_1.bigIntAndBufferInt64Check('readBigInt64LE');
        return this._readNumberValue(Buffer.prototype.readBigInt64LE, 8, offset);
    }
    /**
     * Writes an Int8 value to the current write position (or at optional offset).
     *
     * @param value { Number } The value to write.
     * @param offset { Number } The offset to write the value at.
     *
     * @return this
     */
    writeInt8(value, offset) {
        this._writeNumberValue(Buffer.prototype.writeInt8, 1, value, offset);
        return this;
    }
    /**
     * Inserts an Int8 value at the given offset value.
     *
     * @param value { Number } The value to insert.
     * @param offset { Number } The offset to insert the value at.
     *
     * @return this
     */
    insertInt8(value, offset) {
        return this._insertNumberValue(Buffer.prototype.writeInt8, 1, value, offset);
    }
    /**
     * Writes an Int16BE value to the current write position (or at optional offset).
     *
     * @param value { Number } The value to write.
     * @param offset { Number } The offset to write the value at.
     *
     * @return this
     */
    writeInt16BE(value, offset) {
        return this._writeNumberValue(Buffer.prototype.writeInt16BE, 2, value, offset);
    }
    /**
     * Inserts an Int16BE value at the given offset value.
     *
     * @param value { Number } The value to insert.
     * @param offset { Number } The offset to insert the value at.
     *
     * @return this
     */
    insertInt16BE(value, offset) {
        return this._insertNumberValue(Buffer.prototype.writeInt16BE, 2, value, offset);
    }
    /**
     * Writes an Int16LE value to the current write position (or at optional offset).
     *
     * @param value { Number } The value to write.
     * @param offset { Number } The offset to write the value at.
     *
     * @return this
     */
    writeInt16LE(value, offset) {
        return this._writeNumberValue(Buffer.prototype.writeInt16LE, 2, value, offset);
    }
    /**
     * Inserts an Int16LE value at the given offset value.
     *
     * @param value { Number } The value to insert.
     * @param offset { Number } The offset to insert the value at.
     *
     * @return this
     */
    insertInt16LE(value, offset) {
        return this._insertNumberValue(Buffer.prototype.writeInt16LE, 2, value, offset);
    }
    /**
     * Writes an Int32BE value to the current write position (or at optional offset).
     *
     * @param value { Number } The value to write.
     * @param offset { Number } The offset to write the value at.
     *
     * @return this
     */
    writeInt32BE(value, offset) {
        return this._writeNumberValue(Buffer.prototype.writeInt32BE, 4, value, offset);
    }
    /**
     * Inserts an Int32BE value at the given offset value.
     *
     * @param value { Number } The value to insert.
     * @param offset { Number } The offset to insert the value at.
     *
     * @return this
     */
    insertInt32BE(value, offset) {
        return this._insertNumberValue(Buffer.prototype.writeInt32BE, 4, value, offset);
    }
    /**
     * Writes an Int32LE value to the current write position (or at optional offset).
     *
     * @param value { Number } The value to write.
     * @param offset { Number } The offset to write the value at.
     *
     * @return this
     */
    writeInt32LE(value, offset) {
        return this._writeNumberValue(Buffer.prototype.writeInt32LE, 4, value, offset);
    }
    /**
     * Inserts an Int32LE value at the given offset value.
     *
     * @param value { Number } The value to insert.
     * @param offset { Number } The offset to insert the value at.
     *
     * @return this
     */
    insertInt32LE(value, offset) {
        return this._insertNumberValue(Buffer.prototype.writeInt32LE, 4, value, offset);
    }
    /**
     * Writes a BigInt64BE value to the current write position (or at optional offset).
     *
     * @param value { BigInt } The value to write.
     * @param offset { Number } The offset to write the value at.
     *
     * @return this
     */
    writeBigInt64BE(value, offset) {
        utils_1.bigIntAndBufferInt64Check('writeBigInt64BE');
        return this._writeNumberValue(Buffer.prototype.writeBigInt64BE, 8, value, offset);
    }
    /**
     * Inserts a BigInt64BE value at the given offset value.
     *
     * @param value { BigInt } The value to insert.
     * @param offset { Number } The offset to insert the value at.
     *
     * @return this
     */
    insertBigInt64BE(value, offset) {
        utils_1.bigIntAndBufferInt64Check('writeBigInt64BE');
        return this._insertNumberValue(Buffer.prototype.writeBigInt64BE, 8, value, offset);
    }
    /**
     * Writes a BigInt64LE value to the current write position (or at optional offset).
     *
     * @param value { BigInt } The value to write.
     * @param offset { Number } The offset to write the value at.
     *
     * @return this
     */
    writeBigInt64LE(value, offset) {
        utils_1.bigIntAndBufferInt64Check('writeBigInt64LE');
        return this._writeNumberValue(Buffer.prototype.writeBigInt64LE, 8, value, offset);
    }
    /**
     * Inserts a Int64LE value at the given offset value.
     *
     * @param value { BigInt } The value to insert.
     * @param offset { Number } The offset to insert the value at.
     *
     * @return this
     */
    insertBigInt64LE(value, offset) {
        utils_1.bigIntAndBufferInt64Check('writeBigInt64LE');
        return this._insertNumberValue(Buffer.prototype.writeBigInt64LE, 8, value, offset);
    }
    // Unsigned Integers
    /**
     * Reads an UInt8 value from the current read position or an optionally provided offset.
     *
     * @param offset { Number } The offset to read data from (optional)
     * @return { Number }
     */
    readUInt8(offset) {
        return this._readNumberValue(Buffer.prototype.readUInt8, 1, offset);
    }
    /**
     * Reads an UInt16BE value from the current read position or an optionally provided offset.
     *
     * @param offset { Number } The offset to read data from (optional)
     * @return { Number }
     */
    readUInt16BE(offset) {
        return this._readNumberValue(Buffer.prototype.readUInt16BE, 2, offset);
    }
    /**
     * Reads an UInt16LE value from the current read position or an optionally provided offset.
     *
     * @param offset { Number } The offset to read data from (optional)
     * @return { Number }
     */
    readUInt16LE(offset) {
        return this._readNumberValue(Buffer.prototype.readUInt16LE, 2, offset);
    }
    /**
     * Reads an UInt32BE value from the current read position or an optionally provided offset.
     *
     * @param offset { Number } The offset to read data from (optional)
     * @return { Number }
     */
    readUInt32BE(offset) {
        return this._readNumberValue(Buffer.prototype.readUInt32BE, 4, offset);
    }
    /**
     * Reads an UInt32LE value from the current read position or an optionally provided offset.
     *
     * @param offset { Number } The offset to read data from (optional)
     * @return { Number }
     */
    readUInt32LE(offset) {
        return this._readNumberValue(Buffer.prototype.readUInt32LE, 4, offset);
    }
    /**
     * Reads a BigUInt64BE value from the current read position or an optionally provided offset.
     *
     * @param offset { Number } The offset to read data from (optional)
     * @return { BigInt }
     */
    readBigUInt64BE(offset) {
        utils_1.bigIntAndBufferInt64Check('readBigUInt64BE');
        return this._readNumberValue(Buffer.prototype.readBigUInt64BE, 8, offset);
    }
    /**
     * Reads a BigUInt64LE value from the current read position or an optionally provided offset.
     *
     * @param offset { Number } The offset to read data from (optional)
     * @return { BigInt }
     */
    readBigUInt64LE(offset) {
        utils_1.bigIntAndBufferInt64Check('readBigUInt64LE');
        return this._readNumberValue(Buffer.prototype.readBigUInt64LE, 8, offset);
    }
    /**
     * Writes an UInt8 value to the current write position (or at optional offset).
     *
     * @param value { Number } The value to write.
     * @param offset { Number } The offset to write the value at.
     *
     * @return this
     */
    writeUInt8(value, offset) {
        return this._writeNumberValue(Buffer.prototype.writeUInt8, 1, value, offset);
    }
    /**
     * Inserts an UInt8 value at the given offset value.
     *
     * @param value { Number } The value to insert.
     * @param offset { Number } The offset to insert the value at.
     *
     * @return this
     */
    insertUInt8(value, offset) {
        return this._insertNumberValue(Buffer.prototype.writeUInt8, 1, value, offset);
    }
    /**
     * Writes an UInt16BE value to the current write position (or at optional offset).
     *
     * @param value { Number } The value to write.
     * @param offset { Number } The offset to write the value at.
     *
     * @return this
     */
    writeUInt16BE(value, offset) {
        return this._writeNumberValue(Buffer.prototype.writeUInt16BE, 2, value, offset);
    }
    /**
     * Inserts an UInt16BE value at the given offset value.
     *
     * @param value { Number } The value to insert.
     * @param offset { Number } The offset to insert the value at.
     *
     * @return this
     */
    insertUInt16BE(value, offset) {
        return this._insertNumberValue(Buffer.prototype.writeUInt16BE, 2, value, offset);
    }
    /**
     * Writes an UInt16LE value to the current write position (or at optional offset).
     *
     * @param value { Number } The value to write.
     * @param offset { Number } The offset to write the value at.
     *
     * @return this
     */
    writeUInt16LE(value, offset) {
        return this._writeNumberValue(Buffer.prototype.writeUInt16LE, 2, value, offset);
    }
    /**
     * Inserts an UInt16LE value at the given offset value.
     *
     * @param value { Number } The value to insert.
     * @param offset { Number } The offset to insert the value at.
     *
     * @return this
     */
    insertUInt16LE(value, offset) {
        return this._insertNumberValue(Buffer.prototype.writeUInt16LE, 2, value, offset);
    }
    /**
     * Writes an UInt32BE value to the current write position (or at optional offset).
     *
     * @param value { Number } The value to write.
     * @param offset { Number } The offset to write the value at.
     *
     * @return this
     */
    writeUInt32BE(value, offset) {
        return this._writeNumberValue(Buffer.prototype.writeUInt32BE, 4, value, offset);
    }
    /**
     * Inserts an UInt32BE value at the given offset value.
     *
     * @param value { Number } The value to insert.
     * @param offset { Number } The offset to insert the value at.
     *
     * @return this
     */
    insertUInt32BE(value, offset) {
        return this._insertNumberValue(Buffer.prototype.writeUInt32BE, 4, value, offset);
    }
    /**
     * Writes an UInt32LE value to the current write position (or at optional offset).
     *
     * @param value { Number } The value to write.
     * @param offset { Number } The offset to write the value at.
     *
     * @return this
     */
    writeUInt32LE(value, offset) {
        return this._writeNumberValue(Buffer.prototype.writeUInt32LE, 4, value, offset);
    }
    /**
     * Inserts an UInt32LE value at the given offset value.
     *
     * @param value { Number } The value to insert.
     * @param offset { Number } The offset to insert the value at.
     *
     * @return this
     */
    insertUInt32LE(value, offset) {
        return this._insertNumberValue(Buffer.prototype.writeUInt32LE, 4, value, offset);
    }
    /**
     * Writes a BigUInt64BE value to the current write position (or at optional offset).
     *
     * @param value { Number } The value to write.
     * @param offset { Number } The offset to write the value at.
     *
     * @return this
     */
    writeBigUInt64BE(value, offset) {
        utils_1.bigIntAndBufferInt64Check('writeBigUInt64BE');
        return this._writeNumberValue(Buffer.prototype.writeBigUInt64BE, 8, value, offset);
    }
    /**
     * Inserts a BigUInt64BE value at the given offset value.
     *
     * @param value { Number } The value to insert.
     * @param offset { Number } The offset to insert the value at.
     *
     * @return this
     */
    insertBigUInt64BE(value, offset) {
        utils_1.bigIntAndBufferInt64Check('writeBigUInt64BE');
        return this._insertNumberValue(Buffer.prototype.writeBigUInt64BE, 8, value, offset);
    }
    /**
     * Writes a BigUInt64LE value to the current write position (or at optional offset).
     *
     * @param value { Number } The value to write.
     * @param offset { Number } The offset to write the value at.
     *
     * @return this
     */
    writeBigUInt64LE(value, offset) {
        utils_1.bigIntAndBufferInt64Check('writeBigUInt64LE');
        return this._writeNumberValue(Buffer.prototype.writeBigUInt64LE, 8, value, offset);
    }
    /**
     * Inserts a BigUInt64LE value at the given offset value.
     *
     * @param value { Number } The value to insert.
     * @param offset { Number } The offset to insert the value at.
     *
     * @return this
     */
    insertBigUInt64LE(value, offset) {
        utils_1.bigIntAndBufferInt64Check('writeBigUInt64LE');
        return this._insertNumberValue(Buffer.prototype.writeBigUInt64LE, 8, value, offset);
    }
    // Floating Point
    /**
     * Reads an FloatBE value from the current read position or an optionally provided offset.
     *
     * @param offset { Number } The offset to read data from (optional)
     * @return { Number }
     */
    readFloatBE(offset) {
        return this._readNumberValue(Buffer.prototype.readFloatBE, 4, offset);
    }
    /**
     * Reads an FloatLE value from the current read position or an optionally provided offset.
     *
     * @param offset { Number } The offset to read data from (optional)
     * @return { Number }
     */
    readFloatLE(offset) {
        return this._readNumberValue(Buffer.prototype.readFloatLE, 4, offset);
    }
    /**
     * Writes a FloatBE value to the current write position (or at optional offset).
     *
     * @param value { Number } The value to write.
     * @param offset { Number } The offset to write the value at.
     *
     * @return this
     */
    writeFloatBE(value, offset) {
        return this._writeNumberValue(Buffer.prototype.writeFloatBE, 4, value, offset);
    }
    /**
     * Inserts a FloatBE value at the given offset value.
     *
     * @param value { Number } The value to insert.
     * @param offset { Number } The offset to insert the value at.
     *
     * @return this
     */
    insertFloatBE(value, offset) {
        return this._insertNumberValue(Buffer.prototype.writeFloatBE, 4, value, offset);
    }
    /**
     * Writes a FloatLE value to the current write position (or at optional offset).
     *
     * @param value { Number } The value to write.
     * @param offset { Number } The offset to write the value at.
     *
     * @return this
     */
    writeFloatLE(value, offset) {
        return this._writeNumberValue(Buffer.prototype.writeFloatLE, 4, value, offset);
    }
    /**
     * Inserts a FloatLE value at the given offset value.
     *
     * @param value { Number } The value to insert.
     * @param offset { Number } The offset to insert the value at.
     *
     * @return this
     */
    insertFloatLE(value, offset) {
        return this._insertNumberValue(Buffer.prototype.writeFloatLE, 4, value, offset);
    }
    // Double Floating Point
    /**
     * Reads an DoublEBE value from the current read position or an optionally provided offset.
     *
     * @param offset { Number } The offset to read data from (optional)
     * @return { Number }
     */
    readDoubleBE(offset) {
        return this._readNumberValue(Buffer.prototype.readDoubleBE, 8, offset);
    }
    /**
     * Reads an DoubleLE value from the current read position or an optionally provided offset.
     *
     * @param offset { Number } The offset to read data from (optional)
     * @return { Number }
     */
    readDoubleLE(offset) {
        return this._readNumberValue(Buffer.prototype.readDoubleLE, 8, offset);
    }
    /**
     * Writes a DoubleBE value to the current write position (or at optional offset).
     *
     * @param value { Number } The value to write.
     * @param offset { Number } The offset to write the value at.
     *
     * @return this
     */
    writeDoubleBE(value, offset) {
        return this._writeNumberValue(Buffer.prototype.writeDoubleBE, 8, value, offset);
    }
    /**
     * Inserts a DoubleBE value at the given offset value.
     *
     * @param value { Number } The value to insert.
     * @param offset { Number } The offset to insert the value at.
     *
     * @return this
     */
    insertDoubleBE(value, offset) {
        return this._insertNumberValue(Buffer.prototype.writeDoubleBE, 8, value, offset);
    }
    /**
     * Writes a DoubleLE value to the current write position (or at optional offset).
     *
     * @param value { Number } The value to write.
     * @param offset { Number } The offset to write the value at.
     *
     * @return this
     */
    writeDoubleLE(value, offset) {
        return this._writeNumberValue(Buffer.prototype.writeDoubleLE, 8, value, offset);
    }
    /**
     * Inserts a DoubleLE value at the given offset value.
     *
     * @param value { Number } The value to insert.
     * @param offset { Number } The offset to insert the value at.
     *
     * @return this
     */
    insertDoubleLE(value, offset) {
        return this._insertNumberValue(Buffer.prototype.writeDoubleLE, 8, value, offset);
    }
    // Strings
    /**
     * Reads a String from the current read position.
     *
     * @param arg1 { Number | String } The number of bytes to read as a String, or the BufferEncoding to use for
     *             the string (Defaults to instance level encoding).
     * @param encoding { String } The BufferEncoding to use for the string (Defaults to instance level encoding).
     *
     * @return { String }
     */
    readString(arg1, encoding) {
        let lengthVal;
        // Length provided
        if (typeof arg1 === 'number') {
            utils_1.checkLengthValue(arg1);
            lengthVal = Math.min(arg1, this.length - this._readOffset);
        }
        else {
            encoding = arg1;
            lengthVal = this.length - this._readOffset;
        }
        // Check encoding
        if (typeof encoding !== 'undefined') {
            utils_1.checkEncoding(encoding);
        }
        const value = this._buff.slice(this._readOffset, this._readOffset + lengthVal).toString(encoding || this._encoding);
        this._readOffset += lengthVal;
        return value;
    }
    /**
     * Inserts a String
     *
     * @param value { String } The String value to insert.
     * @param offset { Number } The offset to insert the string at.
     * @param encoding { String } The BufferEncoding to use for writing strings (defaults to instance encoding).
     *
     * @return this
     */
    insertString(value, offset, encoding) {
        utils_1.checkOffsetValue(offset);
        return this._handleString(value, true, offset, encoding);
    }
    /**
     * Writes a String
     *
     * @param value { String } The String value to write.
     * @param arg2 { Number | String } The offset to write the string at, or the BufferEncoding to use.
     * @param encoding { String } The BufferEncoding to use for writing strings (defaults to instance encoding).
     *
     * @return this
     */
    writeString(value, arg2, encoding) {
        return this._handleString(value, false, arg2, encoding);
    }
    /**
     * Reads a null-terminated String from the current read position.
     *
     * @param encoding { String } The BufferEncoding to use for the string (Defaults to instance level encoding).
     *
     * @return { String }
     */
    readStringNT(encoding) {
        if (typeof encoding !== 'undefined') {
            utils_1.checkEncoding(encoding);
        }
        // Set null character position to the end SmartBuffer instance.
        let nullPos = this.length;
        // Find next null character (if one is not found, default from above is used)
        for (let i = this._readOffset; i < this.length; i++) {
            if (this._buff[i] === 0x00) {
                nullPos = i;
                break;
            }
        }
        // Read string value
        const value = this._buff.slice(this._readOffset, nullPos);
        // Increment internal Buffer read offset
        this._readOffset = nullPos + 1;
        return value.toString(encoding || this._encoding);
    }
    /**
     * Inserts a null-terminated String.
     *
     * @param value { String } The String value to write.
     * @param arg2 { Number | String } The offset to write the string to, or the BufferEncoding to use.
     * @param encoding { String } The BufferEncoding to use for writing strings (defaults to instance encoding).
     *
     * @return this
     */
    insertStringNT(value, offset, encoding) {
        utils_1.checkOffsetValue(offset);
        // Write Values
        this.insertString(value, offset, encoding);
        this.insertUInt8(0x00, offset + value.length);
        return this;
    }
    /**
     * Writes a null-terminated String.
     *
     * @param value { String } The String value to write.
     * @param arg2 { Number | String } The offset to write the string to, or the BufferEncoding to use.
     * @param encoding { String } The BufferEncoding to use for writing strings (defaults to instance encoding).
     *
     * @return this
     */
    writeStringNT(value, arg2, encoding) {
        // Write Values
        this.writeString(value, arg2, encoding);
        this.writeUInt8(0x00, typeof arg2 === 'number' ? arg2 + value.length : this.writeOffset);
        return this;
    }
    // Buffers
    /**
     * Reads a Buffer from the internal read position.
     *
     * @param length { Number } The length of data to read as a Buffer.
     *
     * @return { Buffer }
     */
    readBuffer(length) {
        if (typeof length !== 'undefined') {
            utils_1.checkLengthValue(length);
        }
        const lengthVal = typeof length === 'number' ? length : this.length;
        const endPoint = Math.min(this.length, this._readOffset + lengthVal);
        // Read buffer value
        const value = this._buff.slice(this._readOffset, endPoint);
        // Increment internal Buffer read offset
        this._readOffset = endPoint;
        return value;
    }
    /**
     * Writes a Buffer to the current write position.
     *
     * @param value { Buffer } The Buffer to write.
     * @param offset { Number } The offset to write the Buffer to.
     *
     * @return this
     */
    insertBuffer(value, offset) {
        utils_1.checkOffsetValue(offset);
        return this._handleBuffer(value, true, offset);
    }
    /**
     * Writes a Buffer to the current write position.
     *
     * @param value { Buffer } The Buffer to write.
     * @param offset { Number } The offset to write the Buffer to.
     *
     * @return this
     */
    writeBuffer(value, offset) {
        return this._handleBuffer(value, false, offset);
    }
    /**
     * Reads a null-terminated Buffer from the current read poisiton.
     *
     * @return { Buffer }
     */
    readBufferNT() {
        // Set null character position to the end SmartBuffer instance.
        let nullPos = this.length;
        // Find next null character (if one is not found, default from above is used)
        for (let i = this._readOffset; i < this.length; i++) {
            if (this._buff[i] === 0x00) {
                nullPos = i;
                break;
            }
        }
        // Read value
        const value = this._buff.slice(this._readOffset, nullPos);
        // Increment internal Buffer read offset
        this._readOffset = nullPos + 1;
        return value;
    }
    /**
     * Inserts a null-terminated Buffer.
     *
     * @param value { Buffer } The Buffer to write.
     * @param offset { Number } The offset to write the Buffer to.
     *
     * @return this
     */
    insertBufferNT(value, offset) {
        utils_1.checkOffsetValue(offset);
        // Write Values
        this.insertBuffer(value, offset);
        this.insertUInt8(0x00, offset + value.length);
        return this;
    }
    /**
     * Writes a null-terminated Buffer.
     *
     * @param value { Buffer } The Buffer to write.
     * @param offset { Number } The offset to write the Buffer to.
     *
     * @return this
     */
    writeBufferNT(value, offset) {
        // Checks for valid numberic value;
        if (typeof offset !== 'undefined') {
            utils_1.checkOffsetValue(offset);
        }
        // Write Values
        this.writeBuffer(value, offset);
        this.writeUInt8(0x00, typeof offset === 'number' ? offset + value.length : this._writeOffset);
        return this;
    }
    /**
     * Clears the SmartBuffer instance to its original empty state.
     */
    clear() {
        this._writeOffset = 0;
        this._readOffset = 0;
        this.length = 0;
        return this;
    }
    /**
     * Gets the remaining data left to be read from the SmartBuffer instance.
     *
     * @return { Number }
     */
    remaining() {
        return this.length - this._readOffset;
    }
    /**
     * Gets the current read offset value of the SmartBuffer instance.
     *
     * @return { Number }
     */
    get readOffset() {
        return this._readOffset;
    }
    /**
     * Sets the read offset value of the SmartBuffer instance.
     *
     * @param offset { Number } - The offset value to set.
     */
    set readOffset(offset) {
        utils_1.checkOffsetValue(offset);
        // Check for bounds.
        utils_1.checkTargetOffset(offset, this);
        this._readOffset = offset;
    }
    /**
     * Gets the current write offset value of the SmartBuffer instance.
     *
     * @return { Number }
     */
    get writeOffset() {
        return this._writeOffset;
    }
    /**
     * Sets the write offset value of the SmartBuffer instance.
     *
     * @param offset { Number } - The offset value to set.
     */
    set writeOffset(offset) {
        utils_1.checkOffsetValue(offset);
        // Check for bounds.
        utils_1.checkTargetOffset(offset, this);
        this._writeOffset = offset;
    }
    /**
     * Gets the currently set string encoding of the SmartBuffer instance.
     *
     * @return { BufferEncoding } The string Buffer encoding currently set.
     */
    get encoding() {
        return this._encoding;
    }
    /**
     * Sets the string encoding of the SmartBuffer instance.
     *
     * @param encoding { BufferEncoding } The string Buffer encoding to set.
     */
    set encoding(encoding) {
        utils_1.checkEncoding(encoding);
        this._encoding = encoding;
    }
    /**
     * Gets the underlying internal Buffer. (This includes unmanaged data in the Buffer)
     *
     * @return { Buffer } The Buffer value.
     */
    get internalBuffer() {
        return this._buff;
    }
    /**
     * Gets the value of the internal managed Buffer (Includes managed data only)
     *
     * @param { Buffer }
     */
    toBuffer() {
        return this._buff.slice(0, this.length);
    }
    /**
     * Gets the String value of the internal managed Buffer
     *
     * @param encoding { String } The BufferEncoding to display the Buffer as (defaults to instance level encoding).
     */
    toString(encoding) {
        const encodingVal = typeof encoding === 'string' ? encoding : this._encoding;
        // Check for invalid encoding.
        utils_1.checkEncoding(encodingVal);
        return this._buff.toString(encodingVal, 0, this.length);
    }
    /**
     * Destroys the SmartBuffer instance.
     */
    destroy() {
        this.clear();
        return this;
    }
    /**
     * Handles inserting and writing strings.
     *
     * @param value { String } The String value to insert.
     * @param isInsert { Boolean } True if inserting a string, false if writing.
     * @param arg2 { Number | String } The offset to insert the string at, or the BufferEncoding to use.
     * @param encoding { String } The BufferEncoding to use for writing strings (defaults to instance encoding).
     */
    _handleString(value, isInsert, arg3, encoding) {
        let offsetVal = this._writeOffset;
        let encodingVal = this._encoding;
        // Check for offset
        if (typeof arg3 === 'number') {
            offsetVal = arg3;
            // Check for encoding
        }
        else if (typeof arg3 === 'string') {
            utils_1.checkEncoding(arg3);
            encodingVal = arg3;
        }
        // Check for encoding (third param)
        if (typeof encoding === 'string') {
            utils_1.checkEncoding(encoding);
            encodingVal = encoding;
        }
        // Calculate bytelength of string.
        const byteLength = Buffer.byteLength(value, encodingVal);
        // Ensure there is enough internal Buffer capacity.
        if (isInsert) {
            this.ensureInsertable(byteLength, offsetVal);
        }
        else {
            this._ensureWriteable(byteLength, offsetVal);
        }
        // Write value
        this._buff.write(value, offsetVal, byteLength, encodingVal);
        // Increment internal Buffer write offset;
        if (isInsert) {
            this._writeOffset += byteLength;
        }
        else {
            // If an offset was given, check to see if we wrote beyond the current writeOffset.
            if (typeof arg3 === 'number') {
                this._writeOffset = Math.max(this._writeOffset, offsetVal + byteLength);
            }
            else {
                // If no offset was given, we wrote to the end of the SmartBuffer so increment writeOffset.
                this._writeOffset += byteLength;
            }
        }
        return this;
    }
    /**
     * Handles writing or insert of a Buffer.
     *
     * @param value { Buffer } The Buffer to write.
     * @param offset { Number } The offset to write the Buffer to.
     */
    _handleBuffer(value, isInsert, offset) {
        const offsetVal = typeof offset === 'number' ? offset : this._writeOffset;
        // Ensure there is enough internal Buffer capacity.
        if (isInsert) {
            this.ensureInsertable(value.length, offsetVal);
        }
        else {
            this._ensureWriteable(value.length, offsetVal);
        }
        // Write buffer value
        value.copy(this._buff, offsetVal);
        // Increment internal Buffer write offset;
        if (isInsert) {
            this._writeOffset += value.length;
        }
        else {
            // If an offset was given, check to see if we wrote beyond the current writeOffset.
            if (typeof offset === 'number') {
                this._writeOffset = Math.max(this._writeOffset, offsetVal + value.length);
            }
            else {
                // If no offset was given, we wrote to the end of the SmartBuffer so increment writeOffset.
                this._writeOffset += value.length;
            }
        }
        return this;
    }
    /**
     * Ensures that the internal Buffer is large enough to read data.
     *
     * @param length { Number } The length of the data that needs to be read.
     * @param offset { Number } The offset of the data that needs to be read.
     */
    ensureReadable(length, offset) {
        // Offset value defaults to managed read offset.
        let offsetVal = this._readOffset;
        // If an offset was provided, use it.
        if (typeof offset !== 'undefined') {
            // Checks for valid numberic value;
            utils_1.checkOffsetValue(offset);
            // Overide with custom offset.
            offsetVal = offset;
        }
        // Checks if offset is below zero, or the offset+length offset is beyond the total length of the managed data.
        if (offsetVal < 0 || offsetVal + length > this.length) {
            throw new Error(utils_1.ERRORS.INVALID_READ_BEYOND_BOUNDS);
        }
    }
    /**
     * Ensures that the internal Buffer is large enough to insert data.
     *
     * @param dataLength { Number } The length of the data that needs to be written.
     * @param offset { Number } The offset of the data to be written.
     */
    ensureInsertable(dataLength, offset) {
        // Checks for valid numberic value;
        utils_1.checkOffsetValue(offset);
        // Ensure there is enough internal Buffer capacity.
        this._ensureCapacity(this.length + dataLength);
        // If an offset was provided and its not the very end of the buffer, copy data into appropriate location in regards to the offset.
        if (offset < this.length) {
            this._buff.copy(this._buff, offset + dataLength, offset, this._buff.length);
        }
        // Adjust tracked smart buffer length
        if (offset + dataLength > this.length) {
            this.length = offset + dataLength;
        }
        else {
            this.length += dataLength;
        }
    }
    /**
     * Ensures that the internal Buffer is large enough to write data.
     *
     * @param dataLength { Number } The length of the data that needs to be written.
     * @param offset { Number } The offset of the data to be written (defaults to writeOffset).
     */
    _ensureWriteable(dataLength, offset) {
        const offsetVal = typeof offset === 'number' ? offset : this._writeOffset;
        // Ensure enough capacity to write data.
        this._ensureCapacity(offsetVal + dataLength);
        // Adjust SmartBuffer length (if offset + length is larger than managed length, adjust length)
        if (offsetVal + dataLength > this.length) {
            this.length = offsetVal + dataLength;
        }
    }
    /**
     * Ensures that the internal Buffer is large enough to write at least the given amount of data.
     *
     * @param minLength { Number } The minimum length of the data needs to be written.
     */
    _ensureCapacity(minLength) {
        const oldLength = this._buff.length;
        if (minLength > oldLength) {
            let data = this._buff;
            let newLength = (oldLength * 3) / 2 + 1;
            if (newLength < minLength) {
                newLength = minLength;
            }
            this._buff = Buffer.allocUnsafe(newLength);
            data.copy(this._buff, 0, 0, oldLength);
        }
    }
    /**
     * Reads a numeric number value using the provided function.
     *
     * @typeparam T { number | bigint } The type of the value to be read
     *
     * @param func { Function(offset: number) => number } The function to read data on the internal Buffer with.
     * @param byteSize { Number } The number of bytes read.
     * @param offset { Number } The offset to read from (optional). When this is not provided, the managed readOffset is used instead.
     *
     * @returns { T } the number value
     */
    _readNumberValue(func, byteSize, offset) {
        this.ensureReadable(byteSize, offset);
        // Call Buffer.readXXXX();
        const value = func.call(this._buff, typeof offset === 'number' ? offset : this._readOffset);
        // Adjust internal read offset if an optional read offset was not provided.
        if (typeof offset === 'undefined') {
            this._readOffset += byteSize;
        }
        return value;
    }
    /**
     * Inserts a numeric number value based on the given offset and value.
     *
     * @typeparam T { number | bigint } The type of the value to be written
     *
     * @param func { Function(offset: T, offset?) => number} The function to write data on the internal Buffer with.
     * @param byteSize { Number } The number of bytes written.
     * @param value { T } The number value to write.
     * @param offset { Number } the offset to write the number at (REQUIRED).
     *
     * @returns SmartBuffer this buffer
     */
    _insertNumberValue(func, byteSize, value, offset) {
        // Check for invalid offset values.
        utils_1.checkOffsetValue(offset);
        // Ensure there is enough internal Buffer capacity. (raw offset is passed)
        this.ensureInsertable(byteSize, offset);
        // Call buffer.writeXXXX();
        func.call(this._buff, value, offset);
        // Adjusts internally managed write offset.
        this._writeOffset += byteSize;
        return this;
    }
    /**
     * Writes a numeric number value based on the given offset and value.
     *
     * @typeparam T { number | bigint } The type of the value to be written
     *
     * @param func { Function(offset: T, offset?) => number} The function to write data on the internal Buffer with.
     * @param byteSize { Number } The number of bytes written.
     * @param value { T } The number value to write.
     * @param offset { Number } the offset to write the number at (REQUIRED).
     *
     * @returns SmartBuffer this buffer
     */
    _writeNumberValue(func, byteSize, value, offset) {
        // If an offset was provided, validate it.
        if (typeof offset === 'number') {
            // Check if we're writing beyond the bounds of the managed data.
            if (offset < 0) {
                throw new Error(utils_1.ERRORS.INVALID_WRITE_BEYOND_BOUNDS);
            }
            utils_1.checkOffsetValue(offset);
        }
        // Default to writeOffset if no offset value was given.
        const offsetVal = typeof offset === 'number' ? offset : this._writeOffset;
        // Ensure there is enough internal Buffer capacity. (raw offset is passed)
        this._ensureWriteable(byteSize, offsetVal);
        func.call(this._buff, value, offsetVal);
        // If an offset was given, check to see if we wrote beyond the current writeOffset.
        if (typeof offset === 'number') {
            this._writeOffset = Math.max(this._writeOffset, offsetVal + byteSize);
        }
        else {
            // If no numeric offset was given, we wrote to the end of the SmartBuffer so increment writeOffset.
            this._writeOffset += byteSize;
        }
        return this;
    }
}
exports.SmartBuffer = SmartBuffer;
//# sourceMappingURL=smartbuffer.js.map

/***/ }),

/***/ 8632:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {


Object.defineProperty(exports, "__esModule", ({ value: true }));
const buffer_1 = __nccwpck_require__(181);
/**
 * Error strings
 */
const ERRORS = {
    INVALID_ENCODING: 'Invalid encoding provided. Please specify a valid encoding the internal Node.js Buffer supports.',
    INVALID_SMARTBUFFER_SIZE: 'Invalid size provided. Size must be a valid integer greater than zero.',
    INVALID_SMARTBUFFER_BUFFER: 'Invalid Buffer provided in SmartBufferOptions.',
    INVALID_SMARTBUFFER_OBJECT: 'Invalid SmartBufferOptions object supplied to SmartBuffer constructor or factory methods.',
    INVALID_OFFSET: 'An invalid offset value was provided.',
    INVALID_OFFSET_NON_NUMBER: 'An invalid offset value was provided. A numeric value is required.',
    INVALID_LENGTH: 'An invalid length value was provided.',
    INVALID_LENGTH_NON_NUMBER: 'An invalid length value was provived. A numeric value is required.',
    INVALID_TARGET_OFFSET: 'Target offset is beyond the bounds of the internal SmartBuffer data.',
    INVALID_TARGET_LENGTH: 'Specified length value moves cursor beyong the bounds of the internal SmartBuffer data.',
    INVALID_READ_BEYOND_BOUNDS: 'Attempted to read beyond the bounds of the managed data.',
    INVALID_WRITE_BEYOND_BOUNDS: 'Attempted to write beyond the bounds of the managed data.'
};
exports.ERRORS = ERRORS;
/**
 * Checks if a given encoding is a valid Buffer encoding. (Throws an exception if check fails)
 *
 * @param { String } encoding The encoding string to check.
 */
function checkEncoding(encoding) {
    if (!buffer_1.Buffer.isEncoding(encoding)) {
        throw new Error(ERRORS.INVALID_ENCODING);
    }
}
exports.checkEncoding = checkEncoding;
/**
 * Checks if a given number is a finite integer. (Throws an exception if check fails)
 *
 * @param { Number } value The number value to check.
 */
function isFiniteInteger(value) {
    return typeof value === 'number' && isFinite(value) && isInteger(value);
}
exports.isFiniteInteger = isFiniteInteger;
/**
 * Checks if an offset/length value is valid. (Throws an exception if check fails)
 *
 * @param value The value to check.
 * @param offset True if checking an offset, false if checking a length.
 */
function checkOffsetOrLengthValue(value, offset) {
    if (typeof value === 'number') {
        // Check for non finite/non integers
        if (!isFiniteInteger(value) || value < 0) {
            throw new Error(offset ? ERRORS.INVALID_OFFSET : ERRORS.INVALID_LENGTH);
        }
    }
    else {
        throw new Error(offset ? ERRORS.INVALID_OFFSET_NON_NUMBER : ERRORS.INVALID_LENGTH_NON_NUMBER);
    }
}
/**
 * Checks if a length value is valid. (Throws an exception if check fails)
 *
 * @param { Number } length The value to check.
 */
function checkLengthValue(length) {
    checkOffsetOrLengthValue(length, false);
}
exports.checkLengthValue = checkLengthValue;
/**
 * Checks if a offset value is valid. (Throws an exception if check fails)
 *
 * @param { Number } offset The value to check.
 */
function checkOffsetValue(offset) {
    checkOffsetOrLengthValue(offset, true);
}
exports.checkOffsetValue = checkOffsetValue;
/**
 * Checks if a target offset value is out of bounds. (Throws an exception if check fails)
 *
 * @param { Number } offset The offset value to check.
 * @param { SmartBuffer } buff The SmartBuffer instance to check against.
 */
function checkTargetOffset(offset, buff) {
    if (offset < 0 || offset > buff.length) {
        throw new Error(ERRORS.INVALID_TARGET_OFFSET);
    }
}
exports.checkTargetOffset = checkTargetOffset;
/**
 * Determines whether a given number is a integer.
 * @param value The number to check.
 */
function isInteger(value) {
    return typeof value === 'number' && isFinite(value) && Math.floor(value) === value;
}
/**
 * Throws if Node.js version is too low to support bigint
 */
function bigIntAndBufferInt64Check(bufferMethod) {
    if (typeof BigInt === 'undefined') {
        throw new Error('Platform does not support JS BigInt type.');
    }
    if (typeof buffer_1.Buffer.prototype[bufferMethod] === 'undefined') {
        throw new Error(`Platform does not support Buffer.prototype.${bufferMethod}.`);
    }
}
exports.bigIntAndBufferInt64Check = bigIntAndBufferInt64Check;
//# sourceMappingURL=utils.js.map

/***/ }),

/***/ 7142:
/***/ (function(__unused_webpack_module, exports, __nccwpck_require__) {


var __awaiter = (this && this.__awaiter) || function (thisArg, _arguments, P, generator) {
    function adopt(value) { return value instanceof P ? value : new P(function (resolve) { resolve(value); }); }
    return new (P || (P = Promise))(function (resolve, reject) {
        function fulfilled(value) { try { step(generator.next(value)); } catch (e) { reject(e); } }
        function rejected(value) { try { step(generator["throw"](value)); } catch (e) { reject(e); } }
        function step(result) { result.done ? resolve(result.value) : adopt(result.value).then(fulfilled, rejected); }
        step((generator = generator.apply(thisArg, _arguments || [])).next());
    });
};
Object.defineProperty(exports, "__esModule", ({ value: true }));
exports.SocksClientError = exports.SocksClient = void 0;
const events_1 = __nccwpck_require__(4434);
const net = __nccwpck_require__(9278);
const smart_buffer_1 = __nccwpck_require__(7290);
const constants_1 = __nccwpck_require__(4223);
const helpers_1 = __nccwpck_require__(639);
const receivebuffer_1 = __nccwpck_require__(1129);
const util_1 = __nccwpck_require__(9712);
Object.defineProperty(exports, "SocksClientError", ({ enumerable: true, get: function () { return util_1.SocksClientError; } }));
const ip_address_1 = __nccwpck_require__(9253);
class SocksClient extends events_1.EventEmitter {
    constructor(options) {
        super();
        this.options = Object.assign({}, options);
        // Validate SocksClientOptions
        (0, helpers_1.validateSocksClientOptions)(options);
        // Default state
        this.setState(constants_1.SocksClientState.Created);
    }
    /**
     * Creates a new SOCKS connection.
     *
     * Note: Supports callbacks and promises. Only supports the connect command.
     * @param options { SocksClientOptions } Options.
     * @param callback { Function } An optional callback function.
     * @returns { Promise }
     */
    static createConnection(options, callback) {
        return new Promise((resolve, reject) => {
            // Validate SocksClientOptions
            try {
                (0, helpers_1.validateSocksClientOptions)(options, ['connect']);
            }
            catch (err) {
                if (typeof callback === 'function') {
                    callback(err);
                    // eslint-disable-next-line @typescript-eslint/no-explicit-any
                    return resolve(err); // Resolves pending promise (prevents memory leaks).
                }
                else {
                    return reject(err);
                }
            }
            const client = new SocksClient(options);
            client.connect(options.existing_socket);
            client.once('established', (info) => {
                client.removeAllListeners();
                if (typeof callback === 'function') {
                    callback(null, info);
                    resolve(info); // Resolves pending promise (prevents memory leaks).
                }
                else {
                    resolve(info);
                }
            });
            // Error occurred, failed to establish connection.
            client.once('error', (err) => {
                client.removeAllListeners();
                if (typeof callback === 'function') {
                    callback(err);
                    // eslint-disable-next-line @typescript-eslint/no-explicit-any
                    resolve(err); // Resolves pending promise (prevents memory leaks).
                }
                else {
                    reject(err);
                }
            });
        });
    }
    /**
     * Creates a new SOCKS connection chain to a destination host through 2 or more SOCKS proxies.
     *
     * Note: Supports callbacks and promises. Only supports the connect method.
     * Note: Implemented via createConnection() factory function.
     * @param options { SocksClientChainOptions } Options
     * @param callback { Function } An optional callback function.
     * @returns { Promise }
     */
    static createConnectionChain(options, callback) {
        // eslint-disable-next-line no-async-promise-executor
        return new Promise((resolve, reject) => __awaiter(this, void 0, void 0, function* () {
            // Validate SocksClientChainOptions
            try {
                (0, helpers_1.validateSocksClientChainOptions)(options);
            }
            catch (err) {
                if (typeof callback === 'function') {
                    callback(err);
                    // eslint-disable-next-line @typescript-eslint/no-explicit-any
                    return resolve(err); // Resolves pending promise (prevents memory leaks).
                }
                else {
                    return reject(err);
                }
            }
            // Shuffle proxies
            if (options.randomizeChain) {
                (0, util_1.shuffleArray)(options.proxies);
            }
            try {
                let sock;
                for (let i = 0; i < options.proxies.length; i++) {
                    const nextProxy = options.proxies[i];
                    // If we've reached the last proxy in the chain, the destination is the actual destination, otherwise it's the next proxy.
                    const nextDestination = i === options.proxies.length - 1
                        ? options.destination
                        : {
                            host: options.proxies[i + 1].host ||
                                options.proxies[i + 1].ipaddress,
                            port: options.proxies[i + 1].port,
                        };
                    // Creates the next connection in the chain.
                    const result = yield SocksClient.createConnection({
                        command: 'connect',
                        proxy: nextProxy,
                        destination: nextDestination,
                        existing_socket: sock,
                    });
                    // If sock is undefined, assign it here.
                    sock = sock || result.socket;
                }
                if (typeof callback === 'function') {
                    callback(null, { socket: sock });
                    resolve({ socket: sock }); // Resolves pending promise (prevents memory leaks).
                }
                else {
                    resolve({ socket: sock });
                }
            }
            catch (err) {
                if (typeof callback === 'function') {
                    callback(err);
                    // eslint-disable-next-line @typescript-eslint/no-explicit-any
                    resolve(err); // Resolves pending promise (prevents memory leaks).
                }
                else {
                    reject(err);
                }
            }
        }));
    }
    /**
     * Creates a SOCKS UDP Frame.
     * @param options
     */
    static createUDPFrame(options) {
        const buff = new smart_buffer_1.SmartBuffer();
        buff.writeUInt16BE(0);
        buff.writeUInt8(options.frameNumber || 0);
        // IPv4/IPv6/Hostname
        if (net.isIPv4(options.remoteHost.host)) {
            buff.writeUInt8(constants_1.Socks5HostType.IPv4);
            buff.writeUInt32BE((0, helpers_1.ipv4ToInt32)(options.remoteHost.host));
        }
        else if (net.isIPv6(options.remoteHost.host)) {
            buff.writeUInt8(constants_1.Socks5HostType.IPv6);
            buff.writeBuffer((0, helpers_1.ipToBuffer)(options.remoteHost.host));
        }
        else {
            buff.writeUInt8(constants_1.Socks5HostType.Hostname);
            buff.writeUInt8(Buffer.byteLength(options.remoteHost.host));
            buff.writeString(options.remoteHost.host);
        }
        // Port
        buff.writeUInt16BE(options.remoteHost.port);
        // Data
        buff.writeBuffer(options.data);
        return buff.toBuffer();
    }
    /**
     * Parses a SOCKS UDP frame.
     * @param data
     */
    static parseUDPFrame(data) {
        const buff = smart_buffer_1.SmartBuffer.fromBuffer(data);
        buff.readOffset = 2;
        const frameNumber = buff.readUInt8();
        const hostType = buff.readUInt8();
        let remoteHost;
        if (hostType === constants_1.Socks5HostType.IPv4) {
            remoteHost = (0, helpers_1.int32ToIpv4)(buff.readUInt32BE());
        }
        else if (hostType === constants_1.Socks5HostType.IPv6) {
            remoteHost = ip_address_1.Address6.fromByteArray(Array.from(buff.readBuffer(16))).canonicalForm();
        }
        else {
            remoteHost = buff.readString(buff.readUInt8());
        }
        const remotePort = buff.readUInt16BE();
        return {
            frameNumber,
            remoteHost: {
                host: remoteHost,
                port: remotePort,
            },
            data: buff.readBuffer(),
        };
    }
    /**
     * Internal state setter. If the SocksClient is in an error state, it cannot be changed to a non error state.
     */
    setState(newState) {
        if (this.state !== constants_1.SocksClientState.Error) {
            this.state = newState;
        }
    }
    /**
     * Starts the connection establishment to the proxy and destination.
     * @param existingSocket Connected socket to use instead of creating a new one (internal use).
     */
    connect(existingSocket) {
        this.onDataReceived = (data) => this.onDataReceivedHandler(data);
        this.onClose = () => this.onCloseHandler();
        this.onError = (err) => this.onErrorHandler(err);
        this.onConnect = () => this.onConnectHandler();
        // Start timeout timer (defaults to 30 seconds)
        const timer = setTimeout(() => this.onEstablishedTimeout(), this.options.timeout || constants_1.DEFAULT_TIMEOUT);
        // check whether unref is available as it differs from browser to NodeJS (#33)
        if (timer.unref && typeof timer.unref === 'function') {
            timer.unref();
        }
        // If an existing socket is provided, use it to negotiate SOCKS handshake. Otherwise create a new Socket.
        if (existingSocket) {
            this.socket = existingSocket;
        }
        else {
            this.socket = new net.Socket();
        }
        // Attach Socket error handlers.
        this.socket.once('close', this.onClose);
        this.socket.once('error', this.onError);
        this.socket.once('connect', this.onConnect);
        this.socket.on('data', this.onDataReceived);
        this.setState(constants_1.SocksClientState.Connecting);
        this.receiveBuffer = new receivebuffer_1.ReceiveBuffer();
        if (existingSocket) {
            this.socket.emit('connect');
        }
        else {
            this.socket.connect(this.getSocketOptions());
            if (this.options.set_tcp_nodelay !== undefined &&
                this.options.set_tcp_nodelay !== null) {
                this.socket.setNoDelay(!!this.options.set_tcp_nodelay);
            }
        }
        // Listen for established event so we can re-emit any excess data received during handshakes.
        this.prependOnceListener('established', (info) => {
            setImmediate(() => {
                if (this.receiveBuffer.length > 0) {
                    const excessData = this.receiveBuffer.get(this.receiveBuffer.length);
                    info.socket.emit('data', excessData);
                }
                info.socket.resume();
            });
        });
    }
    // Socket options (defaults host/port to options.proxy.host/options.proxy.port)
    getSocketOptions() {
        return Object.assign(Object.assign({}, this.options.socket_options), { host: this.options.proxy.host || this.options.proxy.ipaddress, port: this.options.proxy.port });
    }
    /**
     * Handles internal Socks timeout callback.
     * Note: If the Socks client is not BoundWaitingForConnection or Established, the connection will be closed.
     */
    onEstablishedTimeout() {
        if (this.state !== constants_1.SocksClientState.Established &&
            this.state !== constants_1.SocksClientState.BoundWaitingForConnection) {
            this.closeSocket(constants_1.ERRORS.ProxyConnectionTimedOut);
        }
    }
    /**
     * Handles Socket connect event.
     */
    onConnectHandler() {
        this.setState(constants_1.SocksClientState.Connected);
        // Send initial handshake.
        if (this.options.proxy.type === 4) {
            this.sendSocks4InitialHandshake();
        }
        else {
            this.sendSocks5InitialHandshake();
        }
        this.setState(constants_1.SocksClientState.SentInitialHandshake);
    }
    /**
     * Handles Socket data event.
     * @param data
     */
    onDataReceivedHandler(data) {
        /*
          All received data is appended to a ReceiveBuffer.
          This makes sure that all the data we need is received before we attempt to process it.
        */
        this.receiveBuffer.append(data);
        // Process data that we have.
        this.processData();
    }
    /**
     * Handles processing of the data we have received.
     */
    processData() {
        // If we have enough data to process the next step in the SOCKS handshake, proceed.
        while (this.state !== constants_1.SocksClientState.Established &&
            this.state !== constants_1.SocksClientState.Error &&
            this.receiveBuffer.length >= this.nextRequiredPacketBufferSize) {
            // Sent initial handshake, waiting for response.
            if (this.state === constants_1.SocksClientState.SentInitialHandshake) {
                if (this.options.proxy.type === 4) {
                    // Socks v4 only has one handshake response.
                    this.handleSocks4FinalHandshakeResponse();
                }
                else {
                    // Socks v5 has two handshakes, handle initial one here.
                    this.handleInitialSocks5HandshakeResponse();
                }
                // Sent auth request for Socks v5, waiting for response.
            }
            else if (this.state === constants_1.SocksClientState.SentAuthentication) {
                this.handleInitialSocks5AuthenticationHandshakeResponse();
                // Sent final Socks v5 handshake, waiting for final response.
            }
            else if (this.state === constants_1.SocksClientState.SentFinalHandshake) {
                this.handleSocks5FinalHandshakeResponse();
                // Socks BIND established. Waiting for remote connection via proxy.
            }
            else if (this.state === constants_1.SocksClientState.BoundWaitingForConnection) {
                if (this.options.proxy.type === 4) {
                    this.handleSocks4IncomingConnectionResponse();
                }
                else {
                    this.handleSocks5IncomingConnectionResponse();
                }
            }
            else {
                this.closeSocket(constants_1.ERRORS.InternalError);
                break;
            }
        }
    }
    /**
     * Handles Socket close event.
     * @param had_error
     */
    onCloseHandler() {
        this.closeSocket(constants_1.ERRORS.SocketClosed);
    }
    /**
     * Handles Socket error event.
     * @param err
     */
    onErrorHandler(err) {
        this.closeSocket(err.message);
    }
    /**
     * Removes internal event listeners on the underlying Socket.
     */
    removeInternalSocketHandlers() {
        // Pauses data flow of the socket (this is internally resumed after 'established' is emitted)
        this.socket.pause();
        this.socket.removeListener('data', this.onDataReceived);
        this.socket.removeListener('close', this.onClose);
        this.socket.removeListener('error', this.onError);
        this.socket.removeListener('connect', this.onConnect);
    }
    /**
     * Closes and destroys the underlying Socket. Emits an error event.
     * @param err { String } An error string to include in error event.
     */
    closeSocket(err) {
        // Make sure only one 'error' event is fired for the lifetime of this SocksClient instance.
        if (this.state !== constants_1.SocksClientState.Error) {
            // Set internal state to Error.
            this.setState(constants_1.SocksClientState.Error);
            // Destroy Socket
            this.socket.destroy();
            // Remove internal listeners
            this.removeInternalSocketHandlers();
            // Fire 'error' event.
            this.emit('error', new util_1.SocksClientError(err, this.options));
        }
    }
    /**
     * Sends initial Socks v4 handshake request.
     */
    sendSocks4InitialHandshake() {
        const userId = this.options.proxy.userId || '';
        const buff = new smart_buffer_1.SmartBuffer();
        buff.writeUInt8(0x04);
        buff.writeUInt8(constants_1.SocksCommand[this.options.command]);
        buff.writeUInt16BE(this.options.destination.port);
        // Socks 4 (IPv4)
        if (net.isIPv4(this.options.destination.host)) {
            buff.writeBuffer((0, helpers_1.ipToBuffer)(this.options.destination.host));
            buff.writeStringNT(userId);
            // Socks 4a (hostname)
        }
        else {
            buff.writeUInt8(0x00);
            buff.writeUInt8(0x00);
            buff.writeUInt8(0x00);
            buff.writeUInt8(0x01);
            buff.writeStringNT(userId);
            buff.writeStringNT(this.options.destination.host);
        }
        this.nextRequiredPacketBufferSize =
            constants_1.SOCKS_INCOMING_PACKET_SIZES.Socks4Response;
        this.socket.write(buff.toBuffer());
    }
    /**
     * Handles Socks v4 handshake response.
     * @param data
     */
    handleSocks4FinalHandshakeResponse() {
        const data = this.receiveBuffer.get(8);
        if (data[1] !== constants_1.Socks4Response.Granted) {
            this.closeSocket(`${constants_1.ERRORS.Socks4ProxyRejectedConnection} - (${constants_1.Socks4Response[data[1]]})`);
        }
        else {
            // Bind response
            if (constants_1.SocksCommand[this.options.command] === constants_1.SocksCommand.bind) {
                const buff = smart_buffer_1.SmartBuffer.fromBuffer(data);
                buff.readOffset = 2;
                const remoteHost = {
                    port: buff.readUInt16BE(),
                    host: (0, helpers_1.int32ToIpv4)(buff.readUInt32BE()),
                };
                // If host is 0.0.0.0, set to proxy host.
                if (remoteHost.host === '0.0.0.0') {
                    remoteHost.host = this.options.proxy.ipaddress;
                }
                this.setState(constants_1.SocksClientState.BoundWaitingForConnection);
                this.emit('bound', { remoteHost, socket: this.socket });
                // Connect response
            }
            else {
                this.setState(constants_1.SocksClientState.Established);
                this.removeInternalSocketHandlers();
                this.emit('established', { socket: this.socket });
            }
        }
    }
    /**
     * Handles Socks v4 incoming connection request (BIND)
     * @param data
     */
    handleSocks4IncomingConnectionResponse() {
        const data = this.receiveBuffer.get(8);
        if (data[1] !== constants_1.Socks4Response.Granted) {
            this.closeSocket(`${constants_1.ERRORS.Socks4ProxyRejectedIncomingBoundConnection} - (${constants_1.Socks4Response[data[1]]})`);
        }
        else {
            const buff = smart_buffer_1.SmartBuffer.fromBuffer(data);
            buff.readOffset = 2;
            const remoteHost = {
                port: buff.readUInt16BE(),
                host: (0, helpers_1.int32ToIpv4)(buff.readUInt32BE()),
            };
            this.setState(constants_1.SocksClientState.Established);
            this.removeInternalSocketHandlers();
            this.emit('established', { remoteHost, socket: this.socket });
        }
    }
    /**
     * Sends initial Socks v5 handshake request.
     */
    sendSocks5InitialHandshake() {
        const buff = new smart_buffer_1.SmartBuffer();
        // By default we always support no auth.
        const supportedAuthMethods = [constants_1.Socks5Auth.NoAuth];
        // We should only tell the proxy we support user/pass auth if auth info is actually provided.
        // Note: As of Tor v0.3.5.7+, if user/pass auth is an option from the client, by default it will always take priority.
        if (this.options.proxy.userId || this.options.proxy.password) {
            supportedAuthMethods.push(constants_1.Socks5Auth.UserPass);
        }
        // Custom auth method?
        if (this.options.proxy.custom_auth_method !== undefined) {
            supportedAuthMethods.push(this.options.proxy.custom_auth_method);
        }
        // Build handshake packet
        buff.writeUInt8(0x05);
        buff.writeUInt8(supportedAuthMethods.length);
        for (const authMethod of supportedAuthMethods) {
            buff.writeUInt8(authMethod);
        }
        this.nextRequiredPacketBufferSize =
            constants_1.SOCKS_INCOMING_PACKET_SIZES.Socks5InitialHandshakeResponse;
        this.socket.write(buff.toBuffer());
        this.setState(constants_1.SocksClientState.SentInitialHandshake);
    }
    /**
     * Handles initial Socks v5 handshake response.
     * @param data
     */
    handleInitialSocks5HandshakeResponse() {
        const data = this.receiveBuffer.get(2);
        if (data[0] !== 0x05) {
            this.closeSocket(constants_1.ERRORS.InvalidSocks5IntiailHandshakeSocksVersion);
        }
        else if (data[1] === constants_1.SOCKS5_NO_ACCEPTABLE_AUTH) {
            this.closeSocket(constants_1.ERRORS.InvalidSocks5InitialHandshakeNoAcceptedAuthType);
        }
        else {
            // If selected Socks v5 auth method is no auth, send final handshake request.
            if (data[1] === constants_1.Socks5Auth.NoAuth) {
                this.socks5ChosenAuthType = constants_1.Socks5Auth.NoAuth;
                this.sendSocks5CommandRequest();
                // If selected Socks v5 auth method is user/password, send auth handshake.
            }
            else if (data[1] === constants_1.Socks5Auth.UserPass) {
                this.socks5ChosenAuthType = constants_1.Socks5Auth.UserPass;
                this.sendSocks5UserPassAuthentication();
                // If selected Socks v5 auth method is the custom_auth_method, send custom handshake.
            }
            else if (data[1] === this.options.proxy.custom_auth_method) {
                this.socks5ChosenAuthType = this.options.proxy.custom_auth_method;
                this.sendSocks5CustomAuthentication();
            }
            else {
                this.closeSocket(constants_1.ERRORS.InvalidSocks5InitialHandshakeUnknownAuthType);
            }
        }
    }
    /**
     * Sends Socks v5 user & password auth handshake.
     *
     * Note: No auth and user/pass are currently supported.
     */
    sendSocks5UserPassAuthentication() {
        const userId = this.options.proxy.userId || '';
        const password = this.options.proxy.password || '';
        const buff = new smart_buffer_1.SmartBuffer();
        buff.writeUInt8(0x01);
        buff.writeUInt8(Buffer.byteLength(userId));
        buff.writeString(userId);
        buff.writeUInt8(Buffer.byteLength(password));
        buff.writeString(password);
        this.nextRequiredPacketBufferSize =
            constants_1.SOCKS_INCOMING_PACKET_SIZES.Socks5UserPassAuthenticationResponse;
        this.socket.write(buff.toBuffer());
        this.setState(constants_1.SocksClientState.SentAuthentication);
    }
    sendSocks5CustomAuthentication() {
        return __awaiter(this, void 0, void 0, function* () {
            this.nextRequiredPacketBufferSize =
                this.options.proxy.custom_auth_response_size;
            this.socket.write(yield this.options.proxy.custom_auth_request_handler());
            this.setState(constants_1.SocksClientState.SentAuthentication);
        });
    }
    handleSocks5CustomAuthHandshakeResponse(data) {
        return __awaiter(this, void 0, void 0, function* () {
            return yield this.options.proxy.custom_auth_response_handler(data);
        });
    }
    handleSocks5AuthenticationNoAuthHandshakeResponse(data) {
        return __awaiter(this, void 0, void 0, function* () {
            return data[1] === 0x00;
        });
    }
    handleSocks5AuthenticationUserPassHandshakeResponse(data) {
        return __awaiter(this, void 0, void 0, function* () {
            return data[1] === 0x00;
        });
    }
    /**
     * Handles Socks v5 auth handshake response.
     * @param data
     */
    handleInitialSocks5AuthenticationHandshakeResponse() {
        return __awaiter(this, void 0, void 0, function* () {
            this.setState(constants_1.SocksClientState.ReceivedAuthenticationResponse);
            let authResult = false;
            if (this.socks5ChosenAuthType === constants_1.Socks5Auth.NoAuth) {
                authResult = yield this.handleSocks5AuthenticationNoAuthHandshakeResponse(this.receiveBuffer.get(2));
            }
            else if (this.socks5ChosenAuthType === constants_1.Socks5Auth.UserPass) {
                authResult =
                    yield this.handleSocks5AuthenticationUserPassHandshakeResponse(this.receiveBuffer.get(2));
            }
            else if (this.socks5ChosenAuthType === this.options.proxy.custom_auth_method) {
                authResult = yield this.handleSocks5CustomAuthHandshakeResponse(this.receiveBuffer.get(this.options.proxy.custom_auth_response_size));
            }
            if (!authResult) {
                this.closeSocket(constants_1.ERRORS.Socks5AuthenticationFailed);
            }
            else {
                this.sendSocks5CommandRequest();
            }
        });
    }
    /**
     * Sends Socks v5 final handshake request.
     */
    sendSocks5CommandRequest() {
        const buff = new smart_buffer_1.SmartBuffer();
        buff.writeUInt8(0x05);
        buff.writeUInt8(constants_1.SocksCommand[this.options.command]);
        buff.writeUInt8(0x00);
        // ipv4, ipv6, domain?
        if (net.isIPv4(this.options.destination.host)) {
            buff.writeUInt8(constants_1.Socks5HostType.IPv4);
            buff.writeBuffer((0, helpers_1.ipToBuffer)(this.options.destination.host));
        }
        else if (net.isIPv6(this.options.destination.host)) {
            buff.writeUInt8(constants_1.Socks5HostType.IPv6);
            buff.writeBuffer((0, helpers_1.ipToBuffer)(this.options.destination.host));
        }
        else {
            buff.writeUInt8(constants_1.Socks5HostType.Hostname);
            buff.writeUInt8(this.options.destination.host.length);
            buff.writeString(this.options.destination.host);
        }
        buff.writeUInt16BE(this.options.destination.port);
        this.nextRequiredPacketBufferSize =
            constants_1.SOCKS_INCOMING_PACKET_SIZES.Socks5ResponseHeader;
        this.socket.write(buff.toBuffer());
        this.setState(constants_1.SocksClientState.SentFinalHandshake);
    }
    /**
     * Handles Socks v5 final handshake response.
     * @param data
     */
    handleSocks5FinalHandshakeResponse() {
        // Peek at available data (we need at least 5 bytes to get the hostname length)
        const header = this.receiveBuffer.peek(5);
        if (header[0] !== 0x05 || header[1] !== constants_1.Socks5Response.Granted) {
            this.closeSocket(`${constants_1.ERRORS.InvalidSocks5FinalHandshakeRejected} - ${constants_1.Socks5Response[header[1]]}`);
        }
        else {
            // Read address type
            const addressType = header[3];
            let remoteHost;
            let buff;
            // IPv4
            if (addressType === constants_1.Socks5HostType.IPv4) {
                // Check if data is available.
                const dataNeeded = constants_1.SOCKS_INCOMING_PACKET_SIZES.Socks5ResponseIPv4;
                if (this.receiveBuffer.length < dataNeeded) {
                    this.nextRequiredPacketBufferSize = dataNeeded;
                    return;
                }
                buff = smart_buffer_1.SmartBuffer.fromBuffer(this.receiveBuffer.get(dataNeeded).slice(4));
                remoteHost = {
                    host: (0, helpers_1.int32ToIpv4)(buff.readUInt32BE()),
                    port: buff.readUInt16BE(),
                };
                // If given host is 0.0.0.0, assume remote proxy ip instead.
                if (remoteHost.host === '0.0.0.0') {
                    remoteHost.host = this.options.proxy.ipaddress;
                }
                // Hostname
            }
            else if (addressType === constants_1.Socks5HostType.Hostname) {
                const hostLength = header[4];
                const dataNeeded = constants_1.SOCKS_INCOMING_PACKET_SIZES.Socks5ResponseHostname(hostLength); // header + host length + host + port
                // Check if data is available.
                if (this.receiveBuffer.length < dataNeeded) {
                    this.nextRequiredPacketBufferSize = dataNeeded;
                    return;
                }
                buff = smart_buffer_1.SmartBuffer.fromBuffer(this.receiveBuffer.get(dataNeeded).slice(5));
                remoteHost = {
                    host: buff.readString(hostLength),
                    port: buff.readUInt16BE(),
                };
                // IPv6
            }
            else if (addressType === constants_1.Socks5HostType.IPv6) {
                // Check if data is available.
                const dataNeeded = constants_1.SOCKS_INCOMING_PACKET_SIZES.Socks5ResponseIPv6;
                if (this.receiveBuffer.length < dataNeeded) {
                    this.nextRequiredPacketBufferSize = dataNeeded;
                    return;
                }
                buff = smart_buffer_1.SmartBuffer.fromBuffer(this.receiveBuffer.get(dataNeeded).slice(4));
                remoteHost = {
                    host: ip_address_1.Address6.fromByteArray(Array.from(buff.readBuffer(16))).canonicalForm(),
                    port: buff.readUInt16BE(),
                };
            }
            // We have everything we need
            this.setState(constants_1.SocksClientState.ReceivedFinalResponse);
            // If using CONNECT, the client is now in the established state.
            if (constants_1.SocksCommand[this.options.command] === constants_1.SocksCommand.connect) {
                this.setState(constants_1.SocksClientState.Established);
                this.removeInternalSocketHandlers();
                this.emit('established', { remoteHost, socket: this.socket });
            }
            else if (constants_1.SocksCommand[this.options.command] === constants_1.SocksCommand.bind) {
                /* If using BIND, the Socks client is now in BoundWaitingForConnection state.
                   This means that the remote proxy server is waiting for a remote connection to the bound port. */
                this.setState(constants_1.SocksClientState.BoundWaitingForConnection);
                this.nextRequiredPacketBufferSize =
                    constants_1.SOCKS_INCOMING_PACKET_SIZES.Socks5ResponseHeader;
                this.emit('bound', { remoteHost, socket: this.socket });
                /*
                  If using Associate, the Socks client is now Established. And the proxy server is now accepting UDP packets at the
                  given bound port. This initial Socks TCP connection must remain open for the UDP relay to continue to work.
                */
            }
            else if (constants_1.SocksCommand[this.options.command] === constants_1.SocksCommand.associate) {
                this.setState(constants_1.SocksClientState.Established);
                this.removeInternalSocketHandlers();
                this.emit('established', {
                    remoteHost,
                    socket: this.socket,
                });
            }
        }
    }
    /**
     * Handles Socks v5 incoming connection request (BIND).
     */
    handleSocks5IncomingConnectionResponse() {
        // Peek at available data (we need at least 5 bytes to get the hostname length)
        const header = this.receiveBuffer.peek(5);
        if (header[0] !== 0x05 || header[1] !== constants_1.Socks5Response.Granted) {
            this.closeSocket(`${constants_1.ERRORS.Socks5ProxyRejectedIncomingBoundConnection} - ${constants_1.Socks5Response[header[1]]}`);
        }
        else {
            // Read address type
            const addressType = header[3];
            let remoteHost;
            let buff;
            // IPv4
            if (addressType === constants_1.Socks5HostType.IPv4) {
                // Check if data is available.
                const dataNeeded = constants_1.SOCKS_INCOMING_PACKET_SIZES.Socks5ResponseIPv4;
                if (this.receiveBuffer.length < dataNeeded) {
                    this.nextRequiredPacketBufferSize = dataNeeded;
                    return;
                }
                buff = smart_buffer_1.SmartBuffer.fromBuffer(this.receiveBuffer.get(dataNeeded).slice(4));
                remoteHost = {
                    host: (0, helpers_1.int32ToIpv4)(buff.readUInt32BE()),
                    port: buff.readUInt16BE(),
                };
                // If given host is 0.0.0.0, assume remote proxy ip instead.
                if (remoteHost.host === '0.0.0.0') {
                    remoteHost.host = this.options.proxy.ipaddress;
                }
                // Hostname
            }
            else if (addressType === constants_1.Socks5HostType.Hostname) {
                const hostLength = header[4];
                const dataNeeded = constants_1.SOCKS_INCOMING_PACKET_SIZES.Socks5ResponseHostname(hostLength); // header + host length + port
                // Check if data is available.
                if (this.receiveBuffer.length < dataNeeded) {
                    this.nextRequiredPacketBufferSize = dataNeeded;
                    return;
                }
                buff = smart_buffer_1.SmartBuffer.fromBuffer(this.receiveBuffer.get(dataNeeded).slice(5));
                remoteHost = {
                    host: buff.readString(hostLength),
                    port: buff.readUInt16BE(),
                };
                // IPv6
            }
            else if (addressType === constants_1.Socks5HostType.IPv6) {
                // Check if data is available.
                const dataNeeded = constants_1.SOCKS_INCOMING_PACKET_SIZES.Socks5ResponseIPv6;
                if (this.receiveBuffer.length < dataNeeded) {
                    this.nextRequiredPacketBufferSize = dataNeeded;
                    return;
                }
                buff = smart_buffer_1.SmartBuffer.fromBuffer(this.receiveBuffer.get(dataNeeded).slice(4));
                remoteHost = {
                    host: ip_address_1.Address6.fromByteArray(Array.from(buff.readBuffer(16))).canonicalForm(),
                    port: buff.readUInt16BE(),
                };
            }
            this.setState(constants_1.SocksClientState.Established);
            this.removeInternalSocketHandlers();
            this.emit('established', { remoteHost, socket: this.socket });
        }
    }
    get socksClientOptions() {
        return Object.assign({}, this.options);
    }
}
exports.SocksClient = SocksClient;
//# sourceMappingURL=socksclient.js.map

/***/ }),

/***/ 4223:
/***/ ((__unused_webpack_module, exports) => {


Object.defineProperty(exports, "__esModule", ({ value: true }));
exports.SOCKS5_NO_ACCEPTABLE_AUTH = exports.SOCKS5_CUSTOM_AUTH_END = exports.SOCKS5_CUSTOM_AUTH_START = exports.SOCKS_INCOMING_PACKET_SIZES = exports.SocksClientState = exports.Socks5Response = exports.Socks5HostType = exports.Socks5Auth = exports.Socks4Response = exports.SocksCommand = exports.ERRORS = exports.DEFAULT_TIMEOUT = void 0;
const DEFAULT_TIMEOUT = 30000;
exports.DEFAULT_TIMEOUT = DEFAULT_TIMEOUT;
// prettier-ignore
const ERRORS = {
    InvalidSocksCommand: 'An invalid SOCKS command was provided. Valid options are connect, bind, and associate.',
    InvalidSocksCommandForOperation: 'An invalid SOCKS command was provided. Only a subset of commands are supported for this operation.',
    InvalidSocksCommandChain: 'An invalid SOCKS command was provided. Chaining currently only supports the connect command.',
    InvalidSocksClientOptionsDestination: 'An invalid destination host was provided.',
    InvalidSocksClientOptionsExistingSocket: 'An invalid existing socket was provided. This should be an instance of stream.Duplex.',
    InvalidSocksClientOptionsProxy: 'Invalid SOCKS proxy details were provided.',
    InvalidSocksClientOptionsTimeout: 'An invalid timeout value was provided. Please enter a value above 0 (in ms).',
    InvalidSocksClientOptionsProxiesLength: 'At least two socks proxies must be provided for chaining.',
    InvalidSocksClientOptionsCustomAuthRange: 'Custom auth must be a value between 0x80 and 0xFE.',
    InvalidSocksClientOptionsCustomAuthOptions: 'When a custom_auth_method is provided, custom_auth_request_handler, custom_auth_response_size, and custom_auth_response_handler must also be provided and valid.',
    NegotiationError: 'Negotiation error',
    SocketClosed: 'Socket closed',
    ProxyConnectionTimedOut: 'Proxy connection timed out',
    InternalError: 'SocksClient internal error (this should not happen)',
    InvalidSocks4HandshakeResponse: 'Received invalid Socks4 handshake response',
    Socks4ProxyRejectedConnection: 'Socks4 Proxy rejected connection',
    InvalidSocks4IncomingConnectionResponse: 'Socks4 invalid incoming connection response',
    Socks4ProxyRejectedIncomingBoundConnection: 'Socks4 Proxy rejected incoming bound connection',
    InvalidSocks5InitialHandshakeResponse: 'Received invalid Socks5 initial handshake response',
    InvalidSocks5IntiailHandshakeSocksVersion: 'Received invalid Socks5 initial handshake (invalid socks version)',
    InvalidSocks5InitialHandshakeNoAcceptedAuthType: 'Received invalid Socks5 initial handshake (no accepted authentication type)',
    InvalidSocks5InitialHandshakeUnknownAuthType: 'Received invalid Socks5 initial handshake (unknown authentication type)',
    Socks5AuthenticationFailed: 'Socks5 Authentication failed',
    InvalidSocks5FinalHandshake: 'Received invalid Socks5 final handshake response',
    InvalidSocks5FinalHandshakeRejected: 'Socks5 proxy rejected connection',
    InvalidSocks5IncomingConnectionResponse: 'Received invalid Socks5 incoming connection response',
    Socks5ProxyRejectedIncomingBoundConnection: 'Socks5 Proxy rejected incoming bound connection',
};
exports.ERRORS = ERRORS;
const SOCKS_INCOMING_PACKET_SIZES = {
    Socks5InitialHandshakeResponse: 2,
    Socks5UserPassAuthenticationResponse: 2,
    // Command response + incoming connection (bind)
    Socks5ResponseHeader: 5, // We need at least 5 to read the hostname length, then we wait for the address+port information.
    Socks5ResponseIPv4: 10, // 4 header + 4 ip + 2 port
    Socks5ResponseIPv6: 22, // 4 header + 16 ip + 2 port
    Socks5ResponseHostname: (hostNameLength) => hostNameLength + 7, // 4 header + 1 host length + host + 2 port
    // Command response + incoming connection (bind)
    Socks4Response: 8, // 2 header + 2 port + 4 ip
};
exports.SOCKS_INCOMING_PACKET_SIZES = SOCKS_INCOMING_PACKET_SIZES;
var SocksCommand;
(function (SocksCommand) {
    SocksCommand[SocksCommand["connect"] = 1] = "connect";
    SocksCommand[SocksCommand["bind"] = 2] = "bind";
    SocksCommand[SocksCommand["associate"] = 3] = "associate";
})(SocksCommand || (exports.SocksCommand = SocksCommand = {}));
var Socks4Response;
(function (Socks4Response) {
    Socks4Response[Socks4Response["Granted"] = 90] = "Granted";
    Socks4Response[Socks4Response["Failed"] = 91] = "Failed";
    Socks4Response[Socks4Response["Rejected"] = 92] = "Rejected";
    Socks4Response[Socks4Response["RejectedIdent"] = 93] = "RejectedIdent";
})(Socks4Response || (exports.Socks4Response = Socks4Response = {}));
var Socks5Auth;
(function (Socks5Auth) {
    Socks5Auth[Socks5Auth["NoAuth"] = 0] = "NoAuth";
    Socks5Auth[Socks5Auth["GSSApi"] = 1] = "GSSApi";
    Socks5Auth[Socks5Auth["UserPass"] = 2] = "UserPass";
})(Socks5Auth || (exports.Socks5Auth = Socks5Auth = {}));
const SOCKS5_CUSTOM_AUTH_START = 0x80;
exports.SOCKS5_CUSTOM_AUTH_START = SOCKS5_CUSTOM_AUTH_START;
const SOCKS5_CUSTOM_AUTH_END = 0xfe;
exports.SOCKS5_CUSTOM_AUTH_END = SOCKS5_CUSTOM_AUTH_END;
const SOCKS5_NO_ACCEPTABLE_AUTH = 0xff;
exports.SOCKS5_NO_ACCEPTABLE_AUTH = SOCKS5_NO_ACCEPTABLE_AUTH;
var Socks5Response;
(function (Socks5Response) {
    Socks5Response[Socks5Response["Granted"] = 0] = "Granted";
    Socks5Response[Socks5Response["Failure"] = 1] = "Failure";
    Socks5Response[Socks5Response["NotAllowed"] = 2] = "NotAllowed";
    Socks5Response[Socks5Response["NetworkUnreachable"] = 3] = "NetworkUnreachable";
    Socks5Response[Socks5Response["HostUnreachable"] = 4] = "HostUnreachable";
    Socks5Response[Socks5Response["ConnectionRefused"] = 5] = "ConnectionRefused";
    Socks5Response[Socks5Response["TTLExpired"] = 6] = "TTLExpired";
    Socks5Response[Socks5Response["CommandNotSupported"] = 7] = "CommandNotSupported";
    Socks5Response[Socks5Response["AddressNotSupported"] = 8] = "AddressNotSupported";
})(Socks5Response || (exports.Socks5Response = Socks5Response = {}));
var Socks5HostType;
(function (Socks5HostType) {
    Socks5HostType[Socks5HostType["IPv4"] = 1] = "IPv4";
    Socks5HostType[Socks5HostType["Hostname"] = 3] = "Hostname";
    Socks5HostType[Socks5HostType["IPv6"] = 4] = "IPv6";
})(Socks5HostType || (exports.Socks5HostType = Socks5HostType = {}));
var SocksClientState;
(function (SocksClientState) {
    SocksClientState[SocksClientState["Created"] = 0] = "Created";
    SocksClientState[SocksClientState["Connecting"] = 1] = "Connecting";
    SocksClientState[SocksClientState["Connected"] = 2] = "Connected";
    SocksClientState[SocksClientState["SentInitialHandshake"] = 3] = "SentInitialHandshake";
    SocksClientState[SocksClientState["ReceivedInitialHandshakeResponse"] = 4] = "ReceivedInitialHandshakeResponse";
    SocksClientState[SocksClientState["SentAuthentication"] = 5] = "SentAuthentication";
    SocksClientState[SocksClientState["ReceivedAuthenticationResponse"] = 6] = "ReceivedAuthenticationResponse";
    SocksClientState[SocksClientState["SentFinalHandshake"] = 7] = "SentFinalHandshake";
    SocksClientState[SocksClientState["ReceivedFinalResponse"] = 8] = "ReceivedFinalResponse";
    SocksClientState[SocksClientState["BoundWaitingForConnection"] = 9] = "BoundWaitingForConnection";
    SocksClientState[SocksClientState["Established"] = 10] = "Established";
    SocksClientState[SocksClientState["Disconnected"] = 11] = "Disconnected";
    SocksClientState[SocksClientState["Error"] = 99] = "Error";
})(SocksClientState || (exports.SocksClientState = SocksClientState = {}));
//# sourceMappingURL=constants.js.map

/***/ }),

/***/ 639:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {


Object.defineProperty(exports, "__esModule", ({ value: true }));
exports.validateSocksClientOptions = validateSocksClientOptions;
exports.validateSocksClientChainOptions = validateSocksClientChainOptions;
exports.ipv4ToInt32 = ipv4ToInt32;
exports.int32ToIpv4 = int32ToIpv4;
exports.ipToBuffer = ipToBuffer;
const util_1 = __nccwpck_require__(9712);
const constants_1 = __nccwpck_require__(4223);
const stream = __nccwpck_require__(2203);
const ip_address_1 = __nccwpck_require__(9253);
const net = __nccwpck_require__(9278);
/**
 * Validates the provided SocksClientOptions
 * @param options { SocksClientOptions }
 * @param acceptedCommands { string[] } A list of accepted SocksProxy commands.
 */
function validateSocksClientOptions(options, acceptedCommands = ['connect', 'bind', 'associate']) {
    // Check SOCKs command option.
    if (!constants_1.SocksCommand[options.command]) {
        throw new util_1.SocksClientError(constants_1.ERRORS.InvalidSocksCommand, options);
    }
    // Check SocksCommand for acceptable command.
    if (acceptedCommands.indexOf(options.command) === -1) {
        throw new util_1.SocksClientError(constants_1.ERRORS.InvalidSocksCommandForOperation, options);
    }
    // Check destination
    if (!isValidSocksRemoteHost(options.destination)) {
        throw new util_1.SocksClientError(constants_1.ERRORS.InvalidSocksClientOptionsDestination, options);
    }
    // Check SOCKS proxy to use
    if (!isValidSocksProxy(options.proxy)) {
        throw new util_1.SocksClientError(constants_1.ERRORS.InvalidSocksClientOptionsProxy, options);
    }
    // Validate custom auth (if set)
    validateCustomProxyAuth(options.proxy, options);
    // Check timeout
    if (options.timeout && !isValidTimeoutValue(options.timeout)) {
        throw new util_1.SocksClientError(constants_1.ERRORS.InvalidSocksClientOptionsTimeout, options);
    }
    // Check existing_socket (if provided)
    if (options.existing_socket &&
        !(options.existing_socket instanceof stream.Duplex)) {
        throw new util_1.SocksClientError(constants_1.ERRORS.InvalidSocksClientOptionsExistingSocket, options);
    }
}
/**
 * Validates the SocksClientChainOptions
 * @param options { SocksClientChainOptions }
 */
function validateSocksClientChainOptions(options) {
    // Only connect is supported when chaining.
    if (options.command !== 'connect') {
        throw new util_1.SocksClientError(constants_1.ERRORS.InvalidSocksCommandChain, options);
    }
    // Check destination
    if (!isValidSocksRemoteHost(options.destination)) {
        throw new util_1.SocksClientError(constants_1.ERRORS.InvalidSocksClientOptionsDestination, options);
    }
    // Validate proxies (length)
    if (!(options.proxies &&
        Array.isArray(options.proxies) &&
        options.proxies.length >= 2)) {
        throw new util_1.SocksClientError(constants_1.ERRORS.InvalidSocksClientOptionsProxiesLength, options);
    }
    // Validate proxies
    options.proxies.forEach((proxy) => {
        if (!isValidSocksProxy(proxy)) {
            throw new util_1.SocksClientError(constants_1.ERRORS.InvalidSocksClientOptionsProxy, options);
        }
        // Validate custom auth (if set)
        validateCustomProxyAuth(proxy, options);
    });
    // Check timeout
    if (options.timeout && !isValidTimeoutValue(options.timeout)) {
        throw new util_1.SocksClientError(constants_1.ERRORS.InvalidSocksClientOptionsTimeout, options);
    }
}
function validateCustomProxyAuth(proxy, options) {
    if (proxy.custom_auth_method !== undefined) {
        // Invalid auth method range
        if (proxy.custom_auth_method < constants_1.SOCKS5_CUSTOM_AUTH_START ||
            proxy.custom_auth_method > constants_1.SOCKS5_CUSTOM_AUTH_END) {
            throw new util_1.SocksClientError(constants_1.ERRORS.InvalidSocksClientOptionsCustomAuthRange, options);
        }
        // Missing custom_auth_request_handler
        if (proxy.custom_auth_request_handler === undefined ||
            typeof proxy.custom_auth_request_handler !== 'function') {
            throw new util_1.SocksClientError(constants_1.ERRORS.InvalidSocksClientOptionsCustomAuthOptions, options);
        }
        // Missing custom_auth_response_size
        if (proxy.custom_auth_response_size === undefined) {
            throw new util_1.SocksClientError(constants_1.ERRORS.InvalidSocksClientOptionsCustomAuthOptions, options);
        }
        // Missing/invalid custom_auth_response_handler
        if (proxy.custom_auth_response_handler === undefined ||
            typeof proxy.custom_auth_response_handler !== 'function') {
            throw new util_1.SocksClientError(constants_1.ERRORS.InvalidSocksClientOptionsCustomAuthOptions, options);
        }
    }
}
/**
 * Validates a SocksRemoteHost
 * @param remoteHost { SocksRemoteHost }
 */
function isValidSocksRemoteHost(remoteHost) {
    return (remoteHost &&
        typeof remoteHost.host === 'string' &&
        Buffer.byteLength(remoteHost.host) < 256 &&
        typeof remoteHost.port === 'number' &&
        remoteHost.port >= 0 &&
        remoteHost.port <= 65535);
}
/**
 * Validates a SocksProxy
 * @param proxy { SocksProxy }
 */
function isValidSocksProxy(proxy) {
    return (proxy &&
        (typeof proxy.host === 'string' || typeof proxy.ipaddress === 'string') &&
        typeof proxy.port === 'number' &&
        proxy.port >= 0 &&
        proxy.port <= 65535 &&
        (proxy.type === 4 || proxy.type === 5));
}
/**
 * Validates a timeout value.
 * @param value { Number }
 */
function isValidTimeoutValue(value) {
    return typeof value === 'number' && value > 0;
}
function ipv4ToInt32(ip) {
    const address = new ip_address_1.Address4(ip);
    // Convert the IPv4 address parts to an integer
    return address.toArray().reduce((acc, part) => (acc << 8) + part, 0) >>> 0;
}
function int32ToIpv4(int32) {
    // Extract each byte (octet) from the 32-bit integer
    const octet1 = (int32 >>> 24) & 0xff;
    const octet2 = (int32 >>> 16) & 0xff;
    const octet3 = (int32 >>> 8) & 0xff;
    const octet4 = int32 & 0xff;
    // Combine the octets into a string in IPv4 format
    return [octet1, octet2, octet3, octet4].join('.');
}
function ipToBuffer(ip) {
    if (net.isIPv4(ip)) {
        // Handle IPv4 addresses
        const address = new ip_address_1.Address4(ip);
        return Buffer.from(address.toArray());
    }
    else if (net.isIPv6(ip)) {
        // Handle IPv6 addresses
        const address = new ip_address_1.Address6(ip);
        return Buffer.from(address
            .canonicalForm()
            .split(':')
            .map((segment) => segment.padStart(4, '0'))
            .join(''), 'hex');
    }
    else {
        throw new Error('Invalid IP address format');
    }
}
//# sourceMappingURL=helpers.js.map

/***/ }),

/***/ 1129:
/***/ ((__unused_webpack_module, exports) => {


Object.defineProperty(exports, "__esModule", ({ value: true }));
exports.ReceiveBuffer = void 0;
class ReceiveBuffer {
    constructor(size = 4096) {
        this.buffer = Buffer.allocUnsafe(size);
        this.offset = 0;
        this.originalSize = size;
    }
    get length() {
        return this.offset;
    }
    append(data) {
        if (!Buffer.isBuffer(data)) {
            throw new Error('Attempted to append a non-buffer instance to ReceiveBuffer.');
        }
        if (this.offset + data.length >= this.buffer.length) {
            const tmp = this.buffer;
            this.buffer = Buffer.allocUnsafe(Math.max(this.buffer.length + this.originalSize, this.buffer.length + data.length));
            tmp.copy(this.buffer);
        }
        data.copy(this.buffer, this.offset);
        return (this.offset += data.length);
    }
    peek(length) {
        if (length > this.offset) {
            throw new Error('Attempted to read beyond the bounds of the managed internal data.');
        }
        return this.buffer.slice(0, length);
    }
    get(length) {
        if (length > this.offset) {
            throw new Error('Attempted to read beyond the bounds of the managed internal data.');
        }
        const value = Buffer.allocUnsafe(length);
        this.buffer.slice(0, length).copy(value);
        this.buffer.copyWithin(0, length, length + this.offset - length);
        this.offset -= length;
        return value;
    }
}
exports.ReceiveBuffer = ReceiveBuffer;
//# sourceMappingURL=receivebuffer.js.map

/***/ }),

/***/ 9712:
/***/ ((__unused_webpack_module, exports) => {


Object.defineProperty(exports, "__esModule", ({ value: true }));
exports.SocksClientError = void 0;
exports.shuffleArray = shuffleArray;
/**
 * Error wrapper for SocksClient
 */
class SocksClientError extends Error {
    constructor(message, options) {
        super(message);
        this.options = options;
    }
}
exports.SocksClientError = SocksClientError;
/**
 * Shuffles a given array.
 * @param array The array to shuffle.
 */
function shuffleArray(array) {
    for (let i = array.length - 1; i > 0; i--) {
        const j = Math.floor(Math.random() * (i + 1));
        [array[i], array[j]] = [array[j], array[i]];
    }
}
//# sourceMappingURL=util.js.map

/***/ }),

/***/ 2474:
/***/ (function(__unused_webpack_module, exports, __nccwpck_require__) {


var __createBinding = (this && this.__createBinding) || (Object.create ? (function(o, m, k, k2) {
    if (k2 === undefined) k2 = k;
    var desc = Object.getOwnPropertyDescriptor(m, k);
    if (!desc || ("get" in desc ? !m.__esModule : desc.writable || desc.configurable)) {
      desc = { enumerable: true, get: function() { return m[k]; } };
    }
    Object.defineProperty(o, k2, desc);
}) : (function(o, m, k, k2) {
    if (k2 === undefined) k2 = k;
    o[k2] = m[k];
}));
var __exportStar = (this && this.__exportStar) || function(m, exports) {
    for (var p in m) if (p !== "default" && !Object.prototype.hasOwnProperty.call(exports, p)) __createBinding(exports, m, p);
};
Object.defineProperty(exports, "__esModule", ({ value: true }));
__exportStar(__nccwpck_require__(7142), exports);
//# sourceMappingURL=index.js.map

/***/ }),

/***/ 2613:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("assert");

/***/ }),

/***/ 181:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("buffer");

/***/ }),

/***/ 5317:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("child_process");

/***/ }),

/***/ 6982:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("crypto");

/***/ }),

/***/ 4434:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("events");

/***/ }),

/***/ 9896:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("fs");

/***/ }),

/***/ 8611:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("http");

/***/ }),

/***/ 5692:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("https");

/***/ }),

/***/ 9278:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("net");

/***/ }),

/***/ 4589:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:assert");

/***/ }),

/***/ 6698:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:async_hooks");

/***/ }),

/***/ 4573:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:buffer");

/***/ }),

/***/ 7540:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:console");

/***/ }),

/***/ 7598:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:crypto");

/***/ }),

/***/ 3053:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:diagnostics_channel");

/***/ }),

/***/ 610:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:dns");

/***/ }),

/***/ 8474:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:events");

/***/ }),

/***/ 3024:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:fs");

/***/ }),

/***/ 1455:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:fs/promises");

/***/ }),

/***/ 7067:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:http");

/***/ }),

/***/ 2467:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:http2");

/***/ }),

/***/ 7030:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:net");

/***/ }),

/***/ 6760:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:path");

/***/ }),

/***/ 643:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:perf_hooks");

/***/ }),

/***/ 1792:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:querystring");

/***/ }),

/***/ 7075:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:stream");

/***/ }),

/***/ 1692:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:tls");

/***/ }),

/***/ 3136:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:url");

/***/ }),

/***/ 7975:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:util");

/***/ }),

/***/ 3429:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:util/types");

/***/ }),

/***/ 5919:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:worker_threads");

/***/ }),

/***/ 8522:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:zlib");

/***/ }),

/***/ 857:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("os");

/***/ }),

/***/ 6928:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("path");

/***/ }),

/***/ 2203:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("stream");

/***/ }),

/***/ 3193:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("string_decoder");

/***/ }),

/***/ 3557:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("timers");

/***/ }),

/***/ 4756:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("tls");

/***/ }),

/***/ 9023:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("util");

/***/ }),

/***/ 1715:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   o: () => (/* binding */ drained)
/* harmony export */ });
/** Resolves when everything written to `stream` has left this process, or never will because its reader is gone. */
function drained(stream) {
    return new Promise((resolve) => {
        if (!stream.writable) {
            resolve();
            return;
        }
        stream.once('error', () => resolve());
        // Writes end in the order of their start, so that the end of an empty one is the end of all before it.
        stream.write('', () => resolve());
    });
}


/***/ }),

/***/ 6259:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   q: () => (/* binding */ leave)
/* harmony export */ });
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(3024);

const shell = '/bin/sh';
/**
 * Ends the process with this code. process.exit waits for all threads: for a name that the resolver is silent about, 10 s and
 * more, and for a read on a network file system that is gone, for ever. Nothing can call those back; where one is under
 * way, something that has no threads takes the place of this process.
 * @param isHeldUp A thread is known to hang, in whatever.
 */
function leave(code, isHeldUp) {
    const looksForNames = process.getActiveResourcesInfo().includes('GetAddrInfoReqWrap');
    if ((isHeldUp || looksForNames) && process.execve !== undefined && (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.existsSync)(shell)) {
        // That it is experimental is nothing for the log of a job.
        process.removeAllListeners('warning');
        process.execve(shell, ['sh', '-c', `exit ${code}`], {});
    }
    // Windows has no execve: better a step that ends with the wrong code than one that never does.
    if (isHeldUp)
        process.kill(process.pid, 'SIGKILL');
    process.exit(code);
}


/***/ }),

/***/ 4525:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  i: () => (/* binding */ main)
});

// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __nccwpck_require__(6760);
// EXTERNAL MODULE: ./bundle/stage/failure.js
var stage_failure = __nccwpck_require__(2139);
;// CONCATENATED MODULE: ./bundle/stage/module/percent.js
/** The text that percent-encoded text stands for, or undefined where an escape is malformed or no UTF-8. */
function decodePercent(text) {
    try {
        return decodeURIComponent(text);
    }
    catch {
        return undefined;
    }
}

;// CONCATENATED MODULE: ./bundle/stage/redact.js
/**
 * The one place where secrets are taken out of text. Everything that leaves the process as a log line, an annotation,
 * a job summary, an output or a report goes through here; the runner's own masking is only the second line of defence.
 *
 * The text of `go` goes through here before it is read: `go` masks passwords only, a token is as often the user name
 * (`https://TOKEN@host`, which it prints in clear), and what is cut to length later must hold no half of a secret.
 */

const mask = '***';
/** Shorter secrets occur in ordinary words by chance: a log full of `***` would tell nobody anything. */
const shortestSecret = 4;
/**
 * The user part of a URL authority, up to its last `@` because a password may hold one unescaped.
 * `/@v/` of the GOPROXY protocol is safe: an authority ends at its first slash.
 * Go 1.21 writes `https:/host` with one slash where a body breaks off.
 */
const userInfo = /(?<=\/\/|\bhttps?:\/)[^\s/?#]*(?=@)/gi;
/**
 * A password with a slash in it makes the URL invalid, yet people paste it. What follows the colon is a password
 * where it is no port; the bound keeps the search linear in hostile text.
 */
const userInfoWithSlash = /(?<=\/\/)(?!\[)[^\s/@:,|]{1,256}:(?!\d{1,5}(?:[/?#\s"',|]|$))[^\s@]{0,512}(?=@)/g;
function createRedactor() {
    /** Each with its escapes folded: a report has thousands of strings to compare with. */
    const needles = new Map();
    const add = (secret) => {
        for (const form of encodingsOf(secret)) {
            if (form.length >= shortestSecret)
                needles.set(form, foldEscapes(form));
        }
    };
    const redact = (text) => {
        let current = text;
        // A mask can complete another secret with its neighbours ("***" + "x"), so look again until nothing is left.
        // Every registered secret is longer than the mask and a masked URL stays as it is: this ends.
        for (;;) {
            const next = cover(current, findSpans(current, needles));
            if (next === current)
                return current;
            current = next;
        }
    };
    return {
        add,
        addCredentials({ username, password }) {
            add(username);
            add(password);
            add(`${username}:${password}`);
        },
        redact,
        redactDeep: (value) => redactValue(value, remembering(redact), new Set()),
    };
}
/** How one secret can look: as typed, percent-encoded or decoded, in quotes, and inside a Basic header. */
function encodingsOf(secret) {
    const typed = [secret, decodePercent(secret) ?? secret, secret.trim()];
    return typed.flatMap((form) => [
        form,
        ...percentEncodingsOf(form),
        JSON.stringify(form).slice(1, -1),
        // Without its padding, so that both spellings are found.
        Buffer.from(form).toString('base64').replace(/=+$/, ''),
        Buffer.from(form).toString('base64url'),
    ]);
}
/** encodeURIComponent, a WHATWG URL and Go's net/url each leave other punctuation of a user part as it is. */
function percentEncodingsOf(text) {
    // A lone surrogate cannot be encoded: such a secret can stand in no URL.
    if (/\p{Surrogate}/u.test(text))
        return [];
    const component = encodeURIComponent(text);
    const url = new URL('https://host.invalid');
    url.password = text;
    const go = component
        .replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
        .replace(/%(?:24|26|2B|2C|3B|3D)/g, (code) => decodeURIComponent(code));
    return [component, url.password, go];
}
function findSpans(text, needles) {
    const spans = [];
    // Most texts are names and paths: what these patterns begin and end with is looked for first.
    const mayHoldUrl = text.includes('@') && (text.includes('//') || text.includes(':/'));
    for (const pattern of mayHoldUrl ? [userInfo, userInfoWithSlash] : []) {
        for (const { index, 0: match } of text.matchAll(pattern)) {
            if (match !== mask && match !== '')
                spans.push({ start: index, end: index + match.length });
        }
    }
    const folded = text.includes('%') ? foldEscapes(text) : text;
    for (const [needle, foldedNeedle] of needles) {
        findAll(text, needle, spans);
        if (folded !== text || foldedNeedle !== needle)
            findAll(folded, foldedNeedle, spans);
    }
    return spans.sort((a, b) => a.start - b.start);
}
/** Adds every occurrence to `spans`, overlapping ones too. */
function findAll(text, needle, spans) {
    for (let start = text.indexOf(needle); start !== -1; start = text.indexOf(needle, start + 1)) {
        spans.push({ start, end: start + needle.length });
    }
}
/** `%2f` and `%2F` are the same escape, and programs mix them. The length stays, and with it every position. */
function foldEscapes(text) {
    return text.replace(/%[0-9a-f]{2}/gi, (code) => code.toUpperCase());
}
/** Overlapping secrets become one mask, so that no tail of one of them is left standing. */
function cover(text, spans) {
    let result = '';
    let position = 0;
    let maskedUpTo = -1;
    for (const { start, end } of spans) {
        if (start > maskedUpTo) {
            result += text.slice(position, start) + mask;
        }
        maskedUpTo = Math.max(maskedUpTo, end);
        position = Math.max(position, maskedUpTo);
    }
    return result + text.slice(position);
}
/** In one value the same names and words come again and again. */
function remembering(redact) {
    const known = new Map();
    return (text) => {
        const before = known.get(text);
        if (before !== undefined)
            return before;
        const redacted = redact(text);
        known.set(text, redacted);
        return redacted;
    };
}
function redactValue(value, redact, parents) {
    if (typeof value === 'string')
        return redact(value);
    if (typeof value !== 'object' || value === null)
        return value;
    if (parents.has(value))
        return '[circular]';
    if (value instanceof Error)
        return redact(`${value.name}: ${value.message}`);
    if (value instanceof URL)
        return redact(value.href);
    const within = new Set(parents).add(value);
    if (Array.isArray(value))
        return value.map((item) => redactValue(item, redact, within));
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [redact(key), redactValue(item, redact, within)]));
}

;// CONCATENATED MODULE: ./bundle/stage/remedy.js
/**
 * What a person can do about a failure, and in which layer to look. Written for someone who looks at a failed workflow
 * run: which input, which line, which command. No remedy weakens a check: if go.sum, the checksum database or TLS says
 * no, the way out is to mend what they found.
 */

/** One to three sentences, the most probable cure first. Holds no secret: it is made of the failure's public facts. */
function remedyFor(failure) {
    const mirror = failure.mirror ?? 'the mirror';
    const module = failure.module ?? 'the module';
    switch (failure.class) {
        case 'input':
            return failure.isNodeTooOld
                ? 'Update a self-hosted runner to 2.327.1 or later, which brings its own Node 24. On a terminal or with another runner put Node 24 first in PATH.'
                : remedyForInput(failure.relayObstacle);
        case 'go-missing':
            return failure.isBroken === true
                ? 'The `go` that PATH finds does not work: run `go version` on that machine to hear its own words, and install Go anew, or another release of it, in a step with actions/setup-go before this one.'
                : 'Put a step with actions/setup-go before this one, or install Go so that `go` is in PATH.';
        case 'toolchain':
            return failure.because
                ? remedyFor(failure.because)
                : 'Install the Go version that go.mod asks for in a step before this one (actions/setup-go with `go-version-file: go.mod`), or lower the `go` and `toolchain` lines of go.mod.';
        case 'module-file':
            return `Correct ${placeOf(failure, 'the file')} as the message says and commit the result; \`go mod edit -fmt\` and \`go mod tidy\` on your machine help to find what is wrong.`;
        case 'gosum-missing':
            return 'Run `go mod tidy` (in a workspace `go work sync` too) on your machine and commit go.sum.';
        case 'vendor':
            return 'Run `go mod vendor` (in a workspace `go work vendor`) on your machine and commit the vendor directory together with go.mod.';
        case 'dns':
            return `Check the spelling of ${mirror} in \`mirrors\` and that this runner's resolver knows the name (\`getent hosts\`). A self-hosted runner behind a proxy needs HTTPS_PROXY in the job's \`env:\`. If its resolver is at fault, \`dns\` names others; another entry in \`mirrors\` bridges an outage.`;
        case 'connect-refused':
            return `Nothing listens at ${mirror}: check host and port in \`mirrors\`, and that the server runs. Another entry in \`mirrors\` bridges an outage.`;
        case 'connect-timeout':
            return `A firewall between this runner and ${mirror} probably drops the packets: have it opened, set HTTPS_PROXY if the network has a proxy, or put a mirror that is reachable first in \`mirrors\`. On a slow line use \`profile: cross-border\` or a longer \`connect-timeout\`.`;
        case 'unreachable':
            return `This runner has no route to ${mirror}: check its network, VPN and IPv6 settings, or name a mirror inside the network in \`mirrors\`.`;
        case 'connection-reset':
            return `Something between this runner and ${mirror} cuts connections, a firewall or an overloaded server: add another entry to \`mirrors\`, and raise \`retries\` if it happens now and then.`;
        case 'tls-handshake':
            return `Check that ${mirror} speaks TLS at that port (an \`http://\` server needs an \`http://\` entry in \`mirrors\`), and whether a firewall filters by host name. On a slow line raise \`connect-timeout\`.`;
        case 'tls-certificate':
            return `If the network inspects TLS, give its root certificate to this step: SSL_CERT_FILE in the job's \`env:\` names a PEM file that holds it, or install it in the runner's system store. If not, renew the certificate of ${mirror} and check the runner's clock.`;
        case 'proxy-auth':
            return `Give ${forwardProxyOf(failure)} a valid user and password, from a secret: \`HTTPS_PROXY: http://\${{ secrets.PROXY_USER }}:\${{ secrets.PROXY_PASSWORD }}@host:port\` in the job's \`env:\`. If ${mirror} is inside the network, name its host in NO_PROXY.`;
        case 'proxy-unreachable':
            return `Check ${forwardProxyOf(failure)} as HTTPS_PROXY or HTTP_PROXY names it: host, port, whether it runs and allows a tunnel to ${mirror}. If ${mirror} needs no proxy, name its host in NO_PROXY.`;
        case 'captive-portal':
            return 'The network answers with a page of its own: sign this runner in, have the mirror hosts allowed, or set HTTPS_PROXY if the network has a proxy. A mirror inside the network in `mirrors` needs none of it.';
        case 'stall':
            return failure.phase === 'go'
                ? 'Run the step again with debug logging to see what `go` was waiting for; another process on this runner may hold a lock in the module cache. If the step was merely slow, use `profile: cross-border` or a longer `stall-timeout`.'
                : `Add another entry to \`mirrors\`, so that a silent one is left early. If ${mirror} is only slow, use \`profile: cross-border\` or a longer \`stall-timeout\`.`;
        case 'truncated':
            return `${subjectOf(mirror)} or a proxy before it ends answers early: check its disk space and size limits, empty its cache for this file, or add another entry to \`mirrors\`.`;
        case 'http-auth':
            return `Give the credentials for ${mirror} in \`mirrors\` as \`https://\${{ secrets.USER }}:\${{ secrets.TOKEN }}@host/path\` or through NETRC, and check that this account may read ${module}. A secret is empty in runs from forks.`;
        case 'http-not-found':
            return `Check the path and version of ${module} in go.mod. If it is private, name its pattern in \`private\` and give credentials: many servers answer 404 where they mean "not allowed". If it is public, add \`default\` or \`direct\` to \`mirrors\`.`;
        case 'http-throttled':
            return `${subjectOf(mirror)} limits requests: add another entry to \`mirrors\`, keep the module cache between runs (\`cache\`), or run fewer jobs at a time. \`profile: cross-border\` waits longer.`;
        case 'http-server':
            return `The fault is at ${mirror}: look at its status page or log and run the job again later; another entry in \`mirrors\` bridges an outage.`;
        case 'http-other':
            return `Check the path of ${mirror} in \`mirrors\`: it has to be the root of a module proxy, so that \`<mirror>/<module>/@v/list\` answers. A firewall's block page also looks like this.`;
        case 'bad-content':
            return `${subjectOf(mirror)} answers, but not as a module proxy does: check its path in \`mirrors\` (the root of the proxy, not its web page), and empty its cache for ${module} if only that one is bad.`;
        case 'checksum-mismatch':
            return `The bytes were refused. If the author moved the tag of ${module}, take a newer version of it. Otherwise compare with a download over another network, and have ${mirror} drop its copy. Change the go.sum line only once you know why it differs.`;
        case 'sumdb-mismatch':
            return `The bytes were refused: the checksum database has recorded others for ${module}. Download it over another network and compare; have ${mirror} drop its copy. A private module needs its pattern in \`private\`.`;
        case 'sumdb-unreachable':
            return 'Commit a complete go.sum (`go mod tidy`): with it no lookup is needed. Otherwise let this runner reach the checksum database, or name in `mirrors` a mirror that serves it under `/sumdb/`. A private module needs its pattern in `private`.';
        case 'vcs-auth':
            return `Give git the credentials for ${module} in a step before this one (\`gh auth setup-git\` or a \`url.<base>.insteadOf\` rule, with a token that may read it), and name its pattern in \`private\`. GITHUB_TOKEN reads this repository only.`;
        case 'vcs-missing':
            return 'Install the version control program that the message names on this runner, or put a module proxy before `direct` in `mirrors`.';
        case 'vcs-not-found':
            return `Check the path and version of ${module} in go.mod: repository, tag and, above v1, the \`/vN\` suffix. A private repository without credentials looks the same: give git a token and name the pattern in \`private\`.`;
        case 'vcs-network':
            return `This runner cannot reach the repository of ${module}: have its host opened in the firewall, set HTTPS_PROXY, or put a module proxy before \`direct\` in \`mirrors\`.`;
        case 'cache-corrupt':
            return 'On a self-hosted runner remove the file that the message names, or run `go clean -modcache`; elsewhere change `cache-suffix` to start with an empty cache. If the message names the checksum database, remove the directory `pkg/sumdb` below GOPATH.';
        case 'cache-locked':
            return 'Another process holds a lock in the module cache: end it, or give jobs that share this runner a GOMODCACHE each in `env:`.';
        case 'cache-service':
            if (failure.isArchiveDamaged === true) {
                return 'Delete the entry of this key (Actions, Caches; or `gh cache delete`), or change `cache-suffix`: a key cannot be written over, so that every run would meet the same archive.';
            }
            return 'Nothing is lost: what the cache did not give comes from the mirrors. If it stays so, use `cache: local` on a self-hosted runner, elsewhere `cache: off`.';
        case 'disk-full':
            return 'Free disk space or inodes on this runner, or point GOMODCACHE and `cache-dir` to a larger file system.';
        case 'permission':
            if (failure.isMirrorFile === true) {
                return `Make the files of ${mirror} readable for the user of this runner, or put another mirror into \`mirrors\`.`;
            }
            return `Make ${placeOf(failure, 'the path in the message')} writable for the user of this runner. Files left by a container job that ran as root are the usual cause: remove them or change their owner.`;
        case 'offline-miss':
            return `Put a mirror that this runner can reach before \`off\` in \`mirrors\` or GOPROXY, or fill the module cache first, so that ${module} is in it.`;
        case 'deadline':
            return failure.because
                ? remedyFor(failure.because)
                : 'Give the step more time with `timeout` or `profile: cross-border`, or a faster mirror first in `mirrors`; what this run has verified makes the next one shorter where the module cache is kept.';
        case 'cancelled':
            return failure.isStarved === true
                ? 'Nothing is wrong with the modules. If nobody stopped the process, the machine ran out of memory or of processes: use a larger runner, run fewer jobs on it at a time, or raise the limits of its container.'
                : 'Nothing is wrong with the modules. If nobody cancelled the run, look for `timeout-minutes` of the job and `concurrency:` of the workflow.';
        case 'internal':
            return `This is a fault of the action${failure.version === undefined ? '' : ` (${failure.version})`}: please report it${failure.reportAt === undefined ? ' where the action comes from' : ` at ${failure.reportAt}`} with this message and the JSON report of this step. \`relay: off\` runs plain \`go\` meanwhile.`;
    }
}
function remedyForInput(obstacle) {
    switch (obstacle) {
        case undefined:
            return 'Correct what the message names, in the `with:` or `env:` block of this step; the tables of inputs in the README have every accepted value.';
        case 'goauth':
            return "Nothing needs to be done where `go` gets its modules. For the relay's retries and checks give the credentials in a netrc file or in `mirrors`, and leave GOAUTH at `netrc`.";
        case 'forward-proxy-scheme':
            return "Nothing needs to be done where `go` gets its modules. For the relay's retries and checks name a forward proxy whose scheme is http, https, socks5 or socks5h.";
    }
}
function placeOf({ position }, otherwise) {
    return position ? (0,stage_failure/* formatPosition */.Ld)(position) : otherwise;
}
function forwardProxyOf(failure) {
    return failure.forwardProxy === undefined
        ? 'the forward proxy'
        : `the forward proxy ${failure.forwardProxy}`;
}
/** At the start of a sentence. */
function subjectOf(mirror) {
    return mirror === 'the mirror' ? 'The mirror' : mirror;
}
/** The layer that failed; for a failure that another one caused, the layer of the cause. */
function layerOf(failure) {
    switch (failure.class) {
        case 'input':
            return 'inputs';
        case 'go-missing':
            return 'go';
        case 'toolchain':
            return failure.because ? layerOf(failure.because) : 'toolchain';
        case 'module-file':
        case 'gosum-missing':
        case 'vendor':
            return 'project';
        case 'dns':
            return 'dns';
        case 'connect-refused':
        case 'connect-timeout':
        case 'unreachable':
            return 'tcp';
        case 'connection-reset':
            return failure.phase === 'tls' ? 'tls' : 'tcp';
        case 'tls-handshake':
        case 'tls-certificate':
            return 'tls';
        case 'proxy-auth':
        case 'proxy-unreachable':
            return 'forward proxy';
        case 'stall':
            return failure.phase === 'go' ? 'go' : 'http';
        case 'captive-portal':
        case 'truncated':
        case 'http-auth':
        case 'http-not-found':
        case 'http-throttled':
        case 'http-server':
        case 'http-other':
            return 'http';
        case 'bad-content':
            return 'content';
        case 'checksum-mismatch':
            return 'checksum';
        case 'sumdb-mismatch':
            return 'checksum database';
        case 'sumdb-unreachable':
            return failure.because ? layerOf(failure.because) : 'checksum database';
        case 'vcs-auth':
        case 'vcs-missing':
        case 'vcs-not-found':
        case 'vcs-network':
            return 'version control';
        case 'cache-corrupt':
        case 'cache-locked':
            return 'cache';
        case 'cache-service':
            return failure.because ? layerOf(failure.because) : 'cache';
        case 'disk-full':
        case 'permission':
            return 'file system';
        case 'offline-miss':
            return 'run';
        case 'deadline':
            return failure.because ? layerOf(failure.because) : 'run';
        case 'cancelled':
        case 'internal':
            return 'run';
    }
}

;// CONCATENATED MODULE: ./bundle/stage/action/finding.js
/** The gravest first. */
const levels = ['error', 'warning', 'notice'];

;// CONCATENATED MODULE: ./bundle/stage/resilience/decision.js
function decide(failure, facts) {
    switch (failure.class) {
        case 'connection-reset':
        case 'truncated':
            // A stale keep-alive connection or a cut body says little of the mirror: one more try before moving on.
            return facts.attemptsInRow < 2 && isFaultOfOneConnection(failure)
                ? 'same-mirror'
                : 'next-mirror';
        case 'dns':
        case 'connect-refused':
        case 'connect-timeout':
        case 'unreachable':
        case 'tls-handshake':
        case 'proxy-unreachable':
        case 'stall':
        case 'http-throttled':
        case 'http-server':
        case 'http-other':
        case 'bad-content':
        case 'sumdb-unreachable':
            return 'next-mirror';
        case 'http-not-found':
            return 'absent';
        case 'http-auth':
            // A gatekeeper's "no" is not walked around (design §7).
            return facts.isPublicMirror ? 'leave-mirror' : 'end';
        case 'tls-certificate':
        case 'proxy-auth':
        case 'captive-portal':
        case 'checksum-mismatch':
        case 'sumdb-mismatch':
            return 'leave-mirror';
        case 'permission':
            return failure.isMirrorFile === true ? 'leave-mirror' : 'end';
        case 'input':
        case 'go-missing':
        case 'toolchain':
        case 'module-file':
        case 'gosum-missing':
        case 'vendor':
        case 'vcs-auth':
        case 'vcs-missing':
        case 'vcs-not-found':
        case 'vcs-network':
        case 'cache-corrupt':
        case 'cache-locked':
        case 'cache-service':
        case 'disk-full':
        case 'offline-miss':
        case 'deadline':
        case 'cancelled':
        case 'internal':
            return 'end';
    }
}
function isFaultOfOneConnection(failure) {
    if (failure.class === 'truncated')
        return true;
    if (failure.class !== 'connection-reset')
        return false;
    return failure.phase === 'body' || failure.reusedConnection === true;
}
/** Whether a failure speaks of the way to a mirror or of its state, so that another time may end otherwise. */
function isOutage(failure) {
    switch (failure.class) {
        case 'dns':
        case 'connect-refused':
        case 'connect-timeout':
        case 'unreachable':
        case 'connection-reset':
        case 'tls-handshake':
        case 'proxy-unreachable':
        case 'stall':
        case 'truncated':
        case 'http-throttled':
        case 'http-server':
            return true;
        default:
            return false;
    }
}
/** Whether a request ended because a time limit did: it has held a place on the mirror for all that time. */
function isTimeout(failure) {
    switch (failure.class) {
        case 'stall':
        case 'connect-timeout':
            return true;
        case 'tls-handshake':
            return failure.limitMs !== undefined;
        default:
            return false;
    }
}

;// CONCATENATED MODULE: ./bundle/stage/action/consequence.js
/** Which failure explains which other one. */


/** What a broken way to a mirror looks like when it is met later in the exchange. */
const brokenOff = [
    'connect-timeout',
    'connection-reset',
    'tls-handshake',
    'stall',
    'truncated',
];
/** What fails as well where the way out of this machine does. */
const needsTheNetwork = [
    ...brokenOff,
    'connect-refused',
    'unreachable',
    'vcs-network',
    'sumdb-unreachable',
    'cache-service',
    'deadline',
];
/** What fails as well where this machine takes no files. */
const needsTheDisk = [
    'truncated',
    'bad-content',
    'stall',
    'cache-corrupt',
    'cache-service',
    'internal',
    'deadline',
];
/** In the order in which a request meets them. */
const layersOfWay = ['dns', 'forward proxy', 'tcp', 'tls', 'http'];
/**
 * Whether `effect` needs no annotation beside that of `cause`. Wrong bytes, refusals and absences are never explained
 * away. Never true in both directions at one level.
 */
function explains(cause, effect, facts) {
    if (facts.isGraver && isReasonOf(effect, cause))
        return true;
    switch (cause.class) {
        case 'disk-full':
            return effect.mirror === undefined && needsTheDisk.includes(effect.class);
        case 'captive-portal':
            return (needsTheNetwork.includes(effect.class) ||
                effect.class === 'tls-certificate' ||
                (effect.class === 'bad-content' && effect.isHtml === true));
        case 'dns':
            if (facts.resolverIsDown)
                return needsTheNetwork.includes(effect.class);
            return isMetLater(cause, effect);
        case 'proxy-auth':
        case 'proxy-unreachable':
        case 'connect-refused':
        case 'connect-timeout':
        case 'unreachable':
        case 'tls-handshake':
        case 'tls-certificate':
        case 'connection-reset':
            return isMetLater(cause, effect);
        default:
            return isSilenceOfGo(effect) && !isSilenceOfGo(cause) && isOutage(cause);
    }
}
/** The effect is what the graver failure names as its reason: it says so itself. */
function isReasonOf(reason, failure) {
    const because = 'because' in failure ? failure.because : undefined;
    return (because !== undefined && because.class === reason.class && because.mirror === reason.mirror);
}
/** The same way to the same mirror, broken at a later layer; or something that names no mirror and needs one. */
function isMetLater(cause, effect) {
    if (isSilenceOfGo(effect))
        return true;
    const because = 'because' in effect ? effect.because : undefined;
    if (because !== undefined) {
        return because.class === cause.class && because.mirror === cause.mirror;
    }
    const isSameWay = effect.mirror === undefined || effect.mirror === cause.mirror;
    return isSameWay && isMetBefore(cause, effect) && brokenOff.includes(effect.class);
}
/** Whether a request meets the first failure before it can meet the second. */
function isMetBefore(first, second) {
    return layersOfWay.indexOf(layerOf(first)) < layersOfWay.indexOf(layerOf(second));
}
/** `go` waits for the relay, and the relay for the mirror. */
function isSilenceOfGo(effect) {
    return effect.class === 'stall' && effect.phase === 'go';
}

;// CONCATENATED MODULE: ./bundle/stage/action/root-cause.js
/**
 * From everything a run has found to its few causes: findings of one reason are one cause however many modules it met, and
 * a cause takes in what it brought about. Pure, and nothing is lost: each finding is in exactly one cause.
 */




/**
 * What people have to see first: bytes that may have been tampered with, faults of this action, and a machine that takes no
 * files. The rest follows in the order of the closed list, which goes from a run's inputs to its network; what may pass
 * by itself comes after what will not.
 */
const foremost = [
    'checksum-mismatch',
    'sumdb-mismatch',
    'internal',
    'disk-full',
    'permission',
];
const nearness = new Intl.Collator('en', { numeric: true });
/** The causes behind the findings, the gravest first; the order does not depend on that of the findings. */
function findRootCauses(findings) {
    const groups = new Map();
    for (const finding of findings) {
        const key = causeOf(finding.failure);
        groups.set(key, [...(groups.get(key) ?? []), finding]);
    }
    const ranked = [...groups]
        .map(([key, group]) => ({ key, ...splitByLevel(group) }))
        .sort((a, b) => compareCauses(a, b));
    return takeInConsequences(ranked);
}
function takeInConsequences(ranked) {
    const resolverIsDown = hasSeveralUnknownHosts(ranked);
    const taken = new Map();
    const rootOf = (one) => {
        const cause = taken.get(one);
        return cause === undefined ? one : rootOf(cause);
    };
    for (const effect of ranked) {
        const cause = ranked.find((other) => 
        // Not its own effect, through however many others: each finding has to end up under a root.
        rootOf(other) !== effect &&
            levels.indexOf(other.level) <= levels.indexOf(effect.level) &&
            other.findings.some(({ failure }) => effect.findings.every((one) => explains(failure, one.failure, {
                isGraver: levels.indexOf(other.level) < levels.indexOf(effect.level),
                resolverIsDown,
            }))));
        if (cause)
            taken.set(effect, cause);
    }
    return ranked
        .filter((one) => !taken.has(one))
        .map((root) => ({
        level: root.level,
        findings: root.findings,
        survived: root.survived,
        consequences: ranked
            .filter((one) => one !== root && rootOf(one) === root)
            .flatMap((one) => [...one.findings, ...one.survived]),
    }));
}
/** One name may be misspelled; where several are unknown at once it is the resolver that does not know. */
function hasSeveralUnknownHosts(ranked) {
    const unknown = ranked
        .flatMap(({ findings, survived }) => [...findings, ...survived])
        .filter(({ failure }) => failure.class === 'dns')
        .map(({ failure }) => failure.mirror);
    return new Set(unknown).size > 1;
}
/** Classes whose cause is a line of a file: two files are two causes. */
const classesOfFiles = [
    'module-file',
    'gosum-missing',
    'vendor',
    'toolchain',
    'permission',
];
/** Failures with the same key have the same cause. */
function causeOf(failure) {
    const { class: name, mirror, module, position } = failure;
    const forwardProxy = 'forwardProxy' in failure ? failure.forwardProxy : undefined;
    const because = 'because' in failure ? failure.because : undefined;
    return JSON.stringify([
        name,
        // Which mirror said last that a module is not there is chance; names are unknown to the resolver, not to a mirror.
        name === 'http-not-found' || name === 'dns' ? undefined : mirror,
        name.startsWith('vcs-') ? module?.split('/', 1)[0] : undefined,
        forwardProxy,
        classesOfFiles.includes(name) ? position?.file : undefined,
        because && causeOf(because),
    ]);
}
function splitByLevel(group) {
    for (const level of levels) {
        const [first, ...others] = group.filter((finding) => finding.level === level);
        if (first === undefined)
            continue;
        const survived = group.filter((finding) => finding.level !== level);
        return { level, findings: [first, ...others], survived };
    }
    throw new Error('a group of findings is never empty');
}
function compareCauses(a, b) {
    return (levels.indexOf(a.level) - levels.indexOf(b.level) ||
        gravityOf(a.findings[0].failure) - gravityOf(b.findings[0].failure) ||
        b.findings.length - a.findings.length ||
        nearness.compare(a.key, b.key));
}
/** The lower, the graver. */
function gravityOf(failure) {
    const rank = foremost.indexOf(failure.class);
    if (rank !== -1)
        return rank;
    const order = stage_failure/* failureClasses */.fQ.indexOf(failure.class);
    const isAboutTheRun = failure.class === 'deadline' || failure.class === 'cancelled';
    const tier = isAboutTheRun ? 3 : isOutage(failure) ? 2 : 1;
    return tier * stage_failure/* failureClasses */.fQ.length + order;
}

// EXTERNAL MODULE: ./bundle/stage/action/wording.js
var wording = __nccwpck_require__(5260);
;// CONCATENATED MODULE: ./bundle/stage/action/annotations.js
/**
 * From findings to the few annotations people read: one per class and cause, the most important first, never more
 * than the runner shows. Pure; printing is the reporter's.
 */







/** The runner shows ten per level and step and drops the rest without a word. */
const mostPerLevel = 10;
/** The runner cuts messages here, and with them the remedy at their end. */
const longestMessage = 4_096;
/** Of one line of a message, so that the remedy always has room. */
const longestPart = 1_000;
const longestTitle = 200;
const modulesNamed = 3;
const mirrorsNamed = 6;
const detailsNamed = 3;
const inOrder = new Intl.Collator('en', { numeric: true });
/**
 * One annotation per cause (`findRootCauses`), the gravest first. `workspace` makes names of files relative; one outside it
 * stays in the text only. `rules` are those of the system whose paths these are.
 */
function rankAnnotations(findings, workspace, rules = external_node_path_) {
    const causes = findRootCauses(findings);
    const place = { workspace, rules };
    return levels.flatMap((level) => {
        const ofLevel = causes.filter((cause) => cause.level === level);
        if (ofLevel.length <= mostPerLevel)
            return ofLevel.map((cause) => annotate(cause, place));
        const shown = ofLevel.slice(0, mostPerLevel - 1).map((cause) => annotate(cause, place));
        return [...shown, foldRest(ofLevel.slice(mostPerLevel - 1), place)];
    });
}
function annotate(cause, place) {
    // Modules fail in the order in which the network has it: the same run again would name others.
    const group = cause.findings
        .map((finding) => nameRelative(finding, place))
        .toSorted((a, b) => inOrder.compare(a.failure.module ?? '', b.failure.module ?? ''));
    const [first = cause.findings[0]] = group;
    const { level } = cause;
    const position = group.find(({ failure: { position } }) => position)?.failure.position;
    const failure = { ...first.failure, ...(position && { position }) };
    const modules = distinct(group.flatMap(({ failure: { module } }) => module ?? []));
    const mirrors = distinct(group.flatMap(({ failure: { mirror } }) => mirror ?? []));
    const tried = distinct(group.flatMap(({ tried }) => tried ?? []));
    const explained = describeConsequences(cause.consequences);
    const diagnosed = group.find(({ diagnosis }) => diagnosis !== undefined)?.diagnosis;
    const where = [
        mirrors.length > 0 && nameSome(mirrors, mirrorsNamed, 'mirror'),
        modules.length > 0 && nameSome(modules, modulesNamed, 'module'),
        failure.position && (0,stage_failure/* formatPosition */.Ld)(failure.position),
        `layer ${layerOf(failure)}`,
    ].filter((part) => typeof part === 'string');
    const end = [
        `Where: ${cut(where.join('; '), longestPart)}.`,
        ...(tried.length > 0
            ? [`Tried: ${cut(tried.slice(0, detailsNamed).join('; '), longestPart)}.`]
            : []),
        ...(failure.class === 'internal' && failure.stack !== undefined
            ? [`Stack: ${cut(failure.stack, longestPart)}`]
            : []),
        ...(explained === undefined ? [] : [`Explains: ${cut(explained, longestPart)}.`]),
        ...(diagnosed === undefined ? [] : [`Diagnosis: ${cut(diagnosed, longestPart)}.`]),
        `What to do: ${remedyFor(failure)}`,
    ].join('\n');
    const file = failure.position && annotatedFile(failure.position.file, place);
    return {
        level,
        title: cut(`${failure.class}: ${titleOf({ failure, mirrors, modules, group })}`.replace(/\s+/g, ' '), longestTitle),
        // What failed is cut before what to do about it.
        message: cut(`${cut(whatFailed(group), longestMessage - end.length - 1)}\n${end}`, longestMessage),
        ...(file !== undefined && { file }),
        ...(file !== undefined &&
            failure.position?.line !== undefined && { line: failure.position.line }),
    };
}
/** Where there are modules one example is enough; problems without one (inputs) each need to be read. */
function whatFailed(group) {
    const details = distinct(group.flatMap(({ failure }) => failure.detail.split('\n')));
    const isPerModule = group.some(({ failure }) => failure.module !== undefined);
    const shown = isPerModule ? details.slice(0, detailsNamed) : details;
    const rest = details.length - shown.length;
    return [
        // Servers end their sentences themselves.
        ...shown.map((detail) => `${detail.replace(/\.$/, '')}.`),
        ...(rest > 0 ? [`And ${rest} more like it.`] : []),
    ].join('\n');
}
/** Where it happened; what happened, where that is nowhere in particular. */
function titleOf({ failure, mirrors, modules, group }) {
    // That a module is nowhere is not the matter of the mirror that was asked last.
    const isOfModules = failure.class === 'http-not-found' && modules.length > 0;
    if (mirrors.length > 1 && !isOfModules)
        return `${mirrors.length} mirrors`;
    if (isOfMachine(failure))
        return failure.detail;
    if (failure.mirror !== undefined && !isOfModules)
        return failure.mirror;
    if (modules.length === 1)
        return modules[0] ?? '';
    if (modules.length > 1)
        return `${modules.length} modules`;
    if (failure.position)
        return (0,stage_failure/* formatPosition */.Ld)(failure.position);
    const [first = '', ...more] = group.flatMap((each) => each.failure.detail.split('\n'));
    return more.length === 0 ? first : `${more.length + 1} problems`;
}
/** Which module met it first is chance. */
function isOfMachine(failure) {
    return failure.class === 'disk-full' || (failure.class === 'permission' && !failure.isMirrorFile);
}
/** What needs no annotation of its own beside this one, counted by class. */
function describeConsequences(consequences) {
    if (consequences.length === 0)
        return undefined;
    const counts = new Map();
    for (const { failure } of consequences) {
        const name = [failure.class, failure.mirror].filter(Boolean).join(' at ');
        counts.set(name, (counts.get(name) ?? 0) + 1);
    }
    return [...counts].map(([name, count]) => (count === 1 ? name : `${count} × ${name}`)).join(', ');
}
function nameSome(names, most, noun) {
    const shown = names.slice(0, most).join(', ');
    if (names.length === 1)
        return `${noun} ${shown}`;
    const rest = names.length - most;
    return `${names.length} ${noun}s: ${shown}${rest > 0 ? ` and ${rest} more` : ''}`;
}
/** The tenth annotation names what the runner would have dropped. */
function foldRest(causes, place) {
    const annotations = causes.map((cause) => annotate(cause, place));
    const findings = causes.flatMap((cause) => [...cause.findings, ...cause.consequences]).length;
    const { level = 'error', title = '' } = annotations[0] ?? {};
    return {
        level,
        title: cut(`${title} and ${causes.length - 1} more`, longestTitle),
        message: cut([
            `${(0,wording/* countOf */.p)(causes.length, 'cause')} (${(0,wording/* countOf */.p)(findings, 'finding')}) that the ten annotations of a step have no room for; the job summary has them all.`,
            ...annotations.map((one) => `- ${one.title}: ${one.message.split('\n', 1)[0]}`),
        ].join('\n'), longestMessage),
    };
}
/** As a person in the checkout names its files, in the text as well. */
function nameRelative(finding, place) {
    const { workspace, rules } = place;
    const { failure } = finding;
    if (workspace === undefined)
        return finding;
    const { position } = failure;
    const file = position && (insideWorkspace(position.file, place) ?? position.file);
    return {
        ...finding,
        failure: {
            ...failure,
            detail: withoutWorkspace(failure.detail, workspace, rules),
            ...(position && file !== undefined && { position: { ...position, file } }),
        },
    };
}
/** Only where a path begins: the same letters inside a URL are something else. */
function withoutWorkspace(text, workspace, rules) {
    if (rules.dirname(workspace) === workspace)
        return text;
    const escaped = (workspace + rules.sep).replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
    return text.replace(new RegExp(`(?<=^|[\\s"'\`(=])${escaped}`, 'g'), '');
}
/** The path below the workspace; undefined outside it. */
function insideWorkspace(file, { workspace, rules }) {
    if (workspace === undefined)
        return undefined;
    const relative = rules.relative(workspace, rules.resolve(workspace, file));
    const isOutside = relative === '' ||
        relative === '..' ||
        relative.startsWith(`..${rules.sep}`) ||
        // Another drive.
        rules.isAbsolute(relative);
    return isOutside ? undefined : relative;
}
/** With slashes, as GitHub names files on every system. */
function annotatedFile(file, place) {
    const { workspace, rules } = place;
    const relative = workspace === undefined && !rules.isAbsolute(file) ? file : insideWorkspace(file, place);
    return relative?.split(rules.sep).join('/');
}
function distinct(values) {
    return [...new Set(values)];
}
/** At most `length` UTF-16 units, which is what the runner counts; no character is cut in half. */
function cut(text, length) {
    if (text.length <= length)
        return text;
    return `${text.slice(0, Math.max(0, length - 1)).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

;// CONCATENATED MODULE: external "node:os"
const external_node_os_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:os");
// EXTERNAL MODULE: external "node:net"
var external_node_net_ = __nccwpck_require__(7030);
;// CONCATENATED MODULE: ./bundle/stage/network/address.js

/** `URL.hostname` without the brackets around an IPv6 address: what sockets and certificates call the host. */
function hostOf(url) {
    return url.hostname.startsWith('[') ? url.hostname.slice(1, -1) : url.hostname;
}
/** The port of an http or https URL, written or implied. */
function portOf(url) {
    if (url.port !== '')
        return Number(url.port);
    return url.protocol === 'https:' ? 443 : 80;
}
/** `host:port`, with brackets around IPv6 addresses. */
function hostPort(host, port) {
    return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
/** The address family as `BlockList` names it. */
function familyOf(address) {
    return (0,external_node_net_.isIPv4)(address) ? 'ipv4' : 'ipv6';
}
const loopback = new external_node_net_.BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');
/** True for `localhost` and the addresses that never leave this machine. */
function isLoopbackHost(host) {
    if (host === 'localhost')
        return true;
    return (0,external_node_net_.isIP)(host) !== 0 && loopback.check(host, familyOf(host));
}

;// CONCATENATED MODULE: external "node:dns/promises"
const promises_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:dns/promises");
// EXTERNAL MODULE: external "node:util/types"
var types_ = __nccwpck_require__(3429);
;// CONCATENATED MODULE: ./bundle/stage/network/name-server.js


/** A broken network often answers for one family and drops the question for the other: that is not waited for. */
const otherFamilyGraceMs = 250;
/**
 * Asks name servers, in their order, for the addresses of a host, IPv4 before IPv6. Never throws; search domains and
 * /etc/hosts play no part in it.
 */
async function askNameServers(host, options) {
    const { servers, timeoutMs, tries, clock, signal } = options;
    const resolver = new promises_namespaceObject.Resolver({ timeout: timeoutMs, tries });
    if (servers !== undefined)
        resolver.setServers([...servers]);
    const cancel = () => resolver.cancel();
    let cancelGrace = () => { };
    signal.addEventListener('abort', cancel, { once: true });
    try {
        if (signal.aborted)
            return { kind: 'problem', problem: 'timeout' };
        const questions = [resolver.resolve4(host), resolver.resolve6(host)].map((question) => question.then((addresses) => addresses.length > 0
            ? { kind: 'addresses', addresses }
            : { kind: 'problem', problem: 'no-address' }, (error) => ({ kind: 'problem', problem: problemOf(error) })));
        const found = new Array(questions.length);
        await new Promise((done) => {
            questions.forEach((question, index) => {
                void question.then((answer) => {
                    found[index] = answer;
                    if (found.every((each) => each !== undefined))
                        done();
                    else if (answer.kind === 'addresses')
                        cancelGrace = clock.after(otherFamilyGraceMs, done);
                });
            });
        });
        return combine(found.filter((answer) => answer !== undefined));
    }
    finally {
        cancelGrace();
        signal.removeEventListener('abort', cancel);
        resolver.cancel();
    }
}
function combine(answers) {
    const addresses = answers.flatMap((answer) => answer.kind === 'addresses' ? answer.addresses : []);
    if (addresses.length > 0)
        return { kind: 'addresses', addresses };
    const problems = answers.flatMap((answer) => (answer.kind === 'problem' ? answer.problem : []));
    // "There is no IPv6 address" says less than what became of the question for IPv4.
    const problem = problems.find((each) => each !== 'no-address') ?? 'no-address';
    return { kind: 'problem', problem };
}
/** c-ares has its own words for what a server answered (RFC 1035 §4.1.1) and for what became of the question. */
function problemOf(error) {
    switch ((0,types_.isNativeError)(error) ? error.code : undefined) {
        case 'ENOTFOUND':
            return 'nxdomain';
        case 'ENODATA':
            return 'no-address';
        case 'ESERVFAIL':
            return 'servfail';
        case 'EREFUSED':
        case 'ENOTIMP':
            return 'refused';
        case 'ECONNREFUSED':
            return 'unreachable';
        case 'ETIMEOUT':
        case 'ECANCELLED':
            return 'timeout';
        default:
            return 'malformed';
    }
}

;// CONCATENATED MODULE: ./bundle/stage/network/resolve.js


/**
 * The system's resolver (getaddrinfo: /etc/hosts, nsswitch and search domains count, as they do for git).
 * Concurrent questions for one host share one lookup: getaddrinfo occupies a thread of libuv's pool, and 64 requests
 * against a silent resolver would starve file access and zlib.
 */
function createResolver() {
    const underWay = new Map();
    return (host) => {
        if ((0,external_node_net_.isIP)(host) !== 0)
            return Promise.resolve([host]);
        const running = underWay.get(host);
        if (running !== undefined)
            return running;
        const started = (0,promises_namespaceObject.lookup)(host, { all: true, order: 'verbatim' })
            .then((found) => found.map(({ address }) => address))
            .finally(() => underWay.delete(host));
        underWay.set(host, started);
        return started;
    };
}

;// CONCATENATED MODULE: ./bundle/stage/network/chosen-resolver.js




/** With several servers one that is dead costs this much, once per name and connection. */
const limits = { timeoutMs: 2_000, tries: 2 };
/**
 * The resolver for the input `dns`: asks the servers that the user named, in their order. What none of them has an
 * address for is asked of the system (the name of an intranet, an entry of /etc/hosts, a search domain), and so is
 * everything while none of them answers; the error is the system's then. Names without a dot are the system's alone.
 */
function createChosenResolver(servers, clock, system = createResolver()) {
    const underWay = new Map();
    const ask = async (host) => {
        const { signal } = new AbortController();
        const answer = await askNameServers(host, { servers, ...limits, clock, signal });
        return answer.kind === 'addresses' ? answer.addresses : system(host);
    };
    return (host) => {
        if ((0,external_node_net_.isIP)(host) !== 0 || isLoopbackHost(host) || !host.includes('.'))
            return system(host);
        const running = underWay.get(host) ?? ask(host).finally(() => underWay.delete(host));
        underWay.set(host, running);
        return running;
    };
}
/** The resolver of the HTTP client: the system's, unless the input `dns` names servers. */
function resolverFor(servers, clock) {
    return servers.length === 0 ? createResolver() : createChosenResolver(servers, clock);
}

;// CONCATENATED MODULE: ./bundle/stage/network/abort.js
/**
 * What `work` settles to, or a rejection with the signal's reason as soon as it aborts; for work that cannot itself be
 * stopped. The abandoned work's own error is swallowed. The listener does not outlive the promise.
 */
function untilAborted(work, signal) {
    return new Promise((resolve, reject) => {
        const onAbort = () => reject(signal.reason);
        if (signal.aborted) {
            work.catch(() => { });
            onAbort();
            return;
        }
        signal.addEventListener('abort', onAbort, { once: true });
        work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
    });
}

// EXTERNAL MODULE: ./bundle/stage/module/duration.js
var module_duration = __nccwpck_require__(6896);
;// CONCATENATED MODULE: ./bundle/stage/network/proxy-refusal.js
/** The failure when the forward proxy itself answers `status` instead of passing a request for `target` on. */
function proxyRefusal(status, proxy, target) {
    const who = describeProxy(proxy);
    switch (status) {
        case 407:
            return authRefusal(proxy);
        case 511:
            return portalFailure(who);
        default:
            return {
                class: 'proxy-unreachable',
                forwardProxy: proxy.name,
                detail: `${who} refused a tunnel to ${target} with status ${status}`,
            };
    }
}
/** The failure when a proxy wants a user name and password, or others than the ones it got. */
function authRefusal(proxy) {
    const what = proxy.credentials === undefined
        ? 'wants a user name and password, and its URL has none'
        : 'does not accept the user name and password of its URL';
    return {
        class: 'proxy-auth',
        forwardProxy: proxy.name,
        detail: `${describeProxy(proxy)} ${what}`,
    };
}
/** How a forward proxy is named in messages. */
function describeProxy({ name, variable }) {
    return `forward proxy ${name} (${variable})`;
}
/** 511 Network Authentication Required (RFC 6585 §6) comes from a network that wants a login, whoever sends it. */
function portalFailure(who) {
    return {
        class: 'captive-portal',
        detail: `${who} answered 511: the network wants a login first`,
    };
}

// EXTERNAL MODULE: external "node:tls"
var external_node_tls_ = __nccwpck_require__(1692);
;// CONCATENATED MODULE: ./bundle/stage/network/tls.js


/** A chain or name that does not verify, and the certificate that was shown. */
class CertificateError extends Error {
    name = 'CertificateError';
    /** OpenSSL's or Node's name for what is wrong. */
    code;
    shown;
    constructor(cause, shown) {
        super(cause.message, { cause });
        this.code = cause.code;
        this.shown = shown;
    }
    get issuer() {
        return this.shown.issuer;
    }
}
/**
 * One secure context for every connection, built at first use: parsing about 150 roots per connection costs
 * more than the handshake.
 */
function lazySecureContext(certificates) {
    let context;
    return () => {
        context ??= (0,external_node_tls_.createSecureContext)({ ca: [...certificates], minVersion: 'TLSv1.2' });
        return context;
    };
}
/**
 * Runs the TLS handshake for `host` over an open socket. Throws `CertificateError` for a certificate that does not
 * verify, TLS's or the system's error otherwise, or the signal's reason; the socket is destroyed then.
 */
function tls_secure(socket, host, context, signal) {
    return new Promise((resolve, reject) => {
        const options = {
            socket,
            host,
            secureContext: context,
            ALPNProtocols: ['http/1.1'],
            // An address is no server name (RFC 6066 §3), but the certificate is still checked against `host`.
            ...((0,external_node_net_.isIP)(host) === 0 ? { servername: host } : {}),
        };
        const secured = (0,external_node_tls_.connect)(options);
        let shown;
        let isSettled = false;
        const settle = () => {
            isSettled = true;
            signal.removeEventListener('abort', onAbort);
        };
        const fail = (reason) => {
            if (isSettled)
                return;
            settle();
            secured.destroy();
            socket.destroy();
            reject(reason);
        };
        const onAbort = () => fail(signal.reason);
        // 'secure' ends the handshake proper. Node judges chain and name in its own listener for it and drops the handle
        // when it refuses, so who signed must be asked before; and an error that follows can only be that refusal.
        secured.prependOnceListener('secure', () => {
            shown = shownBy(secured);
        });
        secured.once('secureConnect', () => {
            settle();
            resolve(secured);
        });
        // Stays for the life of the socket: an error while it has no owner must not end the process.
        secured.on('error', (error) => {
            fail(shown ? new CertificateError(error, shown) : error);
        });
        secured.once('close', () => fail(closedEarly()));
        if (signal.aborted)
            onAbort();
        else
            signal.addEventListener('abort', onAbort, { once: true });
    });
}
/** The certificate at the other end of a TLS connection. */
function shownBy(socket) {
    const { subject, issuer, valid_from: from, valid_to: to } = socket.getPeerCertificate();
    const names = { subject: nameOf(subject), issuer: nameOf(issuer) };
    const dates = { validFrom: dateOf(from), validTo: dateOf(to) };
    return Object.fromEntries(Object.entries({ ...names, ...dates }).filter(([, value]) => value !== undefined));
}
function nameOf(name) {
    const [text] = [name?.CN ?? name?.O ?? name?.OU].flat();
    return text;
}
function dateOf(text) {
    const ms = Date.parse(text ?? '');
    return Number.isNaN(ms) ? undefined : new Date(ms).toISOString();
}
function closedEarly() {
    return Object.assign(new Error('closed during the handshake'), { code: 'ECONNRESET' });
}

;// CONCATENATED MODULE: ./bundle/stage/network/connect-failure.js




/** The failure when the connect limit passes during `step`. */
function limitFailure(step, limitMs, peers) {
    const within = `within ${(0,module_duration/* formatDuration */.a)(limitMs)}`;
    switch (step) {
        case 'dns':
            return { class: 'dns', detail: `no address for ${peers.target} ${within}` };
        case 'tcp':
            return {
                class: 'connect-timeout',
                detail: `no TCP connection to ${peers.target} ${within}`,
                limitMs,
            };
        case 'tls':
            return {
                class: 'tls-handshake',
                detail: `TLS handshake with ${peers.target} not finished ${within}`,
                limitMs,
            };
        case 'proxy-dns':
            return proxyUnreachable(peers, `has no address ${within}`);
        case 'proxy-tcp':
            return proxyUnreachable(peers, `gave no TCP connection ${within}`);
        case 'proxy-tls':
            return proxyUnreachable(peers, `did not finish the TLS handshake ${within}`);
        case 'tunnel':
            return proxyUnreachable(peers, `opened no tunnel to ${peers.target} ${within}`);
    }
}
/** The failure for what a step threw: a system error, an AggregateError of them, or a `CertificateError`. */
function stepFailure(step, thrown, peers) {
    const error = (0,types_.isNativeError)(thrown) ? thrown : new Error(String(thrown));
    const failure = step === 'tls' || step === 'proxy-tls' ? tlsFailure(step, error, peers) : undefined;
    return { ...(failure ?? plainFailure(step, error, peers)), cause: thrown };
}
function plainFailure(step, error, peers) {
    switch (step) {
        case 'dns':
            return { class: 'dns', detail: `no address for ${peers.target}: ${describe(error)}` };
        case 'tcp':
            return tcpFailure(error, peers);
        case 'tls':
            return {
                class: 'tls-handshake',
                detail: `TLS handshake with ${peers.target} failed: ${describe(error)}`,
            };
        case 'proxy-dns':
            return proxyUnreachable(peers, `has no address: ${describe(error)}`);
        case 'proxy-tcp':
            return proxyUnreachable(peers, `cannot be reached: ${describe(error)}`);
        case 'proxy-tls':
            return proxyUnreachable(peers, `failed the TLS handshake: ${describe(error)}`);
        case 'tunnel':
            return proxyUnreachable(peers, `opened no tunnel to ${peers.target}: ${describe(error)}`);
    }
}
function tlsFailure(step, error, peers) {
    const peer = step === 'tls' ? peers.target : `forward proxy ${peers.forwardProxy?.name}`;
    if (error instanceof CertificateError) {
        const issuer = error.issuer === undefined ? '' : `, issued by ${JSON.stringify(error.issuer)}`;
        return {
            class: 'tls-certificate',
            detail: `certificate of ${peer} does not verify${issuer}: ${describe(error)}`,
        };
    }
    // Cut by a middlebox or the server itself; an alert or a protocol error says so and is `tls-handshake`.
    if (step === 'tls' && isCut(codesOf(error)[0])) {
        return {
            class: 'connection-reset',
            phase: 'tls',
            receivedBytes: 0,
            reusedConnection: false,
            detail: `connection to ${peer} cut during the TLS handshake: ${describe(error)}`,
        };
    }
    return undefined;
}
/** With several addresses the most telling answer counts: an unreachable IPv6 says little beside a refusing IPv4. */
function tcpFailure(error, peers) {
    const codes = codesOf(error);
    const detail = `no TCP connection to ${peers.target}: ${describe(error)}`;
    if (codes.includes('ECONNREFUSED'))
        return { class: 'connect-refused', detail };
    if (codes.some(isCut)) {
        return {
            class: 'connection-reset',
            phase: 'connect',
            receivedBytes: 0,
            reusedConnection: false,
            detail,
        };
    }
    if (codes.includes('ETIMEDOUT'))
        return { class: 'connect-timeout', detail };
    if (codes.some((code) => unreachableCodes.has(code)))
        return { class: 'unreachable', detail };
    return { class: 'internal', detail };
}
/** EACCES and EPERM come from a local packet filter that rejects, EADDRNOTAVAIL from a missing address family. */
const unreachableCodes = new Set([
    'EHOSTUNREACH',
    'ENETUNREACH',
    'EHOSTDOWN',
    'ENETDOWN',
    'EADDRNOTAVAIL',
    'EAFNOSUPPORT',
    'EACCES',
    'EPERM',
]);
/** True for the system's words for a connection somebody cut. */
function isCut(code) {
    return code === 'ECONNRESET' || code === 'EPIPE' || code === 'ECONNABORTED';
}
function proxyUnreachable(peers, what) {
    const proxy = peers.forwardProxy ?? { name: 'unknown', variable: 'unknown' };
    return {
        class: 'proxy-unreachable',
        forwardProxy: proxy.name,
        detail: `${describeProxy(proxy)} ${what}`,
    };
}
function errorsOf(error) {
    return error instanceof AggregateError ? error.errors.filter(types_.isNativeError) : [error];
}
function codesOf(error) {
    return errorsOf(error).flatMap((one) => {
        const code = one.code;
        return code === undefined ? [] : [code];
    });
}
function describe(error) {
    return errorsOf(error)
        .map(({ message }) => inWords(message))
        .join('; ');
}
/** Of OpenSSL's line (thread, code, library, function, reason, source file) the reason; without Node's advice for Node. */
function inWords(message) {
    return message
        .replace(/^[0-9A-F]*:error:[0-9A-F]+:[^:]*:[^:]*:([^:]+):.*$/is, '$1')
        .replace(/; if the root CA is installed locally, try running Node\.js .*$/s, '');
}

;// CONCATENATED MODULE: ./bundle/stage/network/race.js

/** RFC 8305 §5: the recommended pause before the next address is tried beside the one under way. */
const attemptDelayMs = 250;
/** RFC 8305 §4: families alternate, beginning with the one the resolver put first. */
function interleaveFamilies(addresses) {
    const startsWithV4 = (0,external_node_net_.isIPv4)(addresses[0] ?? '');
    const first = addresses.filter((address) => (0,external_node_net_.isIPv4)(address) === startsWithV4);
    const second = addresses.filter((address) => (0,external_node_net_.isIPv4)(address) !== startsWithV4);
    return first.flatMap((address, index) => {
        const other = index === first.length - 1 ? second.slice(index) : second.slice(index, index + 1);
        return [address, ...other];
    });
}
/**
 * Connects to whichever address answers first (happy eyeballs, RFC 8305) and destroys the other attempts.
 * Node's `autoSelectFamily` is not used: it gives up on an address after its 250 ms instead of letting the attempts
 * run side by side, so a host whose round trip takes longer is only reachable at its last address.
 * Throws an AggregateError with the system error of every address, or the signal's reason.
 */
function connectFirst(addresses, port, clock, signal) {
    return new Promise((resolve, reject) => {
        const waiting = [...interleaveFamilies(addresses)];
        const attempts = new Set();
        const errors = [];
        let cancelNext = () => { };
        const settle = () => {
            cancelNext();
            signal.removeEventListener('abort', onAbort);
            for (const socket of attempts)
                socket.destroy();
            attempts.clear();
        };
        const onAbort = () => {
            settle();
            reject(signal.reason);
        };
        const startNext = () => {
            cancelNext();
            const host = waiting.shift();
            if (host === undefined) {
                if (attempts.size > 0)
                    return;
                settle();
                reject(new AggregateError(errors));
                return;
            }
            const socket = (0,external_node_net_.connect)({ host, port, noDelay: true });
            attempts.add(socket);
            // Stays for the life of the socket: an error while it has no owner must not end the process.
            socket.on('error', (error) => {
                if (!attempts.delete(socket))
                    return;
                errors.push(error);
                startNext();
            });
            socket.once('connect', () => {
                if (!attempts.delete(socket))
                    return;
                settle();
                resolve(socket);
            });
            if (waiting.length > 0)
                cancelNext = clock.after(attemptDelayMs, startNext);
        };
        if (signal.aborted) {
            reject(signal.reason);
            return;
        }
        signal.addEventListener('abort', onAbort, { once: true });
        startNext();
    });
}

// EXTERNAL MODULE: external "node:http"
var external_node_http_ = __nccwpck_require__(7067);
;// CONCATENATED MODULE: ./bundle/stage/network/credentials.js
/** The value of an Authorization or Proxy-Authorization header (RFC 7617, UTF-8 as Go sends it). */
function basicAuthorization({ username, password }) {
    return `Basic ${Buffer.from(`${username}:${password}`, 'utf8').toString('base64')}`;
}

;// CONCATENATED MODULE: ./bundle/stage/network/pool.js


/**
 * Idle connections, and how a new one is made. Node's agent keeps the books (reuse, `Keep-Alive: timeout`, idle sockets
 * that hold no process open); connecting is ours, and its error reaches the request unchanged.
 */
class Pool extends external_node_http_.Agent {
    #connections = new WeakMap();
    constructor() {
        super({ keepAlive: true });
    }
    /** Bytes that came in on the wire of a connection of this pool so far. */
    wireBytes(socket) {
        return this.#connections.get(socket)?.wireBytes() ?? 0;
    }
    getName(options) {
        return options?.poolKey ?? '';
    }
    createConnection(options, callback) {
        const { dial } = options;
        if (!dial || !callback)
            throw new Error('this pool serves requests with a dial function only');
        // Node passes no stream along with an error; its types ask for one.
        const done = callback;
        dial().then((connection) => {
            this.#connections.set(connection.socket, connection);
            done(null, connection.socket);
        }, (error) => done(error));
    }
}
/**
 * One key per chain of peers. Plain http over an http or https forward proxy shares connections between targets,
 * because every request names its own; tunnels and direct connections belong to one target.
 */
function poolKey(url, route) {
    const target = `${url.protocol}//${hostPort(hostOf(url), portOf(url))}`;
    if (route.kind === 'direct')
        return target;
    const proxy = `${route.scheme}://${route.name} from ${route.variable}`;
    return isAbsoluteForm(url, route) ? proxy : `${target} over ${proxy}`;
}
/** True where the request line carries the whole URL (RFC 9112 §3.2.2): plain http to an http or https proxy. */
function isAbsoluteForm(url, route) {
    return (url.protocol === 'http:' &&
        route.kind === 'forward-proxy' &&
        (route.scheme === 'http' || route.scheme === 'https'));
}

;// CONCATENATED MODULE: ./bundle/stage/network/request-head.js


/** What every request of ours, to a mirror or a forward proxy, calls itself. */
const userAgent = 'go-mod-resilient';
/**
 * Request line and header of a request for `url` over `route`.
 * @param given headers of the request itself, names in lower case; they win over ours but where they would break the exchange
 */
function requestHead(url, route, credentials, given = {}) {
    const path = `${url.pathname}${url.search}`;
    const headers = {
        ...given,
        Host: url.host,
        ...(given['user-agent'] === undefined && { 'User-Agent': userAgent }),
        // Byte counts and hashes are those of the file, not of its compressed form.
        'Accept-Encoding': 'identity',
        ...(credentials && { Authorization: basicAuthorization(credentials) }),
    };
    if (!isAbsoluteForm(url, route))
        return { path, headers };
    const proxyCredentials = route.kind === 'forward-proxy' ? route.credentials : undefined;
    return {
        path: `${url.origin}${path}`,
        headers: {
            ...headers,
            ...(proxyCredentials && { 'Proxy-Authorization': basicAuthorization(proxyCredentials) }),
        },
    };
}

;// CONCATENATED MODULE: ./bundle/stage/network/http-tunnel.js






/**
 * Asks for a tunnel with CONNECT (RFC 9110 §9.3.6). Throws `proxy-auth` for a 407, `captive-portal` for a 511,
 * `proxy-unreachable` for any other answer but 200 (Go takes no other 2xx either), the socket's error, or the signal's
 * reason.
 */
function connectThrough(socket, proxy, target, signal) {
    return new Promise((resolve, reject) => {
        const authority = hostPort(target.host, target.port);
        const asked = (0,external_node_http_.request)({
            method: 'CONNECT',
            path: authority,
            setHost: false,
            headers: {
                Host: authority,
                'User-Agent': userAgent,
                ...(proxy.credentials && { 'Proxy-Authorization': basicAuthorization(proxy.credentials) }),
            },
            createConnection: () => socket,
        });
        const onAbort = () => fail(signal.reason);
        const settle = () => signal.removeEventListener('abort', onAbort);
        const fail = (reason) => {
            settle();
            socket.destroy();
            reject(reason);
        };
        asked.on('error', fail);
        asked.once('connect', (answer, _socket, head) => {
            const status = answer.statusCode ?? 0;
            if (status !== 200) {
                fail(new stage_failure/* FailureError */.pO(proxyRefusal(status, proxy, authority)));
                return;
            }
            settle();
            // The far end may speak first, in the same packet as the proxy's answer.
            if (head.length > 0)
                socket.unshift(head);
            resolve();
        });
        if (signal.aborted) {
            onAbort();
            return;
        }
        signal.addEventListener('abort', onAbort, { once: true });
        asked.end();
    });
}

// EXTERNAL MODULE: ./node_modules/socks/build/index.js
var build = __nccwpck_require__(2474);
;// CONCATENATED MODULE: ./bundle/stage/network/socks-tunnel.js





/**
 * Asks for a tunnel by SOCKS5 (RFC 1928, user name and password by RFC 1929). The name of the target goes to the proxy
 * unresolved for `socks5` and `socks5h` alike, as Go's net/http does. Throws `proxy-auth`, what the proxy said of the
 * target (`connect-refused`, `unreachable`), `proxy-unreachable` for other refusals, or the signal's reason.
 */
async function socksThrough(socket, proxy, target, limitMs, signal) {
    const onAbort = () => socket.destroy();
    signal.throwIfAborted();
    signal.addEventListener('abort', onAbort, { once: true });
    try {
        await build.SocksClient.createConnection({
            command: 'connect',
            proxy: {
                type: 5,
                host: proxy.host,
                port: proxy.port,
                ...(proxy.credentials && {
                    userId: proxy.credentials.username,
                    password: proxy.credentials.password,
                }),
            },
            destination: { host: target.host, port: target.port },
            existing_socket: socket,
            // The library's own default of 30 s would cut a longer connect limit short.
            timeout: limitMs,
        });
    }
    catch (error) {
        socket.destroy();
        if (signal.aborted)
            throw signal.reason;
        throw new stage_failure/* FailureError */.pO(refusal(error, proxy, hostPort(target.host, target.port)));
    }
    finally {
        signal.removeEventListener('abort', onAbort);
    }
}
/**
 * `socks` tells its errors apart by text only: `… rejected connection - HostUnreachable` and the like. Its error object
 * carries the proxy's password, so it is not passed on as a cause.
 */
function refusal(error, proxy, target) {
    const said = (0,types_.isNativeError)(error) ? error.message : String(error);
    const detail = `${describeProxy(proxy)} opened no tunnel to ${target}: ${said}`;
    if (/authentication/i.test(said))
        return authRefusal(proxy);
    if (said.endsWith('ConnectionRefused'))
        return { class: 'connect-refused', detail };
    if (/(?:HostUnreachable|NetworkUnreachable|TTLExpired)$/.test(said)) {
        return { class: 'unreachable', detail };
    }
    return { class: 'proxy-unreachable', forwardProxy: proxy.name, detail };
}

;// CONCATENATED MODULE: ./bundle/stage/network/tunnel.js


/**
 * Asks the forward proxy at the other end of `socket` for a tunnel to `target`, by the protocol of its scheme.
 * `limitMs` is what the connection as a whole may take; `signal` ends the wait earlier.
 */
function openTunnel(socket, proxy, target, limitMs, signal) {
    switch (proxy.scheme) {
        case 'http':
        case 'https':
            return connectThrough(socket, proxy, target, signal);
        case 'socks5':
        case 'socks5h':
            return socksThrough(socket, proxy, target, limitMs, signal);
    }
}

;// CONCATENATED MODULE: ./bundle/stage/network/connector.js








function createConnector(options) {
    const { clock, resolve, secureContext } = options;
    async function run(url, route, limitMs, progress, signal) {
        const host = hostOf(url);
        const port = portOf(url);
        const isHttps = url.protocol === 'https:';
        const handshake = (base) => {
            progress.begin('tls');
            return tls_secure(base, host, secureContext(), signal);
        };
        const dial = async (dns, tcp, to) => {
            progress.begin(dns, (0,external_node_net_.isIP)(to.host) !== 0);
            const addresses = await untilAborted(resolve(to.host), signal);
            if (addresses.length === 0)
                throw new Error('the answer names none');
            progress.begin(tcp);
            return connectFirst(addresses, to.port, clock, signal);
        };
        if (route.kind === 'direct') {
            const base = await dial('dns', 'tcp', { host, port });
            progress.base = base;
            return isHttps ? handshake(base) : base;
        }
        const base = await dial('proxy-dns', 'proxy-tcp', route);
        progress.base = base;
        let toProxy = base;
        if (route.scheme === 'https') {
            progress.begin('proxy-tls');
            toProxy = await tls_secure(base, route.host, secureContext(), signal);
        }
        const isTunnelled = isHttps || route.scheme === 'socks5' || route.scheme === 'socks5h';
        if (!isTunnelled)
            return toProxy;
        progress.begin('tunnel');
        await openTunnel(toProxy, route, { host, port }, limitMs, signal);
        return isHttps ? handshake(toProxy) : toProxy;
    }
    return async (url, route, limitMs, signal, onStep = () => { }) => {
        const peers = peersOf(url, route);
        const progress = new Progress(clock, onStep);
        const stop = new AbortController();
        const onAbort = () => stop.abort(signal.reason);
        const cancelLimit = clock.after(limitMs, () => stop.abort(new stage_failure/* FailureError */.pO(limitFailure(progress.step, limitMs, peers))));
        signal.addEventListener('abort', onAbort, { once: true });
        try {
            signal.throwIfAborted();
            const socket = await run(url, route, limitMs, progress, stop.signal);
            progress.end();
            const base = progress.base ?? socket;
            return { socket, wireBytes: () => base.bytesRead };
        }
        catch (error) {
            progress.base?.destroy();
            if (signal.aborted)
                throw signal.reason;
            if (error instanceof stage_failure/* FailureError */.pO)
                throw error;
            throw new stage_failure/* FailureError */.pO(stepFailure(progress.step, error, peers));
        }
        finally {
            cancelLimit();
            signal.removeEventListener('abort', onAbort);
        }
    };
}
/** How far one connection has come; the limit's failure is told from it. */
class Progress {
    #clock;
    #onStep;
    #step;
    #isTrivial = false;
    #beganAtMs = 0;
    base;
    constructor(clock, onStep) {
        this.#clock = clock;
        this.#onStep = onStep;
    }
    get step() {
        return this.#step ?? 'dns';
    }
    /** The step before this one has succeeded. `isTrivial`: nothing is done in it, nobody hears of it. */
    begin(step, isTrivial = false) {
        this.end();
        this.#step = step;
        this.#isTrivial = isTrivial;
        this.#beganAtMs = this.#clock.now();
    }
    /** The last step has succeeded. */
    end() {
        if (this.#step === undefined || this.#isTrivial)
            return;
        this.#onStep(this.#step, this.#clock.now() - this.#beganAtMs);
    }
}
function peersOf(url, route) {
    const target = hostPort(hostOf(url), portOf(url));
    return route.kind === 'direct' ? { target } : { target, forwardProxy: route };
}

;// CONCATENATED MODULE: ./bundle/stage/network/discard.js
/** More than this is cheaper to fetch over a new connection than to read to the end of. */
const mostDrainedBytes = 64 * 1024;
/** A new connection takes about as long. */
const mostDrainMs = 250;
/**
 * Gets rid of a body: reads the little that is left, so that the connection can serve the next request, or breaks it off.
 * Never throws; done within 250 ms.
 */
async function discardBody(body, contentLength, clock) {
    const left = contentLength === undefined ? undefined : contentLength - body.receivedBytes;
    const iterator = body[Symbol.asyncIterator]();
    if (left === undefined || left > mostDrainedBytes) {
        await iterator.return?.();
        return;
    }
    const cancel = clock.after(mostDrainMs, () => body.fail(undefined));
    try {
        while (!(await iterator.next()).done)
            ;
    }
    catch {
        // The answer was not wanted, and neither is what went wrong with it.
    }
    finally {
        cancel();
    }
}

;// CONCATENATED MODULE: ./bundle/stage/network/body.js


/** Received and not yet consumed bytes above which the connection is told to wait; half of it lets it go on. */
const mostBufferedBytes = 256 * 1024;
/**
 * A response body with a stall limit: throws `stall` when, while the consumer waits, no byte comes in for `stallMs`.
 * No timer runs while the consumer is busy with what it has (backpressure is not the server's fault). Bytes received
 * before a break are delivered before its error.
 * `return()` of the iterator breaks off what is not complete.
 */
function readBody(message, options) {
    const queue = [];
    let bufferedBytes = 0;
    let receivedBytes = 0;
    let end;
    let wake = () => { };
    const finish = (error) => {
        if (end)
            return;
        end = error === undefined ? {} : { error };
        wake();
    };
    message.on('data', (chunk) => {
        receivedBytes += chunk.length;
        bufferedBytes += chunk.length;
        queue.push(chunk);
        if (bufferedBytes >= mostBufferedBytes)
            message.pause();
        wake();
    });
    message.on('end', () => finish());
    message.on('error', () => {
        // 'close' follows and knows more: whether the end was orderly, and what the parser said.
    });
    message.on('close', () => {
        if (!end)
            finish(new stage_failure/* FailureError */.pO(options.explain(receivedBytes)));
    });
    const take = () => {
        const chunk = queue.shift();
        if (!chunk)
            return undefined;
        bufferedBytes -= chunk.length;
        if (bufferedBytes < mostBufferedBytes / 2 && message.isPaused())
            message.resume();
        return chunk;
    };
    const fail = (reason) => {
        queue.length = 0;
        bufferedBytes = 0;
        finish(reason);
        options.destroy();
    };
    const arrival = () => new Promise((resolve) => {
        let seenBytes = options.wireBytes();
        let cancel = () => { };
        const watch = () => {
            cancel = options.clock.after(options.stallMs, () => {
                const nowBytes = options.wireBytes();
                if (nowBytes === seenBytes) {
                    fail(new stage_failure/* FailureError */.pO(stallFailure(options, receivedBytes)));
                    return;
                }
                seenBytes = nowBytes;
                watch();
            });
        };
        wake = () => {
            cancel();
            wake = () => { };
            resolve();
        };
        watch();
    });
    const iterator = {
        async next() {
            for (;;) {
                const chunk = take();
                if (chunk)
                    return { done: false, value: chunk };
                if (end) {
                    const { error } = end;
                    end = {};
                    if (error !== undefined)
                        throw error;
                    return { done: true, value: undefined };
                }
                await arrival();
            }
        },
        async return() {
            if (!end)
                fail(undefined);
            queue.length = 0;
            end = {};
            return { done: true, value: undefined };
        },
    };
    return {
        fail,
        get receivedBytes() {
            return receivedBytes;
        },
        [Symbol.asyncIterator]: () => iterator,
    };
}
function stallFailure({ stallMs, server }, receivedBytes) {
    return {
        class: 'stall',
        phase: 'body',
        limitMs: stallMs,
        receivedBytes,
        detail: `${server} sent nothing for ${(0,module_duration/* formatDuration */.a)(stallMs)} after ${receivedBytes} bytes of the body`,
    };
}

;// CONCATENATED MODULE: ./bundle/stage/network/exchange-failure.js


/**
 * `http-other` for bytes that are no HTTP, `truncated` for an orderly end in the body, `connection-reset` for all else:
 * a clean close before any header is what a crashing server and an expired keep-alive look like.
 */
function brokenExchange(broken) {
    const { server, phase, error, receivedBytes, expectedBytes, reusedConnection } = broken;
    if (error?.code?.startsWith('HPE_')) {
        return {
            class: 'http-other',
            detail: `${server} sent what is no HTTP in the ${phase}: ${error.message}`,
            cause: error,
        };
    }
    const part = phase === 'headers' ? 'before the header' : `after ${receivedBytes} bytes of the body`;
    if (phase === 'body' && broken.isOrderlyEnd && !isCut(error?.code)) {
        const of = expectedBytes === undefined ? 'without marking its end' : `of ${expectedBytes}`;
        return {
            class: 'truncated',
            receivedBytes,
            ...(expectedBytes === undefined ? {} : { expectedBytes }),
            detail: `${server} ended the response after ${receivedBytes} bytes ${of}`,
        };
    }
    return {
        class: 'connection-reset',
        phase,
        receivedBytes,
        reusedConnection,
        detail: `${server} ${broken.isOrderlyEnd ? 'closed' : 'cut'} the ${reusedConnection ? 'reused ' : ''}connection ${part}`,
        ...(error === undefined ? {} : { cause: error }),
    };
}
/** No header within the first-byte limit. */
function firstByteStall(server, limitMs) {
    return {
        class: 'stall',
        phase: 'headers',
        limitMs,
        receivedBytes: 0,
        detail: `${server} sent no header within ${(0,module_duration/* formatDuration */.a)(limitMs)}`,
    };
}

;// CONCATENATED MODULE: ./bundle/stage/network/first-byte-limit.js
/** How often a silent server is looked at again once it may be left. */
const askAgainMs = 1_000;
/** Calls `onStall` once, with the milliseconds the server has been given, unless the result is called before. */
function startFirstByteLimit(clock, { firstByteMs, shortSilence }, onStall) {
    let cancel = () => { };
    const waitUntil = (limitMs, waitedMs) => {
        cancel = clock.after(limitMs - waitedMs, () => {
            if (limitMs >= firstByteMs || shortSilence?.mayLeave(limitMs))
                onStall(limitMs);
            else
                waitUntil(Math.min(firstByteMs, limitMs + askAgainMs), limitMs);
        });
    };
    waitUntil(Math.min(firstByteMs, shortSilence?.ms ?? firstByteMs), 0);
    return () => cancel();
}

;// CONCATENATED MODULE: ./bundle/stage/network/outgoing-body.js


/**
 * Sends a body as fast as the connection takes it, and ends the request. Stops where the answer comes first, or the
 * request is gone: whoever destroyed it knows why.
 * @throws FailureError `stall` when the connection takes nothing for `stallMs`; what reading the body throws.
 */
async function sendBody(asked, body, options) {
    let isAnswered = false;
    asked.once('response', () => {
        isAnswered = true;
    });
    let sentBytes = 0;
    for await (const chunk of body.chunks()) {
        if (isAnswered || asked.destroyed)
            return;
        await taken(asked, chunk, () => stallWhileSending(options, sentBytes), options);
        sentBytes += chunk.length;
    }
    if (!isAnswered && !asked.destroyed)
        asked.end();
}
/** Resolves when the connection has taken the chunk, or is gone. */
function taken(asked, chunk, stalled, { clock, stallMs }) {
    return new Promise((resolve, reject) => {
        const settle = (how) => () => {
            cancel();
            asked.removeListener('close', onTaken);
            asked.removeListener('response', onTaken);
            how();
        };
        const onTaken = settle(resolve);
        const cancel = clock.after(stallMs, settle(() => reject(stalled())));
        asked.once('close', onTaken).once('response', onTaken);
        asked.write(chunk, onTaken);
    });
}
function stallWhileSending({ stallMs, server }, sentBytes) {
    return new stage_failure/* FailureError */.pO({
        class: 'stall',
        phase: 'body',
        limitMs: stallMs,
        detail: `${server} took nothing for ${(0,module_duration/* formatDuration */.a)(stallMs)} after ${sentBytes} bytes of the request`,
    });
}

;// CONCATENATED MODULE: ./bundle/stage/network/exchange.js






/** Go's net/http refuses headers above 10 MB, Node above 16 KiB; a proxy's cookies and policies fit in this. */
const mostHeaderBytes = 64 * 1024;
/**
 * Sends the request and waits for the header. Throws a FailureError (what the dial threw; `stall` in phase headers;
 * `connection-reset`; `http-other` for what is no HTTP) or the signal's reason. The first-byte limit counts from the
 * moment a connection is there and the whole request is sent; making it has a limit of its own. The signal also ends the
 * body.
 */
function startExchange(hop) {
    return new Promise((resolve, reject) => {
        if (hop.signal.aborted) {
            reject(hop.signal.reason);
            return;
        }
        let body;
        let socket;
        let wireError;
        let isOrderlyEnd = false;
        let cancelFirstByte = () => { };
        const asked = (0,external_node_http_.request)({
            method: 'GET',
            ...hop.request,
            setHost: false,
            maxHeaderSize: mostHeaderBytes,
        });
        const broken = (phase, receivedBytes, expectedBytes) => brokenExchange({
            server: hop.server,
            phase,
            error: wireError,
            isOrderlyEnd,
            receivedBytes,
            expectedBytes,
            reusedConnection: asked.reusedSocket,
        });
        const onSocketEnd = () => {
            isOrderlyEnd = true;
        };
        const release = () => {
            cancelFirstByte();
            hop.signal.removeEventListener('abort', onAbort);
            socket?.removeListener('end', onSocketEnd);
        };
        const fail = (reason) => {
            release();
            asked.destroy();
            reject(reason);
        };
        const awaitFirstByte = () => {
            if (body || asked.destroyed)
                return;
            cancelFirstByte = startFirstByteLimit(hop.clock, hop, (limitMs) => fail(new stage_failure/* FailureError */.pO(firstByteStall(hop.server, limitMs))));
        };
        const onAbort = () => (body ? body.fail(hop.signal.reason) : fail(hop.signal.reason));
        asked.once('socket', (given) => {
            if (asked.destroyed)
                return;
            socket = given;
            socket.once('end', onSocketEnd);
            if (!hop.body)
                awaitFirstByte();
            else
                sendBody(asked, hop.body, hop).then(awaitFirstByte, fail);
        });
        // Stays on: after the header, too, Node reports a cut connection here, and the body's end tells of it.
        asked.on('error', (error) => {
            wireError ??= error;
            if (!body)
                fail(error instanceof stage_failure/* FailureError */.pO ? error : new stage_failure/* FailureError */.pO(broken('headers', 0)));
        });
        asked.once('response', (message) => {
            cancelFirstByte();
            const expectedBytes = contentLengthOf(message);
            const { socket: carrier } = message;
            body = readBody(message, {
                clock: hop.clock,
                stallMs: hop.stallMs,
                server: hop.server,
                wireBytes: () => hop.wireBytes(carrier),
                destroy: () => asked.destroy(),
                explain: (receivedBytes) => broken('body', receivedBytes, expectedBytes),
            });
            message.once('close', () => {
                release();
                // An answer before the end of the request: what is left of it would be taken for the next request.
                if (!asked.writableEnded)
                    asked.destroy();
            });
            resolve({
                status: message.statusCode ?? 0,
                headers: flatHeaders(message),
                contentLength: expectedBytes,
                reusedConnection: asked.reusedSocket,
                body,
            });
        });
        hop.signal.addEventListener('abort', onAbort, { once: true });
        if (!hop.body)
            asked.end();
    });
}
/** Undefined where the header is absent; Node's parser has refused anything but digits. */
function contentLengthOf(message) {
    const value = message.headers['content-length'];
    return value === undefined ? undefined : Number(value);
}
/** Repeated headers joined as RFC 9110 §5.2 allows. */
function flatHeaders(message) {
    return Object.fromEntries(Object.entries(message.headers).flatMap(([name, value]) => value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value]]));
}

;// CONCATENATED MODULE: ./bundle/stage/network/redirect.js

/** Go's http.DefaultClient, and with it cmd/go, follows as many. */
const mostRedirects = 10;
const redirectStatuses = new Set([301, 302, 303, 307, 308]);
/**
 * Where an answer sends us, or undefined when it is the answer (a redirect status without Location is, as for Go).
 * `trail` are the URLs asked so far, the last one included. Throws `captive-portal` for a step from https down to http,
 * which no mirror does and many portals do, and `http-other` for loops, too many steps, and places no client can go.
 */
function redirectTarget(status, location, trail) {
    if (!redirectStatuses.has(status) || location === undefined || location === '')
        return undefined;
    const from = trail.at(-1);
    const base = from?.href;
    const to = URL.canParse(location, base) ? new URL(location, base) : undefined;
    if (!to)
        throw redirectFailure(status, 'a Location that is no URL');
    if (to.protocol !== 'https:' && to.protocol !== 'http:') {
        throw redirectFailure(status, `a Location with the scheme ${to.protocol.slice(0, -1)}`);
    }
    // Credentials in a Location are the server's choice and not the user's: they are not sent.
    to.username = '';
    to.password = '';
    to.hash = '';
    if (from?.protocol === 'https:' && to.protocol === 'http:') {
        const failure = {
            class: 'captive-portal',
            detail: `${from.host} redirects from https to plain http at ${to.host}`,
        };
        throw new stage_failure/* FailureError */.pO(failure);
    }
    if (trail.some((visited) => visited.href === to.href)) {
        throw redirectFailure(status, `a redirect loop through ${to.host}`);
    }
    if (trail.length > mostRedirects) {
        throw redirectFailure(status, `more than ${mostRedirects} redirects, the last to ${to.host}`);
    }
    return to;
}
function redirectFailure(status, what) {
    return new stage_failure/* FailureError */.pO({ class: 'http-other', status, detail: what });
}

;// CONCATENATED MODULE: ./bundle/stage/network/http-client.js











/**
 * An HTTP/1.1 client over node:http that tells DNS, TCP, forward proxy and TLS apart, and whose every failure is a
 * `Failure` with the facts of the phase it happened in.
 */
function createHttpClient(options) {
    const { clock, router, credentialsFor } = options;
    const pool = new Pool();
    const closing = new AbortController();
    const connect = createConnector({
        secureContext: lazySecureContext(options.certificates),
        resolve: options.resolve ?? createResolver(),
        clock,
    });
    async function hop(url, request, credentials, signal) {
        const route = router(url);
        if (route.kind === 'unsupported')
            throw unsupported(route);
        refuseInsecureCredentials(url, credentials);
        const server = hostPort(hostOf(url), portOf(url));
        const { connectMs, firstByteMs, shortSilence, stallMs } = request.limits;
        const answer = await startExchange({
            request: {
                method: request.method ?? 'GET',
                ...requestHead(url, route, credentials, request.headers),
                agent: pool,
                poolKey: poolKey(url, route),
                dial: () => connect(url, route, connectMs, signal, request.onStep),
            },
            ...(request.body && { body: request.body }),
            wireBytes: (socket) => pool.wireBytes(socket),
            server,
            firstByteMs,
            shortSilence,
            stallMs,
            clock,
            signal,
        });
        const refusal = networkRefusal(answer.status, url, route);
        if (!refusal)
            return answer;
        await discardBody(answer.body, answer.contentLength, clock);
        throw new stage_failure/* FailureError */.pO(refusal);
    }
    function responseOf(answer, startedAtMs) {
        const { status, headers, reusedConnection, body, contentLength } = answer;
        const firstByteMs = clock.now() - startedAtMs;
        const discard = () => discardBody(body, contentLength, clock);
        return { status, headers, firstByteMs, reusedConnection, body, discard };
    }
    return {
        async get(request) {
            const startedAtMs = clock.now();
            const signal = AbortSignal.any([request.signal, closing.signal]);
            const trail = [request.url];
            for (;;) {
                const url = trail.at(-1) ?? request.url;
                const answer = await hop(url, request, credentialsOf(url), signal);
                const discard = () => discardBody(answer.body, answer.contentLength, clock);
                const next = await redirectOf(answer, trail, discard);
                if (!next)
                    return responseOf(answer, startedAtMs);
                trail.push(next);
            }
            function credentialsOf(url) {
                if (request.credentials && url.origin === request.url.origin)
                    return request.credentials;
                return url.protocol === 'https:' ? credentialsFor?.(url) : undefined;
            }
        },
        async send(request) {
            const startedAtMs = clock.now();
            const signal = AbortSignal.any([request.signal, closing.signal]);
            return responseOf(await hop(request.url, request, undefined, signal), startedAtMs);
        },
        async close() {
            closing.abort(new stage_failure/* FailureError */.pO({ class: 'cancelled', detail: 'the HTTP client has been closed' }));
            pool.destroy();
        },
    };
}
/** The next URL of a redirect, once the answer that named it is out of the way; undefined when it is the answer. */
async function redirectOf({ status, headers }, trail, discard) {
    try {
        const next = redirectTarget(status, headers['location'], trail);
        if (next)
            await discard();
        return next;
    }
    catch (error) {
        await discard();
        throw error;
    }
}
/** What the network between us and the mirror said in the mirror's place. */
function networkRefusal(status, url, route) {
    if (status === 511)
        return portalFailure(url.host);
    if (status === 407 && route.kind === 'forward-proxy')
        return proxyRefusal(407, route, url.host);
    return undefined;
}
/** As cmd/go ("refusing to pass credentials to insecure URL"); loopback traffic is nobody else's to read. */
function refuseInsecureCredentials(url, credentials) {
    if (!credentials || url.protocol === 'https:' || isLoopbackHost(hostOf(url)))
        return;
    throw new stage_failure/* FailureError */.pO({
        class: 'input',
        detail: `credentials for ${url.host} would travel unencrypted over http; use https`,
    });
}
function unsupported({ variable, scheme }) {
    return new stage_failure/* FailureError */.pO({
        class: 'input',
        detail: `${variable} names a forward proxy with the scheme ${scheme}; http, https, socks5 and socks5h are known`,
    });
}

// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __nccwpck_require__(1455);
;// CONCATENATED MODULE: ./bundle/stage/diagnose/directories.js



/** A network file system that is gone answers nothing at all. */
const limitMs = 3_000;
/** Less than this and the next larger zip fills it. */
const fewBytes = 200 * 1024 * 1024;
/** A module unpacks into as many files as some have. */
const fewInodes = 5_000;
/** Space, inodes and permission of a directory that `go` writes to; nothing is written. Never throws. */
async function checkDirectory({ clock, signal }, role, path) {
    const limit = new AbortController();
    const cancel = clock.after(limitMs, () => limit.abort());
    try {
        return await untilAborted(check(role, path), AbortSignal.any([signal, limit.signal]));
    }
    catch (thrown) {
        const reason = thrown.code ?? `no answer in ${limitMs / 1_000} s`;
        const detail = `the ${role} ${path} cannot be looked into (${reason})`;
        return { role, path, fault: { class: 'permission', detail } };
    }
    finally {
        cancel();
    }
}
async function check(role, path) {
    const existing = await nearestExisting(path);
    const { bavail, bsize, ffree, files } = await (0,promises_.statfs)(existing);
    const freeBytes = bavail * bsize;
    // Some file systems make inodes as they need them, and count none.
    const freeInodes = files > 0 ? ffree : undefined;
    const isWritable = await (0,promises_.access)(existing, promises_.constants.W_OK | promises_.constants.X_OK).then(() => true, () => false);
    const fault = faultOf(role, path, existing, { freeBytes, freeInodes, isWritable });
    return {
        role,
        path,
        freeBytes,
        ...(freeInodes !== undefined && { freeInodes }),
        ...(fault && { fault }),
    };
}
/** The directory itself, or the one it would be made in. */
async function nearestExisting(path) {
    for (let at = path;; at = (0,external_node_path_.dirname)(at)) {
        const found = await (0,promises_.stat)(at).catch((error) => {
            if (error.code !== 'ENOENT')
                throw error;
            return undefined;
        });
        if (found !== undefined || (0,external_node_path_.dirname)(at) === at)
            return at;
    }
}
function faultOf(role, path, existing, { freeBytes, freeInodes, isWritable, }) {
    if (!isWritable) {
        const where = existing === path ? path : `${path}, which would be made in ${existing},`;
        return { class: 'permission', detail: `the ${role} ${where} cannot be written by this user` };
    }
    if (freeBytes < fewBytes) {
        const mib = Math.floor(freeBytes / 1024 / 1024);
        return { class: 'disk-full', detail: `the ${role} ${path} has only ${mib} MiB left` };
    }
    if (freeInodes !== undefined && freeInodes < fewInodes) {
        return { class: 'disk-full', detail: `the ${role} ${path} has only ${freeInodes} inodes left` };
    }
    return undefined;
}

;// CONCATENATED MODULE: external "node:string_decoder"
const external_node_string_decoder_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:string_decoder");
;// CONCATENATED MODULE: ./bundle/stage/process/lines.js

/** Longest line kept; what comes after on the same line is dropped, so that a stream without line ends fills no memory. */
const maxLineLength = 64 * 1024;
/** Splits a byte stream into lines without their ends (`\n` or `\r\n`); characters may lie across chunks. */
function createLineSplitter(onLine) {
    const decoder = new external_node_string_decoder_namespaceObject.StringDecoder('utf8');
    let pending = '';
    const append = (text) => {
        const room = maxLineLength - pending.length;
        if (room > 0)
            pending += text.length <= room ? text : text.slice(0, room);
    };
    const flush = () => {
        const line = pending.endsWith('\r') ? pending.slice(0, -1) : pending;
        pending = '';
        onLine(line);
    };
    const add = (text) => {
        let from = 0;
        for (let to = text.indexOf('\n'); to !== -1; to = text.indexOf('\n', from)) {
            append(text.slice(from, to));
            flush();
            from = to + 1;
        }
        append(text.slice(from));
    };
    return {
        write: (chunk) => add(decoder.write(chunk)),
        end: () => {
            add(decoder.end());
            if (pending !== '')
                flush();
        },
    };
}
/** Keeps the last lines whose lengths add up to at most `maxLength` characters. */
function createTail(maxLength) {
    const lines = [];
    let length = 0;
    return {
        add: (line) => {
            lines.push(line);
            length += line.length + 1;
            while (length > maxLength && lines.length > 1)
                length -= (lines.shift()?.length ?? 0) + 1;
        },
        toString: () => lines.map((line) => `${line}\n`).join(''),
    };
}

;// CONCATENATED MODULE: external "node:child_process"
const external_node_child_process_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:child_process");
;// CONCATENATED MODULE: ./bundle/stage/process/process-group.js
/**
 * A child process with everything it starts, as one thing that can be ended, and that ends when we die.
 *
 * POSIX: the child leads its own group (and session: no terminal, so that neither git nor ssh can sit and ask). A kill
 * -9 of our process or the kernel's out-of-memory killer gives us no turn, so a reaper waits on a pipe from us and
 * kills the group when the pipe ends without a word. It is started by the very process that becomes the command:
 *
 *     sh: fork the reaper, then exec the command in place of the shell
 *
 * so it is a *member* of the group and can say `kill 0`, "my own group". No number is involved: there is no moment at
 * which the group's id could have gone to somebody else. While the reaper lives, the kernel cannot give that id
 * away. Our own kill(-pid) is used only until the leader is reaped; from then on the reaper does it. Command and
 * arguments are passed as "$@": the shell never reads them as text.
 *
 * Windows: no groups and no reaper. `taskkill /T /F` ends the tree; if this process itself is killed, what it
 * started lives on until it is done.
 */


/**
 * `read` is a builtin, so the reaper is one process. It ignores the SIGTERM that it gets as a member of the group:
 * were it gone, nobody would be left for the rest of the grace time. Output is redirected, or it would hold our
 * pipes open.
 */
const withReaper = '(trap "" TERM INT HUP; read -r _ <&3 || kill -KILL 0) >/dev/null 2>&1 & exec "$@" 3<&-';
function startProcessGroup(options) {
    return process.platform === 'win32' ? startOnWindows(options) : startOnPosix(options);
}
function startOnPosix({ command, args, cwd, env }) {
    const child = (0,external_node_child_process_namespaceObject.spawn)('/bin/sh', ['-c', withReaper, 'sh', command, ...args], {
        cwd,
        env: definedOnly(env),
        detached: true,
        stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    });
    const { pid } = child;
    const lifeline = child.stdio[3];
    const isReaperGone = new Promise((resolve) => lifeline.once('close', resolve));
    // The reaper may be gone first (killed with the group): writing then fails with EPIPE or ECONNRESET.
    lifeline.on('error', () => { });
    lifeline.resume();
    const signalGroup = (signal) => {
        if (pid === undefined || hasEnded(child))
            return;
        try {
            process.kill(-pid, signal);
        }
        catch {
            // ESRCH: all gone. EPERM: macOS for a group of zombies.
        }
    };
    return {
        id: pid,
        child,
        stdout: child.stdout,
        stderr: child.stderr,
        terminate: () => signalGroup('SIGTERM'),
        kill: () => {
            signalGroup('SIGKILL');
            lifeline.end();
            return isReaperGone;
        },
    };
}
function startOnWindows({ command, args, cwd, env }) {
    const child = (0,external_node_child_process_namespaceObject.spawn)(command, args, {
        cwd,
        env: definedOnly(env),
        stdio: ['ignore', 'pipe', 'pipe'],
        windowsHide: true,
    });
    const killTree = () => {
        if (child.pid === undefined || hasEnded(child))
            return;
        const taskkill = external_node_path_.join(env['SystemRoot'] ?? 'C:\\Windows', 'System32', 'taskkill.exe');
        (0,external_node_child_process_namespaceObject.spawn)(taskkill, ['/PID', String(child.pid), '/T', '/F'], {
            stdio: 'ignore',
            windowsHide: true,
        }).on('error', () => child.kill());
    };
    return {
        id: child.pid,
        child,
        stdout: child.stdout,
        stderr: child.stderr,
        terminate: killTree,
        kill: async () => killTree(),
    };
}
/** True once the system has given the exit code away: from then on the process id may be another's. */
function hasEnded(child) {
    return child.exitCode !== null || child.signalCode !== null;
}
function definedOnly(env) {
    return Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined));
}

;// CONCATENATED MODULE: ./bundle/stage/process/supervised.js
/** Runs one command to its end, watched, and leaves nothing of it behind. */





const maxStdoutBytes = 64 * 1024 * 1024;
const maxTailLength = 256 * 1024;
const watchIntervalMs = 1000;
/** Time for the children of a command that ended on our SIGTERM to remove their lock files (git does), before SIGKILL. */
const stragglerGraceMs = 500;
/** Output that is still open so long after the end is held by something that left the group: no reason to wait on. */
const drainMs = 2000;
/**
 * Runs the command in its own process group, with no input. Resolves however the command ended; whatever was
 * left in its group has been sent SIGKILL by then (the kernel may need another moment to take it away).
 *
 * @throws FailureError `go-missing` where the command is not an executable file, the nearest class where the system
 *   could not start it (`internal` where that is our fault); the signal's reason where it was aborted before the start.
 */
async function runSupervised(options) {
    await checkExecutable(options.command);
    options.signal.throwIfAborted();
    const group = startProcessGroup(options);
    const output = collectOutput(group, options);
    const stop = superviseEnd(group, options, output.stderrLines);
    try {
        const end = await ended(group, options.clock, () => stop.stoppedBy().stoppedBy !== undefined);
        return {
            ...end,
            stdout: output.stdout(),
            stderrTail: output.stderrTail(),
            ...stop.stoppedBy(),
        };
    }
    finally {
        stop.release();
    }
}
async function checkExecutable(command) {
    if (!external_node_path_.isAbsolute(command)) {
        throw new stage_failure/* FailureError */.pO({ class: 'internal', detail: `${command} is no absolute path` });
    }
    try {
        await (0,promises_.access)(command, promises_.constants.X_OK);
        if ((await (0,promises_.stat)(command)).isFile())
            return;
    }
    catch (cause) {
        throw new stage_failure/* FailureError */.pO({ class: 'go-missing', detail: `${command} cannot be executed`, cause });
    }
    throw new stage_failure/* FailureError */.pO({ class: 'go-missing', detail: `${command} is not a file` });
}
function collectOutput(group, options) {
    const chunks = [];
    let bytes = 0;
    group.stdout.on('data', (chunk) => {
        const kept = chunk.subarray(0, maxStdoutBytes - bytes);
        bytes += kept.length;
        if (kept.length > 0)
            chunks.push(kept);
    });
    const tail = createTail(maxTailLength);
    let lines = 0;
    const splitter = createLineSplitter((line) => {
        lines += 1;
        if (options.isWorthKeeping?.(line) ?? true)
            tail.add(line);
        options.onStderrLine?.(line);
    });
    group.stderr.on('data', (chunk) => splitter.write(chunk));
    group.stderr.on('end', () => splitter.end());
    return {
        stdout: () => Buffer.concat(chunks),
        stderrTail: () => tail.toString(),
        stderrLines: () => lines,
    };
}
/** Ends the group when the signal or the watcher says so. */
function superviseEnd(group, options, stderrLines) {
    const { clock, signal, watch } = options;
    let stopped = {};
    let isReleased = false;
    let cancelKill = () => { };
    let cancelWatch = () => { };
    const stop = (stoppedBy) => {
        if (isReleased || stopped.stoppedBy !== undefined)
            return;
        stopped = { stoppedBy };
        group.terminate();
        cancelKill = clock.after(options.killGraceMs, () => void group.kill());
    };
    const onAbort = () => stop('signal');
    signal.addEventListener('abort', onAbort, { once: true });
    const look = async () => {
        const watched = { processGroup: group.id, stderrLines: stderrLines() };
        // A sample that cannot be taken is no reason to end a download.
        const verdict = await watch?.(watched).catch(() => 'ok');
        if (verdict === 'stop')
            stop('watchdog');
        else if (!isReleased)
            scheduleLook();
    };
    const scheduleLook = () => {
        cancelWatch = clock.after(watchIntervalMs, () => void look());
    };
    if (watch !== undefined)
        scheduleLook();
    return {
        stoppedBy: () => stopped,
        release: () => {
            isReleased = true;
            cancelKill();
            cancelWatch();
            signal.removeEventListener('abort', onAbort);
        },
    };
}
/** Arguments too long or invalid are a bug of ours; for the rest the machine or the file is to blame. */
function startFailure(cause) {
    const detail = `the command could not be started: ${cause.message}`;
    switch (cause.code) {
        case 'EAGAIN':
        case 'ENOMEM':
        case 'EMFILE':
        case 'ENFILE':
            return { class: 'cancelled', isStarved: true, detail, cause };
        case 'ENOEXEC':
        case 'EACCES':
        case 'EPERM':
            return { class: 'go-missing', isBroken: true, detail, cause };
        case 'ENOENT':
            // The file was there a moment ago: what is missing is the directory to run it in.
            return { class: 'input', detail: 'the working directory is not there any more', cause };
        default:
            return { class: 'internal', detail, cause };
    }
}
/** Resolves when the command has ended, its output is complete and nothing of its group is left. */
async function ended(group, clock, isStopped) {
    const closed = new Promise((resolve) => group.child.once('close', () => resolve()));
    const end = await new Promise((resolve, reject) => {
        group.child.once('exit', (exitCode, signalName) => resolve({ exitCode, signalName }));
        group.child.once('error', (cause) => {
            reject(new stage_failure/* FailureError */.pO(startFailure(cause)));
        });
    });
    if (isStopped())
        await pause(clock, stragglerGraceMs);
    const cancelDrain = clock.after(drainMs, () => {
        group.stdout.destroy();
        group.stderr.destroy();
    });
    // What the command left in its group is not waited for: it may hold the output open for ever.
    await Promise.all([group.kill(), closed]);
    cancelDrain();
    return end;
}
/** No signal on purpose: it comes after the abort, and its length is fixed. */
function pause(clock, delayMs) {
    return new Promise((resolve) => void clock.after(delayMs, resolve));
}

;// CONCATENATED MODULE: ./bundle/stage/diagnose/step.js


/** Limits of the single layers, milliseconds; the diagnosis as a whole has its own. */
const layerLimits = {
    dnsMs: 5_000,
    tcpMs: 5_000,
    tlsMs: 5_000,
    tunnelMs: 6_000,
    firstByteMs: 8_000,
    bodyMs: 5_000,
    gitMs: 12_000,
};
/**
 * Runs one step within `limitMs`. Never throws: what the step threw, or that its time or the whole diagnosis' was over,
 * comes back as the failure `onLimit` and `onError` make of it.
 */
async function timed({ clock, signal }, limitMs, work, onLimit, onError) {
    const startedAtMs = clock.now();
    const limit = new AbortController();
    const cancel = clock.after(limitMs, () => limit.abort());
    const ending = AbortSignal.any([signal, limit.signal]);
    const durationMs = () => Math.round(clock.now() - startedAtMs);
    try {
        ending.throwIfAborted();
        const value = await work(ending);
        return { value, durationMs: durationMs() };
    }
    catch (thrown) {
        if (ending.aborted)
            return { failure: onLimit(durationMs()), durationMs: durationMs() };
        const failure = thrown instanceof stage_failure/* FailureError */.pO ? thrown.failure : onError(thrown);
        return { failure, durationMs: durationMs() };
    }
    finally {
        cancel();
    }
}
/** The same words for a step of connecting as the relay's. */
function onStepError(step, peers) {
    return (thrown) => stepFailure(step, thrown, peers);
}

;// CONCATENATED MODULE: ./bundle/stage/diagnose/git.js





const killGraceMs = 500;
const versionLimitMs = 5_000;
/** As cmd/go runs git, which asks nobody anything: a prompt would wait for ever. */
const quiet = {
    GIT_TERMINAL_PROMPT: '0',
    GCM_INTERACTIVE: 'never',
    GIT_ASKPASS: '',
    SSH_ASKPASS: '',
    GIT_SSH_COMMAND: 'ssh -o ControlMaster=no -o BatchMode=yes',
};
/** Whether git is there, and reaches one repository that the project needs. Never throws. */
async function diagnoseDirect(tools, { env, platform, modulePath, redact }) {
    const git = await findProgram('git', env, platform);
    if (git === undefined) {
        const verdict = 'git is not on PATH: `direct` can fetch nothing';
        return { isUsable: false, verdict };
    }
    const run = (args, signal) => runSupervised({
        command: git,
        args,
        cwd: external_node_path_.parse(git).root,
        env: {
            ...env,
            ...quiet,
            ...(env['GIT_SSH_COMMAND'] && { GIT_SSH_COMMAND: env['GIT_SSH_COMMAND'] }),
        },
        signal,
        clock: tools.clock,
        killGraceMs,
    });
    const asked = await timed(tools, versionLimitMs, async (signal) => {
        const { stdout } = await run(['--version'], signal);
        signal.throwIfAborted();
        return /\d+(?:\.\d+)+/.exec(stdout.toString())?.[0];
    }, () => ({ class: 'vcs-missing', detail: 'git does not start' }), stage_failure/* failureOf */.g5);
    const gitVersion = 'value' in asked ? asked.value : undefined;
    if (gitVersion === undefined) {
        return { isUsable: false, verdict: 'git is on PATH and does not start' };
    }
    const url = modulePath === undefined ? undefined : repositoryOf(modulePath);
    if (url === undefined) {
        const why = modulePath === undefined
            ? 'no module of the project has to come from version control'
            : 'where the repository lies is not told by the module path';
        return { gitVersion, isUsable: true, verdict: `git ${gitVersion} is there; ${why}` };
    }
    const listed = await timed(tools, layerLimits.gitMs, async (signal) => {
        const ended = await run(['ls-remote', '--quiet', '--', url, 'HEAD'], signal);
        signal.throwIfAborted();
        if (ended.exitCode !== 0)
            throw new stage_failure/* FailureError */.pO(gitFailure(redact(ended.stderrTail)));
    }, (limitMs) => ({
        class: 'vcs-network',
        detail: `git ls-remote gave no answer in ${(limitMs / 1_000).toFixed(1)} s`,
    }), stage_failure/* failureOf */.g5);
    const { durationMs } = listed;
    const fault = 'failure' in listed ? listed.failure : undefined;
    const repository = {
        url,
        durationMs,
        ...(fault && { fault: { class: fault.class, detail: fault.detail } }),
    };
    return {
        gitVersion,
        repository,
        isUsable: fault === undefined,
        verdict: fault
            ? `git ${gitVersion} is there and does not reach ${url}: ${fault.detail}`
            : `git ${gitVersion} reaches ${url}`,
    };
}
/**
 * The repository of a module path, where the path itself tells (cmd/go's static list, and paths that name it with
 * `.git`). All others take a request to the host, which is not made here.
 */
function repositoryOf(modulePath) {
    const named = /^(.+?\.git)(?:\/|$)/.exec(modulePath)?.[1];
    if (named !== undefined)
        return `https://${named}`;
    const known = /^(?:github\.com|bitbucket\.org)\/[^/]+\/[^/]+/.exec(modulePath)?.[0];
    return known === undefined ? undefined : `https://${known}`;
}
function gitFailure(stderr) {
    const lines = stderr.split('\n').filter((line) => line.trim() !== '');
    const said = lines.find((line) => /^(?:fatal|error|ERROR)\b/.test(line)) ?? lines[0] ?? '';
    const detail = said === '' ? 'git ls-remote failed and said nothing' : `git said: ${said.slice(0, 300)}`;
    if (/not found|does not (?:exist|appear)/i.test(stderr))
        return { class: 'vcs-not-found', detail };
    if (/authentication|permission denied|could not read (?:username|password)|access denied|host key/i.test(stderr)) {
        return { class: 'vcs-auth', detail };
    }
    return { class: 'vcs-network', detail };
}
async function findProgram(name, env, platform) {
    const isWindows = platform === 'win32';
    const rules = isWindows ? external_node_path_.win32 : external_node_path_.posix;
    for (const directory of (env['PATH'] ?? env['Path'] ?? '').split(rules.delimiter)) {
        if (!rules.isAbsolute(directory))
            continue;
        const candidate = rules.join(directory, isWindows ? `${name}.exe` : name);
        const isThere = await (0,promises_.access)(candidate, promises_.constants.X_OK).then(() => true, () => false);
        if (isThere)
            return candidate;
    }
    return undefined;
}

;// CONCATENATED MODULE: ./bundle/stage/diagnose/diagnosis.js
/** What a diagnosis finds: data only, without secrets; words for people are `words.ts` and `render.ts`. */
/** A failure without what is for the debug log only. */
function diagnosis_faultOf({ class: failureClass, detail }) {
    return { class: failureClass, detail };
}
/** The first layer that does not work. */
function firstFault(layers) {
    return layers.find((layer) => layer.fault !== undefined);
}

;// CONCATENATED MODULE: ./bundle/stage/network/special-address.js


const blocks = [
    ['unspecified', ['0.0.0.0/8', '::/128']],
    ['loopback', ['127.0.0.0/8', '::1/128']],
    // The shared space of carriers (100.64/10) is as private as RFC 1918 is.
    ['private', ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', 'fc00::/7']],
    ['link-local', ['169.254.0.0/16', 'fe80::/10']],
    ['benchmark', ['198.18.0.0/15', '2001:2::/48']],
    [
        'documentation',
        ['192.0.2.0/24', '198.51.100.0/24', '203.0.113.0/24', '2001:db8::/32', '3fff::/20'],
    ],
    ['reserved', ['224.0.0.0/4', '240.0.0.0/4', '100::/64', 'ff00::/8']],
];
const lists = blocks.map(([kind, subnets]) => {
    const list = new external_node_net_.BlockList();
    for (const subnet of subnets) {
        const [address = '', bits = ''] = subnet.split('/');
        list.addSubnet(address, Number(bits), familyOf(address));
    }
    return { kind, list };
});
/** The special block an address lies in; undefined for an address of the public internet. */
function specialKind(address) {
    const mapped = /^::ffff:([\d.]+)$/i.exec(address)?.[1];
    const plain = mapped !== undefined && (0,external_node_net_.isIPv4)(mapped) ? mapped : address;
    return lists.find(({ list }) => list.check(plain, familyOf(plain)))?.kind;
}
/**
 * Whether a name is meant to be found outside of one network: it has a dot, and its last label is none that RFC 6761,
 * 6762, 8375 and 9476, ICANN or habit keep for private use.
 */
function isPublicName(host) {
    const labels = host.toLowerCase().replace(/\.$/, '').split('.');
    const last = labels.at(-1) ?? '';
    return labels.length > 1 && !privateSuffixes.has(last);
}
const privateSuffixes = new Set([
    'alt',
    'arpa',
    'corp',
    'example',
    'home',
    'internal',
    'intra',
    'intranet',
    'invalid',
    'lan',
    'local',
    'localdomain',
    'localhost',
    'private',
    'test',
]);

;// CONCATENATED MODULE: ./bundle/stage/diagnose/dns-layer.js





/** Two tries, within the layer's limit. */
const ofServers = { timeoutMs: 2_000, tries: 1 };
/** Resolves a host as the relay and `go` do, and finds out why where that fails. Never throws. */
async function probeDns(tools, names, { host, isPublic }) {
    const { clock } = tools;
    const startedAtMs = clock.now();
    if ((0,external_node_net_.isIP)(host) !== 0) {
        return {
            layer: 'dns',
            host,
            addresses: [host],
            servers: [],
            suspicious: [],
            durationMs: 0,
        };
    }
    const [own, ofItsServers, answers] = await Promise.all([
        askSystem(tools, names.system, host),
        askSystemServers(tools, names, host),
        Promise.all(names.chosen.map((server) => askServer(tools, server, host))),
    ]);
    const { addresses: known, problem, isHanging } = merge(own, ofItsServers);
    const comparison = names.chosen.length === 0 ? undefined : { answers, verdict: compare(known, answers) };
    const result = {
        layer: 'dns',
        host,
        addresses: known,
        ...(problem && { problem }),
        ...(isHanging && { isHanging }),
        servers: names.systemServers,
        suspicious: suspiciousAmong(known, host, isPublic),
        ...(comparison && { comparison }),
        durationMs: Math.round(clock.now() - startedAtMs),
    };
    const fault = usableAddresses(result).length > 0 ? undefined : dnsFault(result);
    return { ...result, ...(fault && { fault }) };
}
/** The addresses that the relay would use: those of the input `dns` first, the system's where they know none. */
function usableAddresses({ addresses, comparison, }) {
    const chosen = comparison?.answers.find((answer) => answer.addresses.length > 0)?.addresses;
    return chosen ?? addresses;
}
async function askSystem({ clock, signal }, system, host) {
    const limit = new AbortController();
    const cancel = clock.after(layerLimits.dnsMs, () => limit.abort());
    const ending = AbortSignal.any([signal, limit.signal]);
    try {
        const found = await untilAborted(system(host, ending), ending);
        return found.length > 0 ? [...new Set(found)] : 'not-found';
    }
    catch (error) {
        if (ending.aborted)
            return 'timeout';
        const { code } = error;
        return code === 'ENOTFOUND' || code === 'EAI_NODATA' ? 'not-found' : 'failed';
    }
    finally {
        cancel();
    }
}
/** getaddrinfo has one word for a resolver that refuses, fails or is silent; its servers say which. */
function askSystemServers(tools, { systemServers }, host) {
    if (systemServers.length === 0)
        return Promise.resolve(undefined);
    return askNameServers(host, { servers: systemServers, ...ofServers, ...tools });
}
/**
 * What the system's servers say is believed where it fits what its resolver said: /etc/hosts is read by the latter alone.
 * Where its lookup does not come back, they tell a silent server from a module of nsswitch that hangs.
 */
function merge(own, ofItsServers) {
    const said = ofItsServers?.kind === 'problem' ? ofItsServers.problem : undefined;
    switch (own) {
        case 'not-found':
            return { addresses: [], problem: said === 'no-address' ? said : 'nxdomain' };
        case 'failed':
            return { addresses: [], problem: said ?? 'servfail' };
        case 'timeout':
            return ofItsServers?.kind === 'addresses'
                ? { addresses: ofItsServers.addresses, isHanging: true }
                : { addresses: [], problem: said ?? 'timeout' };
        default:
            return { addresses: own };
    }
}
async function askServer(tools, server, host) {
    const startedAtMs = tools.clock.now();
    const answer = await askNameServers(host, { servers: [server], ...ofServers, ...tools });
    const durationMs = Math.round(tools.clock.now() - startedAtMs);
    return answer.kind === 'addresses'
        ? { server, durationMs, addresses: answer.addresses }
        : { server, durationMs, addresses: [], problem: answer.problem };
}
function compare(system, answers) {
    const others = new Set(answers.flatMap(({ addresses }) => addresses));
    if (others.size === 0)
        return system.length === 0 ? 'no-such-host' : 'only-system';
    if (system.length === 0)
        return 'system-broken';
    return system.some((address) => others.has(address)) ? 'same' : 'different';
}
function suspiciousAmong(addresses, host, isPublic) {
    if (!isPublic && !isPublicName(host))
        return [];
    return addresses.flatMap((address) => {
        const kind = specialKind(address);
        // A company's own mirror has a private address under a public name as often as not.
        if (kind === undefined || (kind === 'private' && !isPublic))
            return [];
        return [{ address, kind }];
    });
}
function dnsFault({ host, problem = 'nxdomain', servers, comparison }) {
    const who = servers.length === 0
        ? "the system's resolver"
        : `the system's resolver (${servers.join(', ')})`;
    const others = comparison === undefined
        ? ''
        : `; of the servers in \`dns\`: ${comparison.answers.map(({ server, problem: said }) => `${server} ${said === undefined ? 'answers' : problemWords[said]}`).join(', ')}`;
    return {
        class: 'dns',
        detail: `no address for ${host}: ${who} ${problemWords[problem]}${others}`,
    };
}
/** After the name of a server. */
const problemWords = {
    nxdomain: 'says there is no such name (NXDOMAIN)',
    'no-address': 'knows the name, and no address for it',
    servfail: 'answers that it failed (SERVFAIL)',
    refused: 'refuses to answer (REFUSED)',
    timeout: 'gives no answer in time',
    unreachable: 'cannot be reached',
    malformed: 'gives an answer that cannot be read',
};

;// CONCATENATED MODULE: ./bundle/stage/diagnose/verdict.js
/** From what each layer shows to one sentence per mirror. Pure. */


/** A clock that is wrong by less breaks no certificate that is not about to end anyway. */
const worrisomeSkewMs = 5 * 60_000;
/** The verdict on one mirror: the first layer that fails. */
function judgeMirror(known) {
    const fault = blame(known.layers);
    return {
        ...known,
        isUsable: fault === undefined,
        verdict: fault === undefined ? goodWords(known.layers) : `${fault.layer}: ${fault.detail}`,
        notes: notesOn(known.layers),
    };
}
/** The layer to look at, and what is wrong with it: what a wrong address leads to is no fault of the layers above. */
function blame(layers) {
    const failed = firstFault(layers);
    if (failed === undefined)
        return undefined;
    const dns = dnsOf(layers);
    const [odd] = dns?.suspicious ?? [];
    if (dns !== undefined && odd !== undefined && failed.layer !== 'dns') {
        return {
            layer: 'dns',
            detail: `${dns.host} has the address ${odd.address} here, which is ${kindWords[odd.kind]}, as no host of the internet is: a filter, a portal or a wrong resolver gave it (${failed.layer}: ${failed.fault.detail})`,
        };
    }
    if (failed.layer === 'tls')
        return { layer: 'tls', detail: tlsDetail(failed, failed.fault) };
    return { layer: failed.layer, detail: failed.fault.detail };
}
function tlsDetail(tls, { detail }) {
    const { certificate, skewMs } = tls;
    const problem = tls.problem ?? 'other';
    switch (problem) {
        case 'expired':
        case 'not-yet-valid': {
            if (skewMs !== undefined && Math.abs(skewMs) >= worrisomeSkewMs) {
                return `${detail}; this machine's clock is ${describeSkew(skewMs)}, so it is the clock and not the certificate`;
            }
            const { validFrom, validTo } = certificate ?? {};
            return `${detail}; it is valid from ${validFrom ?? '?'} to ${validTo ?? '?'}`;
        }
        case 'untrusted':
            return `${detail}; who signed it is not trusted here: a network that inspects TLS, or a private authority`;
        case 'wrong-name':
        case 'other':
            return detail;
    }
}
/** For `peer's clock minus ours`. */
function describeSkew(skewMs) {
    const seconds = Math.abs(skewMs) / 1_000;
    const size = seconds < 120
        ? `${Math.round(seconds)} s`
        : seconds < 7_200
            ? `${Math.round(seconds / 60)} min`
            : seconds < 172_800
                ? `${Math.round(seconds / 3_600)} h`
                : `${Math.round(seconds / 86_400)} days`;
    return `${size} ${skewMs > 0 ? 'slow' : 'fast'}`;
}
function goodWords(layers) {
    const top = layers.at(-1);
    switch (top?.layer) {
        case 'protocol':
            return top.answer === 'verified'
                ? `works: ${top.module} came with the known hash`
                : `answers as a module proxy may, and has no ${top.module}: right for a mirror of other modules, else its path is wrong`;
        case 'directory':
            return 'the directory is there and can be read';
        default:
            return 'works as far as it was looked into';
    }
}
function notesOn(layers) {
    return layers.flatMap(notesOnLayer);
}
function notesOnLayer(layer) {
    switch (layer.layer) {
        case 'dns':
            return dnsNotes(layer);
        case 'tcp':
            return isV6BlackHole(layer.attempts)
                ? ['IPv6 packets vanish (a black hole): every new connection waits for that']
                : [];
        case 'directory':
        case 'forward proxy':
        case 'tls':
        case 'http':
        case 'protocol':
            return [];
    }
}
function isV6BlackHole(attempts) {
    return (attempts.some(({ outcome }) => outcome === 'connected') &&
        attempts.some(({ family, outcome }) => family === 6 && outcome === 'silent'));
}
function dnsNotes(dns) {
    const { host, suspicious, comparison, problem } = dns;
    const special = suspicious.map(({ address, kind }) => `${host} has the address ${address} here, which is ${kindWords[kind]}`);
    const odd = dns.isHanging
        ? [
            ...special,
            `the system's resolver did not come back, though its name servers know ${host}: a module of nsswitch may hang, or one of several servers is silent`,
        ]
        : special;
    switch (comparison?.verdict) {
        case undefined:
        case 'same':
        case 'no-such-host':
            return odd;
        case 'different':
            return [
                ...odd,
                'the servers in `dns` give other addresses than the system, as large hosts may',
            ];
        case 'poisoned':
            return [
                ...odd,
                `the system's resolver gives wrong addresses for ${host}: those of the servers in \`dns\` work, its own do not; go and git still ask the system`,
            ];
        case 'system-broken':
            return [
                ...odd,
                `the servers in \`dns\` know ${host}, and the system's resolver ${problemWords[problem ?? 'nxdomain']}; go and git still ask the system`,
            ];
        case 'only-system': {
            const said = comparison?.answers.map(({ server, problem: why }) => `${server} ${problemWords[why ?? 'no-address']}`);
            return [
                ...odd,
                `only the system's resolver knows ${host}; of the servers in \`dns\`: ${said?.join(', ')}`,
            ];
        }
    }
}
function dnsOf(layers) {
    return layers.find((layer) => layer.layer === 'dns');
}
const kindWords = {
    unspecified: 'no address at all',
    loopback: 'this machine itself',
    private: 'in a private network',
    'link-local': 'in this network segment only',
    benchmark: 'reserved for benchmarks',
    documentation: 'reserved for documentation',
    reserved: 'reserved',
};

;// CONCATENATED MODULE: ./bundle/stage/diagnose/machine-verdict.js
/** What is common to all mirrors: where several fail for one reason, the reason is this machine's or its network's. Pure. */


function judgeMachine({ mirrors, hasNetwork, skewMs }) {
    const remote = mirrors.filter(({ layers }) => layers.every(({ layer }) => layer !== 'directory'));
    if (mirrors.length === 0) {
        return {
            common: 'no-mirrors',
            verdict: 'the list has no mirror, so there is nothing to compare',
        };
    }
    const unusable = mirrors.filter(({ isUsable }) => !isUsable);
    if (unusable.length === 0) {
        const clock = skewMs !== undefined && Math.abs(skewMs) >= worrisomeSkewMs;
        const all = mirrors.length === 1 ? 'the mirror is' : `all ${mirrors.length} mirrors are`;
        return {
            common: 'usable',
            verdict: clock
                ? `${all} usable, but this machine's clock is ${describeSkew(skewMs)}`
                : `${all} usable from here`,
        };
    }
    const isAll = remote.length > 0 && remote.every(({ isUsable }) => !isUsable);
    return ((isAll ? commonCause(remote, hasNetwork, skewMs) : undefined) ?? {
        common: 'mirrors-differ',
        verdict: differ(mirrors.length, unusable),
    });
}
function commonCause(mirrors, hasNetwork, skewMs) {
    const faults = mirrors.map(({ layers }) => firstFault(layers));
    const are = (matches) => faults.every((fault) => fault !== undefined && matches(fault));
    const several = mirrors.length > 1;
    const isLocal = ({ layer, fault }) => layer === 'dns' || fault.class === 'unreachable';
    if (!hasNetwork && are(isLocal)) {
        return {
            common: 'no-network',
            verdict: 'this machine has no network: no interface but loopback has an address',
        };
    }
    if (are(({ fault }) => fault.class === 'unreachable') && several) {
        return {
            common: 'no-network',
            verdict: 'this machine has no route to any mirror: its network or VPN is down',
        };
    }
    if (are(({ layer }) => layer === 'dns'))
        return nameResolution(faults, several);
    if (are(({ layer }) => layer === 'forward proxy')) {
        const names = new Set(faults.map((fault) => (fault?.layer === 'forward proxy' ? fault.name : '')));
        const detail = faults[0]?.fault.detail ?? '';
        if (names.size === 1) {
            return {
                common: 'forward-proxy',
                verdict: `everything goes through one forward proxy: ${detail}`,
            };
        }
    }
    const handshakes = faults.filter((fault) => fault?.layer === 'tls');
    if (handshakes.length === mirrors.length) {
        const clock = clockOf(handshakes, skewMs);
        if (clock !== undefined) {
            const verdict = `this machine's clock is ${describeSkew(clock)}, so that no certificate is valid for it`;
            return { common: 'clock', verdict };
        }
        const issuers = new Set(handshakes.map(({ certificate }) => certificate?.issuer));
        const [issuer] = issuers;
        const isUntrusted = handshakes.every(({ problem }) => problem === 'untrusted');
        if (isUntrusted && several && issuers.size === 1 && issuer !== undefined) {
            const verdict = `something in the network inspects TLS: every certificate is signed by ${JSON.stringify(issuer)}, which this machine does not trust`;
            return { common: 'interception', verdict };
        }
    }
    if (are((fault) => fault.layer === 'http' && fault.isPage === true)) {
        const verdict = several
            ? 'every mirror answers with an HTML page: the network puts a portal or a block page in the place of every answer'
            : 'the only mirror answers with an HTML page: a portal or block page of the network, or no module proxy';
        return { common: 'portal', verdict };
    }
    return undefined;
}
/** No mirror has an address; undefined where that may be the fault of the one name that was asked for. */
function nameResolution(faults, several) {
    const detail = faults[0]?.fault.detail ?? '';
    const problems = faults.map((fault) => (fault?.layer === 'dns' ? fault.problem : undefined));
    const isDown = problems.every((problem) => problem === 'timeout' || problem === 'unreachable' || problem === 'refused');
    if (isDown) {
        return { common: 'dns', verdict: `name resolution is down on this machine (${detail})` };
    }
    if (!several)
        return undefined;
    const isUnknown = problems.every((problem) => problem === 'nxdomain');
    const why = isUnknown
        ? 'the resolver answers and knows none of their names, as in a network where only a forward proxy looks them up'
        : 'name resolution is down';
    return { common: 'dns', verdict: `no mirror has an address here: ${why} (${detail})` };
}
function clockOf(handshakes, skewMs) {
    const areOfDates = handshakes.every(({ problem }) => problem === 'expired' || problem === 'not-yet-valid');
    if (!areOfDates)
        return undefined;
    const skews = handshakes.flatMap(({ skewMs: one }) => one ?? []);
    const skew = medianOf(skews) ?? skewMs;
    return skew !== undefined && Math.abs(skew) >= worrisomeSkewMs ? skew : undefined;
}
function differ(count, unusable) {
    if (count === 1)
        return 'the only mirror is not usable from here';
    const named = unusable.map(({ mirror, layers }) => `${mirror} (${firstFault(layers)?.layer})`);
    const shown = named.slice(0, 4).join(', ');
    const rest = named.length > 4 ? ` and ${named.length - 4} more` : '';
    if (unusable.length === count) {
        return `none of ${count} mirrors is usable, and not for one common reason: ${shown}${rest}`;
    }
    const usable = count - unusable.length;
    return `${usable} of ${count} mirrors ${usable === 1 ? 'is' : 'are'} usable; not so: ${shown}${rest}`;
}
/** Middle of the values; undefined of none. */
function medianOf(values) {
    return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

// EXTERNAL MODULE: external "node:url"
var external_node_url_ = __nccwpck_require__(3136);
;// CONCATENATED MODULE: ./bundle/stage/module/mirror-entry.js

/**
 * Reads a mirror's URL by the rules cmd/go applies to an entry of GOPROXY. The problem text holds nothing of the entry,
 * which may contain a password.
 */
function createMirrorEntry(text, isPublic) {
    const problem = findTextProblem(text);
    if (problem !== undefined)
        return { problem };
    // go's rule: a bare word is reserved, anything else that is neither URL nor absolute path is a host.
    const written = /[.:/]/.test(text) && !text.includes(':/') ? `https://${text}` : text;
    const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(written)?.[1]?.toLowerCase();
    switch (scheme) {
        case undefined:
            return { problem: 'neither a URL nor a known word' };
        case 'file':
            return createDirectoryEntry(written);
        case 'http':
        case 'https':
            return createServerEntry(written, isPublic);
        default:
            return { problem: 'the scheme must be https, http or file' };
    }
}
/**
 * Public mirrors as `host[/base]` (reference list of mirrors in use; those that are gone are left out). What the Go at
 * hand ships with is public too and comes on top.
 */
const publicMirrors = [
    'goproxy.cn',
    'goproxy.io',
    'proxy.golang.com.cn',
    'mirrors.aliyun.com/goproxy',
    'repo.huaweicloud.com/repository/goproxy',
    'mirrors.tencent.com/go',
    'goproxy.baidu.com',
];
/**
 * Distributions ship a Go whose own GOPROXY is `direct`: Go's default proxy is a public mirror there as well, and must not
 * hear of private modules because go.env does not name it.
 */
const goProjectHost = /^[^/:]+\.golang\.org(?=$|\/)/;
/** Knows the built-in public mirrors and the ones given, each together with everything below its base. */
function createPublicCheck(shippedUrls) {
    const known = [...publicMirrors, ...shippedUrls.map(withoutScheme)];
    return (url) => {
        const place = withoutScheme(url);
        return (goProjectHost.test(place) ||
            known.some((mirror) => place === mirror || place.startsWith(`${mirror}/`)));
    };
}
function withoutScheme(url) {
    // A final dot makes a host name absolute; it is the same host.
    return url.replace(/^[a-z]+:\/\//, '').replace(/^([^/:]+)\.(?=$|[/:])/, '$1');
}
function findTextProblem(text) {
    // A URL parser would drop or rewrite these silently, and go would then ask another URL than we do.
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
    if (/[\u0000-\u0020\u007f\\<>"`{}^]/.test(text)) {
        return 'white space or a character that no URL may hold';
    }
    if (/^(?:\/|[A-Za-z]:(?!\/\/)\/)/.test(text))
        return 'a directory is written as file:///…';
    if (/[?#]/.test(text))
        return 'a module proxy URL has neither query nor fragment';
    return undefined;
}
function createDirectoryEntry(text) {
    const url = /^file:(?:\/\/)?\/(?!\/)/i.test(text) ? parseUrl(text) : undefined;
    const directory = url?.pathname.replace(/\/+$/, '') ?? '';
    if (url?.host !== '' || directory === '') {
        return { problem: 'a directory is written as file:///absolute/path, without a host' };
    }
    const name = `file://${directory}`;
    return { mirror: { kind: 'mirror', url: name, name, isPublic: false } };
}
function createServerEntry(text, isPublic) {
    const url = /^https?:\/\/[^/]/i.test(text) ? parseUrl(text) : undefined;
    if (url === undefined)
        return { problem: 'malformed URL' };
    const username = decodePercent(url.username);
    const password = decodePercent(url.password);
    if (username === undefined || password === undefined) {
        return { problem: 'user name or password is not percent-encoded as a URL requires' };
    }
    const name = `${url.host}${url.pathname.replace(/\/+$/, '')}`;
    const base = `${url.protocol}//${name}`;
    const isSecret = username !== '' || password !== '';
    const mirror = {
        kind: 'mirror',
        url: base,
        ...(isSecret ? { credentials: { username, password } } : {}),
        name,
        isPublic: isPublic(base),
    };
    return { mirror };
}
function parseUrl(text) {
    return URL.canParse(text) ? new URL(text) : undefined;
}

;// CONCATENATED MODULE: ./bundle/stage/module/mirror-list.js
/**
 * Lists of mirrors: the `mirrors` input and Go's own GOPROXY, read into one form. All knowledge of separators, keywords
 * and credentials in URLs stays here. A problem never quotes the entry it is about: a password that holds a separator
 * falls apart into pieces, and any of them may be part of the secret. Entries are counted instead.
 */

/** A mirror that is a directory of this machine: read, not asked. */
function isDirectory({ url }) {
    return url.startsWith('file:');
}
/**
 * Reads the `mirrors` input: one entry a line, or several separated by "," or "|" as people paste a GOPROXY; "#" begins a
 * comment. `default` stands for the mirrors of `shippedGoproxy`, the GOPROXY this Go ships with. Separators mean
 * nothing here, `fallback` decides. What follows `direct` or `off` is ignored, as go does.
 */
function parseMirrorsInput(text, shippedGoproxy, fallback) {
    const isPublic = createPublicCheck(urlsOf(shippedGoproxy));
    const items = [];
    const problems = [];
    let ending = 'none';
    for (const { content, place } of splitInput(text)) {
        if (content === 'direct' || content === 'off') {
            ending = content;
            break;
        }
        if (content === 'default') {
            items.push(...readItems(shippedGoproxy, fallback, isPublic).items);
            continue;
        }
        const read = createMirrorEntry(content, isPublic);
        if ('problem' in read)
            problems.push(`${place}: ${read.problem}${acceptedWords}`);
        else
            items.push({ mirror: read.mirror, fallback });
    }
    if (items.length === 0 && ending === 'none' && problems.length === 0) {
        problems.push(`no entry${acceptedWords}`);
    }
    return { value: { groups: group(items), ending, endingAfter: fallback }, problems };
}
/**
 * Reads a GOPROXY value by cmd/go's grammar: entries are trimmed, empty ones skipped, `https://` is put before a bare host,
 * `direct` and `off` end the list. With `as-written` the separator after an entry decides ("|" any error, "," only
 * "not found"), otherwise `fallback` does. A mirror named twice is asked once.
 */
function parseGoproxy(value, fallback, shippedGoproxy) {
    const read = readItems(value, fallback, createPublicCheck(urlsOf(shippedGoproxy)));
    const problems = [...read.problems];
    if (read.items.length === 0 && read.ending === 'none' && problems.length === 0) {
        problems.push('no entry: expected URLs of module proxies, direct or off');
    }
    const last = read.items.at(-1)?.fallback;
    const endingAfter = last ?? (fallback === 'as-written' ? 'not-found' : fallback);
    return { value: { groups: group(read.items), ending: read.ending, endingAfter }, problems };
}
const acceptedWords = '; expected https://…, http://…, file:///…, default, direct or off, one per line';
function readItems(value, fallback, isPublic) {
    const items = [];
    const problems = [];
    let ending = 'none';
    let count = 0;
    for (const [, raw = '', separator = ''] of value.matchAll(/([^,|]*)([,|]?)/g)) {
        const content = raw.trim();
        if (content === '')
            continue;
        count += 1;
        if (content === 'direct' || content === 'off') {
            ending = content;
            break;
        }
        const read = createMirrorEntry(content, isPublic);
        if ('problem' in read) {
            problems.push(`entry ${count}: ${read.problem}`);
            continue;
        }
        const written = separator === '|' ? 'any-error' : 'not-found';
        items.push({ mirror: read.mirror, fallback: fallback === 'as-written' ? written : fallback });
    }
    return { items, problems, ending };
}
/** Every URL of Go's shipped list is a public mirror by definition. */
function urlsOf(goproxy) {
    return readItems(goproxy, 'as-written', () => true).items.map((item) => item.mirror.url);
}
function group(items) {
    const groups = [];
    const seen = new Set();
    let isJoined = false;
    for (const { mirror, fallback } of items) {
        // The same URL with other credentials is another mirror: it may see other modules.
        const identity = JSON.stringify([mirror.url, mirror.credentials]);
        if (!seen.has(identity)) {
            seen.add(identity);
            const last = groups.at(-1);
            if (isJoined && last)
                last.push(mirror);
            else
                groups.push([mirror]);
            isJoined = false;
        }
        // A repeated mirror has already said what it had to say here: its separator alone still counts, once.
        isJoined ||= fallback === 'any-error';
    }
    return groups;
}
/** Entries with the place a problem would name: the line, and where a line holds several, which of them. */
function splitInput(text) {
    return text.split(/\r\n|\n|\r/).flatMap((line, index) => {
        // "#" inside a URL is no comment: it belongs to a fragment, which is then a problem of its own.
        const entries = line
            .replace(/(^|\s)#.*$/, '')
            .split(/[,|]/)
            .map((entry) => entry.trim())
            .filter((entry) => entry !== '');
        return entries.map((content, position) => ({
            content,
            place: entries.length === 1 ? `line ${index + 1}` : `line ${index + 1}, entry ${position + 1}`,
        }));
    });
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
const goVersion = new RegExp(`^(${number})(?:\\.(${number})(?:\\.(${number})|([a-z]+)(${number})?)?)?$`);
function parseGoVersion(text) {
    const bare = text.replace(/^go/, '').replace(/-.*$/s, '');
    const found = goVersion.exec(bare);
    const [, major = '', minor, patch, kind = '', prerelease = ''] = found ?? [];
    if (minor === undefined) {
        const rest = found ? '0' : '';
        return { major, minor: rest, patch: rest, kind, prerelease };
    }
    // Up to Go 1.20 the first release was "1.20" itself; from 1.21 on that is the language and the release is "1.21.0".
    const isRelease = kind === '' && compareDecimals(minor, '21') < 0;
    return { major, minor, patch: patch ?? (isRelease ? '0' : ''), kind, prerelease };
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
const toolchainPath = 'golang.org/toolchain';
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

;// CONCATENATED MODULE: ./bundle/stage/module/endpoint.js
/**
 * What can be asked of a module proxy (the GOPROXY protocol, `go help goproxy`) and of a checksum database behind one,
 * as a closed set. The relay answers nothing that is not in it and asks mirrors for nothing else.
 */



/**
 * Reads the path of a request. `urlPath` has neither leading slash nor query and may be percent-encoded: go sends "!" as
 * "%21" for modules and plain for the checksum database. Undefined for everything that is not in the grammar.
 */
function parseEndpoint(urlPath) {
    // An encoded slash would move the borders between elements.
    const path = /%2f/i.test(urlPath) ? undefined : decodePercent(urlPath);
    if (path === undefined)
        return undefined;
    if (path.startsWith('sumdb/'))
        return parseSumdb(path.slice('sumdb/'.length));
    if (path.endsWith('/@latest')) {
        const modulePath = unescapePath(path.slice(0, -'/@latest'.length));
        return modulePath === undefined ? undefined : { kind: 'latest', path: modulePath };
    }
    const [escaped, file, ...more] = path.split('/@v/');
    const modulePath = unescapePath(escaped ?? '');
    if (modulePath === undefined || file === undefined || more.length > 0)
        return undefined;
    return file === 'list' ? { kind: 'list', path: modulePath } : parseFile(modulePath, file);
}
/**
 * The path of a request in its escaped form, without leading slash; `parseEndpoint` reads it back to the same endpoint.
 * Characters that would end a URL's path (only branch names have them) are percent-encoded.
 * @throws RangeError for a module path or version that cannot be asked for (see `escapePath`).
 */
function endpointPath(endpoint) {
    switch (endpoint.kind) {
        case 'info':
        case 'mod':
        case 'zip': {
            const { path, version } = endpoint.module;
            const name = escapeVersion(version).replace(/[#%[\]^{} ]/g, encodeURIComponent);
            return `${escapePath(path)}/@v/${name}.${endpoint.kind}`;
        }
        case 'list':
            return `${escapePath(endpoint.path)}/@v/list`;
        case 'latest':
            return `${escapePath(endpoint.path)}/@latest`;
        case 'sumdb':
            return `sumdb/${endpoint.database}/${endpoint.operation}`;
    }
}
/**
 * The module path an endpoint tells about, to be held against private patterns before the request leaves the machine.
 * A lookup in the checksum database names its module; tiles and tree heads name none.
 */
function endpointModule(endpoint) {
    switch (endpoint.kind) {
        case 'info':
        case 'mod':
        case 'zip':
            return endpoint.module.path;
        case 'list':
        case 'latest':
            return endpoint.path;
        case 'sumdb':
            return parseLookup(endpoint.operation)?.path;
    }
}
function parseFile(path, file) {
    const dot = file.lastIndexOf('.');
    const version = unescapeVersion(file.slice(0, Math.max(dot, 0)));
    const kind = file.slice(dot + 1);
    if (version === undefined)
        return undefined;
    if (kind === 'info')
        return { kind, module: { path, version } };
    // go resolves a branch through .info first: asked for by anything but a canonical version, these would be cached under
    // a name that means something else tomorrow.
    if ((kind === 'mod' || kind === 'zip') && isCanonical(version)) {
        return { kind, module: { path, version } };
    }
    return undefined;
}
/** The database's name may hold slashes itself, so the first split that leaves a valid operation counts. */
function parseSumdb(rest) {
    for (let slash = rest.indexOf('/'); slash >= 0; slash = rest.indexOf('/', slash + 1)) {
        const database = rest.slice(0, slash);
        const operation = rest.slice(slash + 1);
        if (isDatabaseName(database) && isOperation(operation)) {
            return { kind: 'sumdb', database, operation };
        }
    }
    return undefined;
}
function isDatabaseName(name) {
    return (/^[A-Za-z0-9.-]+(?::[0-9]+)?(?:\/[A-Za-z0-9._~-]+)*$/.test(name) &&
        !name.split('/').some((element) => /^\.+$/.test(element)));
}
function isOperation(operation) {
    return (operation === 'supported' ||
        operation === 'latest' ||
        isTile(operation) ||
        parseLookup(operation) !== undefined);
}
function parseLookup(operation) {
    const found = /^lookup\/([^@]+)@([^@/]+)$/.exec(operation);
    if (!found)
        return undefined;
    const path = unescapePath(found[1] ?? '');
    const version = unescapeVersion(found[2] ?? '');
    if (path === undefined || version === undefined || !isCanonical(version))
        return undefined;
    return { path, version };
}
/**
 * `tile/H/L/K[.p/W]` as golang.org/x/mod/sumdb/tlog writes it: height 1 to 30, level or "data", the tile's number in
 * groups of three digits, and for a partial tile its width, below the full 2^H.
 */
function isTile(operation) {
    const found = /^tile\/([1-9][0-9]?)\/(?:data|0|[1-9][0-9]{0,2})\/((?:x[0-9]{3}\/){0,6}[0-9]{3})(?:\.p\/([1-9][0-9]{0,9}))?$/.exec(operation);
    if (!found)
        return false;
    const [, height = '', number = '', width] = found;
    const isFullNumber = !number.startsWith('x000');
    return (isFullNumber &&
        Number(height) <= 30 &&
        (width === undefined || Number(width) < 2 ** Number(height)));
}

// EXTERNAL MODULE: external "node:stream"
var external_node_stream_ = __nccwpck_require__(7075);
// EXTERNAL MODULE: external "node:zlib"
var external_node_zlib_ = __nccwpck_require__(8522);
;// CONCATENATED MODULE: ./bundle/stage/upstream/decoding.js



function isIdentity(encoding) {
    return encoding === undefined || encoding === 'identity' || encoding === '';
}
/** Some mirrors compress although `identity` was asked for; what they meant is still there. */
function decoded(body, encoding) {
    if (encoding === undefined || isIdentity(encoding))
        return body;
    if (encoding !== 'gzip' && encoding !== 'x-gzip') {
        throw new stage_failure/* FailureError */.pO({
            class: 'bad-content',
            detail: `a body in the encoding ${JSON.stringify(encoding.slice(0, 40))}, which was not asked for`,
        });
    }
    return gunzipped(body);
}
async function* gunzipped(body) {
    const source = external_node_stream_.Readable.from(body, { objectMode: false });
    const gunzip = (0,external_node_zlib_.createGunzip)();
    // The reader sees a fault of the source as a fault of the stream it reads; nothing may stay unhandled.
    source.on('error', (error) => gunzip.destroy(error));
    source.pipe(gunzip);
    try {
        for await (const chunk of gunzip)
            yield chunk;
    }
    catch (error) {
        if (error instanceof stage_failure/* FailureError */.pO)
            throw error;
        throw new stage_failure/* FailureError */.pO({
            class: 'bad-content',
            detail: 'a body that claims to be gzip and is not',
            cause: error,
        });
    }
    finally {
        source.destroy();
    }
}

;// CONCATENATED MODULE: ./bundle/stage/resilience/backoff.js
/**
 * How long to wait before asking the same set of mirrors again. Numbers: design §6; full jitter after
 * https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/.
 */
const baseMs = 500;
const capMs = 8_000;
const floorMs = 100;
/** The longest `Retry-After` that is honoured (cargo's cap); a longer one is cut to it. */
const retryAfterCapMs = 10_000;
/**
 * Milliseconds to wait after full pass number `pass` (0 = the first) over all mirrors failed:
 * uniform in [0, min(8 s, 0.5 s · 2^pass)), at least 100 ms so that a tight loop can never form.
 */
function backoffDelayMs(pass, random) {
    const ceiling = Math.min(capMs, baseMs * 2 ** Math.max(0, Math.min(pass, 30)));
    return Math.max(floorMs, Math.floor(random() * ceiling));
}
/**
 * Milliseconds a `Retry-After` header asks for: seconds or an HTTP date (RFC 9110 §10.2.3); undefined where it is
 * neither. `wallClockMs` is the time of day, which only the date form needs.
 */
function parseRetryAfter(value, wallClockMs) {
    const text = value.trim();
    if (/^\d{1,9}$/.test(text))
        return Number(text) * 1_000;
    // Date.parse takes far more than HTTP dates ("-5" is one): demand the shape first.
    if (!/^[A-Z][a-z]{2,8},? /.test(text))
        return undefined;
    const at = Date.parse(text);
    return Number.isNaN(at) ? undefined : Math.max(0, at - wallClockMs);
}

;// CONCATENATED MODULE: ./bundle/stage/upstream/status.js

/**
 * Servers that answer 404 for a fault of their own upstream say so in the body: goproxy ("bad upstream", "fetch timed
 * out"), the public default ("Failed to connect to …"), Athens not at all (reference/mirrors.md §1).
 */
const upstreamTrouble = /fetch timed out|timed? ?out|bad upstream|temporarily unavailable|connection (refused|reset)|i\/o timeout|failed to connect|early EOF|tls:|TLS handshake|no such host|server misbehaving/i;
/** The failure an HTTP status other than 200 stands for (design §5 and §7). */
function failureOfStatus({ status, headers, text, wallClockMs }) {
    const said = firstLine(text);
    const detail = `HTTP status ${status}${said === '' ? '' : `: ${said}`}`;
    if (status === 401 || status === 403)
        return { class: 'http-auth', status, detail };
    if (status === 404 || status === 410) {
        return upstreamTrouble.test(text)
            ? { class: 'http-server', status, detail: `${detail} (the mirror's own upstream failed)` }
            : { class: 'http-not-found', status, detail };
    }
    if (status === 407)
        return { class: 'proxy-auth', detail };
    if (status === 511)
        return { class: 'captive-portal', detail };
    const retryAfter = headers['retry-after'];
    if (status === 429 || (status === 503 && retryAfter !== undefined)) {
        const retryAfterMs = retryAfter === undefined ? undefined : parseRetryAfter(retryAfter, wallClockMs);
        return {
            class: 'http-throttled',
            status,
            detail,
            ...(retryAfterMs !== undefined && { retryAfterMs }),
        };
    }
    if (status >= 500 && status <= 599)
        return { class: 'http-server', status, detail };
    return { class: 'http-other', status, detail };
}
/** One short printable line of what a server said; pages of HTML say nothing. */
function firstLine(text) {
    if (text.trimStart().startsWith('<'))
        return '';
    const line = text.trim().split('\n', 1)[0] ?? '';
    const printable = Array.from(line, (c) => (c < ' ' || c === '\u007f' ? ' ' : c)).join('');
    return printable.length > 200 ? `${printable.slice(0, 200)}…` : printable;
}

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __nccwpck_require__(7598);
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
        const folded = current.toLowerCase();
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
    return resolveZip64(source, end, tailOffset + position);
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
    const quoted = JSON.stringify(name);
    if (name === '')
        return 'empty name';
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
    if (/[\u0000-\u001f\u007f]/.test(name))
        return `name ${quoted} holds a control character`;
    if (name.includes('\\'))
        return `name ${quoted} holds a backslash`;
    if (/^(?:\/|[A-Za-z]:)/.test(name))
        return `name ${quoted} is absolute`;
    if (name.split('/').some((element) => element === '.' || element === '..')) {
        return `name ${quoted} holds a "." or ".." element`;
    }
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
    return hashList([{ name: 'go.mod', sum: (0,external_node_crypto_.hash)('sha256', bytes, 'hex') }]);
}
/**
 * The hash of a module's zip file, or why it is no zip file of this module that go would unpack: structure, names, sizes
 * and CRCs are checked on the way. Reads the source once, in order, and lets the event loop run in between.
 * Rejects only with the error of the source.
 */
async function hashZip(source, module) {
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
            ? await hashAlone(source, batch)
            : await hashBatch(source, batch)) {
            if ('problem' in result)
                return result;
            sums.push(result);
        }
    }
    return { hash: hashList(sums) };
}
/** Above this an entry is inflated by zlib's threads instead of here: below it the hand-over costs more than the work. */
const largeBytes = 256 * 1024;
/** Work between two turns of the event loop: inflating and hashing 1 MiB takes about 8 ms on a slow runner's core. */
const batchBytes = 512 * 1024;
/** Setting up zlib costs about 30 µs an entry, however small it is. */
const batchEntries = 64;
const readAheadBytes = 64 * 1024;
function hashList(sums) {
    // Go sorts names by their UTF-8 bytes; JavaScript would sort by UTF-16 units, which differs above U+FFFF.
    const lines = sums
        .map(({ name, sum }) => ({ key: Buffer.from(name, 'utf8'), line: `${sum}  ${name}\n` }))
        .sort((a, b) => a.key.compare(b.key));
    return `h1:${(0,external_node_crypto_.hash)('sha256', lines.map(({ line }) => line).join(''), 'base64')}`;
}
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
    const results = batch.map((entry) => hashSmall(entry, bytes.subarray(entry.headerOffset - start, entry.boundary - start)));
    await takeTurns();
    return results;
}
async function hashAlone(source, [entry]) {
    if (entry === undefined)
        return [];
    if (Math.max(entry.size, entry.compressedSize) > largeBytes) {
        return [await hashLarge(source, entry)];
    }
    // The gap before the next entry may be of any size: only what belongs to this one is read.
    const most = localHeaderBytes + 2 * 0xffff + entry.compressedSize + descriptorBytes;
    const length = Math.min(entry.boundary - entry.headerOffset, most);
    const result = hashSmall(entry, await source.read(entry.headerOffset, length));
    await takeTurns();
    return [result];
}
/** `bytes` begins at the local header and holds the whole entry. */
function hashSmall(entry, bytes) {
    const located = locateData(entry, bytes);
    if ('problem' in located)
        return refuse(entry, located.problem);
    const end = located.data + entry.compressedSize;
    if (bytes.length < end)
        return refuse(entry, 'file is truncated');
    const content = unpackSmall(entry, bytes.subarray(located.data, end));
    if (content === undefined)
        return refuse(entry, 'malformed compressed data');
    const descriptor = bytes.subarray(end, end + descriptorBytes);
    const sum = (0,external_node_crypto_.hash)('sha256', content, 'hex');
    return judge(entry, { size: content.length, crc: (0,external_node_zlib_.crc32)(content), descriptor, sum });
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
        return (0,external_node_zlib_.inflateRawSync)(data, { maxOutputLength: most, chunkSize: Math.max(most, 64) });
    }
    catch {
        return undefined;
    }
}
async function hashLarge(source, entry) {
    const start = await source.read(entry.headerOffset, localHeaderBytes + 2 * 0xffff);
    const located = locateData(entry, start);
    if ('problem' in located)
        return refuse(entry, located.problem);
    const dataOffset = entry.headerOffset + located.data;
    const running = (0,external_node_crypto_.createHash)('sha256');
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
        crc = (0,external_node_zlib_.crc32)(chunk, crc);
    }
    const dataEnd = dataOffset + entry.compressedSize;
    const descriptor = await source.read(dataEnd, Math.min(descriptorBytes, entry.boundary - dataEnd));
    return judge(entry, { size, crc, descriptor, sum: running.digest('hex') });
}
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
async function* inflate(packed) {
    const stream = (0,external_node_zlib_.createInflateRaw)({ chunkSize: readAheadBytes });
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

// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __nccwpck_require__(3024);
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

;// CONCATENATED MODULE: ./bundle/stage/upstream/spooled.js



/** The whole content; for small files only. */
function readSpooled(file) {
    return withSource(file, (source) => source.read(0, file.size));
}
/** The whole content, piece by piece. */
async function* readPieces(file) {
    if (file.kind === 'memory')
        yield file.bytes;
    else
        for await (const piece of (0,external_node_fs_.createReadStream)(file.path))
            yield piece;
}
/** The first bytes of a file, each as one character. */
function startOf(file, length) {
    return withSource(file, async (source) => {
        const bytes = await source.read(0, Math.min(file.size, length));
        return bytes.toString('latin1');
    });
}
/** Opens a file for as long as `work` takes. */
async function withSource(file, work) {
    if (file.kind === 'memory')
        return work(bufferSource(file.bytes));
    const handle = await (0,promises_.open)(file.path, 'r');
    try {
        return await work(handleSource(handle, file.size));
    }
    finally {
        await handle.close();
    }
}

;// CONCATENATED MODULE: ./bundle/stage/upstream/verify.js



/**
 * Whether a fetched file is what was asked for: its shape, and its h1 hash where a go.sum of the job names one. The
 * verdict only decides whether the next mirror is asked: `go` hashes every file again before it trusts it.
 * @returns undefined when all is well.
 */
async function verifyFile(endpoint, file, sums) {
    if (endpoint.kind !== 'sumdb') {
        const page = await findHtml(file);
        if (page)
            return page;
    }
    switch (endpoint.kind) {
        case 'info':
            return verifyInfo(await readSpooled(file), endpoint.module.version);
        case 'latest':
            return verifyInfo(await readSpooled(file), undefined);
        case 'list':
            return verifyList(await readSpooled(file));
        case 'mod':
            return verifyMod(await readSpooled(file), endpoint.module, sums);
        case 'sumdb':
            // A signed log: only `go` can tell.
            return undefined;
        case 'zip':
            return verifyZip(file, endpoint.module, sums);
    }
}
function verifyInfo(bytes, version) {
    let info;
    try {
        info = JSON.parse(bytes.toString('utf8'));
    }
    catch {
        return { class: 'bad-content', detail: 'the version information is not JSON' };
    }
    const found = typeof info === 'object' && info !== null && 'Version' in info ? info.Version : undefined;
    if (typeof found !== 'string')
        return { class: 'bad-content', detail: 'the version information names no version' };
    // A revision or branch is answered with the version it stands for; only an exact version must come back as itself.
    if (version !== undefined && /^v\d+\.\d+\.\d+/.test(version) && found !== version) {
        return {
            class: 'bad-content',
            detail: `the version information is for ${JSON.stringify(found.slice(0, 100))}`,
        };
    }
    return undefined;
}
function verifyList(bytes) {
    const isList = bytes
        .toString('utf8')
        .split('\n')
        .every((line) => line.trim() === '' || /^v\d/.test(line));
    return isList
        ? undefined
        : { class: 'bad-content', detail: 'the version list holds something else than versions' };
}
function verifyMod(bytes, module, sums) {
    const mismatch = compareSums(hashMod(bytes), module, 'mod', sums);
    if (mismatch === undefined && sums.find(module, 'mod').length > 0)
        return undefined;
    // Only where no hash vouches for the bytes: every real go.mod has this line.
    if (!/^\s*module\b/m.test(bytes.toString('utf8'))) {
        return { class: 'bad-content', detail: 'a go.mod file without a module line' };
    }
    return mismatch;
}
async function verifyZip(file, module, sums) {
    const hashed = await withSource(file, (source) => hashZip(source, module));
    if ('problem' in hashed)
        return { class: 'bad-content', detail: hashed.problem };
    return compareSums(hashed.hash, module, 'zip', sums);
}
function compareSums(actual, module, kind, sums) {
    const other = sums.find(module, kind).find((line) => line.hash !== actual);
    if (other === undefined)
        return undefined;
    return {
        class: 'checksum-mismatch',
        detail: `${kind === 'mod' ? 'go.mod of ' : ''}${formatModule(module)} hashes to ${actual}, go.sum names ${other.hash}`,
        module: formatModule(module),
        // The hash of the probe's well-known file stands in no file of the job.
        ...(other.file !== '' && { position: { file: other.file, line: other.line } }),
        expected: other.hash,
        actual,
    };
}
/** The failure of a file that is an HTML page, as portals put in the place of every answer; undefined for any other. */
async function findHtml(file) {
    if (!/^\s*<(!doctype|html|head|body|\?xml|!--|script|meta)/i.test(await startOf(file, 512))) {
        return undefined;
    }
    return {
        class: 'bad-content',
        detail: 'an HTML page where a module file was asked for',
        isHtml: true,
    };
}

;// CONCATENATED MODULE: ./bundle/stage/diagnose/peer-clock.js




/** A hint about the clock is not worth more. */
const peer_clock_limitMs = 3_000;
/**
 * Peer's clock minus ours, where the peer's certificate could not be verified for its dates: is the certificate too old,
 * or this machine's clock wrong? The certificate is not verified here. What is asked holds nothing, no path, no module and
 * no credentials, and of the answer only the time is read, which decides nothing but the wording of a hint.
 * Undefined where the peer does not tell. Never throws.
 */
async function askClock({ clock, signal }, host, open) {
    const socket = await open().catch(() => undefined);
    if (socket === undefined)
        return undefined;
    return new Promise((resolve) => {
        const settle = (skewMs) => {
            cancel();
            signal.removeEventListener('abort', onEnd);
            socket.destroy();
            resolve(skewMs);
        };
        const onEnd = () => settle(undefined);
        const cancel = clock.after(peer_clock_limitMs, onEnd);
        const secured = (0,external_node_tls_.connect)({
            socket,
            rejectUnauthorized: false,
            ALPNProtocols: ['http/1.1'],
            ...((0,external_node_net_.isIP)(host) === 0 ? { servername: host } : {}),
        });
        secured.on('error', onEnd);
        socket.on('error', onEnd);
        if (signal.aborted)
            onEnd();
        else
            signal.addEventListener('abort', onEnd, { once: true });
        secured.once('secureConnect', () => {
            (0,external_node_http_.request)({
                method: 'HEAD',
                path: '/',
                setHost: false,
                headers: { Host: host, 'User-Agent': userAgent, Connection: 'close' },
                createConnection: () => secured,
            })
                .on('error', onEnd)
                .once('response', ({ headers }) => settle(skewOf(headers.date)))
                .end();
        });
    });
}
/** Peer's clock minus ours; its granularity is a second. */
function skewOf(date) {
    const told = Date.parse(date ?? '');
    return Number.isNaN(told) ? undefined : told - Date.now();
}

;// CONCATENATED MODULE: ./bundle/stage/diagnose/http-layer.js









/** A go.mod of more bytes than this is none that a probe asks for. */
const mostBytes = 1024 * 1024;
/** The start of what a server says about a status. */
const mostErrorBytes = 2_048;
/** Asks a mirror for one go.mod with a known hash, and whether it passes the checksum database on. Never throws. */
async function probeHttp(tools, options) {
    const { mirror, module, sums } = options;
    const endpoint = { kind: 'mod', module };
    const [asked, servesDatabase] = await Promise.all([
        timed(tools, layerLimits.firstByteMs + layerLimits.bodyMs, (signal) => ask(options, endpointPath(endpoint), signal), (limitMs) => ({
            class: 'stall',
            phase: 'headers',
            limitMs,
            detail: silence(mirror, limitMs),
        }), stage_failure/* failureOf */.g5),
        askForDatabase(tools, options),
    ]);
    const { durationMs } = asked;
    if ('failure' in asked) {
        return { http: { layer: 'http', durationMs, fault: diagnosis_faultOf(asked.failure) } };
    }
    const { response, bytes, skewMs } = asked.value;
    const { status, headers, firstByteMs } = response;
    const server = shortened(headers['server']);
    const facts = {
        layer: 'http',
        status,
        firstByteMs: Math.round(firstByteMs),
        ...(server !== undefined && { server }),
        ...(skewMs !== undefined && { skewMs }),
        durationMs,
    };
    const protocol = {
        layer: 'protocol',
        module: formatModule(module),
        ...(servesDatabase !== undefined && { servesDatabase }),
        durationMs: 0,
    };
    if (status === 200) {
        const file = { kind: 'memory', bytes, size: bytes.length };
        const damage = await verifyFile(endpoint, file, sums);
        if (damage?.class === 'bad-content' && damage.isHtml) {
            return { http: { ...facts, isPage: true, fault: pageFault(status) } };
        }
        return damage
            ? { http: facts, protocol: { ...protocol, answer: 'wrong', fault: diagnosis_faultOf(damage) } }
            : { http: facts, protocol: { ...protocol, answer: 'verified' } };
    }
    const failure = statusFailure(response, bytes);
    if (failure.class !== 'http-not-found')
        return { http: { ...facts, fault: diagnosis_faultOf(failure) } };
    // One of the public mirrors has every public module; for all others it may be right.
    const fault = mirror.isPublic
        ? { ...diagnosis_faultOf(failure), detail: `${failure.detail}, for a module that it has to have` }
        : undefined;
    return {
        http: facts,
        protocol: { ...protocol, answer: 'unknown-module', ...(fault && { fault }) },
    };
}
async function ask({ client, mirror }, path, signal) {
    const response = await client.get({
        url: new URL(`${mirror.url}/${path}`),
        ...(mirror.credentials && { credentials: mirror.credentials }),
        limits: {
            connectMs: layerLimits.firstByteMs,
            firstByteMs: layerLimits.firstByteMs,
            stallMs: layerLimits.bodyMs,
        },
        signal,
    });
    const { status, headers, body } = response;
    const skewMs = skewOf(headers['date']);
    const isGood = status === 200;
    const chunks = [];
    let size = 0;
    try {
        const source = isGood ? decoded(body, headers['content-encoding']) : body;
        for await (const chunk of source) {
            chunks.push(chunk);
            size += chunk.length;
            if (size > (isGood ? mostBytes : mostErrorBytes))
                break;
        }
    }
    catch (thrown) {
        // The status is the news; a page about it that breaks off changes nothing.
        if (isGood)
            throw thrown;
    }
    if (isGood && size > mostBytes) {
        throw new stage_failure/* FailureError */.pO({ class: 'bad-content', detail: 'the go.mod has more than 1 MiB' });
    }
    return { response, bytes: Buffer.concat(chunks), skewMs };
}
function statusFailure({ status, headers }, bytes) {
    const text = bytes.subarray(0, mostErrorBytes).toString('utf8');
    return failureOfStatus({ status, headers, text, wallClockMs: Date.now() });
}
function pageFault(status) {
    return {
        class: 'bad-content',
        detail: `status ${status} and an HTML page where a module file was asked for: a portal, a block page, or a web server`,
    };
}
/** Undefined where the mirror did not say. */
async function askForDatabase(tools, { client, mirror, database }) {
    const asked = await timed(tools, layerLimits.firstByteMs, async (signal) => {
        const { status, discard } = await client.get({
            url: new URL(`${mirror.url}/sumdb/${database}/supported`),
            ...(mirror.credentials && { credentials: mirror.credentials }),
            limits: {
                connectMs: layerLimits.firstByteMs,
                firstByteMs: layerLimits.firstByteMs,
                stallMs: layerLimits.bodyMs,
            },
            signal,
        });
        await discard();
        return status;
    }, (limitMs) => ({ class: 'stall', limitMs, detail: silence(mirror, limitMs) }), stage_failure/* failureOf */.g5);
    if ('failure' in asked)
        return undefined;
    if (asked.value === 200)
        return true;
    return asked.value === 404 || asked.value === 410 ? false : undefined;
}
function silence(mirror, limitMs) {
    return `${mirror.name} had not answered after ${(limitMs / 1_000).toFixed(1)} s`;
}
/** A header is foreign text of any length. */
function shortened(text) {
    if (text === undefined || text === '')
        return undefined;
    return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

;// CONCATENATED MODULE: ./bundle/stage/diagnose/proxy-layer.js







/** Reaches the forward proxy and has it open a tunnel. Never throws. */
async function probeProxy(tools, { proxy, target, peers, resolve, secureContext }) {
    let at = 'proxy-dns';
    let socket;
    const step = await timed(tools, layerLimits.tunnelMs, async (signal) => {
        const addresses = await untilAborted(resolve(proxy.host), signal);
        if (addresses.length === 0)
            throw new Error('the answer names none');
        at = 'proxy-tcp';
        socket = await connectFirst(addresses, proxy.port, tools.clock, signal);
        if (proxy.scheme === 'https') {
            at = 'proxy-tls';
            socket = await tls_secure(socket, proxy.host, secureContext(), signal);
        }
        if (target === undefined)
            return;
        at = 'tunnel';
        await openTunnel(socket, proxy, target, layerLimits.tunnelMs, signal);
    }, (limitMs) => limitFailure(at, limitMs, peers), (thrown) => stepFailure(at, thrown, peers));
    const { durationMs } = step;
    const { name, variable } = proxy;
    const result = { layer: 'forward proxy', name, variable, durationMs };
    if ('value' in step)
        return { result, socket };
    socket?.destroy();
    return { result: { ...result, fault: diagnosis_faultOf(step.failure) }, socket: undefined };
}

;// CONCATENATED MODULE: ./bundle/stage/diagnose/tcp-layer.js



/** A host with many addresses is judged by the first of each family. */
const mostPerFamily = 3;
/** Once one address answers, the others need not be waited for as long as if none did. */
const otherAddressesMs = 1_500;
/** Connects to the addresses of a host side by side, so that each family is heard of. Never throws. */
async function probeTcp(tools, host, addresses, port) {
    const startedAtMs = tools.clock.now();
    const chosen = [4, 6].flatMap((family) => addresses.filter((address) => tcp_layer_familyOf(address) === family).slice(0, mostPerFamily));
    const enough = new AbortController();
    let cancelWait = () => { };
    const signal = AbortSignal.any([tools.signal, enough.signal]);
    const tried = await Promise.all(chosen.map(async (address) => {
        const dialled = await dial({ ...tools, signal }, address, port);
        if (dialled.socket) {
            cancelWait();
            cancelWait = tools.clock.after(otherAddressesMs, () => enough.abort());
        }
        return dialled;
    }));
    cancelWait();
    const winner = tried
        .filter(({ socket }) => socket !== undefined)
        .toSorted((a, b) => a.attempt.durationMs - b.attempt.durationMs)[0];
    for (const { socket } of tried)
        if (socket !== winner?.socket)
            socket?.destroy();
    const attempts = tried.map(({ attempt }) => attempt);
    const fault = winner ? undefined : tcpFault(hostPort(host, port), attempts);
    return {
        result: {
            layer: 'tcp',
            attempts,
            durationMs: winner?.attempt.durationMs ?? Math.round(tools.clock.now() - startedAtMs),
            ...(fault && { fault }),
        },
        socket: winner?.socket,
    };
}
function dial({ clock, signal }, address, port) {
    const startedAtMs = clock.now();
    return new Promise((resolve) => {
        const socket = (0,external_node_net_.connect)({ host: address, port, noDelay: true });
        let isSettled = false;
        const settle = (outcome) => {
            if (isSettled)
                return;
            isSettled = true;
            cancel();
            signal.removeEventListener('abort', onSilence);
            if (outcome !== 'connected')
                socket.destroy();
            resolve({
                attempt: {
                    address,
                    family: tcp_layer_familyOf(address),
                    outcome,
                    durationMs: Math.round(clock.now() - startedAtMs),
                },
                socket: outcome === 'connected' ? socket : undefined,
            });
        };
        const onSilence = () => settle('silent');
        const cancel = clock.after(layerLimits.tcpMs, onSilence);
        socket.once('connect', () => settle('connected'));
        // Stays for the life of the socket: an error while it has no owner must not end the process.
        socket.on('error', (error) => settle(outcomeOf(error.code)));
        if (signal.aborted)
            onSilence();
        else
            signal.addEventListener('abort', onSilence, { once: true });
    });
}
function outcomeOf(code) {
    switch (code) {
        case 'ECONNREFUSED':
            return 'refused';
        case 'ECONNRESET':
        case 'EPIPE':
        case 'ECONNABORTED':
            return 'reset';
        case 'ETIMEDOUT':
            return 'silent';
        case 'EHOSTUNREACH':
        case 'ENETUNREACH':
        case 'EHOSTDOWN':
        case 'ENETDOWN':
        case 'EADDRNOTAVAIL':
        case 'EAFNOSUPPORT':
        case 'EACCES':
        case 'EPERM':
            return 'unreachable';
        default:
            return 'other';
    }
}
/** What all addresses together say: the most telling answer counts, as it does for the relay. */
function tcpFault(target, attempts) {
    const outcomes = attempts.map(({ outcome }) => outcome);
    const told = attempts.map(({ address, outcome }) => `${address} ${tcpWords[outcome]}`).join(', ');
    const detail = `no TCP connection to ${target}: ${told}`;
    if (outcomes.includes('refused'))
        return { class: 'connect-refused', detail };
    if (outcomes.includes('reset'))
        return { class: 'connection-reset', detail };
    if (outcomes.includes('silent'))
        return { class: 'connect-timeout', detail };
    return { class: 'unreachable', detail };
}
/** After an address. */
const tcpWords = {
    connected: 'connects',
    refused: 'refuses',
    reset: 'resets the connection',
    silent: 'is silent',
    unreachable: 'cannot be reached from here',
    other: 'fails',
};
function tcp_layer_familyOf(address) {
    return (0,external_node_net_.isIPv4)(address) ? 4 : 6;
}

;// CONCATENATED MODULE: ./bundle/stage/diagnose/tls-layer.js





/** Runs the handshake over `socket` and destroys it. Never throws. */
async function probeTls(tools, socket, { host, peers, secureContext, openAgain }) {
    let certificateError;
    const step = await timed(tools, layerLimits.tlsMs, async (signal) => {
        const secured = await tls_secure(socket, host, secureContext(), signal);
        const certificate = shownBy(secured);
        secured.destroy();
        return certificate;
    }, (limitMs) => limitFailure('tls', limitMs, peers), (thrown) => {
        if (thrown instanceof CertificateError)
            certificateError = thrown;
        return onStepError('tls', peers)(thrown);
    });
    socket.destroy();
    const { durationMs } = step;
    if ('value' in step)
        return { layer: 'tls', certificate: step.value, durationMs };
    const fault = diagnosis_faultOf(step.failure);
    if (certificateError === undefined)
        return { layer: 'tls', durationMs, fault };
    const problem = tls_layer_problemOf(certificateError.code);
    const isOfDates = problem === 'expired' || problem === 'not-yet-valid';
    const skewMs = isOfDates ? await askClock(tools, host, openAgain) : undefined;
    return {
        layer: 'tls',
        certificate: certificateError.shown,
        problem,
        ...(skewMs !== undefined && { skewMs }),
        durationMs,
        fault,
    };
}
/** X509_V_ERR_* without its beginning, as Node has it, and Node's own code for a name. */
function tls_layer_problemOf(code) {
    switch (code) {
        case 'CERT_HAS_EXPIRED':
            return 'expired';
        case 'CERT_NOT_YET_VALID':
            return 'not-yet-valid';
        case 'ERR_TLS_CERT_ALTNAME_INVALID':
            return 'wrong-name';
        case 'DEPTH_ZERO_SELF_SIGNED_CERT':
        case 'SELF_SIGNED_CERT_IN_CHAIN':
        case 'UNABLE_TO_GET_ISSUER_CERT':
        case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
        case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
        case 'CERT_UNTRUSTED':
            return 'untrusted';
        default:
            return 'other';
    }
}

;// CONCATENATED MODULE: ./bundle/stage/diagnose/mirror.js











/** The way to one mirror, layer by layer, up to the first that does not work. Never throws. */
async function diagnoseMirror(tools, mirror) {
    const layers = isDirectory(mirror)
        ? [await probeDirectory(tools, mirror)]
        : await probeServer(tools, mirror);
    return judgeMirror({ mirror: mirror.name, isPublic: mirror.isPublic, layers });
}
async function probeDirectory({ clock }, { url, name }) {
    const startedAtMs = clock.now();
    const path = (0,external_node_url_.fileURLToPath)(url);
    const problem = await (0,promises_.stat)(path).then(async (found) => {
        if (!found.isDirectory())
            return `${name} is not a directory`;
        const isReadable = await (0,promises_.access)(path, promises_.constants.R_OK | promises_.constants.X_OK).then(() => true, () => false);
        return isReadable ? undefined : `${name} cannot be read by this user`;
    }, (error) => `${name} is not there (${error.code})`);
    return {
        layer: 'directory',
        durationMs: Math.round(clock.now() - startedAtMs),
        ...(problem !== undefined && { fault: { class: 'input', detail: problem } }),
    };
}
async function probeServer(tools, mirror) {
    const url = new URL(mirror.url);
    const route = tools.router(url);
    if (route.kind === 'unsupported') {
        const { variable, scheme } = route;
        const detail = `${variable} names a forward proxy with the scheme ${scheme}, which cannot be looked into`;
        const fault = { class: 'input', detail };
        return [{ layer: 'forward proxy', name: scheme, variable, durationMs: 0, fault }];
    }
    const layers = [];
    const reached = await reach(tools, { url, route, isPublic: mirror.isPublic }, layers);
    if (reached === undefined)
        return layers;
    if (url.protocol === 'https:') {
        const host = hostOf(url);
        const { openAgain, peers, socket } = reached;
        const { secureContext } = tools;
        const tls = await probeTls(tools, socket, { host, peers, secureContext, openAgain });
        layers.push(tls);
        if (tls.fault)
            return confirmPoisoning(tools, url, layers);
    }
    reached.socket.destroy();
    const { client, sums, database } = tools;
    const module = tools.moduleFor(mirror);
    const { http, protocol } = await probeHttp(tools, { client, mirror, module, sums, database });
    // What the forward proxy says to a plain http request comes as an answer to it.
    if (http.fault?.class === 'proxy-auth' || http.fault?.class === 'proxy-unreachable') {
        const { fault } = http;
        return layers.map((layer) => (layer.layer === 'forward proxy' ? { ...layer, fault } : layer));
    }
    layers.push(http, ...(protocol ? [protocol] : []));
    return confirmPoisoning(tools, url, layers);
}
/** DNS and TCP, or the forward proxy in their place. Undefined where they lead nowhere. */
async function reach(tools, { url, route, isPublic, }, layers) {
    const target = { host: hostOf(url), port: portOf(url) };
    const authority = hostPort(target.host, target.port);
    if (route.kind === 'forward-proxy') {
        const peers = { target: authority, forwardProxy: route };
        const options = {
            proxy: route,
            target: isAbsoluteForm(url, route) ? undefined : target,
            peers,
            resolve: tools.relay,
            secureContext: tools.secureContext,
        };
        const { result, socket } = await probeProxy(tools, options);
        layers.push(result);
        const openAgain = async () => (await probeProxy(tools, options)).socket;
        return socket && { socket, peers, openAgain };
    }
    const dns = await probeDns(tools, tools.names, { host: target.host, isPublic });
    layers.push(dns);
    if (dns.fault)
        return undefined;
    const addresses = usableAddresses(dns);
    tools.onAddresses(target.host, addresses);
    const { result, socket } = await probeTcp(tools, target.host, addresses, target.port);
    layers.push(result);
    if (socket === undefined) {
        layers.splice(0, layers.length, ...(await confirmPoisoning(tools, url, layers)));
        return undefined;
    }
    const openAgain = async () => (await probeTcp(tools, target.host, addresses, target.port)).socket;
    return { socket, peers: { target: authority }, openAgain };
}
/**
 * Two resolvers that share no address may both be right: large hosts have many. Only where the system's addresses lead
 * nowhere, and those of the servers in `dns` do, was the system given wrong ones.
 */
async function confirmPoisoning(tools, url, layers) {
    const dns = layers.find((layer) => layer.layer === 'dns');
    if (dns?.comparison?.verdict !== 'different')
        return layers;
    const hasLedSomewhere = !layers.some(({ layer, fault }) => fault && (layer === 'tcp' || layer === 'tls'));
    if (!hasLedSomewhere || (await leadsSomewhere(tools, url, dns.addresses)))
        return layers;
    const comparison = { ...dns.comparison, verdict: 'poisoned' };
    return layers.map((layer) => (layer === dns ? { ...dns, comparison } : layer));
}
async function leadsSomewhere(tools, url, addresses) {
    const host = hostOf(url);
    const { socket } = await probeTcp(tools, host, addresses, portOf(url));
    if (socket === undefined)
        return false;
    if (url.protocol !== 'https:') {
        socket.destroy();
        return true;
    }
    const peers = { target: hostPort(host, portOf(url)) };
    const openAgain = () => Promise.resolve(undefined);
    const { secureContext } = tools;
    const tls = await probeTls(tools, socket, { host, peers, secureContext, openAgain });
    return tls.fault === undefined;
}

;// CONCATENATED MODULE: ./bundle/stage/diagnose/diagnose.js







/** A diagnosis comes on top of a failure that took its time already. */
const longestDiagnosisMs = 20_000;
/**
 * Looks into every mirror, layer by layer and all at once, and into this machine. Takes 20 s at most and ends with the
 * signal; what was under way by then is told as not finished. Never throws.
 */
async function diagnose(options) {
    const { clock, mirrors, direct, moduleCache, temporaryDirectory } = options;
    const startedAtMs = clock.now();
    const limit = new AbortController();
    const limitMs = Math.max(0, Math.min(longestDiagnosisMs, options.remainingMs) - endingMs);
    const cancel = clock.after(limitMs, () => limit.abort());
    const signal = AbortSignal.any([options.signal, limit.signal]);
    const { router, names } = options;
    const known = new Map();
    const system = (host) => names.system(host, signal);
    const relay = names.chosen.length === 0 ? system : createChosenResolver(names.chosen, clock, system);
    // What was found is not looked for again: a resolver may take seconds.
    const resolve = async (host) => known.get(host) ?? relay(host);
    const client = createHttpClient({ ...options.http, clock, router, resolve });
    const onAddresses = (host, addresses) => known.set(host, addresses);
    const tools = { ...options, signal, client, relay, onAddresses };
    try {
        const [directories, found, git] = await Promise.all([
            Promise.all([
                checkDirectory(tools, 'module cache', moduleCache),
                checkDirectory(tools, 'temporary directory', temporaryDirectory),
            ]),
            Promise.all(mirrors.map((mirror) => diagnoseMirror(tools, mirror))),
            direct && diagnoseDirect(tools, direct),
        ]);
        const skewMs = medianOf(found.flatMap(skewsOf));
        const hasNetwork = hasOuterAddress();
        return {
            durationMs: Math.round(clock.now() - startedAtMs),
            mirrors: found,
            ...(git && { direct: git }),
            machine: {
                directories,
                ...(skewMs !== undefined && { skewMs }),
                ...judgeMachine({ mirrors: found, hasNetwork, skewMs }),
            },
        };
    }
    finally {
        cancel();
        await client.close();
    }
}
/** For what ends with the limit (a child process, sockets) to come to its end within it. */
const endingMs = 1_000;
function skewsOf({ layers }) {
    return layers.flatMap((layer) => (layer.layer === 'http' || layer.layer === 'tls') && layer.skewMs !== undefined
        ? [layer.skewMs]
        : []);
}
function hasOuterAddress() {
    return Object.values((0,external_node_os_namespaceObject.networkInterfaces)())
        .flat()
        .some((address) => address !== undefined && !address.internal);
}

;// CONCATENATED MODULE: ./bundle/stage/diagnose/render.js
/** A diagnosis as lines for a log or a terminal. Pure; foreign text is made harmless by whoever prints. */



/** The verdict first, then every mirror with its layers, then this machine. */
function diagnosisLines(diagnosis) {
    const { mirrors, direct, machine } = diagnosis;
    return [
        `Verdict: ${machine.verdict}.`,
        ...mirrors.flatMap(mirrorLines),
        ...(direct
            ? [
                `${mark(direct.isUsable)} direct: ${direct.verdict}`,
                ...(direct.repository ? [`    git ls-remote ${ms(direct.repository.durationMs)}`] : []),
            ]
            : []),
        'This machine:',
        ...machine.directories.map((directory) => `    ${directoryLine(directory)}`),
        `    ${clockLine(machine.skewMs)}`,
        `Looked into for ${diagnosis.durationMs < 1_000 ? ms(diagnosis.durationMs) : seconds(diagnosis.durationMs)}.`,
    ];
}
function mirrorLines({ mirror, isUsable, layers, verdict, notes }) {
    const width = Math.max(...layers.map(({ layer }) => layer.length));
    return [
        `${mark(isUsable)} ${mirror}: ${verdict}`,
        ...layers.map((layer) => `    ${mark(layer.fault === undefined)} ${layer.layer.padEnd(width)} ${time(layer).padStart(7)}  ${layerWords(layer)}`),
        ...notes.map((note) => `    ! ${note}`),
    ];
}
/** What a layer shows, in a few words. */
function layerWords(layer) {
    switch (layer.layer) {
        case 'directory':
            return layer.fault?.detail ?? 'there';
        case 'dns':
            return dnsWords(layer);
        case 'tcp':
            return tcpAttempts(layer.attempts);
        case 'forward proxy':
            return (layer.fault?.detail ?? `${layer.name} (${layer.variable}), which looks names up itself`);
        case 'tls': {
            const { certificate, fault } = layer;
            if (certificate === undefined)
                return fault?.detail ?? 'no certificate';
            const { subject = '?', issuer = '?', validTo } = certificate;
            const shown = `${subject}, issued by ${issuer}${validTo === undefined ? '' : `, until ${validTo.slice(0, 10)}`}`;
            return fault === undefined ? shown : `${shown}: ${layer.problem ?? fault.detail}`;
        }
        case 'http': {
            if (layer.status === undefined)
                return layer.fault?.detail ?? 'no answer';
            const server = layer.server === undefined ? '' : `, server ${layer.server}`;
            const page = layer.isPage === true ? ', an HTML page' : '';
            return `status ${layer.status}${page}${server}`;
        }
        case 'protocol': {
            const database = layer.servesDatabase === undefined
                ? ''
                : layer.servesDatabase
                    ? ', passes the checksum database on'
                    : ', does not pass the checksum database on';
            const answer = layer.answer === 'verified'
                ? `go.mod of ${layer.module} with the known hash`
                : layer.answer === 'unknown-module'
                    ? `no ${layer.module}`
                    : (layer.fault?.detail ?? 'wrong');
            return `${answer}${database}`;
        }
    }
}
function dnsWords({ host, addresses, problem, servers, comparison }) {
    const who = servers.length === 0 ? 'system' : `system (${servers.join(', ')})`;
    const own = addresses.length > 0
        ? some(addresses)
        : problem === undefined
            ? 'no address'
            : `${who} ${problemWords[problem]}`;
    const others = (comparison?.answers ?? []).map(({ server, addresses: found, problem: said }) => `${server}: ${said === undefined ? some(found) : problemWords[said]}`);
    return [addresses[0] === host ? `${host}, no name` : own, ...others].join('; ');
}
function tcpAttempts(attempts) {
    const words = attempts.map(({ address, outcome }) => `${address} ${tcpWords[outcome]}`);
    return words.length === 0 ? 'no address to connect to' : words.join(', ');
}
function directoryLine({ role, path, freeBytes, freeInodes, fault }) {
    if (fault)
        return `${mark(false)} ${fault.detail}`;
    const space = freeBytes === undefined ? '' : `, ${gib(freeBytes)} free`;
    const inodes = freeInodes === undefined ? '' : `, ${freeInodes} inodes free`;
    return `${mark(true)} ${role} ${path}: can be written${space}${inodes}`;
}
function clockLine(skewMs) {
    if (skewMs === undefined)
        return '- clock: no answer told the time';
    const isWrong = Math.abs(skewMs) >= worrisomeSkewMs;
    // A Date header is cut to the second, and a mirror's clock is not exact either.
    const words = Math.abs(skewMs) < 2_000 ? 'agrees with the answers' : `${describeSkew(skewMs)} by the answers`;
    return `${mark(!isWrong)} clock: ${words}`;
}
/** Layers in the order of the way, for tables. */
const layerOrder = (/* unused pure expression or super */ null && ([
    'directory',
    'forward proxy',
    'dns',
    'tcp',
    'tls',
    'http',
    'protocol',
]));
function mark(isGood) {
    return isGood ? '✓' : '✗';
}
function time(layer) {
    if (layer.layer === 'http' && layer.firstByteMs !== undefined)
        return ms(layer.firstByteMs);
    return layer.layer === 'protocol' ? '' : ms(layer.durationMs);
}
function some(addresses) {
    const rest = addresses.length - 4;
    return `${addresses.slice(0, 4).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}
function ms(value) {
    return `${Math.round(value)} ms`;
}
function seconds(value) {
    return `${(value / 1_000).toFixed(1)} s`;
}
function gib(bytes) {
    return `${(bytes / 1024 ** 3).toFixed(1)} GiB`;
}

// EXTERNAL MODULE: external "node:dns"
var external_node_dns_ = __nccwpck_require__(610);
;// CONCATENATED MODULE: ./bundle/stage/diagnose/system-lookup.js



const program = `
require('node:dns').lookup(process.argv[1], { all: true, order: 'verbatim' }, (error, found) =>
  process.stdout.write(JSON.stringify(
    error ? { code: error.code } : { addresses: found.map(({ address }) => address) })));`;
/**
 * Each lookup in a process of its own. getaddrinfo cannot be called back: in this process one that hangs would keep one of
 * the two threads that Node has for lookups, make the next look as if it hung too, and hold up the end of the step for as long
 * as the resolver tries, 10 s and more for each name.
 */
function createSystemLookup(env, clock) {
    return async (host, signal) => {
        if ((0,external_node_net_.isIP)(host) !== 0)
            return [host];
        const { stdout } = await runSupervised({
            command: process.execPath,
            args: ['-e', program, host],
            cwd: (0,external_node_path_.parse)(process.execPath).root,
            // Options for this process are not meant for that one.
            env: { ...env, NODE_OPTIONS: undefined },
            signal,
            clock,
            killGraceMs: 0,
        });
        signal.throwIfAborted();
        const said = JSON.parse(stdout.toString() || '{}');
        if (said.addresses)
            return said.addresses;
        throw Object.assign(new Error(`the lookup of ${host} failed`), { code: said.code });
    };
}

;// CONCATENATED MODULE: ./bundle/stage/effects.js
/**
 * What the pure rooms may not do by themselves: read a clock, draw a random number, print. It is handed down from
 * `action/main.ts`, so that a test can replace it.
 */
/** Folds what `work` prints. */
async function inGroup(log, title, work) {
    log.startGroup(title);
    try {
        return await work();
    }
    finally {
        log.endGroup();
    }
}
/**
 * Resolves after `delayMs`; rejects with the signal's reason as soon as it aborts.
 * Neither timer nor listener outlives the promise.
 */
function sleep(clock, delayMs, signal) {
    return new Promise((resolve, reject) => {
        if (signal.aborted) {
            reject(signal.reason);
            return;
        }
        const onAbort = () => {
            cancel();
            reject(signal.reason);
        };
        const cancel = clock.after(delayMs, () => {
            signal.removeEventListener('abort', onAbort);
            resolve();
        });
        signal.addEventListener('abort', onAbort, { once: true });
    });
}

;// CONCATENATED MODULE: ./bundle/stage/network/certificates.js



/** Where distributions keep the bundle; the first that exists counts (Go's crypto/x509/root_linux.go). */
const bundleFiles = [
    '/etc/ssl/certs/ca-certificates.crt',
    '/etc/pki/tls/certs/ca-bundle.crt',
    '/etc/ssl/ca-bundle.pem',
    '/etc/pki/tls/cacert.pem',
    '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem',
    '/etc/ssl/cert.pem',
];
/** Directories of single certificates; all are read (the same file). */
const certificateDirectories = ['/etc/ssl/certs', '/etc/pki/tls/certs'];
/**
 * The roots `go` would trust, so that a mirror either of us can talk to serves both.
 *
 * - Linux and other Unix, as Go's crypto/x509/root_unix.go: one bundle file and every file of the directories.
 *   SSL_CERT_FILE replaces the list of bundle files, SSL_CERT_DIR (separated by colons) the list of directories;
 *   setting one leaves the other at its default. Node's own 'system' store is not used: it knows neither the bundle of Red Hat
 *   nor that of SUSE. Where nothing at all is found and neither variable is set (an image without ca-certificates) Node's
 *   bundled Mozilla roots stand in, because `go` can fetch from our relay without any.
 * - macOS and Windows: Node's 'system' store, which holds what administrators and users added, and the bundled roots,
 *   because that store lacks Apple's own roots and those Windows has not yet had occasion to download, which the platform's
 *   verifier used by Go knows. SSL_CERT_FILE and SSL_CERT_DIR add to them (Go before 1.27 ignores both there).
 * - NODE_EXTRA_CA_CERTS adds a bundle everywhere: it is where runners and images put a company's own root for actions.
 */
async function loadCertificates(env, platform) {
    const problems = [];
    const named = (variable) => env[variable] || undefined;
    const file = named('SSL_CERT_FILE');
    const directories = named('SSL_CERT_DIR')?.split(platform === 'win32' ? ';' : ':');
    const hasStore = platform === 'darwin' || platform === 'win32';
    const read = async (path, variable) => {
        const text = await (0,promises_.readFile)(path, 'utf8').catch((error) => {
            problems.push(`${variable} names ${path}, which cannot be read: ${codeOf(error)}`);
            return undefined;
        });
        const found = text === undefined ? undefined : certificatesIn(text);
        if (found?.length === 0)
            problems.push(`${variable} names ${path}, which holds no certificate`);
        return found ?? [];
    };
    const readDirectories = async (paths, variable) => {
        const found = await Promise.all(paths.map((path) => certificates_readDirectory(path, variable, problems)));
        return found.flat();
    };
    const extra = named('NODE_EXTRA_CA_CERTS');
    const sources = await Promise.all([
        file !== undefined ? read(file, 'SSL_CERT_FILE') : hasStore ? [] : firstBundle(),
        directories !== undefined
            ? readDirectories(directories, 'SSL_CERT_DIR')
            : hasStore
                ? []
                : readDirectories(certificateDirectories, undefined),
        extra === undefined ? [] : read(extra, 'NODE_EXTRA_CA_CERTS'),
    ]);
    const isBare = file === undefined &&
        directories === undefined &&
        sources[0].length === 0 &&
        sources[1].length === 0;
    const store = hasStore ? systemStore(problems) : [];
    const bundled = hasStore || isBare ? (0,external_node_tls_.getCACertificates)('bundled') : [];
    return { ca: [...new Set([...store, ...bundled, ...sources.flat()].map(normalized))], problems };
}
async function firstBundle() {
    for (const path of bundleFiles) {
        const text = await (0,promises_.readFile)(path, 'utf8').catch(() => undefined);
        if (text !== undefined)
            return certificatesIn(text);
    }
    return [];
}
async function certificates_readDirectory(directory, variable, problems) {
    const entries = await (0,promises_.readdir)(directory, { withFileTypes: true }).catch((error) => {
        if (variable !== undefined) {
            problems.push(`${variable} names ${directory}, which cannot be read: ${codeOf(error)}`);
        }
        return [];
    });
    const texts = await Promise.all(entries.map(async (entry) => {
        const path = `${directory}/${entry.name}`;
        // The hash links of c_rehash name a neighbour that is read anyway; Go skips them too.
        if (entry.isSymbolicLink() && !(await (0,promises_.readlink)(path).catch(() => '')).includes('/'))
            return '';
        // Subdirectories, sockets and files of somebody else are no certificates; Go passes over them as well.
        return (0,promises_.readFile)(path, 'utf8').catch(() => '');
    }));
    return texts.flatMap(certificatesIn);
}
function systemStore(problems) {
    try {
        return (0,external_node_tls_.getCACertificates)('system');
    }
    catch (error) {
        problems.push(`the system's certificate store cannot be read: ${codeOf(error)}`);
        return [];
    }
}
const pemCertificate = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g;
/** Every certificate of a PEM text; comments, keys and other blocks between them are skipped, as Go does. */
function certificatesIn(text) {
    return text.match(pemCertificate) ?? [];
}
/** The same certificate spelled the same, whatever its line ends: the bundle and the directory hold each one twice. */
function normalized(pem) {
    return pem.replaceAll('\r', '').trim();
}
function codeOf(error) {
    const code = (0,types_.isNativeError)(error) ? error.code : undefined;
    return code ?? String(error);
}

;// CONCATENATED MODULE: ./bundle/stage/network/no-proxy.js



/**
 * The rules of NO_PROXY as golang.org/x/net/http/httpproxy has them (what net/http and so cmd/go use): entries separated
 * by commas, each an IP address, a CIDR block, a host (with its subdomains), `.host` or `*.host` (subdomains only), or `*`
 * for everything; all but CIDR and `*` may end in `:port`. Entries that are none of these match nothing.
 */
function createBypass(noProxy) {
    const matchers = [];
    for (const written of noProxy.split(',')) {
        const entry = written.trim().toLowerCase();
        if (entry === '*')
            return () => true;
        const matcher = entry === '' ? undefined : (cidrMatcher(entry) ?? hostMatcher(entry));
        if (matcher)
            matchers.push(matcher);
    }
    return (destination) => matchers.some((matches) => matches(destination));
}
function cidrMatcher(entry) {
    const [, address = '', bits = ''] = /^(.+)\/(\d{1,3})$/.exec(entry) ?? [];
    const version = (0,external_node_net_.isIP)(address);
    if (version === 0 || address.includes('%') || Number(bits) > (version === 4 ? 32 : 128)) {
        return undefined;
    }
    const block = new external_node_net_.BlockList();
    block.addSubnet(address, Number(bits), familyOf(address));
    // BlockList finds IPv4 addresses in ::/0, Go does not.
    const isOfV4 = isV4(address);
    return ({ host }) => (0,external_node_net_.isIP)(host) !== 0 && isV4(host) === isOfV4 && block.check(host, familyOf(host));
}
/** True for IPv4, also where it is written as IPv6 (`::ffff:1.2.3.4`), which Go does not tell apart. */
function isV4(address) {
    return (0,external_node_net_.isIPv4)(address) || address.startsWith('::ffff:');
}
function hostMatcher(entry) {
    const { host, port } = splitPort(entry);
    const matchesPort = (destination) => port === '' || port === String(destination.port);
    if ((0,external_node_net_.isIP)(host) !== 0 && !host.includes('%')) {
        const block = new external_node_net_.BlockList();
        block.addAddress(host, familyOf(host));
        return (destination) => (0,external_node_net_.isIP)(destination.host) !== 0 &&
            block.check(destination.host, familyOf(destination.host)) &&
            matchesPort(destination);
    }
    if (host === '')
        return undefined;
    const domain = host.startsWith('*.') ? host.slice(1) : host;
    const isSubdomainsOnly = domain.startsWith('.');
    const suffix = asciiOf(isSubdomainsOnly ? domain : `.${domain}`);
    // A name never matches an address, be it `*.1`.
    return (destination) => (0,external_node_net_.isIP)(destination.host) === 0 &&
        (destination.host.endsWith(suffix) ||
            (!isSubdomainsOnly && destination.host === suffix.slice(1))) &&
        matchesPort(destination);
}
/** `host:port` and `[v6]:port` taken apart as Go's net.SplitHostPort does; anything else is a host as a whole. */
function splitPort(entry) {
    const [, bracketed, plain, port = ''] = /^(?:\[([^[\]]*)\]|([^:[\]]*)):([^:[\]]*)$/.exec(entry) ?? [];
    const host = bracketed ?? plain;
    return host === undefined ? { host: entry, port: '' } : { host, port };
}
function asciiOf(suffix) {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the range is ASCII, controls included
    if (/^[\x00-\x7f]*$/.test(suffix))
        return suffix;
    const ascii = (0,external_node_url_.domainToASCII)(suffix.slice(1));
    return ascii === '' ? suffix : `.${ascii}`;
}

;// CONCATENATED MODULE: ./bundle/stage/network/proxy-url.js


/**
 * Reads a proxy variable as Go does: a URL, or `host:port` for which http is assumed. Undefined for what Go cannot parse
 * either. WHATWG's URL is not used: it repairs what Go refuses, and refuses what Go takes (an unescaped `@` in a password).
 */
function parseProxyUrl(text) {
    return parse(text) ?? parse(`http://${text}`);
}
function parse(text) {
    // Control characters anywhere make Go's url.Parse fail, as does a stray % before the query.
    // biome-ignore lint/suspicious/noControlCharactersInRegex: this is the check for them
    if (/[\x00-\x1f\x7f]|^[^?]*%(?![0-9a-f]{2})/i.test(text))
        return undefined;
    const [, scheme, authority] = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]+)/i.exec(text) ?? [];
    if (scheme === undefined || authority === undefined)
        return undefined;
    const at = authority.lastIndexOf('@');
    const place = parsePlace(authority.slice(at + 1));
    if (!place)
        return undefined;
    const proxy = { scheme: scheme.toLowerCase(), ...place };
    if (at === -1)
        return proxy;
    const credentials = parseUserinfo(authority.slice(0, at));
    return credentials && { ...proxy, credentials };
}
function parsePlace(text) {
    const [, v6, name, digits] = /^(?:\[([0-9a-f:.]+)\]|([^:[\]]*))(?::(\d*))?$/i.exec(text) ?? [];
    const written = v6 ?? name;
    // The characters RFC 3986 leaves to a host, and whatever IDNA makes of the rest of Unicode.
    if (written === undefined || /[\s\\^`{|}%<>"]/.test(written))
        return undefined;
    const port = digits === undefined || digits === '' ? undefined : Number(digits);
    if (port !== undefined && port > 65_535)
        return undefined;
    // Go dials an empty host as localhost.
    const host = written === '' ? 'localhost' : v6 === undefined ? proxy_url_asciiOf(written) : written;
    return port === undefined ? { host } : { host, port };
}
function proxy_url_asciiOf(host) {
    const ascii = (0,external_node_url_.domainToASCII)(host);
    return ascii === '' ? host : ascii;
}
function parseUserinfo(text) {
    if (!/^[\w\-.~!$&'()*+,;=%@:]*$/.test(text))
        return undefined;
    const colon = text.indexOf(':');
    const username = decodePercent(colon === -1 ? text : text.slice(0, colon));
    const password = decodePercent(colon === -1 ? '' : text.slice(colon + 1));
    return username === undefined || password === undefined ? undefined : { username, password };
}

;// CONCATENATED MODULE: ./bundle/stage/network/forward-proxy.js



const direct = { kind: 'direct' };
/**
 * The route of a URL by the rules of golang.org/x/net/http/httpproxy, so that what we fetch and what `go` fetches goes the
 * same way: HTTPS_PROXY for https and HTTP_PROXY for http, upper case before lower case, never ALL_PROXY; NO_PROXY, and
 * localhost and loopback addresses always direct; a proxy URL that cannot be parsed counts as none.
 * Left out is Go's refusal of HTTP_PROXY inside a CGI script (REQUEST_METHOD set).
 */
function createRouter(env) {
    const https = routeOf(env, ['HTTPS_PROXY', 'https_proxy']);
    const http = routeOf(env, ['HTTP_PROXY', 'http_proxy']);
    const isBypassed = createBypass(firstSet(env, ['NO_PROXY', 'no_proxy'])?.value ?? '');
    return (url) => {
        const host = hostOf(url);
        if (isLoopbackHost(host) || isBypassed({ host, port: portOf(url) }))
            return direct;
        if (url.protocol === 'https:')
            return https;
        return url.protocol === 'http:' ? http : direct;
    };
}
function routeOf(env, names) {
    const set = firstSet(env, names);
    const proxy = set && parseProxyUrl(set.value);
    if (!proxy)
        return direct;
    const { variable } = set;
    const { scheme, host, credentials } = proxy;
    switch (scheme) {
        case 'http':
        case 'https':
        case 'socks5':
        case 'socks5h': {
            const port = proxy.port ?? defaultPorts[scheme];
            return {
                kind: 'forward-proxy',
                scheme,
                host,
                port,
                variable,
                name: hostPort(host, port),
                ...(credentials && { credentials }),
            };
        }
        default:
            return { kind: 'unsupported', scheme, variable };
    }
}
const defaultPorts = { http: 80, https: 443, socks5: 1080, socks5h: 1080 };
function firstSet(env, names) {
    for (const variable of names) {
        const value = env[variable];
        if (value !== undefined && value !== '')
            return { variable, value };
    }
    return undefined;
}

;// CONCATENATED MODULE: ./bundle/stage/network/netrc.js



/**
 * The complete entries of a .netrc in order, by cmd/go's own parser (cmd/go/internal/auth/netrc.go), oddities included: a
 * macro ends at an empty line, `default` ends the file, tokens pair up within a line and never across its end.
 */
function parseNetrc(text) {
    const entries = [];
    let machine = '';
    let login = '';
    let password = '';
    let isInMacro = false;
    for (const line of text.split('\n')) {
        if (isInMacro) {
            isInMacro = line !== '';
            continue;
        }
        const fields = line.split(/\s+/).filter((field) => field !== '');
        for (let i = 0; i + 1 < fields.length; i += 2) {
            const value = fields[i + 1] ?? '';
            switch (fields[i]) {
                case 'machine':
                    [machine, login, password] = [value, '', ''];
                    break;
                case 'login':
                    login = value;
                    break;
                case 'password':
                    password = value;
                    break;
                case 'macdef':
                    isInMacro = true;
                    break;
            }
            if (machine !== '' && login !== '' && password !== '') {
                entries.push({ machine, login, password });
                [machine, login, password] = ['', '', ''];
            }
        }
        if (fields.length % 2 === 1 && fields.at(-1) === 'default')
            break;
    }
    return entries;
}
/**
 * The credentials for a URL, by cmd/go's rules: https only, the longest prefix of host and path that is a `machine`, the
 * first of several entries for it. Where `host:port` has no entry the bare host's is taken, as curl and git do and people expect; Go
 * alone does not.
 */
function createNetrcLookup(entries) {
    const byMachine = new Map();
    for (const { machine, login, password } of entries) {
        const key = machine.replace(/^https:\/\//, '').replace(/\/$/, '');
        if (!byMachine.has(key))
            byMachine.set(key, { username: login, password });
    }
    return (url) => {
        if (url.protocol !== 'https:')
            return undefined;
        for (let prefix = `${url.host}${url.pathname}`; prefix !== '';) {
            const found = byMachine.get(prefix);
            if (found)
                return found;
            prefix = prefix.slice(0, Math.max(0, prefix.lastIndexOf('/')));
        }
        return byMachine.get(hostOf(url));
    };
}
/**
 * Reads the file NETRC names, else ~/.netrc (on Windows ~/_netrc first). A missing or unreadable one means no credentials,
 * silently, as for cmd/go.
 */
async function loadNetrc(env, platform) {
    const path = await netrcPath(env, platform);
    const text = path === undefined ? '' : await (0,promises_.readFile)(path, 'utf8').catch(() => '');
    return createNetrcLookup(parseNetrc(text));
}
async function netrcPath(env, platform) {
    if (env['NETRC'])
        return env['NETRC'];
    const isWindows = platform === 'win32';
    const home = env[isWindows ? 'USERPROFILE' : 'HOME'];
    if (!home)
        return undefined;
    const { join } = isWindows ? external_node_path_.win32 : external_node_path_.posix;
    if (isWindows) {
        const legacy = join(home, '_netrc');
        if (await (0,promises_.stat)(legacy).catch(() => undefined))
            return legacy;
    }
    return join(home, '.netrc');
}

;// CONCATENATED MODULE: ./bundle/stage/upstream/journal-entry.js

const stepNames = {
    dns: 'dnsMs',
    tcp: 'tcpMs',
    tls: 'tlsMs',
    'proxy-dns': 'forwardProxyMs',
    'proxy-tcp': 'forwardProxyMs',
    'proxy-tls': 'forwardProxyMs',
    tunnel: 'forwardProxyMs',
};
/** What is seen of one request until its end, and the journal hears of then. */
class JournalEntry {
    #tools;
    #mirror;
    #path;
    #startedAtMs;
    #seen = {};
    #connecting = {};
    #bytes = 0;
    #lastByteAtMs;
    #isClosed = false;
    constructor(tools, mirror, path) {
        this.#tools = tools;
        this.#mirror = mirror;
        this.#path = path;
        this.#startedAtMs = tools.clock.now();
    }
    /** A step of a connection for this request is done; with redirects there are several connections. */
    connected = (step, tookMs) => {
        const name = stepNames[step];
        this.#connecting = {
            ...this.#connecting,
            [name]: (this.#connecting[name] ?? 0) + tookMs,
        };
    };
    answered({ firstByteMs, status, reusedConnection }) {
        this.#seen = { firstByteMs, status, reusedConnection };
    }
    startsAt(bytes) {
        if (bytes > 0)
            this.#seen = { ...this.#seen, resumedAtBytes: bytes };
    }
    async *counting(body) {
        for await (const chunk of body) {
            this.#bytes += chunk.length;
            this.#tools.onBytes(this.#mirror, chunk.length);
            yield chunk;
        }
    }
    /** The last byte has come; what follows takes its time elsewhere. Says when the first one had. */
    complete() {
        this.#lastByteAtMs = this.#tools.clock.now();
        const firstByteMs = this.#seen.firstByteMs ?? this.#lastByteAtMs - this.#startedAtMs;
        this.#seen = { firstByteMs, ...this.#seen };
        return firstByteMs;
    }
    /** Tells the journal, the first time only. */
    close(failure) {
        if (this.#isClosed)
            return;
        this.#isClosed = true;
        const endedAtMs = this.#lastByteAtMs ?? this.#tools.clock.now();
        this.#tools.journal.record({
            mirror: this.#mirror.name,
            endpoint: this.#path,
            startedAtMs: this.#startedAtMs,
            durationMs: endedAtMs - this.#startedAtMs,
            bytes: this.#bytes,
            ...this.#connecting,
            ...this.#seen,
            outcome: failure?.class ?? 'ok',
            ...(failure && { layer: layerOf(failure), detail: failure.detail }),
        }, failure);
    }
}

;// CONCATENATED MODULE: ./bundle/stage/upstream/local-file.js




/** Whatever is wrong with the directory of a mirror leaves that mirror alone: our own disk fails in the spool. */
async function* readLocal(mirror, path) {
    const file = (0,external_node_path_.join)((0,external_node_url_.fileURLToPath)(mirror.url), ...path.split('/'));
    try {
        // Before it is opened: to open a pipe would wait for its other end.
        if (!(await (0,promises_.stat)(file)).isFile())
            throw Object.assign(new Error('not a file'), { code: 'ENOENT' });
        const handle = await (0,promises_.open)(file);
        try {
            for await (const chunk of handle.createReadStream({ autoClose: false }))
                yield chunk;
        }
        finally {
            await handle.close();
        }
    }
    catch (error) {
        throw new stage_failure/* FailureError */.pO(localFailure(error));
    }
}
function localFailure(error) {
    const { code } = error;
    if (code === 'ENOENT' || code === 'ENOTDIR') {
        return { class: 'http-not-found', detail: 'no such file in the directory', cause: error };
    }
    const detail = error instanceof Error ? error.message : String(error);
    if (code === 'EACCES' || code === 'EPERM') {
        return { class: 'permission', isMirrorFile: true, detail, cause: error };
    }
    return { class: 'http-other', detail, cause: error };
}

;// CONCATENATED MODULE: ./bundle/stage/resilience/pace.js
/** How slow a body may be while another mirror can be asked: one that drips is never silent and never ends. */
/** The speed is an average over at least this long: a line that pauses for seconds is not slow. */
const paceWindowMs = 30_000;
/** Lines across a border are slow while healthy; below this not even a small module comes in a minute. */
const leastBytesPerSecond = 1_024;
/** Silence after which a body is left while another mirror can take over, which costs it what it has not yet sent. */
function shortSilenceMs(stallMs) {
    return Math.min(stallMs, Math.max(3_000, stallMs / 5));
}
function isTooSlow(bytes, overMs) {
    return overMs >= paceWindowMs && bytes * 1_000 < leastBytesPerSecond * overMs;
}

;// CONCATENATED MODULE: ./bundle/stage/upstream/pace.js



/** How often a silent body is looked at again. */
const pace_askAgainMs = 1_000;
/**
 * Passes a body on for as long as it keeps the least speed and is not silent for long, or nobody else can be asked. Only
 * time spent waiting for bytes counts: what the reader needs for them is not the server's fault. The silence that nobody
 * has to bear has a limit elsewhere.
 * @throws FailureError `stall` of the phase body.
 */
async function* keepingPace(body, options) {
    const { clock, stallMs, canAskOther, mayLeaveSilent = () => false, breakOff } = options;
    const silenceMs = shortSilenceMs(stallMs);
    let askedAtMs = clock.now();
    let waitedMs = 0;
    let windowBytes = 0;
    let receivedBytes = 0;
    let behind;
    const stall = (detail) => new stage_failure/* FailureError */.pO({ class: 'stall', phase: 'body', receivedBytes, detail });
    for await (const chunk of withoutSilence(body, clock, silenceMs, (silentMs) => {
        if (!mayLeaveSilent(silentMs))
            return undefined;
        const said = `sent nothing for ${(0,module_duration/* formatDuration */.a)(silentMs)} after ${receivedBytes} bytes of the body`;
        const failure = stall(`${said}, and to ask again promises more`);
        breakOff(failure);
        return failure;
    })) {
        waitedMs += clock.now() - askedAtMs;
        windowBytes += chunk.length;
        receivedBytes += chunk.length;
        yield chunk;
        // Not at the window's own end: the chunk that closed it may have been the last one.
        if (behind !== undefined && canAskOther())
            throw stall(behind);
        if (waitedMs >= paceWindowMs) {
            behind = isTooSlow(windowBytes, waitedMs)
                ? `only ${windowBytes} bytes of the body in ${(0,module_duration/* formatDuration */.a)(waitedMs)}, and another mirror can be asked`
                : undefined;
            waitedMs = 0;
            windowBytes = 0;
        }
        askedAtMs = clock.now();
    }
}
/** Ends a body that is silent for `silenceMs` with what `broken` gives then, or later; undefined lets it go on waiting. */
async function* withoutSilence(body, clock, silenceMs, broken) {
    const iterator = body[Symbol.asyncIterator]();
    try {
        for (;;) {
            const next = iterator.next();
            // Left alone where the silence is broken first: the body ends it then.
            next.catch(() => { });
            let step = await within(next, clock, silenceMs);
            for (let silentMs = silenceMs; step === undefined; silentMs += pace_askAgainMs) {
                const failure = broken(silentMs);
                if (failure)
                    throw failure;
                // Another mirror may be well again in a moment.
                step = await within(next, clock, pace_askAgainMs);
            }
            if (step.done)
                return;
            yield step.value;
        }
    }
    finally {
        await iterator.return?.();
    }
}
/** What `promise` resolves to, or undefined where it has not after `limitMs`. */
async function within(promise, clock, limitMs) {
    const { promise: passed, resolve } = Promise.withResolvers();
    const cancel = clock.after(limitMs, () => resolve(undefined));
    return Promise.race([promise, passed]).finally(cancel);
}

;// CONCATENATED MODULE: ./bundle/stage/resilience/range.js
/**
 * How a body that broke off is continued with a range request (RFC 9110 §13.1.5, §14). Two halves of different files
 * must never become one: what is continued has the same validator, or a hash that will decide in the end.
 */
/**
 * A resume that brought this much costs no attempt and is no failure of its mirror (design §6): what is gained so is
 * bounded by the size of the file, and a line that is cut every few megabytes is slow, not broken.
 */
const freeResumeBytes = 256 * 1024;
/** RFC 9110 §8.8.2.2: so long after its last change a file that changed again would have another date. */
const strongDateAgeMs = 60_000;
/**
 * What names the very bytes of an answer: its strong ETag (a weak one, `W/`, promises the same meaning and not the same
 * bytes), or, where it has no ETag at all (RFC 9110 §13.1.5), a Last-Modified that lies a minute before its Date.
 */
function validatorOf(headers) {
    const etag = headers['etag'];
    if (etag !== undefined)
        return isStrongTag(etag) ? etag : undefined;
    const lastModified = headers['last-modified'] ?? '';
    const ageMs = Date.parse(headers['date'] ?? '') - Date.parse(lastModified);
    return ageMs >= strongDateAgeMs ? lastModified : undefined;
}
function isStrongTag(text) {
    return /^"[^"]*"$/.test(text);
}
/**
 * What to ask a mirror for when a body broke off; undefined for the whole. The mirror that the last bytes came from is
 * asked with the validator it gave. Without one, and of every other mirror, a rest is taken only where the hash of the
 * whole is known: validators of two servers say nothing about each other.
 */
function planResume(partial, facts) {
    if (partial.receivedBytes === 0)
        return undefined;
    if (facts.isSameMirror && partial.validator !== undefined)
        return partial;
    const { validator: _, ...nameless } = partial;
    return facts.isHashKnown ? nameless : undefined;
}
/** The headers that ask for what is missing; with a validator for the whole instead, should the file have changed. */
function rangeHeaders({ receivedBytes, validator }) {
    return {
        range: `bytes=${receivedBytes}-`,
        ...(validator !== undefined && { 'if-range': validator }),
    };
}
/**
 * @param headers names in lower case
 * @param isHashKnown the whole will be checked against a hash, so that bytes may be joined without a validator
 */
function continuationOf(partial, status, headers, isHashKnown) {
    const validator = currentValidator(partial, headers);
    // RFC 9110 §15.3.7: a 206 repeats the validator of a 200. A server that leaves it out said "same" by 206.
    const isSameFile = partial.validator === undefined
        ? isHashKnown
        : validator === partial.validator || (status === 206 && validator === undefined);
    const isNameless = validator === undefined || validator.startsWith('W/');
    if (!isSameFile && !(isHashKnown && isNameless))
        return { kind: 'other' };
    if (status === 200) {
        const length = lengthOf(headers);
        const isOtherLength = length !== undefined && partial.totalBytes !== undefined && length !== partial.totalBytes;
        return isOtherLength ? { kind: 'other' } : { kind: 'whole', skipBytes: partial.receivedBytes };
    }
    const range = parseContentRange(headers['content-range'] ?? '');
    const isWhatWasAsked = status === 206 &&
        range !== undefined &&
        range.first === partial.receivedBytes &&
        reachesTheEnd(range, partial.totalBytes, isHashKnown);
    return isWhatWasAsked ? { kind: 'rest' } : { kind: 'other' };
}
/** Of the kind that the partial body has: a date is compared with a date. */
function currentValidator({ validator }, headers) {
    return validator === undefined || isStrongTag(validator)
        ? headers['etag']
        : headers['last-modified'];
}
/** Whether a range is all that was missing. Where neither side knows the total, only a hash can tell. */
function reachesTheEnd({ last, total }, expectedTotal, isHashKnown) {
    const known = total ?? expectedTotal;
    if (known === undefined)
        return isHashKnown;
    return last === known - 1 && (expectedTotal === undefined || known === expectedTotal);
}
/** `bytes first-last/total`, with `*` for a total that the server does not know. */
function parseContentRange(text) {
    const [, first, last, total] = /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15}|\*)$/i.exec(text) ?? [];
    if (first === undefined || last === undefined || Number(last) < Number(first))
        return undefined;
    const range = { first: Number(first), last: Number(last) };
    if (total === undefined || total === '*')
        return range;
    return Number(total) > range.last ? { ...range, total: Number(total) } : undefined;
}
function lengthOf(headers) {
    const text = headers['content-length'];
    return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

;// CONCATENATED MODULE: ./bundle/stage/upstream/partial-file.js


/** One file on its way, over all attempts to fetch it. One body at a time may be written to it. */
class PartialFile {
    #options;
    #intake;
    /** Whose body was last written: one that lost a race to another before its first byte has no say in what follows. */
    #writer;
    /** The answer that the last bytes came with, its facts completed by those of the answers before. */
    #lastPart;
    /** The mirrors of all bytes, one entry for each answer. */
    #sources = [];
    /** The most that was ever there since the last start over: what comes a second time is no gain. */
    #mostBytes = 0;
    /** After parts that did not fit together: whose bytes may still be joined. */
    #trust = 'any-mirror';
    #withoutRange = new Set();
    /** The last answer was completed by others, beside it. */
    #isSplit = false;
    #isOneStream = false;
    constructor(options) {
        this.#options = options;
    }
    get isHashKnown() {
        return this.#options.isHashKnown;
    }
    /** What is there, where this mirror can be asked for the rest of it; undefined: ask for the whole. */
    resumeAt(mirror) {
        const part = this.#lastPart;
        if (!this.#intake || !part || this.#withoutRange.has(mirror))
            return undefined;
        const isSameMirror = part.mirror === mirror;
        if (!isSameMirror && this.#trust === 'same-mirror')
            return undefined;
        const { totalBytes, validator } = part;
        return planResume({
            receivedBytes: this.#intake.size,
            ...(totalBytes !== undefined && { totalBytes }),
            ...(validator !== undefined && { validator }),
        }, { isSameMirror, isHashKnown: this.isHashKnown });
    }
    /** Whether several requests at once may bring what is missing. */
    get mayBeSplit() {
        return (this.#options.isKept && this.isHashKnown && !this.#isOneStream && this.#trust === 'any-mirror');
    }
    /** Hears that the body under way is completed by further answers. */
    split() {
        this.#isSplit = true;
    }
    /** After a part that could not be had: one stream from now on. */
    keepToOneStream() {
        this.#isOneStream = true;
    }
    /** This mirror contradicted itself when it was asked for a range: it is asked for the whole from now on. */
    refuseRangesOf(mirror) {
        this.#withoutRange.add(mirror);
    }
    /**
     * Takes what an answer brings. Throws what reading it throws, and FailureError of the
     * spool. What was there before stays until the first byte of another whole is.
     */
    async take(part) {
        let isBegun = false;
        const begin = async () => {
            if (!isBegun)
                await this.#begin(part);
            isBegun = true;
            this.#intake ??= this.#options.spool.open(this.#options.limitBytes);
            return this.#intake;
        };
        for await (const chunk of part.body) {
            await (await begin()).append(chunk);
        }
        const intake = await begin();
        this.#expectWhole(intake.size);
        this.#intake = undefined;
        return intake.finish();
    }
    /** After `part` was taken and led to this failure: keeps what is of use, and says what it is worth. */
    async settle(part, failure) {
        if (this.#writer !== part)
            return { failure, progress: 'none' };
        if ((this.#sources.length > 1 || this.#isSplit) && isWrongContent(failure)) {
            const isOfOneMirror = new Set(this.#sources).size === 1;
            this.#trust = isOfOneMirror || this.#trust !== 'any-mirror' ? 'none' : 'same-mirror';
            this.#mostBytes = 0;
            await this.discard();
            const detail = `parts that do not make one file (${failure.detail})`;
            return { failure: { class: 'bad-content', detail }, progress: 'start-over' };
        }
        if (!this.#isContinuable(failure)) {
            await this.discard();
            return { failure, progress: 'none' };
        }
        const size = this.#intake?.size ?? 0;
        const gainedBytes = size - this.#mostBytes;
        this.#mostBytes = Math.max(size, this.#mostBytes);
        return { failure, progress: gainedBytes >= freeResumeBytes ? 'gained' : 'none' };
    }
    /** Frees what is there. Doing it again is harmless. */
    async discard() {
        const intake = this.#intake;
        this.#intake = undefined;
        await intake?.discard();
    }
    async #begin(part) {
        this.#writer = part;
        const { body: _, ...facts } = part;
        if (part.startsAtBytes === 0) {
            this.#isSplit = false;
            await this.discard();
            this.#sources = [part.mirror];
            this.#lastPart = facts;
            return;
        }
        this.#sources.push(part.mirror);
        // A 206 may leave out what the 200 before it had said of the file.
        const { totalBytes, validator, mirror } = this.#lastPart ?? facts;
        this.#lastPart = {
            ...(totalBytes !== undefined && { totalBytes }),
            ...(validator !== undefined && mirror === part.mirror && { validator }),
            ...facts,
        };
    }
    /** A rest that HTTP takes for complete may still be shorter than it said in Content-Range. */
    #expectWhole(size) {
        const { totalBytes, startsAtBytes } = this.#lastPart ?? {};
        if (startsAtBytes === 0 || totalBytes === undefined || size === totalBytes)
            return;
        const detail = `the rest from byte ${startsAtBytes} on made ${size} bytes of ${totalBytes}`;
        throw new stage_failure/* FailureError */.pO(size < totalBytes
            ? { class: 'truncated', expectedBytes: totalBytes, receivedBytes: size, detail }
            : { class: 'bad-content', detail });
    }
    #isContinuable(failure) {
        const part = this.#lastPart;
        return (this.#options.isKept &&
            this.#trust !== 'none' &&
            isBreak(failure) &&
            part?.isContinuable === true &&
            (part.validator !== undefined || this.isHashKnown));
    }
}
/** The body ended before the file did; what came of it is good. */
function isBreak({ class: name }) {
    return name === 'connection-reset' || name === 'truncated' || name === 'stall';
}
function isWrongContent({ class: name }) {
    return name === 'checksum-mismatch' || name === 'bad-content';
}

;// CONCATENATED MODULE: ./bundle/stage/resilience/parts.js
/** When and how the rest of a large body is fetched in several parts at once: lines limited per connection. */
/** Requests for one file at a time, the one it began with included. */
const mostParts = 4;
/** A smaller rest is there before further requests have paid for themselves. */
const leastRestBytes = 16 * 1024 * 1024;
/** So long the first stream is watched, which tells its speed. */
const watchMs = 1_000;
/** A rest that would come sooner than this on its own is left to it: a fast line is not limited per connection. */
const leastSavedMs = 4_000;
function isWorthParts({ receivedBytes, elapsedMs, restBytes }) {
    return (restBytes > leastRestBytes &&
        elapsedMs >= watchMs &&
        restBytes * elapsedMs > leastSavedMs * receivedBytes);
}
/** Where the parts of the bytes from `fromBytes` to `totalBytes` end, in order; the last one is the file's own end. */
function partEnds(fromBytes, totalBytes) {
    const restBytes = totalBytes - fromBytes;
    return Array.from({ length: mostParts }, (_, index) => fromBytes + Math.floor((restBytes * (index + 1)) / mostParts));
}

;// CONCATENATED MODULE: ./bundle/stage/upstream/parts.js





const notNeeded = new stage_failure/* FailureError */.pO({
    class: 'cancelled',
    detail: 'this part of the file is not needed any more',
});
/**
 * A body in order, of which the rest is fetched in up to four parts at once where its own stream proves slow for its
 * length. A part that fails ends the attempt to be faster: the first stream goes on alone, or, where it has ended, what
 * is there up to the gap is delivered before the error.
 */
async function* inParts(options) {
    const { clock, signal, totalBytes, startsAtBytes, open, onSplit, onContradiction } = options;
    const startedAtMs = clock.now();
    const begun = [];
    let position = startsAtBytes;
    let later = [];
    let hasSplit = false;
    const drop = (count) => {
        for (const part of later.splice(0, count))
            part.ending.abort(notNeeded);
    };
    /** Where the first stream has to go to: up to the first part that is really on its way. */
    const end = () => {
        if (later.some(({ failure }) => failure !== undefined)) {
            onContradiction();
            drop(later.length);
        }
        while (later[0] && !later[0].hasBegun && position >= later[0].startsAtBytes)
            drop(1);
        return later[0]?.startsAtBytes ?? totalBytes;
    };
    const splitIfSlow = () => {
        const receivedBytes = position - startsAtBytes;
        const elapsedMs = clock.now() - startedAtMs;
        const restBytes = totalBytes - position;
        if (hasSplit || !isWorthParts({ receivedBytes, elapsedMs, restBytes }))
            return;
        hasSplit = true;
        onSplit();
        const ends = partEnds(position, totalBytes);
        later = ends.slice(1).map((endBytes, index) => beginPart(options, ends[index] ?? 0, endBytes));
        begun.push(...later);
    };
    async function* upToEnd(body) {
        for await (const chunk of body) {
            const wanted = chunk.subarray(0, Math.max(0, end() - position));
            position += wanted.length;
            yield wanted;
            splitIfSlow();
            if (hasSplit && position >= end())
                return;
        }
    }
    try {
        for (let body = options.body;; body = undefined) {
            const before = position;
            try {
                yield* upToEnd(body ?? (await open(position, signal)));
            }
            catch (thrown) {
                const isWorthAnother = later.length > 0 && isBreak((0,stage_failure/* failureOf */.g5)(thrown)) && position - before >= freeResumeBytes;
                if (signal.aborted || !isWorthAnother)
                    throw thrown;
                continue;
            }
            while (later[0]?.hasBegun) {
                const [part] = later.splice(0, 1);
                if (part)
                    position += yield* deliver(options, part);
            }
            // Without a part, the body's own end is the file's: whether it is the right one, others check.
            if (!hasSplit || position >= totalBytes)
                return;
        }
    }
    finally {
        for (const part of begun)
            part.ending.abort(notNeeded);
        await Promise.all(begun.map(({ settled }) => settled));
        for (const part of begun)
            await part.intake.discard();
    }
}
function beginPart(options, startsAtBytes, endBytes) {
    const ending = new AbortController();
    const signal = AbortSignal.any([options.signal, ending.signal]);
    const intake = options.spool.open(endBytes - startsAtBytes);
    const part = {
        startsAtBytes,
        intake,
        ending,
        hasBegun: false,
        failure: undefined,
        settled: Promise.resolve(),
    };
    const request = async () => {
        part.hasBegun = true;
        await collect(options, startsAtBytes, endBytes, intake, signal);
    };
    part.settled = options.admit(request, signal).catch((thrown) => {
        part.failure = (0,stage_failure/* failureOf */.g5)(signal.aborted ? signal.reason : thrown);
    });
    return part;
}
/** What has come of a part, once it is over; throws after it if that is not all. */
async function* deliver(options, part) {
    await part.settled;
    const file = await part.intake.finish();
    try {
        yield* readPieces(file);
    }
    finally {
        await options.spool.release(file);
    }
    if (!part.failure)
        return file.size;
    options.signal.throwIfAborted();
    options.onContradiction();
    const { class: name, detail } = part.failure;
    const isOurs = name === 'disk-full' || name === 'permission' || name === 'internal';
    throw new stage_failure/* FailureError */.pO(isOurs || isBreak(part.failure)
        ? part.failure
        : // Whatever the mirror said to the part: what came before it is good, and the next request hears it, too.
            { class: 'truncated', detail: `the part from byte ${part.startsAtBytes} on: ${detail}` });
}
/** Fetches one part to its end, going on behind each break that brought something. */
async function collect({ open }, startBytes, endBytes, intake, signal) {
    const length = endBytes - startBytes;
    while (intake.size < length) {
        const before = intake.size;
        try {
            for await (const chunk of await open(startBytes + before, signal)) {
                await intake.append(chunk.subarray(0, length - intake.size));
                if (intake.size === length)
                    return;
            }
        }
        catch (thrown) {
            const isWorthAnother = isBreak((0,stage_failure/* failureOf */.g5)(thrown)) && intake.size - before >= freeResumeBytes;
            if (signal.aborted || !isWorthAnother)
                throw thrown;
        }
    }
}

;// CONCATENATED MODULE: ./bundle/stage/upstream/remote-file.js




/** As much of an error page as is worth reading. */
const errorTextBytes = 2_048;
/** What a range is answered with by those who do not know how: 416 even where the validator should have brought the whole. */
const rangeRefusals = [400, 412, 416, 501];
/** The answer to a range request is of no use with the bytes that are there; the whole may still be had. */
class RangeRefusedError extends stage_failure/* FailureError */.pO {
}
/**
 * Asks a mirror for a file, or for the rest of one. `onHeader` hears of every answer, the refusals too.
 * @throws FailureError, RangeRefusedError, or the signal's reason; no connection stays occupied then.
 */
async function openRemote(tools, request, signal, onHeader) {
    const { mirror, path, limits, resumeAt, onStep } = request;
    const response = await tools.client.get({
        url: new URL(`${mirror.url}/${path}`),
        ...(mirror.credentials && { credentials: mirror.credentials }),
        ...(resumeAt && { headers: rangeHeaders(resumeAt) }),
        limits,
        signal,
        onStep,
    });
    onHeader(response);
    if (response.status === 200)
        return readWhole(mirror, response);
    if (resumeAt && response.status === 206)
        return readRest(request, resumeAt, response);
    const text = await readStart(response.body, tools.clock, limits.stallMs);
    const failure = failureOfStatus({
        status: response.status,
        headers: response.headers,
        text,
        wallClockMs: tools.wallClock(),
    });
    throw resumeAt && rangeRefusals.includes(response.status)
        ? new RangeRefusedError(failure)
        : new stage_failure/* FailureError */.pO(failure);
}
async function readWhole(mirror, response) {
    const { headers, body } = response;
    const encoding = headers['content-encoding'];
    const validator = validatorOf(headers);
    const length = headers['content-length'];
    const isContinuable = isIdentity(encoding);
    try {
        return {
            mirror,
            body: decoded(body, encoding),
            startsAtBytes: 0,
            ...(isContinuable && length !== undefined && { totalBytes: Number(length) }),
            ...(validator !== undefined && { validator }),
            isContinuable,
        };
    }
    catch (refused) {
        // A body that nobody reads would hold its connection to the end of the run.
        await response.discard();
        throw refused;
    }
}
async function readRest({ mirror, isHashKnown }, partial, response) {
    const { status, headers, body } = response;
    const continuation = continuationOf(partial, status, headers, isHashKnown);
    const range = parseContentRange(headers['content-range'] ?? '');
    if (continuation.kind === 'rest' && range && isIdentity(headers['content-encoding'])) {
        const validator = validatorOf(headers);
        return {
            mirror,
            body,
            startsAtBytes: range.first,
            totalBytes: range.total ?? range.last + 1,
            ...(validator !== undefined && { validator }),
            isContinuable: true,
        };
    }
    await response.discard();
    throw new RangeRefusedError({
        class: 'http-other',
        status,
        detail: `asked for the rest from byte ${partial.receivedBytes} on, it answered with another part or another file (${JSON.stringify((headers['content-range'] ?? 'no Content-Range').slice(0, 60))})`,
    });
}
/** The start of a page about a status, or what of it came within `limitMs`: a page may drip for as long as it likes. */
async function readStart(body, clock, limitMs) {
    const chunks = [];
    let size = 0;
    const iterator = body[Symbol.asyncIterator]();
    const { promise: timeIsUp, resolve } = Promise.withResolvers();
    const cancel = clock.after(limitMs, () => resolve('time is up'));
    try {
        while (size < errorTextBytes) {
            const step = await Promise.race([iterator.next(), timeIsUp]);
            if (step === 'time is up' || step.done)
                break;
            chunks.push(step.value);
            size += step.value.length;
        }
    }
    catch {
        // The status is the news; a page about it that breaks off changes nothing.
    }
    finally {
        cancel();
        await iterator.return?.();
    }
    return Buffer.concat(chunks).subarray(0, errorTextBytes).toString('utf8');
}

;// CONCATENATED MODULE: ./bundle/stage/upstream/attempt.js










/** The largest go.mod that `go` accepts; no other small file comes near it. */
const smallFileLimitBytes = 16 * 1024 * 1024;
/** How an attempt failed, and what it did to the bytes that are there. */
class AttemptError extends stage_failure/* FailureError */.pO {
    progress;
    constructor(failure, progress) {
        super(failure);
        this.progress = progress;
    }
}
/** The file of an endpoint before its first attempt; the caller discards it after the last one. */
function openPartial(spool, endpoint, isHashKnown) {
    return new PartialFile({
        spool,
        limitBytes: limitBytesOf(endpoint),
        // What fits into a few packets is sooner asked for again than continued.
        isKept: endpoint.kind === 'zip',
        isHashKnown,
    });
}
/**
 * Asks one mirror once for one file, or for what is missing of it, takes the body and has the file verified; the journal
 * hears of every end, the ones that the signal made included.
 * @throws AttemptError that names the mirror, or the signal's reason. Nothing stays in the spool then but in `partial`.
 */
async function attemptFile(tools, request, signal) {
    const { mirror, endpoint, path = endpointPath(endpoint), verify } = request;
    const partial = request.partial ??
        new PartialFile({
            spool: tools.spool,
            limitBytes: limitBytesOf(endpoint),
            isKept: false,
            isHashKnown: false,
        });
    const entry = new JournalEntry(tools, mirror, path);
    let part;
    let file;
    try {
        part = isDirectory(mirror)
            ? {
                mirror,
                body: entry.counting(readLocal(mirror, path)),
                startsAtBytes: 0,
                isContinuable: false,
            }
            : await openParts(tools, { ...request, path, partial }, signal, entry);
        file = await partial.take(part);
        const firstByteMs = entry.complete();
        const damage = await verify?.(file);
        if (damage)
            throw new stage_failure/* FailureError */.pO(damage);
        entry.close();
        return { file, firstByteMs };
    }
    catch (thrown) {
        if (file)
            await tools.spool.release(file);
        const cause = {
            ...(signal.aborted ? endOf(signal) : (0,stage_failure/* failureOf */.g5)(thrown)),
            mirror: mirror.name,
        };
        if (thrown instanceof RangeRefusedError)
            partial.refuseRangesOf(mirror);
        const settled = part
            ? await partial.settle(part, cause)
            : { failure: cause, progress: thrown instanceof RangeRefusedError ? 'start-over' : 'none' };
        entry.close(settled.failure);
        throw signal.aborted ? signal.reason : new AttemptError(settled.failure, settled.progress);
    }
}
/** The body of a mirror's answer, which has to keep its pace, and of further ones where it is long and slow. */
async function openParts(tools, request, signal, entry) {
    const { mirror, partial, admitPart } = request;
    const part = await openPart(tools, request, partial.resumeAt(mirror), signal, entry);
    const { startsAtBytes, totalBytes, validator } = part;
    if (!admitPart || !partial.mayBeSplit || !validator || totalBytes === undefined)
        return part;
    const body = inParts({
        ...tools,
        signal,
        body: part.body,
        startsAtBytes,
        totalBytes,
        admit: admitPart,
        onSplit: () => partial.split(),
        onContradiction: () => partial.keepToOneStream(),
        open: (receivedBytes, partSignal) => openBeside(tools, request, { receivedBytes, totalBytes, validator }, partSignal),
    });
    return { ...part, body };
}
async function openPart(tools, { mirror, path, limits, partial, canAskOther, mayLeaveSilent, onHeader }, resumeAt, signal, entry) {
    const { isHashKnown } = partial;
    const leaving = new AbortController();
    const breakOff = (reason) => leaving.abort(reason);
    const part = await openRemote(tools, { mirror, path, limits, resumeAt, isHashKnown, onStep: (...step) => entry.connected(...step) }, AbortSignal.any([signal, leaving.signal]), (response) => {
        entry.answered(response);
        if (response.status === 200 || response.status === 206)
            onHeader?.();
    });
    // Two headers in the same moment: only one of the two may touch what is there of the file.
    signal.throwIfAborted();
    entry.startsAt(part.startsAtBytes);
    const body = entry.counting(part.body);
    return {
        ...part,
        body: canAskOther
            ? keepingPace(body, {
                ...tools,
                stallMs: limits.stallMs,
                canAskOther,
                mayLeaveSilent,
                breakOff,
            })
            : body,
    };
}
/** A further request for the same file, with an entry of its own. */
async function openBeside(tools, request, resumeAt, signal) {
    const entry = new JournalEntry(tools, request.mirror, request.path);
    const close = (thrown) => {
        const cause = signal.aborted ? endOf(signal) : (0,stage_failure/* failureOf */.g5)(thrown);
        entry.close({ ...cause, mirror: request.mirror.name });
    };
    async function* recorded(body) {
        try {
            yield* body;
        }
        catch (thrown) {
            close(thrown);
            throw thrown;
        }
        finally {
            entry.close();
        }
    }
    try {
        const part = await openPart(tools, request, resumeAt, signal, entry);
        if (part.startsAtBytes === resumeAt.receivedBytes)
            return recorded(part.body);
        // Its first bytes have to be waited for: a generator that never ran would leave the connection open.
        for await (const _ of part.body)
            break;
        const detail = 'asked for a part of the file, it answered with the whole';
        throw new RangeRefusedError({ class: 'http-other', detail });
    }
    catch (thrown) {
        close(thrown);
        throw thrown;
    }
}
function limitBytesOf(endpoint) {
    return endpoint.kind === 'zip' ? maxZipBytes : smallFileLimitBytes;
}
/** An attempt that was broken off says nothing of its mirror, unless whoever did it says so. */
function endOf({ reason }) {
    if (reason instanceof stage_failure/* FailureError */.pO)
        return reason.failure;
    const detail = reason instanceof Error ? reason.message : 'no longer needed';
    return { class: 'cancelled', detail };
}

;// CONCATENATED MODULE: ./bundle/stage/upstream/journal.js
/**
 * What was asked of which mirror and how it ended: the one record behind the health of mirrors in the job summary,
 * the outputs and the JSON report.
 */
/** A median above this is slow: from here on a mirror can lose its place to a faster one. */
const slowFirstByteMs = 500;
/** So many faults in a row at the end of a run make a mirror failing that once worked; the circuit breaker's number. */
const failingStreak = 5;
/** `onAttempt` hears of every attempt as it ends. */
function createJournal(onAttempt = () => { }) {
    const attempts = [];
    const firstFailures = new Map();
    return {
        attempts,
        record(attempt, failure) {
            attempts.push(attempt);
            onAttempt(attempt);
            if (failure === undefined || !isFault(failure.class))
                return;
            if (!firstFailures.has(attempt.mirror))
                firstFailures.set(attempt.mirror, failure);
        },
        reports(mirrors, lostTheirPlace = new Set()) {
            return mirrors.map((name) => {
                const report = reportOn(name, attempts.filter(({ mirror }) => mirror === name));
                const firstFailure = firstFailures.get(name);
                return {
                    ...report,
                    ...(firstFailure && { firstFailure }),
                    ...(lostTheirPlace.has(name) && { lostItsPlace: true }),
                };
            });
        },
    };
}
/**
 * True for an outcome that speaks against the mirror. A 404 is a good answer about a module that is not there;
 * what we cancelled (the loser of a hedge) or ran out of time for says nothing about the mirror.
 */
function isFault(outcome) {
    return outcome !== 'http-not-found' && outcome !== 'cancelled' && outcome !== 'deadline';
}
function reportOn(name, attempts) {
    const failures = {};
    let bytes = 0;
    for (const { outcome, bytes: received } of attempts) {
        bytes += received;
        if (outcome !== 'ok')
            failures[outcome] = (failures[outcome] ?? 0) + 1;
    }
    const medianFirstByteMs = median(attempts.flatMap(({ firstByteMs }) => (firstByteMs === undefined ? [] : [firstByteMs])));
    return {
        name,
        state: stateOf(attempts, medianFirstByteMs),
        requests: attempts.length,
        bytes,
        ...(medianFirstByteMs !== undefined && { medianFirstByteMs }),
        failures,
    };
}
function stateOf(attempts, medianFirstByteMs) {
    const telling = attempts.filter(({ outcome }) => outcome === 'ok' || outcome === 'http-not-found' || isFault(outcome));
    if (telling.length === 0)
        return 'not-asked';
    const lastAnswer = telling.findLastIndex(({ outcome }) => outcome === 'ok' || outcome === 'http-not-found');
    if (lastAnswer === -1 || telling.length - 1 - lastAnswer >= failingStreak)
        return 'failing';
    return medianFirstByteMs !== undefined && medianFirstByteMs > slowFirstByteMs
        ? 'slow'
        : 'healthy';
}
function median(values) {
    const sorted = values.toSorted((a, b) => a - b);
    const upper = sorted[Math.floor(sorted.length / 2)];
    const lower = sorted[Math.ceil(sorted.length / 2) - 1];
    return upper === undefined || lower === undefined ? undefined : (lower + upper) / 2;
}

;// CONCATENATED MODULE: ./bundle/stage/relay/sumdb-source.js
/** Where the checksum database can be had: from its own hosts, or as a mirror passes it on. */







/** The one database that this relay passes on; any other has a host of its own, which `go` asks itself. */
const database = 'sum.golang.org';
/** Both serve the same signed log with the same key (reference/mirrors.md §2). */
const officialHosts = ['sum.golang.org', 'sum.golang.google.cn'];
/** The database's own hosts get this long before a mirror's copy of it is considered. */
const officialGraceMs = 2_000;
/** Whether a hostile mirror could mislead this `go` about the database (CVE-2026-42501, -56864, -56865; design §7). */
function isMisleadable(goVersion) {
    const isFixed125 = goVersion.startsWith('1.25.') && compareGoVersions(goVersion, '1.25.13') >= 0;
    return !isFixed125 && compareGoVersions(goVersion, '1.26.6') < 0;
}
/** @throws FailureError of the database's own host, or the signal's reason. */
async function chooseSource(options) {
    const ending = new AbortController();
    const signal = AbortSignal.any([options.signal, ending.signal]);
    const officials = Promise.any(officialHosts.map((host) => probeSource(options, officialSource(host), 'latest', signal)));
    const areOfficialsDown = officials.then(() => false, () => true);
    const grace = sleep(options.tools.clock, officialGraceMs, signal);
    try {
        // A host of the database that answers late still comes before a mirror that has not answered yet.
        return await Promise.any([
            officials,
            Promise.race([areOfficialsDown, grace]).then((isDown) => isDown === false ? officials : firstMirror(options, signal)),
        ]);
    }
    catch (error) {
        options.signal.throwIfAborted();
        throw firstOf(error);
    }
    finally {
        ending.abort(new Error('another source answered first'));
    }
}
/**
 * The URL at which one of the database's own hosts answers within two seconds; undefined where none does. For later
 * steps, so no mirror was asked and the journal of this run hears nothing of it.
 */
async function locateDatabase(options) {
    const ending = new AbortController();
    const signal = AbortSignal.any([options.signal, ending.signal]);
    const quiet = {
        ...options,
        tools: { ...options.tools, journal: createJournal(), onBytes: () => { } },
    };
    const answer = Promise.any(officialHosts.map((host) => probeSource(quiet, officialSource(host), 'latest', signal))).then(({ entry }) => entry.url, () => undefined);
    const grace = sleep(options.tools.clock, officialGraceMs, signal).then(() => undefined, () => undefined);
    const url = await Promise.race([answer, grace]);
    ending.abort(new Error('the question is settled'));
    return url;
}
/** In the user's order, one after the other: each is as good as the next, and none should hear more than it must. */
async function firstMirror(options, signal) {
    const mirrors = [
        ...options.shippedMirrors,
        ...(isMisleadable(options.goVersion) ? [] : options.otherMirrors),
    ];
    for (const mirror of mirrors) {
        if (isDirectory(mirror))
            continue;
        try {
            return await probeSource(options, mirrorSource(mirror), 'supported', signal);
        }
        catch {
            signal.throwIfAborted();
        }
    }
    throw new Error('no mirror passes the checksum database on');
}
async function probeSource({ tools }, source, operation, signal) {
    const endpoint = { kind: 'sumdb', database, operation };
    const path = source.pathOf(operation);
    const verify = (file) => verifyAnswer(operation, file);
    const request = { mirror: source.entry, endpoint, limits: tools.limits, path, verify };
    const { file } = await attemptFile(tools, request, signal);
    await tools.spool.release(file);
    return source;
}
/** What every signed tree head begins with (golang.org/x/mod/sumdb/tlog, FormatTree). */
const treeHeading = 'go.sum database tree\n';
/**
 * Whether this is an answer of the database and not of a portal, as far as one who cannot check its signature may tell:
 * tiles are binary, and `supported` may say anything.
 */
async function verifyAnswer(operation, file) {
    if (operation.startsWith('tile/'))
        return undefined;
    const page = await findHtml(file);
    if (page)
        return { ...page, detail: 'an HTML page where the checksum database was asked' };
    if (operation !== 'latest' || (await startOf(file, treeHeading.length)) === treeHeading) {
        return undefined;
    }
    return { class: 'bad-content', detail: 'no tree head of the checksum database' };
}
/** The error of the first of several promises that all failed; nested as the promises were. */
function firstOf(error) {
    return error instanceof AggregateError ? firstOf(error.errors[0]) : error;
}
function officialSource(host) {
    return {
        entry: { kind: 'mirror', url: `https://${host}`, name: host, isPublic: true },
        isOfficial: true,
        pathOf: (operation) => operation,
    };
}
function mirrorSource(entry) {
    return {
        entry,
        isOfficial: false,
        pathOf: (operation) => `sumdb/${database}/${operation}`,
    };
}

;// CONCATENATED MODULE: ./bundle/stage/upstream/probe.js







/**
 * Asked where no go.sum of the job names a public module: a file whose hash is written here, so that a portal page or
 * a proxy that answers everything with 200 is seen for what it is.
 */
const wellKnownModule = { path: 'golang.org/x/text', version: 'v0.3.0' };
const wellKnownModHash = 'h1:NqM8EUOU14njkJ3fqMW+pc6Ldnwhi/IjpwHt7yyuwOQ=';
/** Better-placed mirrors get this much longer than the first good answer took, but at least so many ms (design §6). */
const headStartFactor = 2;
const headStartFloorMs = 250;
/** Asks every mirror at once for one small file with a known hash; none waits for another. */
function probeMirrors(options) {
    const { tools, mirrors, signal, tell } = options;
    const startedAtMs = tools.clock.now();
    const ending = new AbortController();
    const probeSignal = AbortSignal.any([signal, ending.signal]);
    const verdicts = new Map();
    const { promise: ready, resolve: markReady } = Promise.withResolvers();
    let cancelHeadStart;
    const settle = (mirror, failure) => {
        verdicts.set(mirror, failure);
        const atMs = tools.clock.now();
        tell?.({
            kind: 'probe-ended',
            atMs,
            mirror: mirror.name,
            durationMs: atMs - startedAtMs,
            outcome: failure?.class ?? 'ok',
            ...(failure && { detail: failure.detail }),
        });
        const unsettled = mirrors.all.filter((other) => !verdicts.has(other));
        const best = mirrors.all.findIndex((other) => verdicts.has(other) && verdicts.get(other) === undefined);
        const isBetterOneOpen = best < 0 || unsettled.some((other) => mirrors.all.indexOf(other) < best);
        if (unsettled.length === 0 || !isBetterOneOpen) {
            markReady();
        }
        else if (failure === undefined && cancelHeadStart === undefined) {
            const tookMs = tools.clock.now() - startedAtMs;
            cancelHeadStart = tools.clock.after(Math.max(headStartFloorMs, headStartFactor * tookMs), markReady);
        }
    };
    const running = mirrors.all.map(async (mirror) => {
        const failure = await probeMirror(options, mirror, probeSignal);
        if (failure !== 'aborted')
            settle(mirror, failure);
    });
    const all = Promise.all(running).then(() => markReady());
    return {
        ready,
        finish: async () => {
            const waitedMs = tools.clock.now() - startedAtMs;
            ending.abort(new stage_failure/* FailureError */.pO(noAnswer(waitedMs)));
            await all;
            cancelHeadStart?.();
            return mirrors.all.map((mirror) => ({
                mirror,
                failure: verdicts.has(mirror)
                    ? verdicts.get(mirror)
                    : { ...noAnswer(waitedMs), mirror: mirror.name },
            }));
        },
    };
}
/**
 * One probe of one mirror; its health hears of the result.
 * @returns undefined for a mirror that works, `aborted` when the signal ended it.
 */
async function probeMirror({ tools, mirrors, sums, endpointFor, limits }, mirror, signal) {
    const startedAtMs = tools.clock.now();
    try {
        if (isDirectory(mirror)) {
            await untilAborted(expectDirectory(mirror), signal);
            mirrors.answered(mirror, 0);
            return undefined;
        }
        const endpoint = endpointFor(mirror);
        const verify = (file) => verifyFile(endpoint, file, sums);
        const request = { mirror, endpoint, limits, verify };
        const { file, firstByteMs } = await attemptFile(tools, request, signal);
        await tools.spool.release(file);
        mirrors.answered(mirror, firstByteMs);
        return undefined;
    }
    catch (thrown) {
        if (signal.aborted)
            return 'aborted';
        const failure = (0,stage_failure/* failureOf */.g5)(thrown);
        if (failure.class === 'http-not-found') {
            // A mirror for one company's modules has never heard of the file asked for, and works.
            mirrors.answered(mirror, tools.clock.now() - startedAtMs);
            return undefined;
        }
        if (failure.class === 'http-auth' && !mirror.isPublic) {
            // A gatekeeper's "no" must not cost its place: every file would then be asked of the mirror behind it first.
            mirrors.answered(mirror, tools.clock.now() - startedAtMs);
            return failure;
        }
        mirrors.failed(mirror, failure, startedAtMs);
        return failure;
    }
}
/**
 * Asks these mirrors at once and resolves with the first answer; false when none came. A directory is never asked: that
 * it is there says nothing of a network that is not.
 */
async function anyMirrorAnswers(options, candidates) {
    const remote = candidates.filter((mirror) => !isDirectory(mirror));
    const ending = new AbortController();
    const signal = AbortSignal.any([options.signal, ending.signal]);
    try {
        return await Promise.any(remote.map(async (mirror) => {
            if ((await probeMirror(options, mirror, signal)) !== undefined)
                throw new Error('no answer');
            return true;
        }));
    }
    catch {
        options.signal.throwIfAborted();
        return false;
    }
    finally {
        ending.abort(new Error('one answer is enough'));
    }
}
async function expectDirectory(mirror) {
    const isThere = await (0,promises_.stat)((0,external_node_url_.fileURLToPath)(mirror.url)).then((found) => found.isDirectory(), () => false);
    if (!isThere) {
        throw new stage_failure/* FailureError */.pO({
            // Not "not found": a mirror that says so about a file works, and this one is not there at all.
            class: 'input',
            detail: `${mirror.name} is not a directory`,
            mirror: mirror.name,
        });
    }
}
function noAnswer(waitedMs) {
    return {
        class: 'stall',
        phase: 'headers',
        limitMs: waitedMs,
        detail: `no answer in ${(waitedMs / 1_000).toFixed(1)} s, by the end of the run`,
    };
}
/**
 * What to probe each mirror with. Public mirrors and those behind the first group may never be asked for the job's own
 * modules by plain `go`, and a private one that no pattern names must not become known to them through a probe: they
 * are asked for one of Go's own modules only, as go.sum names it, else for the well-known one. A mirror of the first
 * group that is nobody's but the user's may be asked for a module of go.sum on GitHub, which it is likely to have.
 */
function probeEndpoints(list, sums, isPrivate) {
    const open = sums.mods.filter((module) => !isPrivate(module.path));
    const startingWith = (prefix) => open.find(({ path }) => path.startsWith(prefix));
    const harmless = startingWith('golang.org/x/');
    const likely = harmless ?? startingWith('github.com/') ?? wellKnownModule;
    const trusted = new Set(list.groups[0]?.filter((mirror) => !mirror.isPublic));
    return (mirror) => ({
        kind: 'mod',
        module: trusted.has(mirror) ? likely : (harmless ?? wellKnownModule),
    });
}

;// CONCATENATED MODULE: ./bundle/stage/module/gosum.js
/** go.sum and go.work.sum: which bytes every module version has to have. The rules are those of cmd/go's own reader. */

/** The hash of an empty go.mod, which an old bug wrote for trees that are no modules; go drops such lines. */
const emptyGoModHash = 'h1:G7mAYYxgmS0lVkHyy2hEOLQCFB0DlQFTMLWggykrydY=';
/** What Go's strings.Fields splits at; JavaScript's \s would also take a byte order mark and leave out U+0085. */
const whiteSpace = /[\t\n\v\f\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/;
/**
 * Reads a go.sum file. A line without exactly three fields is a problem (go stops there); hashes of another kind than h1,
 * and lines whose module no request could name, are skipped as go never matches them.
 */
function parseGoSum(text, file) {
    const lines = [];
    const problems = [];
    for (const [index, content] of text.split('\n').entries()) {
        const line = index + 1;
        const fields = content.split(whiteSpace).filter((field) => field !== '');
        if (fields.length === 0)
            continue;
        const [path = '', versionAndFile = '', hash = ''] = fields;
        if (fields.length !== 3) {
            problems.push({ file, line, message: describeMalformedLine(path, fields.length) });
            continue;
        }
        if (!hash.startsWith('h1:') || hash === emptyGoModHash)
            continue;
        const kind = versionAndFile.endsWith('/go.mod') ? 'mod' : 'zip';
        const version = kind === 'mod' ? versionAndFile.slice(0, -'/go.mod'.length) : versionAndFile;
        if (!isModulePath(path) || !isVersion(version))
            continue;
        lines.push({ module: { path, version }, kind, hash, file, line });
    }
    return { lines, problems };
}
/** Makes the lines of one or several files answer by module version. */
function indexSums(lines) {
    const index = {
        zip: new Map(),
        mod: new Map(),
    };
    for (const line of lines) {
        const key = keyOf(line.module);
        const known = index[line.kind].get(key);
        if (known)
            known.push(line);
        else
            index[line.kind].set(key, [line]);
    }
    const modulesOf = (kind) => [...index[kind].values()].flatMap((found) => found.slice(0, 1).map((line) => line.module));
    return {
        find: (module, kind) => index[kind].get(keyOf(module)) ?? [],
        zips: modulesOf('zip'),
        mods: modulesOf('mod'),
        conflicts: [...index.zip.values(), ...index.mod.values()].filter((found) => found.some((line) => line.hash !== found[0]?.hash)),
    };
}
/** No module path holds a space, so no two module versions share a key. */
function keyOf(module) {
    return `${module.path} ${module.version}`;
}
function describeMalformedLine(firstField, count) {
    const counted = `${count} ${count === 1 ? 'field' : 'fields'} where go expects 3 (path, version, hash)`;
    return /^(?:<{7}|={7}|>{7}|\|{7})/.test(firstField)
        ? `marker of an unresolved merge conflict: ${counted}`
        : counted;
}

;// CONCATENATED MODULE: ./bundle/stage/upstream/fetch-outcome.js


/** The failure with the module it happened to, as far as the endpoint tells. */
function withModule(failure, endpoint) {
    const module = 'module' in endpoint ? formatModule(endpoint.module) : endpointModule(endpoint);
    return module === undefined ? failure : { ...failure, module };
}

;// CONCATENATED MODULE: ./bundle/stage/resilience/budget.js
/**
 * The retry budget of a run: a token bucket that bounds what faults add to the load on mirrors (design §6). Pure.
 */
const startTokens = 20;
const capTokens = 40;
const tokensPerSuccess = 0.2;
/** Once empty, it counts as empty until here, so that it does not change its mind at every success. */
const refilledTokens = 5;
const fullBudget = { tokens: startTokens, isEmpty: false };
/** Further tries and hedges under way at once while the budget is empty; they are never refused. */
const triesWhenEmpty = 3;
function budgetAfterSuccess({ tokens, isEmpty }) {
    const more = Math.min(capTokens, tokens + tokensPerSuccess);
    return { tokens: more, isEmpty: isEmpty && more < refilledTokens };
}
/** After `price` was taken; what is not there is not owed. */
function budgetAfterSpending({ tokens, isEmpty }, price) {
    const left = Math.max(0, tokens - price);
    return { tokens: left, isEmpty: isEmpty || left < 1 };
}
const hedgePrice = 1;
/** What one more try costs. To change to a mirror in good standing is free: it adds no load where the fault is. */
function priceOfTry({ isFirst, lastOnMirror, isBreakerClosed }) {
    if (lastOnMirror === 'timeout')
        return 2;
    if (lastOnMirror === 'other')
        return 1;
    return isFirst || isBreakerClosed ? 0 : 1;
}

;// CONCATENATED MODULE: ./bundle/stage/upstream/allowance.js
/** A file that meets more outages than these has a cause that waiting does not mend. */
const outagesPerFile = 3;
/** The attempts that one file may cost, over all mirrors of a group. */
class Allowance {
    #left;
    #inPass = 0;
    #outagesLeft = outagesPerFile;
    #inRow;
    constructor(attempts) {
        this.#left = attempts;
    }
    get left() {
        return this.#left;
    }
    /** Takes one attempt, and says which one in a row it is on this mirror. */
    take(mirror) {
        this.#left -= 1;
        this.#inPass += 1;
        const before = this.#inRow?.mirror === mirror ? this.#inRow.count : 0;
        this.#inRow = { mirror, count: before + 1 };
        return this.#inRow.count;
    }
    /** An attempt that tells nothing of the mirror, or all there is to know, is free. */
    giveBack() {
        this.#left += 1;
        this.#inPass -= 1;
    }
    /** The same, and it is none in a row on this mirror either. */
    takeBack(mirror) {
        this.giveBack();
        if (this.#inRow?.mirror === mirror)
            this.#inRow = { mirror, count: this.#inRow.count - 1 };
    }
    startPass() {
        this.#inPass = 0;
    }
    /** What the pass has cost was the outage's doing, which is over. */
    outlastedOutage() {
        if (this.#outagesLeft === 0)
            return;
        this.#outagesLeft -= 1;
        this.#left += this.#inPass;
        this.#inPass = 0;
    }
}

;// CONCATENATED MODULE: ./bundle/stage/resilience/hedge.js
/** When a request gets a second one beside it, and which mirrors may serve as the second (design §6). Pure. */
const shortestMs = 250;
const longestMs = 3_000;
/** As long as too few first bytes are known to say what is usual. */
const unknownMs = 1_000;
const samplesNeeded = 20;
const samplesKept = 200;
const toleratedFactor = 1.5;
/** The times to first byte of one class of file with one more, oldest first. */
function withFirstByte(samples, firstByteMs) {
    return [...samples, firstByteMs].slice(-samplesKept);
}
/** Within how many milliseconds 95 % of these first bytes came; undefined where they are too few to tell. */
function usualFirstByteMs(samples) {
    if (samples.length < samplesNeeded)
        return undefined;
    const sorted = samples.toSorted((a, b) => a - b);
    return sorted[Math.ceil(0.95 * sorted.length) - 1];
}
/** How long the header of a request may take before another mirror is asked too: clamp(1.5 · p95, 250 ms, 3 s). */
function hedgeDelayMs(p95Ms) {
    if (p95Ms === undefined)
        return unknownMs;
    return Math.min(longestMs, Math.max(shortestMs, toleratedFactor * p95Ms));
}
/**
 * Whether `second` may be asked while `first` has not answered. A mirror that is not public may be a gatekeeper: its
 * "no" would end the search (design §7), so no public mirror is asked, or told of the module, before it has spoken.
 */
function mayHedge(first, second) {
    return first.isPublic || !second.isPublic;
}

;// CONCATENATED MODULE: ./bundle/stage/upstream/candidates.js




/** Which mirrors of a group may still serve one file, and whose turn it is. */
class Candidates {
    members;
    #mirrors;
    /** Asked without success since the last full pass. */
    #askedInPass = new Set();
    /** Will not serve this file, and why. */
    #left = new Map();
    /** The last failure of each with this file. */
    failures = new Map();
    #passes = 0;
    /** The mirror that the last decision named for one more try at once. */
    #sameAgain;
    constructor(members, mirrors) {
        this.members = members;
        this.#mirrors = mirrors;
    }
    /**
     * Mirrors that may still serve this file. One that never answered in two passes is not waited for again while
     * another works: its time limit would be paid for every file that the others do not have.
     */
    get all() {
        const mirrors = this.#mirrors;
        return this.members.filter((mirror) => !this.#left.has(mirror) &&
            !mirrors.isQuarantined(mirror) &&
            !(mirrors.hasWorked && mirrors.isGivenUp([mirror])));
    }
    /** Whose turn it is; undefined when the pass is over. */
    next() {
        const usable = this.#mirrors.usable(this.all);
        const again = this.#sameAgain;
        this.#sameAgain = undefined;
        // A mirror on its own is asked once more even if its last answer has cost it its place.
        if (again && (usable.includes(again) || usable.length === 0))
            return again;
        return this.#firstOf(usable);
    }
    /** Whether another mirror would be chosen by now: this one may have failed others meanwhile. */
    isOutdone(chosen) {
        const mirrors = this.#mirrors;
        if (mirrors.isGivenUp(this.members))
            return true;
        // Its one request is this very one: nobody else may make it.
        if (mirrors.healthOf(chosen).breaker.state === 'half-open')
            return false;
        return this.#firstOf(mirrors.usable(this.all)) !== chosen;
    }
    #firstOf(usable) {
        return this.#mirrors.ordered(usable.filter((mirror) => !this.#askedInPass.has(mirror)))[0];
    }
    /** Whom to ask beside `first` while that is silent; undefined where there is nobody in good standing. */
    besides(first) {
        const inTurn = this.#besidesAnyOf(first).filter((mirror) => !this.#askedInPass.has(mirror) && this.#mirrors.healthOf(mirror).breaker.state === 'closed');
        return this.#mirrors.ordered(inTurn)[0];
    }
    /** Who may be asked before `first` has spoken. */
    #besidesAnyOf(first) {
        if (isDirectory(first))
            return [];
        return this.all.filter((mirror) => mirror !== first && !isDirectory(mirror) && mayHedge(first, mirror));
    }
    /** Whether a healthy mirror that this file has not yet failed at could take over from one that is slow. */
    hasRelief(mirror) {
        return this.all.some((other) => {
            const { successes, failuresInRow } = this.#mirrors.healthOf(other);
            const isHealthy = successes > 0 && failuresInRow === 0 && !this.failures.has(other);
            return other !== mirror && isHealthy;
        });
    }
    /**
     * Whether another mirror that has answered in this run may be asked instead: whoever is silent is left early for it. The
     * others may have failed a moment ago, but where all that is under way is silent nothing would ever tell that they are
     * well again. In the first pass it may be one that had its turn: nothing speaks for a slow file yet, and to go round
     * again is sooner done than to wait one limit out.
     */
    hasAlternative(mirror) {
        return this.#besidesAnyOf(mirror).some((other) => (this.#passes === 0 || !this.#askedInPass.has(other)) &&
            this.#mirrors.healthOf(other).successes > 0 &&
            !this.#mirrors.areAllShut([other]));
    }
    /** Full passes that have brought nothing. */
    get passes() {
        return this.#passes;
    }
    /**
     * Whether nobody else is there to be asked in this pass: what follows on this mirror is this mirror anew, on another
     * connection. No public mirror must get its turn that way before a gatekeeper has spoken.
     */
    isLastInPass(mirror) {
        if (isDirectory(mirror))
            return false;
        const others = this.all.filter((other) => other !== mirror && !this.#askedInPass.has(other));
        return others.every((other) => mayHedge(mirror, other)) && this.#mirrors.areAllShut(others);
    }
    /** What one more try costs of the run's retry budget. */
    priceOfTry(mirror, isFirst) {
        const failure = this.failures.get(mirror);
        const lastOnMirror = failure && (isTimeout(failure) ? 'timeout' : 'other');
        const { breaker } = this.#mirrors.healthOf(mirror);
        return priceOfTry({ isFirst, lastOnMirror, isBreakerClosed: breaker.state === 'closed' });
    }
    tryAgain(mirror) {
        this.#sameAgain = mirror;
    }
    /** After a failure: the others come first. */
    putBack(mirror) {
        this.#askedInPass.add(mirror);
    }
    leave(mirror, failure) {
        this.#left.set(mirror, failure);
    }
    startPass() {
        this.#passes += 1;
        this.#askedInPass.clear();
    }
    /** Whether one that worked in this run may come back, and none of them answers at present. */
    get areDown() {
        const mirrors = this.#mirrors;
        const { all } = this;
        return (all.some((mirror) => mirrors.healthOf(mirror).successes > 0) &&
            all.every((mirror) => {
                const failure = this.failures.get(mirror) ?? mirrors.lastFailureOf(mirror);
                return (failure !== undefined && isOutage(failure) && mirrors.healthOf(mirror).failuresInRow > 0);
            }));
    }
    /** The first of the absences, where every mirror of the group said that there is no such file. */
    get absence() {
        const absences = this.members.flatMap((mirror) => {
            const failure = this.#left.get(mirror);
            return failure?.class === 'http-not-found' ? [failure] : [];
        });
        return absences.length === this.members.length ? absences[0] : undefined;
    }
    /** Why each member does not deliver, as far as anything is known of it. */
    get reasons() {
        const mirrors = this.#mirrors;
        const reasons = this.members.flatMap((mirror) => {
            const failure = this.failures.get(mirror) ?? mirrors.lastFailureOf(mirror);
            return failure ? [{ mirror, failure }] : [];
        });
        // Where nothing else stood in the way, the mirrors that are not trusted any more are the cause.
        if (reasons.every(({ failure }) => failure.class === 'http-not-found')) {
            for (const mirror of this.members) {
                const failure = mirrors.distrustOf(mirror);
                if (failure)
                    reasons.push({ mirror, failure });
            }
        }
        return reasons;
    }
}

;// CONCATENATED MODULE: ./bundle/stage/upstream/header-race.js

/** The reason a request was broken off for: the header of another one came first. */
const overtaken = new stage_failure/* FailureError */.pO({
    class: 'cancelled',
    detail: 'another mirror answered first',
});
/** Whether this is the end of a request that lost the race of headers. */
function isOvertaken(signal) {
    return signal.aborted && signal.reason === overtaken;
}
/**
 * Asks the first mirror, and one more at a time for as long as no header has come (hedged requests, Dean and Barroso,
 * The Tail at Scale). The first header wins; the other request is broken off before its body.
 */
async function raceHeaders(options) {
    const { clock, signal, first, delayMs, ask, second, isSuccess, discard } = options;
    const running = new Map();
    const endings = new Map();
    let winner;
    let verdictOfSecond;
    let sentAtMs;
    let due = Promise.withResolvers();
    let cancelDelay = () => { };
    const startDelay = () => {
        cancelDelay = clock.after(delayMs, () => {
            // A busy process may have kept a header waiting that is there already: its turn comes before the next timer's.
            cancelDelay = clock.after(0, () => due.resolve('due'));
        });
    };
    const win = (mirror) => {
        if (winner !== undefined)
            return;
        winner = mirror;
        cancelDelay();
        for (const [other, ending] of endings)
            if (other !== mirror)
                ending.abort(overtaken);
        if (mirror !== first)
            options.onWon(mirror, clock.now() - (sentAtMs ?? clock.now()));
    };
    const start = (mirror) => {
        const ending = new AbortController();
        endings.set(mirror, ending);
        const racer = {
            signal: AbortSignal.any([signal, ending.signal]),
            sent: () => {
                if (sentAtMs !== undefined)
                    return;
                sentAtMs = clock.now();
                startDelay();
            },
            gotHeader: () => win(mirror),
        };
        const asking = ask(mirror, racer).then((result) => ({ mirror, result }));
        running.set(mirror, asking);
    };
    start(first);
    try {
        while (running.size > 0) {
            const step = await Promise.race([...running.values(), due.promise]);
            if (step === 'due') {
                due = Promise.withResolvers();
                if (winner !== undefined || verdictOfSecond !== undefined)
                    continue;
                const other = running.size === 1 ? second() : undefined;
                if (other)
                    start(other);
                startDelay();
                continue;
            }
            running.delete(step.mirror);
            endings.delete(step.mirror);
            const { mirror, result } = step;
            // A "no" that ends the search must not come before its time: the first mirror may be about to deliver.
            if (result !== undefined && !isSuccess(result) && running.has(first))
                verdictOfSecond = result;
            else if (result !== undefined) {
                if (isSuccess(result))
                    win(mirror);
                return result;
            }
            // What is left is the hedge: the search asks further mirrors when it has ended, too.
            if (mirror === first)
                cancelDelay();
        }
        return verdictOfSecond;
    }
    finally {
        cancelDelay();
        for (const ending of endings.values())
            ending.abort(overtaken);
        for (const end of await Promise.allSettled(running.values())) {
            if (end.status === 'fulfilled' && end.value.result !== undefined) {
                await discard(end.value.result);
            }
        }
    }
}

;// CONCATENATED MODULE: ./bundle/stage/resilience/wrong-bytes.js
/** Answers with wrong bytes for one file, over all mirrors, after which no further one is asked for. */
const wrongAnswerLimit = 4;
/**
 * What follows when a mirror's file is whole and is not what go.sum names (design §7): two answers that agree with each
 * other and not with go.sum end the search; else the next mirror is asked at once, a lone mirror once more.
 */
function decideOnWrongBytes(facts) {
    const { hash, earlierHashes, isLoneMirror, attemptsInRow } = facts;
    if (earlierHashes.includes(hash) || earlierHashes.length + 1 >= wrongAnswerLimit)
        return 'end';
    return isLoneMirror && attemptsInRow < 2 ? 'same-mirror' : 'leave-mirror';
}

;// CONCATENATED MODULE: ./bundle/stage/upstream/judge.js


/** Says what follows from failed attempts for one file; the health of the mirrors hears of each. */
class Judge {
    #mirrors;
    #clock;
    #candidates;
    /** `path@version`, or what else names the file. */
    #file;
    #countsWrongBytes;
    #wrongHashes = [];
    /** Served what may be wrong, or what go.sum is wrong about: that is not known before another mirror has the right bytes. */
    #suspects = new Map();
    constructor(mirrors, clock, candidates, file, countsWrongBytes) {
        this.#mirrors = mirrors;
        this.#clock = clock;
        this.#candidates = candidates;
        this.#file = file;
        this.#countsWrongBytes = countsWrongBytes;
    }
    judge(mirror, failure, facts) {
        const { startedAtMs, attemptsInRow } = facts;
        if (failure.class === 'checksum-mismatch') {
            return this.#judgeWrongBytes(mirror, failure, attemptsInRow);
        }
        const decision = decide(failure, { isPublicMirror: mirror.isPublic, attemptsInRow });
        if (decision === 'absent') {
            this.#mirrors.answered(mirror, this.#clock.now() - startedAtMs, startedAtMs);
        }
        else if (decision !== 'end')
            this.#mirrors.failed(mirror, failure, startedAtMs);
        return decision;
    }
    /** What go.sum names can be had, and this mirror has it: the others served something else. */
    hasRightBytes(mirror) {
        this.#suspects.delete(mirror);
        for (const [other, module] of this.#suspects)
            this.#mirrors.servedWrongBytes(other, module);
    }
    #judgeWrongBytes(mirror, failure, attemptsInRow) {
        const hash = failure.actual ?? '';
        const earlierHashes = [...this.#wrongHashes];
        this.#wrongHashes.push(hash);
        const module = failure.module ?? this.#file;
        if (this.#countsWrongBytes())
            this.#mirrors.servedWrongBytes(mirror, module);
        else
            this.#suspects.set(mirror, module);
        return decideOnWrongBytes({
            hash,
            earlierHashes,
            // Only now: these bytes may have put the mirror into quarantine.
            isLoneMirror: this.#candidates.all.every((other) => other === mirror),
            attemptsInRow,
        });
    }
}

;// CONCATENATED MODULE: ./bundle/stage/upstream/timing.js
/** How long a search waits, and for how long it lets one request run. */


/** Milliseconds before the candidates are asked again, after each has failed; Retry-After counts where only one is left. */
function waitBetweenPassesMs(pass, { all, failures }, random) {
    const backoffMs = backoffDelayMs(pass, random);
    const [first, ...others] = all;
    const only = first && others.length === 0 ? failures.get(first) : undefined;
    if (only?.class !== 'http-throttled' || only.retryAfterMs === undefined)
        return backoffMs;
    return Math.max(backoffMs, Math.min(only.retryAfterMs, retryAfterCapMs));
}
/**
 * The limits of a probe in round `round`, from 0, of the wait for the end of an outage: the mirrors have answered before,
 * and a probe that is kept waiting keeps everybody waiting. Doubled each round, so that a slow mirror is heard too.
 */
function outageProbeLimits(limits, round) {
    const shortened = (ms) => Math.min(ms, shortSilenceMs(ms) * 2 ** Math.min(round, 10));
    return {
        connectMs: limits.connectMs,
        firstByteMs: shortened(limits.firstByteMs),
        stallMs: shortened(limits.stallMs),
    };
}
/**
 * The limits of one request. The last try may wait longer for the first byte, which is all that is left to try; before
 * it a silent mirror is left early where `mayLeave` says so.
 */
function exchangeLimits({ connectMs, firstByteMs, lastFirstByteMs, stallMs }, { isLastTry, mayLeave, }) {
    if (isLastTry)
        return { connectMs, firstByteMs: lastFirstByteMs, stallMs };
    const shortSilence = { ms: shortSilenceMs(firstByteMs), mayLeave };
    return { connectMs, firstByteMs, shortSilence, stallMs };
}

;// CONCATENATED MODULE: ./bundle/stage/upstream/pass-waits.js


/** What one search waits for between its tries: the end of an outage, and the next pass over its candidates. */
class PassWaits {
    #tools;
    #candidates;
    #allowance;
    constructor(tools, candidates, allowance) {
        this.#tools = tools;
        this.#candidates = candidates;
        this.#allowance = allowance;
    }
    /** While an outage is known of, or no breaker lets a request through, probes alone ask whether it is over. */
    get isNoUseAsking() {
        const { mirrors, outage } = this.#tools;
        const { all } = this.#candidates;
        const hasWorked = all.some((mirror) => mirrors.healthOf(mirror).successes > 0);
        return hasWorked && (outage.isOn(all) || mirrors.areAllShut(all));
    }
    /** Waits for a mirror to come back; false when it did not. What the outage has cost in attempts is given back. */
    async park(signal) {
        const recovery = await this.#tools.outage.recovered(this.#candidates.all, signal);
        if (recovery === 'recovered')
            this.#allowance.outlastedOutage();
        return recovery !== 'given-up';
    }
    /** After full pass number `pass`, from 0: waits and says whether to go round again. */
    async isWorthAnotherPass(pass, signal) {
        const candidates = this.#candidates;
        if (this.#allowance.left <= 0 && !candidates.areDown)
            return false;
        const { clock, random } = this.#tools;
        await sleep(clock, waitBetweenPassesMs(pass, candidates, random), signal);
        // Only what has worked can come back; of the others two passes are the verdict.
        if (candidates.areDown && !(await this.park(signal)))
            return false;
        return this.#allowance.left > 0;
    }
}

;// CONCATENATED MODULE: ./bundle/stage/upstream/verdict.js
/**
 * One failure for several mirrors that failed, given in the user's order: wrong bytes outrank everything, an HTML page
 * from every mirror is the network's doing, else the most preferred mirror's class with the others in the text
 * (design §5).
 */
function summarizeFailures(failures) {
    const mismatch = failures.find(({ failure }) => failure.class === 'checksum-mismatch');
    if (mismatch)
        return mismatch.failure;
    const [first] = failures.filter(({ failure }) => failure.class !== 'http-not-found');
    if (first === undefined) {
        return failures[0]?.failure ?? { class: 'internal', detail: 'no mirror was asked' };
    }
    if (failures.every(({ failure }) => failure.class === 'bad-content' && failure.isHtml === true)) {
        return {
            class: 'captive-portal',
            detail: `every mirror asked (${failures.map(({ mirror }) => mirror.name).join(', ')}) answered with an HTML page`,
            mirror: first.mirror.name,
        };
    }
    const others = failures.filter((other) => other !== first);
    if (others.length === 0)
        return { ...first.failure, mirror: first.mirror.name };
    const also = others.map(({ mirror, failure }) => `${mirror.name}: ${failure.class}`).join('; ');
    return {
        ...first.failure,
        detail: `${first.failure.detail} (also ${also})`,
        mirror: first.mirror.name,
    };
}
/**
 * Wrong bytes that more than one mirror served, with the names of the others: it is not one mirror's copy then. Every
 * other failure as it is.
 */
function withOtherSources(failure, from, failures) {
    if (failure.class !== 'checksum-mismatch')
        return failure;
    const others = [...failures].filter(([mirror, other]) => mirror !== from && other.class === failure.class);
    if (others.length === 0)
        return failure;
    const names = others.map(([{ name }]) => name).join(', ');
    return { ...failure, detail: `${failure.detail} (wrong bytes also from ${names})` };
}

;// CONCATENATED MODULE: ./bundle/stage/upstream/group-search.js














/** The search for one file in one group of mirrors: within a group any failure moves on to another member. */
class GroupSearch {
    #tools;
    #endpoint;
    #candidates;
    #judge;
    #allowance;
    #waits;
    /** What has arrived of the file. */
    #partial;
    #hasAsked = false;
    constructor(tools, endpoint, members, attempts) {
        this.#tools = tools;
        this.#endpoint = endpoint;
        this.#candidates = new Candidates(members, tools.mirrors);
        this.#judge = new Judge(tools.mirrors, tools.clock, this.#candidates, endpointPath(endpoint), 
        // go.sum names more go.mod files than `go` ever reads: a wrong line for one of those speaks against no mirror.
        () => endpoint.kind !== 'mod' || !tools.lane.isForeseen);
        this.#allowance = new Allowance(attempts);
        this.#waits = new PassWaits(tools, this.#candidates, this.#allowance);
        const isHashKnown = endpoint.kind === 'zip' && tools.sums.find(endpoint.module, 'zip').length > 0;
        this.#partial = openPartial(tools.spool, endpoint, isHashKnown);
    }
    /** What the search has not used of the attempts it was given. */
    get attemptsLeft() {
        return this.#allowance.left;
    }
    /** Rejects only with the signal's reason. */
    async run(signal) {
        try {
            return await this.#search(signal);
        }
        finally {
            await this.#partial.discard();
        }
    }
    async #search(signal) {
        const { mirrors } = this.#tools;
        const candidates = this.#candidates;
        for (let pass = 0;;) {
            // Before every try, because other requests of the run may have reached the verdict meanwhile.
            if (mirrors.isGivenUp(candidates.members))
                return this.#failed();
            if (this.#waits.isNoUseAsking && !(await this.#waits.park(signal)))
                return this.#failed();
            const mirror = candidates.next();
            if (mirror === undefined) {
                if (candidates.all.length === 0)
                    return this.#ended();
                if (!(await this.#waits.isWorthAnotherPass(pass, signal)))
                    return this.#failed();
                pass += 1;
                this.#allowance.startPass();
                candidates.startPass();
                continue;
            }
            if (this.#allowance.left <= 0)
                return this.#failed();
            const outcome = await this.#askHedged(mirror, signal);
            if (outcome)
                return outcome;
        }
    }
    #askHedged(mirror, signal) {
        const { clock, firstBytes, retryGate, tell } = this.#tools;
        return raceHeaders({
            clock,
            signal,
            first: mirror,
            delayMs: firstBytes.hedgeDelayMs(this.#endpoint),
            ask: (asked, racer) => this.#ask(asked, racer, asked === mirror),
            second: () => retryGate.isEmpty || this.#allowance.left <= 0
                ? undefined
                : this.#candidates.besides(mirror),
            isSuccess: (outcome) => outcome.kind === 'found',
            discard: async (outcome) => {
                if (outcome.kind === 'found')
                    await this.#tools.spool.release(outcome.file);
            },
            onWon: (winner, waitedMs) => tell({
                kind: 'hedge-won',
                atMs: clock.now(),
                mirror: winner.name,
                overtaken: mirror.name,
                waitedMs,
                endpoint: endpointPath(this.#endpoint),
            }),
        });
    }
    /** One attempt and what follows from it; undefined when the search goes on. */
    async #ask(mirror, { signal, sent, gotHeader }, isFirst) {
        const { mirrors, clock, sums, limits, firstBytes, retryGate, lane } = this.#tools;
        const endpoint = this.#endpoint;
        const attemptsInRow = this.#allowance.take(mirror);
        const price = isFirst ? this.#candidates.priceOfTry(mirror, !this.#hasAsked) : hedgePrice;
        this.#hasAsked = true;
        // Before any wait: a half-open breaker lets one request through, and others are choosing meanwhile.
        const chosenAtMs = clock.now();
        mirrors.asked(mirror);
        let startedAtMs = chosenAtMs;
        let admitted;
        let isLeftEarly = false;
        try {
            // Before the lane: who waits for a turn to try again must not keep first tries from going out.
            admitted = await retryGate.enter(price, signal);
            const turn = await lane.enter(mirror, signal);
            if ((admitted.hasWaited || turn.hasWaited) && this.#isBetterLeft(mirror)) {
                turn.giveBack();
                this.#allowance.takeBack(mirror);
                return undefined;
            }
            startedAtMs = clock.now();
            sent();
            const isLastTry = this.#allowance.left === 0;
            const mayLeave = (silentMs) => {
                isLeftEarly = this.#mayLeaveSilent(mirror, silentMs);
                return isLeftEarly;
            };
            const request = {
                mirror,
                endpoint,
                limits: exchangeLimits(limits, { isLastTry, mayLeave }),
                verify: (taken) => verifyFile(endpoint, taken, sums),
                // A small file is as soon there as its header: whichever is whole first wins, and a stalled body loses too.
                ...(endpoint.kind === 'zip' && { onHeader: gotHeader }),
                partial: this.#partial,
                canAskOther: () => this.#candidates.hasRelief(mirror),
                ...(!isLastTry && { mayLeaveSilent: mayLeave }),
                admitPart: async (part, until) => (await lane.enter(mirror, until)).during(part),
            };
            const { file, firstByteMs } = await turn.during(() => attemptFile(this.#tools, request, signal));
            mirrors.answered(mirror, firstByteMs, startedAtMs);
            firstBytes.add(endpoint, firstByteMs);
            retryGate.succeeded();
            this.#judge.hasRightBytes(mirror);
            return { kind: 'found', file, mirror: mirror.name };
        }
        catch (thrown) {
            if (isOvertaken(signal)) {
                this.#allowance.giveBack();
                mirrors.lostRace(mirror, clock.now() - startedAtMs);
                this.#candidates.putBack(mirror);
                return undefined;
            }
            if (signal.aborted)
                throw signal.reason;
            const failure = (0,stage_failure/* failureOf */.g5)(thrown);
            if (!(thrown instanceof AttemptError) || thrown.progress === 'none') {
                // It was given only part of its time.
                if (isLeftEarly && this.#candidates.passes === 0)
                    this.#allowance.giveBack();
                return this.#conclude(mirror, failure, { startedAtMs, attemptsInRow });
            }
            // It brought the file on, or only showed that its parts do not fit: neither costs an attempt or counts against
            // a mirror, and the size of the file bounds how often it can happen.
            this.#allowance.takeBack(mirror);
            if (thrown.progress === 'gained' && failure.class === 'stall') {
                this.#candidates.putBack(mirror);
            }
            else
                this.#candidates.tryAgain(mirror);
            return undefined;
        }
        finally {
            admitted?.end();
            mirrors.concluded(mirror, chosenAtMs);
        }
    }
    #conclude(mirror, failure, facts) {
        const candidates = this.#candidates;
        candidates.failures.set(mirror, failure);
        switch (this.#judge.judge(mirror, failure, facts)) {
            case 'same-mirror':
                candidates.tryAgain(mirror);
                return undefined;
            case 'next-mirror':
                candidates.putBack(mirror);
                return undefined;
            case 'leave-mirror':
                candidates.leave(mirror, failure);
                return undefined;
            case 'absent':
                candidates.leave(mirror, failure);
                // A true "no such file" costs no attempt: it may be the honest answer of every mirror but the last.
                this.#allowance.giveBack();
                return undefined;
            case 'end': {
                const known = withOtherSources(failure, mirror, candidates.failures);
                return { kind: 'failed', failure: withModule(known, this.#endpoint) };
            }
        }
    }
    /** Whether what has happened during a wait speaks against the mirror that was chosen before it. */
    #isBetterLeft(mirror) {
        return this.#waits.isNoUseAsking || this.#candidates.isOutdone(mirror);
    }
    /** Whether to ask again, this mirror or another, promises more than to wait for this one any longer. */
    #mayLeaveSilent(mirror, silentMs) {
        const { firstBytes, limits } = this.#tools;
        const candidates = this.#candidates;
        if (candidates.hasAlternative(mirror))
            return true;
        // Twice as long in each pass, because it may be the file that takes its time and not the connection.
        const patienceMs = shortSilenceMs(limits.firstByteMs) * 2 ** candidates.passes;
        const isUnusual = silentMs >= patienceMs && firstBytes.isUnusual(this.#endpoint, silentMs);
        return isUnusual && candidates.isLastInPass(mirror);
    }
    /** No candidate is left: absent only if every mirror of the group said so. */
    #ended() {
        const { absence } = this.#candidates;
        return absence
            ? { kind: 'absent', failure: withModule(absence, this.#endpoint) }
            : this.#failed();
    }
    #failed() {
        const failure = summarizeFailures(this.#candidates.reasons);
        return { kind: 'failed', failure: withModule(failure, this.#endpoint) };
    }
}

;// CONCATENATED MODULE: ./bundle/stage/upstream/fetch.js



/**
 * Fetches one file from whichever mirror delivers it, verified. Groups of mirrors are walked in the user's order, and
 * only "no such file" moves on to the next one. Rejects only with the signal's reason.
 */
async function fetchModule(tools, endpoint, signal) {
    const path = endpointModule(endpoint);
    const isHidden = path !== undefined && tools.isPrivate(path);
    let attemptsLeft = 1 + tools.limits.retries;
    const { groups, ending } = tools.mirrors.list;
    const isOff = ending === 'off' && groups.flat().length === 0;
    let absence = withModule(nobodyMayBeAsked(isOff, isHidden), endpoint);
    for (const group of groups) {
        const members = isHidden ? group.filter((mirror) => !mirror.isPublic) : group;
        if (members.length === 0)
            continue;
        const search = new GroupSearch(tools, endpoint, members, attemptsLeft);
        const outcome = await search.run(signal);
        if (outcome.kind !== 'absent')
            return outcome;
        absence = outcome.failure;
        // However many attempts one group has cost, the next one is asked at least once.
        attemptsLeft = Math.max(1, search.attemptsLeft);
    }
    return { kind: 'absent', failure: absence };
}
function nobodyMayBeAsked(isOff, isHidden) {
    if (isOff) {
        return { class: 'offline-miss', detail: 'not there yet, and `off` forbids asking any mirror' };
    }
    const detail = isHidden
        ? 'a private module, and no mirror of the list may be asked for it'
        : 'no mirror may be asked for it';
    return { class: 'http-not-found', detail };
}

;// CONCATENATED MODULE: ./bundle/stage/relay/desk.js




/**
 * Between the relay's server and the mirrors: one fetch for all requests of one file that come while it runs, files
 * fetched ahead, final verdicts kept for the whole run, and the record of what could not be had.
 */
function openDesk(options) {
    const { tools, gate, signal } = options;
    /** Fetches under way, and files that wait for `go`. */
    const running = new Map();
    const asked = new Set();
    const verdicts = new Map();
    const failures = new Map();
    const absences = new Map();
    const servedZips = new Set();
    let afterOutage = 'fail';
    let waitingBytes = 0;
    function share(endpoint, key, lane, until) {
        const outcome = fetchOnce(endpoint, lane, until);
        const fetching = { outcome, lane, users: 0, waitingBytes: 0 };
        running.set(key, fetching);
        return fetching;
    }
    async function fetchOnce(endpoint, lane, until) {
        if (endpoint.kind === 'sumdb')
            return options.sumdb(endpoint);
        await options.ready;
        return fetchModule({ ...tools, lane }, endpoint, until);
    }
    /** Later requests start anew: the bytes belong to those who waited. */
    function take(key, shared) {
        if (running.get(key) !== shared)
            return;
        running.delete(key);
        if (shared.waitingBytes === 0)
            return;
        waitingBytes -= shared.waitingBytes;
        options.onTaken?.();
    }
    async function answer(endpoint) {
        const key = endpointPath(endpoint);
        asked.add(key);
        const verdict = verdicts.get(key);
        if (verdict) {
            failures.set(key, verdict);
            return refusal(verdict);
        }
        const shared = running.get(key) ?? share(endpoint, key, gate.lane('asked'), signal);
        shared.users += 1;
        shared.lane.promote();
        let outcome;
        try {
            outcome = await shared.outcome;
        }
        finally {
            take(key, shared);
        }
        switch (outcome.kind) {
            case 'found': {
                const { file } = outcome;
                // In the end it could be had: what failed before explains nothing any more.
                failures.delete(key);
                absences.delete(key);
                if (endpoint.kind === 'zip')
                    servedZips.add(formatModule(endpoint.module));
                return {
                    status: 200,
                    file,
                    release: async () => {
                        shared.users -= 1;
                        if (shared.users === 0)
                            await tools.spool.release(file);
                    },
                };
            }
            case 'absent':
                // Another database is not missing: `go` asks its host itself, and what comes of it only `go` can tell.
                if (endpoint.kind !== 'sumdb')
                    absences.set(key, outcome.failure);
                return { status: 404, text: `not found: ${outcome.failure.detail}` };
            case 'failed':
                failures.set(key, outcome.failure);
                if (isFinal(outcome.failure))
                    verdicts.set(key, outcome.failure);
                return refusal(outcome.failure);
        }
    }
    async function foresee(endpoint, until) {
        const key = endpointPath(endpoint);
        if (asked.has(key) || running.has(key) || verdicts.has(key))
            return;
        const shared = share(endpoint, key, gate.lane('foreseen'), until);
        let outcome;
        try {
            outcome = await shared.outcome;
        }
        finally {
            if (shared.users === 0 && outcome?.kind !== 'found')
                take(key, shared);
        }
        // Those who joined take care of what came of it.
        if (shared.users > 0)
            return;
        if (outcome.kind === 'failed' && isFinal(outcome.failure))
            verdicts.set(key, outcome.failure);
        if (outcome.kind !== 'found' || running.get(key) !== shared)
            return;
        shared.waitingBytes = outcome.file.size;
        waitingBytes += shared.waitingBytes;
    }
    async function forgetForeseen() {
        const unused = [...running].filter(([, { users }]) => users === 0);
        await Promise.all(unused.map(async ([key, shared]) => {
            take(key, shared);
            const outcome = await shared.outcome.catch(() => undefined);
            if (outcome?.kind === 'found')
                await tools.spool.release(outcome.file);
        }));
    }
    function refusal(failure) {
        const text = `${failure.class}: ${failure.detail}`;
        return { status: afterOutage === 'direct' && isOutage(failure) ? 404 : 502, text };
    }
    return {
        answer,
        foresee,
        forgetForeseen,
        get waitingBytes() {
            return waitingBytes;
        },
        get failures() {
            return [...failures.values()];
        },
        get absences() {
            return [...absences.values()];
        },
        servedZips,
        startRun(next) {
            afterOutage = next;
            failures.clear();
            absences.clear();
            for (const [key, failure] of verdicts)
                if (asked.has(key))
                    failures.set(key, failure);
        },
    };
}
/** Failures that no further request of this run can mend. */
function isFinal(failure) {
    return (failure.class === 'checksum-mismatch' ||
        failure.class === 'http-auth' ||
        failure.class === 'proxy-auth');
}

;// CONCATENATED MODULE: ./bundle/stage/relay/prefetch.js

/** Waiting files stay below this, and below this part of the disk's free space, or nothing more is foreseen. */
const mostWaitingBytes = 1024 * 1024 * 1024;
const partOfFreeSpace = 1 / 4;
/**
 * Fetches ahead of `go`, which asks for one thing after the other, so that the round trips of hundreds of files pass side
 * by side. Nothing here can fail the run: what could not be had ahead is asked for when `go` asks.
 */
class FetchAhead {
    #options;
    #stopping = new AbortController();
    #signal;
    #working;
    #mostWaitingBytes = mostWaitingBytes;
    /** Called when a waiting file was taken. */
    #paused = new Set();
    constructor(options) {
        this.#options = options;
        this.#signal = AbortSignal.any([options.signal, this.#stopping.signal]);
        this.#signal.addEventListener('abort', () => this.fileTaken(), { once: true });
    }
    start(files) {
        this.#working ??= this.#fetchAll(files).catch(() => {
            // Broken off, or something is wrong that `go` will meet itself.
        });
    }
    /** Room may have become free. */
    fileTaken() {
        for (const goOn of this.#paused)
            goOn();
        this.#paused.clear();
    }
    async stop() {
        this.#stopping.abort(new Error('go did not ask for it'));
        await this.#working;
        await this.#options.desk.forgetForeseen();
    }
    async #fetchAll(files) {
        const { ready, freeBytes, searches } = this.#options;
        const preparing = Promise.all([files(), freeBytes(), ready]);
        // On a file system that is gone neither of them ends.
        const [queue, free] = await untilAborted(preparing, this.#signal);
        this.#mostWaitingBytes = Math.min(mostWaitingBytes, free * partOfFreeSpace);
        const waiting = queue.values();
        await Promise.allSettled(Array.from({ length: searches }, () => this.#work(waiting)));
    }
    async #work(queue) {
        const { desk } = this.#options;
        for (;;) {
            while (desk.waitingBytes >= this.#mostWaitingBytes)
                await this.#roomMadeFree();
            this.#signal.throwIfAborted();
            const next = queue.next();
            if (next.done)
                return;
            await desk.foresee(next.value, this.#signal);
        }
    }
    #roomMadeFree() {
        this.#signal.throwIfAborted();
        return new Promise((resolve) => {
            this.#paused.add(resolve);
        });
    }
}

;// CONCATENATED MODULE: external "node:stream/promises"
const external_node_stream_promises_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:stream/promises");
;// CONCATENATED MODULE: ./bundle/stage/network/secret.js

/** Whether a secret of ours was given, in a time that tells nothing of how much of it was right. */
function isSameSecret(given, expected) {
    const a = Buffer.from(given);
    const b = Buffer.from(expected);
    return a.length === b.length && (0,external_node_crypto_.timingSafeEqual)(a, b);
}

;// CONCATENATED MODULE: ./bundle/stage/relay/server.js







/** `go` waits before the first byte for as long as it takes (reference/go-failures.md §1.1); this only ends leaks. */
const idleConnectionMs = 120_000;
/**
 * A module proxy on 127.0.0.1 for one run (design §7): random port, path token, Host header checked against DNS
 * rebinding, GET and HEAD only, paths taken by the protocol's grammar and nothing else.
 */
async function startRelay(answer) {
    const token = (0,external_node_crypto_.randomBytes)(24).toString('base64url');
    const server = (0,external_node_http_.createServer)({ keepAliveTimeout: idleConnectionMs, requestTimeout: 0 }, (request, response) => {
        void respond(request, response).catch(() => response.destroy());
    });
    async function respond(request, response) {
        const endpoint = admit(request);
        if (typeof endpoint === 'number')
            return sendText(response, endpoint, '');
        const given = await answer(endpoint).catch((thrown) => {
            const failure = (0,stage_failure/* failureOf */.g5)(thrown);
            return { status: 502, text: `${failure.class}: ${failure.detail}` };
        });
        if (given.status !== 200)
            return sendText(response, given.status, given.text);
        try {
            await sendFile(request, response, endpoint, given.file);
        }
        finally {
            await given.release();
        }
    }
    /** The endpoint asked for, or the status that refuses the request. */
    function admit(request) {
        if (request.headers.host !== `127.0.0.1:${port}`)
            return 421;
        if (request.method !== 'GET' && request.method !== 'HEAD')
            return 405;
        const [, given = '', ...rest] = (request.url ?? '').split('/');
        if (!isSameSecret(given, token))
            return 403;
        return parseEndpoint(rest.join('/')) ?? 404;
    }
    await new Promise((resolve, reject) => {
        server.once('error', (cause) => reject(new stage_failure/* FailureError */.pO(listenFailure(cause))));
        server.listen(0, '127.0.0.1', resolve);
    });
    const { port } = server.address();
    return {
        url: `http://127.0.0.1:${port}/${token}`,
        token,
        close: () => new Promise((resolve) => {
            server.close(() => resolve());
            server.closeAllConnections();
        }),
    };
}
function sendText(response, status, text) {
    response.writeHead(status, {
        'content-type': 'text/plain; charset=utf-8',
        'content-length': Buffer.byteLength(text),
    });
    response.end(text);
}
async function sendFile(request, response, endpoint, file) {
    // Nothing would ever tell of the end of an answer to a client that left while the file was fetched.
    if (response.destroyed)
        return;
    response.writeHead(200, { 'content-type': contentType(endpoint), 'content-length': file.size });
    if (request.method === 'HEAD')
        response.end();
    else if (file.kind === 'memory') {
        // Freed only when the kernel has it: `release` lowers the count that bounds the run's memory.
        await new Promise((resolve) => {
            response.once('close', resolve);
            response.end(file.bytes, resolve);
        });
    }
    else
        await (0,external_node_stream_promises_namespaceObject.pipeline)((0,external_node_fs_.createReadStream)(file.path), response);
}
function contentType(endpoint) {
    switch (endpoint.kind) {
        case 'zip':
            return 'application/zip';
        case 'info':
        case 'latest':
            return 'application/json';
        case 'mod':
        case 'list':
        case 'sumdb':
            return 'text/plain; charset=utf-8';
    }
}
/** Why no port of loopback can be had; a fault of ours where the system gives no reason. */
function listenFailure(cause) {
    const { code } = cause;
    const detail = `the relay cannot listen on 127.0.0.1 (${code ?? cause.message})`;
    switch (code) {
        case 'EADDRNOTAVAIL':
        case 'EAFNOSUPPORT':
        case 'ENETDOWN':
            return { class: 'unreachable', detail, mirror: '127.0.0.1', cause };
        case 'EACCES':
        case 'EPERM':
        case 'EMFILE':
        case 'ENFILE':
            return { class: 'permission', detail, cause };
        default:
            return { class: 'internal', detail, cause };
    }
}

;// CONCATENATED MODULE: ./bundle/stage/relay/sumdb.js







/** The answer to `supported`, which the database's own hosts do not know: to have a source is to support it. */
const emptyFile = { kind: 'memory', bytes: Buffer.alloc(0), size: 0 };
/**
 * Passes requests for the checksum database on to one source, bytes untouched: `go` verifies the signed log. The
 * source is chosen once and again only after it has failed for good.
 * A mirror between `go` and the database is the last resort (design §7).
 */
function createSumdb(options) {
    let choosing;
    const fetch = async (endpoint) => {
        if (endpoint.database !== database) {
            return {
                kind: 'absent',
                failure: { class: 'http-not-found', detail: 'another database than the relay passes on' },
            };
        }
        let choice;
        try {
            choosing ??= chooseSource(options);
            choice = choosing;
            const source = await choice;
            const path = endpointModule(endpoint);
            if (path !== undefined && options.tools.isPrivate(path) && !mayHearOfPrivate(source)) {
                return {
                    kind: 'failed',
                    failure: {
                        class: 'sumdb-unreachable',
                        detail: `only ${source.entry.name} passes the checksum database on, and ${path} is private`,
                        module: path,
                    },
                };
            }
            if (endpoint.operation === 'supported')
                return { kind: 'found', file: emptyFile, mirror: source.entry.name };
            return await sumdb_ask(options, source, endpoint);
        }
        catch (thrown) {
            if (options.signal.aborted)
                throw thrown;
            // The next request chooses anew: neither an outage that has passed nor a source that has gone may outlast it.
            if (choosing === choice)
                choosing = undefined;
            return { kind: 'failed', failure: unreachable((0,stage_failure/* failureOf */.g5)(thrown)) };
        }
    };
    return { fetch };
}
/**
 * A private path that `go` wants looked up all the same (GONOSUMDB decides that) goes where `go` would send it, to the
 * database; a public mirror in between is nobody's wish.
 */
function mayHearOfPrivate({ isOfficial, entry }) {
    return isOfficial || !entry.isPublic;
}
async function sumdb_ask({ tools, signal }, source, endpoint) {
    for (let attempt = 0;; attempt += 1) {
        try {
            const path = source.pathOf(endpoint.operation);
            const verify = (taken) => verifyAnswer(endpoint.operation, taken);
            const request = { mirror: source.entry, endpoint, limits: tools.limits, path, verify };
            const { file } = await attemptFile(tools, request, signal);
            return { kind: 'found', file, mirror: source.entry.name };
        }
        catch (thrown) {
            signal.throwIfAborted();
            const failure = (0,stage_failure/* failureOf */.g5)(thrown);
            if (failure.class === 'http-not-found')
                return { kind: 'absent', failure };
            if (!isOutage(failure) || attempt >= tools.limits.retries)
                throw new stage_failure/* FailureError */.pO(unreachable(failure));
            await sleep(tools.clock, backoffDelayMs(attempt, tools.random), signal);
        }
    }
}
function unreachable(failure) {
    if (failure.class === 'sumdb-unreachable')
        return failure;
    return {
        class: 'sumdb-unreachable',
        detail: `no source of the checksum database answers (${failure.mirror ?? database}: ${failure.class}, ${failure.detail})`,
        because: failure,
        ...(failure.mirror !== undefined && { mirror: failure.mirror }),
    };
}

;// CONCATENATED MODULE: ./bundle/stage/upstream/first-bytes.js

/** So many times what 95 % of the first bytes take says that this one is not coming. */
const unusualFactor = 5;
/** How long first bytes of each class of file take in this run, whichever mirror they come from. */
class FirstBytes {
    #samples = new Map();
    /** Worked out when it is asked for: hundreds of files may come before the next one is. */
    #usual = new Map();
    add({ kind }, firstByteMs) {
        this.#samples.set(kind, withFirstByte(this.#samples.get(kind) ?? [], firstByteMs));
        this.#usual.delete(kind);
    }
    /** How long a request for this file may be silent before another mirror is asked beside it. */
    hedgeDelayMs(endpoint) {
        return hedgeDelayMs(this.#usualMs(endpoint));
    }
    /** Whether a silence of `ms` is out of all proportion for such a file; false as long as too few have come to tell. */
    isUnusual(endpoint, ms) {
        const usualMs = this.#usualMs(endpoint);
        return usualMs !== undefined && unusualFactor * usualMs <= ms;
    }
    #usualMs({ kind }) {
        if (!this.#usual.has(kind)) {
            this.#usual.set(kind, usualFirstByteMs(this.#samples.get(kind) ?? []));
        }
        return this.#usual.get(kind);
    }
}

;// CONCATENATED MODULE: ./bundle/stage/resilience/breaker.js
/**
 * The circuit breaker of one mirror (design §6) as a pure state machine: closed while it is trusted, open while it is
 * left alone, half-open while one request finds out whether it is back. Who may be asked when every breaker is open is
 * the search's to say: the last usable mirror is never shut out.
 */
const failuresToOpen = 5;
/** A mirror that never answered has no credit to lose. */
const failuresToOpenUnproven = 3;
const windowSize = 20;
const firstOpenMs = 15_000;
const longestOpenMs = 120_000;
const closedBreaker = { state: 'closed', results: [] };
/** Whether a request may go through at this moment. */
function admits(breaker, nowMs) {
    switch (breaker.state) {
        case 'closed':
            return true;
        case 'open':
            return nowMs >= breaker.untilMs;
        case 'half-open':
            return false;
    }
}
/** As a request goes out: the first one after the open time becomes the probe. */
function breakerAfterRequest(breaker, nowMs) {
    if (breaker.state !== 'open' || !admits(breaker, nowMs))
        return breaker;
    const { openings, sinceMs } = breaker;
    return { state: 'half-open', openings, sinceMs, probeStartedAtMs: nowMs };
}
/** After an answer to a request begun at `startedAtMs`; one that was under way when the breaker opened is no news. */
function breakerAfterAnswer(breaker, startedAtMs) {
    switch (breaker.state) {
        case 'closed':
            return isAfterDoubt(breaker, startedAtMs)
                ? { state: 'closed', results: [true] }
                : afterResult(breaker, true, startedAtMs);
        case 'open':
        case 'half-open':
            return startedAtMs >= breaker.sinceMs ? closedBreaker : breaker;
    }
}
/**
 * After a failed request. Half of the last 20 is judged by every single result, but a blip that fails twenty requests
 * side by side must not open the breaker: it only casts doubt, and the first request begun after that decides.
 */
function breakerAfterFailure(breaker, facts) {
    const { startedAtMs, nowMs, failuresInRow, hasEverAnswered } = facts;
    switch (breaker.state) {
        case 'closed': {
            const mostInRow = hasEverAnswered ? failuresToOpen : failuresToOpenUnproven;
            if (isAfterDoubt(breaker, startedAtMs) || failuresInRow >= mostInRow)
                return opened(1, nowMs);
            return afterResult(breaker, false, nowMs);
        }
        case 'open':
            return breaker;
        case 'half-open':
            return startedAtMs >= breaker.probeStartedAtMs
                ? opened(breaker.openings + 1, nowMs)
                : breaker;
    }
}
/** After a request that ended without a verdict on the mirror: if it was the probe, the next one may be. */
function breakerAfterNoVerdict(breaker, startedAtMs, nowMs) {
    if (breaker.state !== 'half-open' || breaker.probeStartedAtMs !== startedAtMs)
        return breaker;
    const { openings, sinceMs } = breaker;
    return { state: 'open', openings, sinceMs, untilMs: nowMs };
}
function isAfterDoubt({ doubtedSinceMs }, startedAtMs) {
    return doubtedSinceMs !== undefined && startedAtMs >= doubtedSinceMs;
}
function opened(openings, nowMs) {
    const openMs = Math.min(longestOpenMs, firstOpenMs * 2 ** Math.min(openings - 1, 10));
    return { state: 'open', openings, sinceMs: nowMs, untilMs: nowMs + openMs };
}
function afterResult({ results, doubtedSinceMs }, isAnswer, nowMs) {
    const latest = [...results, isAnswer].slice(-windowSize);
    const failures = latest.filter((result) => !result).length;
    if (latest.length < windowSize || 2 * failures < windowSize) {
        return { state: 'closed', results: latest };
    }
    return { state: 'closed', results: latest, doubtedSinceMs: doubtedSinceMs ?? nowMs };
}

;// CONCATENATED MODULE: ./bundle/stage/resilience/health.js
/**
 * What a run has learned of one mirror, and in which order mirrors are asked for it. Pure: time comes in with the events.
 */

/** Weight of the newest sample in the moving average of the time to first byte. */
const ewmaWeight = 0.3;
/** A later mirror takes an earlier one's place only if it needs half its time and saves more than this (design §6). */
const placeLossMs = 500;
/** The longest time to first byte that losing races makes us believe in. */
const longestBoundMs = 15_000;
/** A mirror that served other bytes than go.sum names for this many modules is not asked any more (design §7). */
const quarantineAfterModules = 2;
/** How long a failure keeps a mirror behind others: after it one request tries whether it deserves its place again. */
const recentMs = 15_000;
const unknownHealth = {
    successes: 0,
    failuresInRow: 0,
    lastFailureAtMs: Number.NEGATIVE_INFINITY,
    lastTrialAtMs: Number.NEGATIVE_INFINITY,
    firstByteMs: undefined,
    breaker: closedBreaker,
    wrongModules: new Set(),
};
/** As a request goes out. */
function afterRequest(health, nowMs) {
    if (health.failuresInRow === 0 && health.breaker.state === 'closed')
        return health;
    const breaker = breakerAfterRequest(health.breaker, nowMs);
    return { ...health, breaker, lastTrialAtMs: nowMs };
}
/** After an answer that had a meaning (a file, or a true "not found") to a request begun at `startedAtMs`. */
function afterAnswer(health, firstByteMs, startedAtMs) {
    return {
        ...health,
        successes: health.successes + 1,
        failuresInRow: 0,
        firstByteMs: averaged(health.firstByteMs, firstByteMs),
        breaker: breakerAfterAnswer(health.breaker, startedAtMs),
    };
}
/** After an attempt that failed; `startedAtMs` and `nowMs` on the same clock. */
function afterFailure(health, startedAtMs, nowMs) {
    const isSideBySide = startedAtMs < health.lastFailureAtMs && health.failuresInRow > 0;
    const failuresInRow = health.failuresInRow + (isSideBySide ? 0 : 1);
    return {
        ...health,
        failuresInRow,
        lastFailureAtMs: isSideBySide ? health.lastFailureAtMs : nowMs,
        breaker: breakerAfterFailure(health.breaker, {
            startedAtMs,
            nowMs,
            failuresInRow,
            hasEverAnswered: health.successes > 0,
        }),
    };
}
/**
 * After a request that another mirror's header overtook: no answer within `waitedMs` is a lower bound of the time to
 * first byte. The bound doubles what is known as long as races are lost: one slow answer moves nothing, a mirror that
 * has fallen silent loses its place before the retry budget is gone.
 */
function afterLostRace(health, waitedMs) {
    const known = health.firstByteMs;
    const boundMs = Math.min(longestBoundMs, Math.max(waitedMs, 2 * (known ?? 0)));
    if (known !== undefined && boundMs <= known)
        return health;
    return { ...health, firstByteMs: averaged(known, boundMs) };
}
/** After a request that ended without a verdict on the mirror, begun at `startedAtMs`. */
function afterNoVerdict(health, startedAtMs, nowMs) {
    return { ...health, breaker: breakerAfterNoVerdict(health.breaker, startedAtMs, nowMs) };
}
/** After bytes that differ from what go.sum names for `module`. */
function afterWrongBytes(health, module) {
    return { ...health, wrongModules: new Set([...health.wrongModules, module]) };
}
function isQuarantined(health) {
    return health.wrongModules.size >= quarantineAfterModules;
}
/** Two failed passes and not one answer in the whole run: nothing suggests that a third would end otherwise (design §6). */
function isGivenUp(health) {
    return health.successes === 0 && health.failuresInRow >= 2;
}
/** Those whose breaker lets a request through; all of them where none does: the last mirror is never shut out. */
function usable(mirrors, healthOf, nowMs) {
    const admitted = mirrors.filter((mirror) => admits(healthOf(mirror).breaker, nowMs));
    return admitted.length > 0 ? admitted : mirrors;
}
/**
 * The mirrors in the order to ask them: those whose breaker lets nothing through last, fewer recent failures first, then
 * the user's order, in which a mirror loses its place only to one that is much faster. Quarantined mirrors are left out.
 */
function orderByHealth(mirrors, healthOf, nowMs) {
    const waiting = mirrors.filter((mirror) => !isQuarantined(healthOf(mirror)));
    const ordered = [];
    while (waiting.length > 0) {
        const best = waiting.reduce((first, other) => goesBefore(healthOf(other), healthOf(first), nowMs) ? other : first);
        ordered.push(best);
        waiting.splice(waiting.indexOf(best), 1);
    }
    return ordered;
}
/**
 * Whether a mirror that the user placed later is asked before one placed earlier. All are probed at the start, so one
 * without an answer is one that keeps its probe waiting: it has its place back as soon as it answers.
 */
function goesBefore(later, earlier, nowMs) {
    const isLaterShut = !admits(later.breaker, nowMs);
    const isEarlierShut = !admits(earlier.breaker, nowMs);
    if (isLaterShut !== isEarlierShut)
        return isEarlierShut;
    const laterFailures = recentFailures(later, nowMs);
    const earlierFailures = recentFailures(earlier, nowMs);
    if (laterFailures !== earlierFailures)
        return laterFailures < earlierFailures;
    if (later.firstByteMs === undefined)
        return false;
    if (earlier.firstByteMs === undefined)
        return true;
    return (later.firstByteMs * 2 <= earlier.firstByteMs &&
        earlier.firstByteMs - later.firstByteMs > placeLossMs);
}
/** A mirror without an answer has nothing to come back to. */
function recentFailures(health, nowMs) {
    const { failuresInRow, lastFailureAtMs, lastTrialAtMs, successes } = health;
    const isOld = nowMs - Math.max(lastFailureAtMs, lastTrialAtMs) >= recentMs;
    return isOld && successes > 0 ? 0 : failuresInRow;
}
function averaged(average, sample) {
    return average === undefined ? sample : average + ewmaWeight * (sample - average);
}

;// CONCATENATED MODULE: ./bundle/stage/upstream/mirror-set.js



/** The mirrors of a run and what the run has learned of each. */
class MirrorSet {
    list;
    #clock;
    #tell;
    #onAnswer;
    #health = new Map();
    #lastFailure = new Map();
    constructor(list, clock, tell = () => { }, onAnswer = () => { }) {
        this.list = list;
        this.#clock = clock;
        this.#tell = tell;
        this.#onAnswer = onAnswer;
    }
    get all() {
        return this.list.groups.flat();
    }
    healthOf(mirror) {
        return this.#health.get(mirror) ?? unknownHealth;
    }
    /** The order to ask the mirrors of one group in. */
    ordered(group) {
        return orderByHealth(group, (mirror) => this.healthOf(mirror), this.#clock.now());
    }
    /** Those whose circuit breaker lets a request through; all of them where none does. */
    usable(group) {
        return usable(group, (mirror) => this.healthOf(mirror), this.#clock.now());
    }
    /** Whether the circuit breaker of every one of these is open. */
    areAllShut(group) {
        return group.every((mirror) => !admits(this.healthOf(mirror).breaker, this.#clock.now()));
    }
    /** A request goes out. */
    asked(mirror) {
        this.#update(mirror, afterRequest(this.healthOf(mirror), this.#clock.now()));
    }
    /** An answer to a request that began at `startedAtMs`, or at some time before. */
    answered(mirror, firstByteMs, startedAtMs = this.#clock.now()) {
        this.#update(mirror, afterAnswer(this.healthOf(mirror), firstByteMs, startedAtMs));
        this.#onAnswer(mirror);
    }
    failed(mirror, failure, startedAtMs) {
        const nowMs = this.#clock.now();
        this.#update(mirror, afterFailure(this.healthOf(mirror), startedAtMs, nowMs));
        this.#lastFailure.set(mirror, failure);
    }
    /** Another mirror's header came first. */
    lostRace(mirror, waitedMs) {
        this.#update(mirror, afterLostRace(this.healthOf(mirror), waitedMs));
    }
    /** A request is over, after its verdict if there was one. */
    concluded(mirror, startedAtMs) {
        const nowMs = this.#clock.now();
        this.#update(mirror, afterNoVerdict(this.healthOf(mirror), startedAtMs, nowMs));
    }
    servedWrongBytes(mirror, module) {
        const wasQuarantined = this.isQuarantined(mirror);
        this.#update(mirror, afterWrongBytes(this.healthOf(mirror), module));
        if (wasQuarantined || !this.isQuarantined(mirror))
            return;
        const modules = [...this.healthOf(mirror).wrongModules];
        this.#tell({ kind: 'quarantined', atMs: this.#clock.now(), mirror: mirror.name, modules });
    }
    isQuarantined(mirror) {
        return isQuarantined(this.healthOf(mirror));
    }
    /** Why a quarantined mirror is not asked any more; undefined for one that is. */
    distrustOf(mirror) {
        if (!this.isQuarantined(mirror))
            return undefined;
        const wrong = [...this.healthOf(mirror).wrongModules];
        return {
            class: 'checksum-mismatch',
            detail: `${mirror.name} served other bytes than go.sum names for ${wrong.join(' and ')} and is not asked any more`,
            mirror: mirror.name,
        };
    }
    lastFailureOf(mirror) {
        return this.#lastFailure.get(mirror);
    }
    /**
     * What stands in the way at this moment: the last failures of the mirrors that have not answered since, as one;
     * undefined where none is failing. The cause of a deadline that struck meanwhile.
     */
    currentTrouble() {
        const failing = this.all.flatMap((mirror) => {
            const failure = this.lastFailureOf(mirror);
            return failure && this.healthOf(mirror).failuresInRow > 0 ? [{ mirror, failure }] : [];
        });
        return failing.length > 0 ? summarizeFailures(failing) : undefined;
    }
    /** Whether any mirror has answered in this run, be it with "no such file". */
    get hasWorked() {
        return this.all.some((mirror) => this.healthOf(mirror).successes > 0);
    }
    /** Whether none of these mirrors has answered and each had two passes: the verdict of design §6 ("outage"). */
    isGivenUp(group) {
        return group.length > 0 && group.every((mirror) => isGivenUp(this.healthOf(mirror)));
    }
    /** Whether the mirror is so slow that one behind it is asked before it. */
    lostItsPlace(mirror) {
        const group = this.list.groups.find((members) => members.includes(mirror)) ?? [];
        const health = this.healthOf(mirror);
        return group.slice(group.indexOf(mirror) + 1).some((later) => {
            const other = this.healthOf(later);
            return (other.successes > 0 &&
                other.failuresInRow === health.failuresInRow &&
                other.breaker.state === health.breaker.state &&
                goesBefore(other, health, this.#clock.now()));
        });
    }
    #update(mirror, health) {
        const { breaker: before } = this.healthOf(mirror);
        this.#health.set(mirror, health);
        const { breaker } = health;
        const isReopened = before.state === 'half-open' && breaker.state === 'open';
        // A probe that ended without a verdict gives its place to the next request: nothing has opened.
        const isHandedOn = isReopened && before.openings === breaker.openings;
        if (before.state === breaker.state || isHandedOn)
            return;
        const at = { atMs: this.#clock.now(), mirror: mirror.name };
        switch (breaker.state) {
            case 'closed':
                this.#tell({ kind: 'breaker-closed', ...at });
                break;
            case 'open':
                this.#tell({ kind: 'breaker-opened', ...at, openMs: breaker.untilMs - at.atMs });
                break;
            case 'half-open':
                this.#tell({ kind: 'breaker-half-open', ...at });
                break;
        }
    }
}

;// CONCATENATED MODULE: ./bundle/stage/upstream/outage.js


/** Requests wait this long for a mirror that has worked in this run to come back (design §6, "outage"). */
const parkLimitMs = 120_000;
/** Between two probes of one mirror: a mirror that comes back must not meet all that waited for it at once. */
const probeIntervalMs = 1_000;
function createOutageGate({ clock, random, probe, tell }) {
    const wards = [];
    const lastProbeAtMs = new Map();
    function wardOf(candidates) {
        const known = wards.find((ward) => ward.candidates.size === candidates.length &&
            candidates.every((mirror) => ward.candidates.has(mirror)));
        if (known)
            return known;
        const ward = { candidates: new Set(candidates), hasGivenUp: false };
        wards.push(ward);
        return ward;
    }
    const dueAtMs = (mirror) => (lastProbeAtMs.get(mirror) ?? Number.NEGATIVE_INFINITY) + probeIntervalMs;
    /** Probes those mirrors whose last probe, for whichever ward, is long enough ago; waits for the first that is. */
    async function probeDue(candidates, round, signal) {
        const firstDueAtMs = Math.min(...candidates.map(dueAtMs));
        if (firstDueAtMs > clock.now())
            await sleep(clock, firstDueAtMs - clock.now(), signal);
        const due = candidates.filter((mirror) => dueAtMs(mirror) <= clock.now());
        for (const mirror of due)
            lastProbeAtMs.set(mirror, clock.now());
        return probe(due, round, signal);
    }
    async function wait(ward, signal) {
        const candidates = [...ward.candidates];
        const limit = new AbortController();
        // A round of probes has limits of its own, and mirrors that drip can keep it going far beyond this one.
        const cancelLimit = clock.after(parkLimitMs, () => limit.abort(new Error('waited enough')));
        const heard = new AbortController();
        ward.heard = heard;
        const isOver = AbortSignal.any([signal, limit.signal, heard.signal]);
        const recovered = () => {
            ward.hasGivenUp = false;
            return ward.beganAtMs === undefined ? 'never-down' : 'recovered';
        };
        try {
            for (let round = 0;; round += 1) {
                if (await probeDue(candidates, round, isOver))
                    return recovered();
                isOver.throwIfAborted();
                begin(ward);
                if (ward.hasGivenUp)
                    return 'given-up';
                await sleep(clock, backoffDelayMs(round, random), isOver);
            }
        }
        catch (thrown) {
            signal.throwIfAborted();
            if (heard.signal.aborted)
                return recovered();
            if (!limit.signal.aborted)
                throw thrown;
            ward.hasGivenUp = true;
            return 'given-up';
        }
        finally {
            cancelLimit();
        }
    }
    function begin(ward) {
        if (ward.beganAtMs !== undefined)
            return;
        ward.beganAtMs = clock.now();
        // A wait that was given up goes on being the same outage.
        if (!ward.hasGivenUp)
            tell({ kind: 'outage-began', atMs: clock.now(), mirrors: names(ward) });
    }
    function end(ward, hasRecovered, wasGivenUp) {
        const { beganAtMs } = ward;
        ward.waiting = undefined;
        ward.beganAtMs = undefined;
        if (beganAtMs === undefined || (wasGivenUp && !hasRecovered))
            return;
        const atMs = clock.now();
        const durationMs = atMs - beganAtMs;
        tell({ kind: 'outage-ended', atMs, mirrors: names(ward), durationMs, hasRecovered });
    }
    return {
        recovered(candidates, signal) {
            const ward = wardOf(candidates);
            const wasGivenUp = ward.hasGivenUp;
            ward.waiting ??= wait(ward, signal).then((recovery) => {
                end(ward, recovery !== 'given-up', wasGivenUp);
                return recovery;
            }, (reason) => {
                ward.waiting = undefined;
                throw reason;
            });
            return ward.waiting;
        },
        answered(mirror) {
            for (const { candidates, heard } of wards) {
                if (candidates.has(mirror))
                    heard?.abort(new Error('one of the mirrors has answered'));
            }
        },
        isOn: (candidates) => candidates.length > 0 &&
            candidates.every((mirror) => wards.some(({ beganAtMs, candidates: waitedFor }) => {
                return beganAtMs !== undefined && waitedFor.has(mirror);
            })),
    };
}
function names({ candidates }) {
    return [...candidates].map(({ name }) => name);
}

;// CONCATENATED MODULE: ./bundle/stage/resilience/concurrency.js
/** Requests in flight at once, over all mirrors (design §6). */
const mostInFlight = 64;
/** The same on one mirror. */
const mostOnOneMirror = 48;
/** Answers after which one more request may go out. */
const answersPerRegain = 20;
/** Below this many, what went wrong is chance. */
const fewestSigns = 3;
/** The limit of a mirror that nothing is known of, in a run with at most `inFlight` requests. */
function initialLimit(inFlight) {
    const most = Math.min(inFlight, mostOnOneMirror);
    return {
        limit: most,
        most,
        answers: 0,
        answersSinceCut: 0,
        signsSinceCut: 0,
        cutAtMs: Number.NEGATIVE_INFINITY,
    };
}
/** What a failed request tells. */
function loadSign(failure) {
    switch (failure.class) {
        case 'http-not-found':
            return 'answer';
        case 'http-throttled':
            return 'throttled';
        case 'http-server':
            return failure.status === 503 ? 'overload' : 'nothing';
        case 'stall':
        case 'connect-timeout':
            return 'overload';
        default:
            return 'nothing';
    }
}
/**
 * The limit after a request that began at `startedAtMs` and ended at `nowMs`. Requests that were under way when the limit
 * was cut tell nothing new: one burst of refusals is one cut.
 *
 * A throttled request cuts it at once. Time-outs and plain 503 do where they are at least as many as answers: on a line that
 * loses every tenth request they come with any load, and with few in flight each lost one would hold up all others.
 */
function concurrency_afterRequest(state, sign, startedAtMs, nowMs) {
    switch (sign) {
        case 'nothing':
            return state;
        case 'answer':
            return concurrency_afterAnswer(state);
        case 'throttled':
            return startedAtMs < state.cutAtMs ? state : concurrency_cut(state, nowMs);
        case 'overload': {
            if (startedAtMs < state.cutAtMs)
                return state;
            const signsSinceCut = state.signsSinceCut + 1;
            const isTooMuch = signsSinceCut >= fewestSigns && signsSinceCut >= state.answersSinceCut;
            return isTooMuch ? concurrency_cut(state, nowMs) : { ...state, signsSinceCut };
        }
    }
}
function concurrency_afterAnswer(state) {
    const answers = state.answers + 1;
    const counted = { ...state, answers, answersSinceCut: state.answersSinceCut + 1 };
    if (answers < answersPerRegain || state.limit >= state.most)
        return counted;
    return { ...counted, limit: state.limit + 1, answers: 0 };
}
function concurrency_cut(state, nowMs) {
    return {
        ...state,
        limit: Math.max(1, Math.floor(state.limit / 2)),
        answers: 0,
        answersSinceCut: 0,
        signsSinceCut: 0,
        cutAtMs: nowMs,
    };
}
/**
 * How many of `limit` requests may be for files that nobody has asked for yet: what `go` asks for must not wait until
 * a large one is through.
 */
function shareOfForeseen(limit) {
    return Math.max(1, limit - Math.ceil(limit / 8));
}

;// CONCATENATED MODULE: ./bundle/stage/upstream/request-gate.js


/**
 * What every request for a module's file passes before it goes out: bounds how many are in flight, in all and on each
 * mirror. What `go` asks for goes before what is foreseen, the earlier before the later.
 */
class RequestGate {
    #most;
    #clock;
    #loads = new Map();
    /** In the order they came. */
    #waiting = new Set();
    #all = 0;
    #foreseen = 0;
    constructor(most, clock) {
        this.#most = most;
        this.#clock = clock;
    }
    /** A way through the gate for what `go` asks for, or for what it is only expected to. */
    lane(purpose) {
        const lane = { isForeseen: purpose === 'foreseen', inFlight: new Set() };
        return {
            enter: (mirror, signal) => this.#enter(lane, mirror, signal),
            promote: () => this.#promote(lane),
            get isForeseen() {
                return lane.isForeseen;
            },
        };
    }
    async #enter(lane, mirror, signal) {
        signal.throwIfAborted();
        if (this.#hasRoom(lane, mirror))
            return this.#admit(lane, mirror, false);
        return new Promise((resolve, reject) => {
            const onAbort = () => {
                this.#waiting.delete(waiting);
                reject(signal.reason);
            };
            const waiting = {
                lane,
                mirror,
                admit: () => {
                    this.#waiting.delete(waiting);
                    signal.removeEventListener('abort', onAbort);
                    resolve(this.#admit(lane, mirror, true));
                },
            };
            this.#waiting.add(waiting);
            signal.addEventListener('abort', onAbort, { once: true });
        });
    }
    #admit(lane, mirror, hasWaited) {
        const load = this.#loadOf(mirror);
        const startedAtMs = this.#clock.now();
        const request = { load };
        lane.inFlight.add(request);
        this.#count(load, lane, 1);
        const leave = () => {
            lane.inFlight.delete(request);
            this.#count(load, lane, -1);
            this.#letIn();
        };
        const learn = (sign) => {
            load.limit = concurrency_afterRequest(load.limit, sign, startedAtMs, this.#clock.now());
        };
        return {
            hasWaited,
            giveBack: leave,
            during: async (ask) => {
                try {
                    const received = await ask();
                    learn('answer');
                    return received;
                }
                catch (thrown) {
                    learn(loadSign((0,stage_failure/* failureOf */.g5)(thrown)));
                    throw thrown;
                }
                finally {
                    leave();
                }
            },
        };
    }
    #promote(lane) {
        if (!lane.isForeseen)
            return;
        lane.isForeseen = false;
        for (const { load } of lane.inFlight)
            load.foreseen -= 1;
        this.#foreseen -= lane.inFlight.size;
        this.#letIn();
    }
    #count(load, lane, change) {
        load.all += change;
        this.#all += change;
        if (!lane.isForeseen)
            return;
        load.foreseen += change;
        this.#foreseen += change;
    }
    #letIn() {
        for (const isForeseen of [false, true]) {
            for (const waiting of this.#waiting) {
                if (this.#all >= this.#most)
                    return;
                if (waiting.lane.isForeseen !== isForeseen)
                    continue;
                if (this.#hasRoom(waiting.lane, waiting.mirror))
                    waiting.admit();
            }
        }
    }
    #hasRoom(lane, mirror) {
        const load = this.#loadOf(mirror);
        if (this.#all >= this.#most || load.all >= load.limit.limit)
            return false;
        return (!lane.isForeseen ||
            (this.#foreseen < shareOfForeseen(this.#most) &&
                load.foreseen < shareOfForeseen(load.limit.limit)));
    }
    #loadOf(mirror) {
        const known = this.#loads.get(mirror);
        if (known)
            return known;
        const load = { limit: initialLimit(this.#most), all: 0, foreseen: 0 };
        this.#loads.set(mirror, load);
        return load;
    }
}

;// CONCATENATED MODULE: ./bundle/stage/upstream/retry-gate.js

/** A try holds its place in the queue at most this long. */
const placeHeldMs = 3_000;
/** What the searches of a run may add to its load, together: nothing is refused, but on an empty budget tries queue. */
class RetryGate {
    #clock;
    #tell;
    #budget = fullBudget;
    #underWay = 0;
    #waiting = new Set();
    constructor(clock, tell) {
        this.#clock = clock;
        this.#tell = tell;
    }
    get isEmpty() {
        return this.#budget.isEmpty;
    }
    succeeded() {
        this.#change(budgetAfterSuccess(this.#budget));
        if (!this.#budget.isEmpty)
            for (const admit of [...this.#waiting])
                admit();
    }
    /** Resolves when a try at this price may go out; a free one may at once. Rejects with the signal's reason. */
    async enter(price, signal) {
        signal.throwIfAborted();
        if (price === 0)
            return { hasWaited: false, end: () => { } };
        const mustQueue = this.#budget.isEmpty && this.#underWay >= triesWhenEmpty;
        this.#change(budgetAfterSpending(this.#budget, price));
        if (mustQueue)
            await this.#turn(signal);
        else
            this.#underWay += 1;
        let hasPlace = true;
        const leave = () => {
            if (!hasPlace)
                return;
            hasPlace = false;
            cancel();
            this.#underWay -= 1;
            const [next] = this.#waiting;
            if (this.#underWay < triesWhenEmpty)
                next?.();
        };
        // What has been silent or slow for so long is hardly a load, and must not keep all others waiting to its end.
        const cancel = this.#clock.after(placeHeldMs, leave);
        return { hasWaited: mustQueue, end: leave };
    }
    #turn(signal) {
        return new Promise((resolve, reject) => {
            const leave = () => {
                this.#waiting.delete(admit);
                signal.removeEventListener('abort', onAbort);
            };
            const admit = () => {
                leave();
                // At once, not when the caller goes on: another try may come in between and find the place free.
                this.#underWay += 1;
                resolve();
            };
            const onAbort = () => {
                leave();
                reject(signal.reason);
            };
            this.#waiting.add(admit);
            signal.addEventListener('abort', onAbort, { once: true });
        });
    }
    #change(budget) {
        const wasEmpty = this.#budget.isEmpty;
        this.#budget = budget;
        if (budget.isEmpty === wasEmpty)
            return;
        const kind = budget.isEmpty ? 'budget-empty' : 'budget-refilled';
        this.#tell({ kind, atMs: this.#clock.now() });
    }
}

;// CONCATENATED MODULE: ./bundle/stage/upstream/intake.js




/** Above this a file goes to disk: 48 of them at once must not fill a runner's memory. */
const memoryPerFileBytes = 8 * 1024 * 1024;
/** A file that is coming in: in memory while it is small, on disk from then on. To be finished or discarded. */
class Intake {
    #share;
    #limitBytes;
    #chunks = [];
    #heldBytes = 0;
    #size = 0;
    #file;
    constructor(share, limitBytes) {
        this.#share = share;
        this.#limitBytes = limitBytes;
    }
    /** Bytes that are there. */
    get size() {
        return this.#size;
    }
    /**
     * @throws FailureError `bad-content` when the file exceeds its limit, `disk-full` or `permission` of the spool
     *   itself; the intake is good for nothing but `discard` then.
     */
    async append(chunk) {
        this.#size += chunk.length;
        if (this.#size > this.#limitBytes) {
            throw new stage_failure/* FailureError */.pO({
                class: 'bad-content',
                detail: `more than the ${this.#limitBytes} bytes that go itself accepts for such a file`,
            });
        }
        if (this.#file) {
            await write(this.#file.handle, [chunk]);
            return;
        }
        this.#chunks.push(chunk);
        this.#heldBytes += chunk.length;
        this.#share.claim(chunk.length);
        if (this.#size > memoryPerFileBytes || this.#share.isFull) {
            this.#file = await createFile(this.#share.directory);
            await write(this.#file.handle, this.#chunks);
            this.#letMemoryGo();
        }
    }
    /** The file as it is now; its space is the caller's to free. Throws FailureError as `append`, and has discarded it then. */
    async finish() {
        if (!this.#file) {
            const bytes = Buffer.concat(this.#chunks, this.#size);
            this.#heldBytes = 0;
            this.#chunks = [];
            return { kind: 'memory', bytes, size: this.#size };
        }
        const { path, handle } = this.#file;
        try {
            await handle.close();
        }
        catch (error) {
            await this.discard();
            // Some file systems tell only now that there was no room.
            throw new stage_failure/* FailureError */.pO(diskFailure(error));
        }
        this.#file = undefined;
        return { kind: 'disk', path, size: this.#size };
    }
    /** Leaves neither file nor claim on memory behind. Harmless when done again, and after `finish`. */
    async discard() {
        this.#letMemoryGo();
        const file = this.#file;
        this.#file = undefined;
        await file?.handle.close().catch(() => { });
        if (file)
            await (0,promises_.rm)(file.path, { force: true });
    }
    #letMemoryGo() {
        this.#share.claim(-this.#heldBytes);
        this.#heldBytes = 0;
        this.#chunks = [];
    }
}
async function createFile(directory) {
    const path = (0,external_node_path_.join)(directory, (0,external_node_crypto_.randomBytes)(12).toString('hex'));
    try {
        return { path, handle: await (0,promises_.open)(path, 'wx', 0o600) };
    }
    catch (error) {
        throw new stage_failure/* FailureError */.pO(diskFailure(error));
    }
}
async function write(handle, chunks) {
    try {
        for (const chunk of chunks)
            await handle.writeFile(chunk);
    }
    catch (error) {
        throw new stage_failure/* FailureError */.pO(diskFailure(error));
    }
}
/** What a failed write to the local disk means; without a code of the system it is a fault of ours. */
function diskFailure(error) {
    const { code, errno } = error;
    const detail = error instanceof Error ? error.message : String(error);
    if (code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG') {
        return { class: 'disk-full', detail, cause: error };
    }
    return { class: errno === undefined ? 'internal' : 'permission', detail, cause: error };
}

;// CONCATENATED MODULE: ./bundle/stage/upstream/spool.js


/** All files in memory together. Median module zips have 30–300 KB (reference/cache.md §1). */
const memoryTotalBytes = 32 * 1024 * 1024;
/** Space for fetched files below one temporary directory, which the caller makes and removes. */
class SpoolSpace {
    #share;
    #inMemoryBytes = 0;
    constructor(directory) {
        const claim = (bytes) => {
            this.#inMemoryBytes += bytes;
        };
        const isFull = () => this.#inMemoryBytes > memoryTotalBytes;
        this.#share = {
            directory,
            claim,
            get isFull() {
                return isFull();
            },
        };
    }
    /** A place for a file of at most `limitBytes` that comes in piece by piece. */
    open(limitBytes) {
        return new Intake(this.#share, limitBytes);
    }
    /**
     * Takes a body to its end. `onBytes` hears of every chunk.
     * @throws FailureError `bad-content` when it exceeds `limitBytes`, `disk-full` or `permission` of the spool itself,
     *   and whatever reading the body throws. Nothing is left behind then.
     */
    async take(body, limitBytes, onBytes) {
        const intake = this.open(limitBytes);
        try {
            for await (const chunk of body) {
                onBytes(chunk.length);
                await intake.append(chunk);
            }
        }
        catch (thrown) {
            await intake.discard();
            throw thrown;
        }
        return intake.finish();
    }
    /** Frees what a finished file holds; it must not be used afterwards. */
    async release(file) {
        if (file.kind === 'memory')
            this.#share.claim(-file.size);
        else
            await (0,promises_.rm)(file.path, { force: true });
    }
}

;// CONCATENATED MODULE: ./bundle/stage/action/connection.js

















/**
 * Opens the relay, where one is wanted, and starts to probe the mirrors; does not wait for their answers.
 * @throws FailureError `internal` when nothing can listen on loopback.
 */
async function connect(options) {
    const { effects, limits, signal, tell } = options;
    const spoolDirectory = (0,external_node_path_.join)(options.directory, 'spool');
    await (0,promises_.mkdir)(spoolDirectory, { recursive: true, mode: 0o700 });
    const spool = new SpoolSpace(spoolDirectory);
    const client = 'client' in options.http
        ? options.http.client
        : createHttpClient({ ...options.http, clock: effects.clock });
    const mirrors = new MirrorSet(options.list, effects.clock, tell, (mirror) => outage.answered(mirror));
    const tools = {
        client,
        spool,
        journal: options.journal,
        clock: effects.clock,
        wallClock: Date.now,
        onBytes: options.onBytes,
    };
    const probeOptions = {
        tools,
        mirrors,
        sums: probeSums(options.sums),
        endpointFor: probeEndpoints(options.list, options.sums, options.isPrivate),
        limits,
        signal,
        tell,
    };
    const outage = createOutageGate({
        clock: effects.clock,
        random: effects.random,
        probe: (candidates, round, waiting) => anyMirrorAnswers({ ...probeOptions, limits: outageProbeLimits(limits, round), signal: waiting }, candidates),
        tell,
    });
    const gate = new RequestGate(options.concurrency, effects.clock);
    const fetchTools = {
        ...tools,
        mirrors,
        outage,
        retryGate: new RetryGate(effects.clock, tell),
        firstBytes: new FirstBytes(),
        lane: gate.lane('asked'),
        sums: options.sums,
        limits,
        random: effects.random,
        isPrivate: options.isPrivate,
        tell,
    };
    const shipped = new Set(options.shippedMirrors.map(({ url }) => url));
    const sumdbOptions = {
        tools: fetchTools,
        shippedMirrors: mirrors.all.filter(({ url }) => shipped.has(url)),
        otherMirrors: mirrors.all.filter(({ url }) => !shipped.has(url)),
        goVersion: options.goVersion,
        signal,
    };
    const sumdb = createSumdb(sumdbOptions);
    const { promise: ready, resolve: markReady } = Promise.withResolvers();
    const desk = openDesk({
        tools: fetchTools,
        gate,
        signal,
        sumdb: sumdb.fetch,
        ready,
        onTaken: () => prefetch.fileTaken(),
    });
    const prefetch = new FetchAhead({
        desk,
        searches: options.concurrency,
        freeBytes: () => freeBytesOf(spoolDirectory),
        ready,
        signal,
    });
    const relay = options.wantsRelay ? await startRelay((asked) => desk.answer(asked)) : undefined;
    // Only now: a relay that cannot listen ends everything, and nobody would be left to end the probes.
    const probing = probeMirrors(probeOptions);
    void probing.ready.then(markReady);
    const database = options.wantsDatabase
        ? locateDatabase(sumdbOptions)
        : Promise.resolve(undefined);
    return {
        relayUrl: relay?.url ?? '',
        relayToken: relay?.token ?? '',
        desk,
        prefetch,
        mirrors,
        ready,
        databaseUrl: database,
        close: async () => {
            const verdicts = await probing.finish();
            await relay?.close();
            await client.close();
            return verdicts;
        },
    };
}
async function freeBytesOf(directory) {
    const { bavail, bsize } = await (0,promises_.statfs)(directory);
    return bavail * bsize;
}
/** The well-known file's hash counts for the probe alone: the job's own go.sum files decide about everything else. */
function probeSums(sums) {
    const wellKnown = indexSums([
        { module: wellKnownModule, kind: 'mod', hash: wellKnownModHash, file: '', line: 0 },
    ]);
    return {
        ...sums,
        find: (module, kind) => {
            const known = sums.find(module, kind);
            return known.length > 0 ? known : wellKnown.find(module, kind);
        },
    };
}

;// CONCATENATED MODULE: ./bundle/stage/action/relay-obstacle.js

function findRelayObstacle(settings, job, router) {
    if (settings.relay === 'off')
        return { kind: 'chosen' };
    const { goauth } = job.go;
    if (!usesNetrc(goauth) && goauth !== 'off') {
        return { kind: 'goauth', detail: 'GOAUTH names a command, which only go itself runs' };
    }
    for (const mirror of job.mirrors.groups.flat()) {
        if (isDirectory(mirror))
            continue;
        const route = router(new URL(mirror.url));
        if (route.kind === 'unsupported') {
            return {
                kind: 'forward-proxy-scheme',
                detail: `${route.variable} names a forward proxy with the scheme ${route.scheme}, which the relay does not speak`,
            };
        }
    }
    return undefined;
}
/** GOAUTH in the forms that we read ourselves; a command or git would have to be run for every host. */
function usesNetrc(goauth) {
    return goauth === '' || goauth === 'netrc';
}
/** What the user chose is a line of the log; what nobody chose is a notice. */
function tellObstacle(obstacle, log, record) {
    switch (obstacle?.kind) {
        case undefined:
            return;
        case 'chosen':
            log.info('relay: off, so go asks the mirrors itself');
            return;
        case 'goauth':
        case 'forward-proxy-scheme':
            record.findings.push({
                level: 'notice',
                failure: {
                    class: 'input',
                    relayObstacle: obstacle.kind,
                    detail: `go asks the mirrors itself, without the relay: ${obstacle.detail}`,
                },
            });
    }
}

;// CONCATENATED MODULE: ./bundle/stage/action/secrets.js


/** Variables whose value is a forward proxy's URL, often with a password in it. */
const proxyVariables = [
    'HTTP_PROXY',
    'http_proxy',
    'HTTPS_PROXY',
    'https_proxy',
    'ALL_PROXY',
    'all_proxy',
];
/** Variables whose value holds URLs of module proxies or of the checksum database. */
const listVariables = ['GOPROXY', 'GOSUMDB'];
/**
 * Makes every secret that the job's settings hold unprintable, before anything that could hold one is printed.
 * What cannot be parsed is covered by the redactor's rule for URLs.
 */
function hideSecretsOfEnvironment(env, redactor, reporter) {
    // What @actions/cache says about a call is shown; what it might quote must not be.
    const runtimeToken = env['ACTIONS_RUNTIME_TOKEN'];
    if (runtimeToken)
        redactor.add(runtimeToken);
    for (const name of proxyVariables) {
        for (const credentials of credentialsOfProxy(env[name] ?? ''))
            hideCredentials(credentials, redactor, reporter);
    }
    for (const name of [...listVariables, 'INPUT_MIRRORS']) {
        for (const part of (env[name] ?? '').split(/[\s,|]+/)) {
            const credentials = credentialsIn(part);
            if (credentials)
                hideCredentials(credentials, redactor, reporter);
        }
    }
}
/** The same for the mirrors as read, and for what netrc has for them. */
function hideSecretsOfMirrors(job, credentialsFor, redactor, reporter) {
    for (const { url, credentials } of job.mirrors.groups.flat()) {
        const found = credentials ?? (url.startsWith('https:') ? credentialsFor(new URL(url)) : undefined);
        if (found)
            hideCredentials(found, redactor, reporter);
    }
}
function hideCredentials(credentials, redactor, reporter) {
    redactor.addCredentials(credentials);
    // A token is often given as the user name; where it is a plain name such as "git", masking it does little harm.
    for (const secret of [credentials.username, credentials.password]) {
        if (secret !== '')
            reporter.addMask(secret);
    }
}
/**
 * One URL and no list: its password may hold what separates entries elsewhere. As Go reads it, and as it was meant where Go
 * takes it for something else (a slash in the password).
 */
function credentialsOfProxy(text) {
    const read = parseProxyUrl(text)?.credentials;
    const [, username, password = ''] = /^\s*(?:[a-z][a-z0-9+.-]*:\/\/)?([^:@]*)(?::(.*))?@/is.exec(text) ?? [];
    const meant = username === undefined ? [] : [{ username: secrets_decoded(username), password: secrets_decoded(password) }];
    return read === undefined ? meant : [read, ...meant];
}
function credentialsIn(text) {
    // Go takes an entry without a scheme for a host; to a URL parser its user name would be the scheme.
    const written = text.includes('://') ? text : `http://${text}`;
    if (!URL.canParse(written))
        return undefined;
    const { username, password } = new URL(written);
    if (username === '' && password === '')
        return undefined;
    return { username: secrets_decoded(username), password: secrets_decoded(password) };
}
/** Decoded, or as it stands where it is not percent-encoded as a URL requires. */
function secrets_decoded(text) {
    return decodePercent(text) ?? text;
}

;// CONCATENATED MODULE: ./bundle/stage/action/diagnosis.js
/** When a run is followed by a diagnosis, what it may look at, and what of it belongs to which failure. */



















/** With less than this left nothing could be looked into. */
const leastMs = 2_000;
/** Looks into the network after a run, where the input `diagnose` and the run's end ask for it. Never throws. */
async function diagnoseAfter(settings, world, session, record) {
    const { job, failures } = record;
    const { log } = world.effects;
    if (job === undefined || !isWanted(settings, failures))
        return;
    if (session.signal.aborted || session.remainingMs() < leastMs)
        return;
    try {
        await inGroup(log, 'Diagnosis', async () => {
            record.diagnosis = await diagnoseJob(settings, job, world, session);
            for (const line of diagnosisLines(record.diagnosis))
                log.info(line);
        });
    }
    catch (thrown) {
        // It comes on top of what is to be told in any case.
        log.info(`The diagnosis broke off: ${thrown instanceof Error ? thrown.message : thrown}`);
    }
}
function isWanted({ diagnose: when }, failures) {
    switch (when) {
        case 'always':
            return true;
        case 'on-failure':
            return failures.some(isOfNetwork);
        case 'never':
            return false;
    }
}
/** Whether a failure may have its cause between this machine and the mirrors. */
function isOfNetwork(failure) {
    switch (layerOf(failure)) {
        case 'dns':
        case 'tcp':
        case 'tls':
        case 'forward proxy':
        case 'content':
            return true;
        case 'http':
            return failure.class !== 'http-not-found';
        case 'checksum database':
            return failure.class === 'sumdb-unreachable';
        case 'version control':
            return failure.class === 'vcs-network';
        case 'inputs':
        case 'go':
        case 'toolchain':
        case 'project':
        case 'checksum':
        case 'cache':
        case 'file system':
        case 'run':
            return false;
    }
}
/** The diagnosis of a job's mirrors, in at most 20 s and what is left of the deadline. */
async function diagnoseJob(settings, job, { effects, reporter, redactor }, { signal, remainingMs }) {
    const { clock, env, platform } = effects;
    const { ca } = await loadCertificates(env, platform);
    const credentialsFor = usesNetrc(job.go.goauth)
        ? await loadNetrc(env, platform)
        : () => undefined;
    hideSecretsOfMirrors(job, credentialsFor, redactor, reporter);
    const endpointFor = probeEndpoints(job.mirrors, job.sums, job.isPrivate);
    return diagnose({
        clock,
        http: { certificates: ca, credentialsFor },
        router: createRouter(env),
        secureContext: lazySecureContext(ca),
        names: {
            system: createSystemLookup(env, clock),
            systemServers: (0,external_node_dns_.getServers)(),
            chosen: settings.dnsServers,
        },
        sums: probeSums(job.sums),
        moduleFor: (mirror) => {
            const endpoint = endpointFor(mirror);
            return 'module' in endpoint ? endpoint.module : wellKnownModule;
        },
        database: database,
        mirrors: job.mirrors.groups.flat(),
        direct: directOf(job, { env, platform, redact: redactor.redact }),
        moduleCache: job.go.gomodcache,
        temporaryDirectory: env['RUNNER_TEMP'] || (0,external_node_os_namespaceObject.tmpdir)(),
        remainingMs: remainingMs(),
        signal,
    });
}
/** What git has to fetch: private modules always, and everything where the list names no mirror. */
function directOf(job, tools) {
    const { groups, ending } = job.mirrors;
    const paths = [...job.sums.zips, ...job.sums.mods].map(({ path }) => path);
    const needed = paths.filter((path) => groups.length === 0 || job.isPrivate(path));
    if (ending !== 'direct' && !paths.some((path) => job.isPrivate(path)))
        return undefined;
    const modulePath = needed.find((path) => repositoryOf(path) !== undefined) ?? needed[0];
    return { ...tools, modulePath };
}
/** What the diagnosis adds to a failure: one sentence without a final stop, or nothing new. */
function sentenceFor(failure, diagnosis) {
    if (diagnosis === undefined || !isOfNetwork(failure))
        return undefined;
    const { common, verdict } = diagnosis.machine;
    switch (common) {
        case 'no-network':
        case 'dns':
        case 'forward-proxy':
        case 'clock':
        case 'interception':
        case 'portal':
            return verdict;
        case 'usable':
        case 'mirrors-differ':
        case 'no-mirrors':
            return ofMirror(failure, diagnosis);
    }
}
function ofMirror(failure, { mirrors }) {
    const found = mirrors.find(({ mirror }) => mirror === failure.mirror);
    if (found === undefined)
        return undefined;
    const fault = firstFault(found.layers)?.fault;
    if (fault === undefined) {
        // A refused private module is not contradicted by a public one that comes.
        return isOutage(failure)
            ? `asked again after the failure for one small file, ${found.mirror} ${found.verdict}`
            : undefined;
    }
    // In the case of DNS the failure has one word for all that can go wrong, and the diagnosis has what the servers said.
    const isSame = fault.class === failure.class && fault.class !== 'dns' && found.verdict.endsWith(fault.detail);
    return isSame ? undefined : `${found.mirror}, ${found.verdict}`;
}

;// CONCATENATED MODULE: ./bundle/stage/go/text-facts.js
function mismatch(mismatchClass, text, common) {
    const hashes = /\n\tdownloaded:\s+(h1:\S+)\n\t(\S+):\s+(h1:\S+)/.exec(text);
    if (hashes === null)
        return { class: mismatchClass, ...common };
    const [, actual = '', origin = '', expected = ''] = hashes;
    const detail = `${common.detail}: ${origin} has ${expected}, the downloaded file ${actual}`;
    return mismatchClass === 'checksum-mismatch'
        ? { class: mismatchClass, ...common, detail, expected, actual }
        : { class: mismatchClass, ...common, detail };
}
/**
 * `go.mod:6:2: require …: version invalid` under a heading that says nothing itself. The file may have any name that
 * -modfile gives it, and spaces and a drive letter in its path.
 */
function syntaxProblem(text) {
    const match = /^\s*(\S.*?\.(?:mod|work|sum)):(\d+)(?::\d+)?: (.*)$/m.exec(text);
    if (match === null)
        return undefined;
    const [, said = '', line = '', message = ''] = match;
    const file = said.replace(/^(?:go: )?(?:(?:reading|errors? (?:parsing|loading)) \S+: )?/, '');
    return { detail: detailOf(message), position: { file, line: Number(line) } };
}
function moduleOf(line, known) {
    // The last one before the verdict: in `a@v1 requires b@v2: reading …` it is b that failed. Not a path of ours, in
    // which the name of the machine stands behind an "@".
    const named = /^(?:go: |-> |\S+\.go:\d+:\d+: |\t)*(?:verifying )?(?![./])([^\s:@"]+@v\d[^\s:/"]*)/.exec(line)?.[1] ??
        /^(\S+ v\S+): /.exec(line)?.[1]?.replace(' ', '@') ??
        /zip for ([^\s:@"]+@v\d[^\s:/"]*)/.exec(line)?.[1] ??
        /providing package (\S+)/.exec(line)?.[1];
    const module = named ?? known;
    return module === undefined ? {} : { module };
}
function detailOf(line) {
    return brief(line.replace(/^(?:go: |-> |\S+\.go:\d+:\d+: |\t)+/, ''));
}
/** One line of bounded length without a final stop, for the middle of a sentence. */
function brief(text) {
    // What is to be typed stands on the next line, and the remedy tells of it: half a sentence helps nobody.
    const line = text
        .replace(/\s+/g, ' ')
        .trim()
        .replace(/(?:[;.] to [^.;:]*)?[.:]$/i, '');
    return line.length <= 400 ? line : `${line.slice(0, 399)}…`;
}
/** The first line of the error that a line belongs to: what follows it is indented. */
function headOf(text, index) {
    const before = text.slice(0, index).split('\n');
    const at = before.findLastIndex((line) => !/^[\t ]/.test(line));
    return text.split('\n')[Math.max(0, at)] ?? '';
}
/** What the system said, without the words about a mirror that `go` wraps it in; all of it where there are none. */
function systemErrorOf(detail) {
    const wrapped = /^.*?: read "[^"]*": (.+)$/.exec(detail);
    return wrapped?.[1] ?? detail;
}
/** What version control said itself, with the lines of the server before it; undefined where `go` kept nothing of it. */
function versionControlWords(text) {
    const lines = text.split('\n').map((line) => line.trim());
    const said = lines.filter((line) => /^(?:fatal|remote|ERROR|abort|svn|hg|bzr): ?\S/.test(line));
    return said.length === 0 ? undefined : brief(said.join(' '));
}
function lineAround(text, index) {
    const from = text.lastIndexOf('\n', index - 1) + 1;
    const to = text.indexOf('\n', index);
    return text.slice(from, to === -1 ? undefined : to);
}

;// CONCATENATED MODULE: ./bundle/stage/go/nearest.js

const commandOf = {
    settings: 'go env',
    download: 'go mod download',
    verification: 'go mod verify',
};
/** A shell adds 128 to the number of the signal that ended its child. */
const firstSignalCode = 129;
/** A command that is not there, or that is no program for this machine, as a shell reports it. */
const shellRefusals = [126, 127];
const crashPattern = /^(?:panic: |fatal error: |runtime: |SIG[A-Z]+: |unexpected fault address)|\[signal SIG/m;
const lackPattern = /out of memory|cannot allocate memory|failed to create new OS thread|resource temporarily unavailable/i;
const shapes = [
    { class: 'module-file', pattern: /\.(?:mod|sum|work):\d+|\bgo\.(?:mod|sum|work)\b/ },
    { class: 'vcs-network', pattern: /\b(?:git|hg|svn|bzr|fossil) [a-z]/ },
    { class: 'toolchain', pattern: /\btoolchain\b/ },
    { class: 'http-other', pattern: /https?:\/\/\S/ },
    // An error of the file system: `open /path: words`, `rename C:\a C:\b: words`.
    {
        class: 'cache-corrupt',
        pattern: /\b(?:open|stat|lstat|read|readdir|rename|remove|unlinkat|mkdir|chmod|write|sync|truncate) (?:\/|[A-Za-z]:\\)\S*.*: /,
    },
];
const classOfTask = {
    // Where it starts outside any project, nothing but variables of Go can stand in its way.
    settings: 'input',
    // What the network did has known words: what is left is the module graph that go.mod asks for.
    download: 'module-file',
    verification: 'cache-corrupt',
};
/** `text` is without secrets; `null` for a command whose exit code says nothing. */
function nearestFailure(text, task, exitCode) {
    const command = commandOf[task];
    const line = text.split('\n').find((one) => one.trim() !== '');
    if (lackPattern.test(text) && (crashPattern.test(text) || /fork\/exec|pthread/.test(text))) {
        const detail = `${command} found no memory or no process left on this machine: ${detailOf(line ?? '')}`;
        return { class: 'cancelled', isStarved: true, detail };
    }
    const crash = text.split('\n').find((one) => crashPattern.test(one));
    if (crash !== undefined) {
        return {
            class: 'go-missing',
            isBroken: true,
            detail: `${command} crashed: ${detailOf(crash)}`,
        };
    }
    if (line === undefined)
        return nearest_silence(command, exitCode);
    const said = `${command} failed: ${detailOf(line)}`;
    // A version manager's stand-in for `go` does not begin as `go` does, and has nothing to say about modules.
    const isStandIn = task === 'settings' && !/^(?:go|warning)\b/.test(line);
    if (isStandIn || shellRefusals.includes(exitCode)) {
        return { class: 'go-missing', isBroken: true, detail: said };
    }
    const shape = task === 'settings' ? undefined : shapes.find(({ pattern }) => pattern.test(text));
    // None of these classes needs a fact; the union is too wide for the compiler to see it.
    return { class: shape?.class ?? classOfTask[task], detail: said };
}
function nearest_silence(command, exitCode) {
    if (exitCode !== null && exitCode >= firstSignalCode && exitCode < 192) {
        const detail = `${command} was ended by signal ${exitCode - 128} before it was done`;
        return { class: 'cancelled', detail };
    }
    const code = exitCode === null ? '' : ` with exit code ${exitCode}`;
    return {
        class: 'go-missing',
        isBroken: true,
        detail: `${command} ended${code} and said nothing`,
    };
}

;// CONCATENATED MODULE: ./bundle/stage/go/content-patterns.js
/** Beginning of an error line, after what `go`, `-x` or a source position put in front. */
const start = String.raw `^(?:go: |-> |\S+\.go:\d+:\d+: )?`;
const checksumRules = [
    {
        class: 'checksum-mismatch',
        pattern: /verifying .*checksum mismatch[\s\S]*?\n\tgo\.(?:work\.)?sum:/,
    },
    {
        class: 'sumdb-mismatch',
        pattern: /verifying (?:go\.mod|module): checksum mismatch[\s\S]*?\n\t\S+: h1:|checksum missing from sumdb response|cannot authenticate record data|no verifiable signatures|SECURITY ERROR/,
    },
    // The state file lies outside the module cache: $GOPATH/pkg/sumdb/<name>/latest.
    { class: 'cache-corrupt', pattern: /initializing sumdb\.Client|malformed note/ },
    {
        class: 'input',
        pattern: /invalid GOSUMDB|missing GOSUMDB|invalid sumdb name|disabled by GOSUMDB=off/,
    },
    {
        class: 'sumdb-unreachable',
        pattern: /verifying (?:go\.mod|module): /,
        hasReason: true,
    },
    { class: 'gosum-missing', pattern: /missing go\.sum entry|updates to go\.sum needed/ },
];
const contentRules = [
    // The path in front tells a file of the module cache from one that was just fetched.
    {
        class: 'cache-corrupt',
        pattern: new RegExp(`${start}unzip .*: (?:zip: not a valid zip file|flate: corrupt|.*checksum)`, 'm'),
    },
    // Lines of `go mod verify`.
    {
        class: 'cache-corrupt',
        pattern: /^(?:go: )?\S+ v\S+: (?:(?:zip|dir) has been modified|missing ziphash|zip: |flate: |unexpected EOF)/m,
    },
    {
        class: 'bad-content',
        pattern: /zip: not a valid zip file|flate: corrupt input|has unexpected file|zip: checksum error|zip: unsupported compression|downloaded zip file too large/,
    },
    {
        class: 'offline-miss',
        pattern: /module lookup disabled by GOPROXY=off|network disabled by cmdgonetlimit=0/,
    },
];

;// CONCATENATED MODULE: ./bundle/stage/go/local-patterns.js
const machineRules = [
    {
        class: 'disk-full',
        pattern: /no space left on device|disk quota exceeded|not enough space on the disk/,
    },
    // On Linux `go` waits for a lock without a word; these are systems and file systems that refuse one.
    {
        class: 'cache-locked',
        pattern: /no locks available|used by another process|another process has locked|Another git process seems to be running|\bR?Lock (?:\/|[A-Za-z]:\\)[^\n]*: /,
    },
    {
        class: 'permission',
        pattern: /read-only file system|permission denied(?! \(publickey)|operation not permitted|detected dubious ownership|could not create module cache|too many open files|: Access is denied\.|The media is write protected/,
    },
];
const settingRules = [
    {
        class: 'input',
        pattern: /GOMODCACHE entry is relative|GOPATH entry is relative|cannot find GOROOT directory|neither (?:GOMODCACHE nor GOPATH is|GOPATH nor GOMODCACHE are) set|missing \$GOPATH|could not be located: GOCACHE|GOCACHE is not an absolute path/,
    },
    {
        class: 'input',
        pattern: /no modules specified|go\.mod file not found|no go\.mod file|cannot find main module|no modules were found in the current workspace/,
    },
    {
        class: 'input',
        pattern: /parsing [$%]GOFLAGS|provided but not defined|invalid (?:\w+ )?value .* for flag|-mod=\S+ not supported|-mod may only be set to|-modfile(?:=\S+)?(?: cannot be used|: file does not have)/,
    },
    {
        class: 'input',
        pattern: /environment setting GO111MODULE|disabled by GO111MODULE=off|invalid GOWORK|unknown GOEXPERIMENT|invalid GOTOOLCHAIN/,
    },
    // git's own: GIT_ALLOW_PROTOCOL, or protocol.*.allow in its configuration.
    { class: 'input', pattern: /transport '\w+' not allowed/ },
];
const fileRules = [
    {
        class: 'module-file',
        pattern: /^malformed go\.sum:|errors? (?:parsing|loading) \S*go\.(?:mod|work)|(?:^|: )parsing \S*go\.mod:|module declares its path as|malformed (?:module|import) path|module path is reserved/m,
    },
    {
        class: 'module-file',
        pattern: /replacement (?:directory|module) .* does not exist|replaced by .*: reading .*go\.mod|conflicting replacements/,
    },
    {
        class: 'module-file',
        pattern: /not a known dependency|updates to go\.(?:mod|work) needed|(?:cannot load )?module .* listed in go\.work file|(?:^|: )reading go\.work: /m,
    },
    { class: 'toolchain', pattern: /requires go >= \S+ \(running go|cannot find "go\S+" in PATH/ },
    { class: 'toolchain', pattern: /download go\S+ for \S+: toolchain not available/ },
    { class: 'toolchain', pattern: /^(?:go: )?(?:exec go\d[\w.]*: |.*invalid toolchain)/m },
    {
        class: 'toolchain',
        pattern: /^(?:go: )?download go\d[\w.]*: /m,
        hasReason: true,
    },
    {
        class: 'vendor',
        pattern: /inconsistent vendoring in|reading modules\.txt for vendor directory/,
    },
];
const localRules = [...machineRules, ...settingRules, ...fileRules];

;// CONCATENATED MODULE: ./bundle/stage/go/network-patterns.js
const forwardProxyRules = [
    // A refused CONNECT shows the reason phrase without a number; the same status of a mirror has one.
    {
        class: 'proxy-auth',
        pattern: /: Proxy Authentication Required$|\b407 Proxy Authentication Required/m,
    },
    {
        class: 'proxy-unreachable',
        pattern: /proxyconnect tcp:|socks connect tcp/,
    },
    {
        class: 'proxy-unreachable',
        pattern: /^.*(?:Get|read) "https:[^"]*": (?:Bad Request|Forbidden|Not Found|Method Not Allowed|Too Many Requests|Internal Server Error|Not Implemented|Bad Gateway|Service Unavailable|Gateway Timeout)$/m,
    },
];
const networkRules = [
    {
        class: 'dns',
        pattern: /lookup \S+(?: on \S+)?: no such host|server misbehaving|lookup .*i\/o timeout|No such host is known|Temporary failure in name resolution/,
    },
    { class: 'tls-certificate', pattern: /x509:|tls: failed to verify/ },
    {
        class: 'tls-handshake',
        pattern: /TLS handshake timeout|remote error: tls|server gave HTTP response to HTTPS client|first record does not look like a TLS handshake/,
    },
    { class: 'http-other', pattern: /malformed HTTP response/ },
    {
        class: 'connect-timeout',
        pattern: /dial tcp .*(?:i\/o timeout|connection timed out)|did not properly respond after a period of time/,
    },
    { class: 'connect-refused', pattern: /connection refused|actively refused it/ },
    {
        class: 'unreachable',
        pattern: /network is unreachable|no route to host|unreachable (?:network|host)|can't assign requested address/,
    },
    {
        class: 'connection-reset',
        pattern: /connection reset by peer|broken pipe|forcibly closed by the remote host/,
    },
    { class: 'truncated', pattern: /unexpected EOF/ },
    // HTTP/2's way of saying 429.
    { class: 'http-throttled', pattern: /ENHANCE_YOUR_CALM/ },
    {
        class: 'connection-reset',
        pattern: /": EOF$|stream error: stream ID \d+; \w+|http2: (?:server sent GOAWAY|client connection (?:lost|force closed))|server closed idle connection|: read: connection timed out/m,
    },
    // The only exchange of `go` with a limit of its own that ends so: CONNECT to a forward proxy, 60 s.
    { class: 'connect-timeout', pattern: /context deadline exceeded/ },
    { class: 'http-other', pattern: /stopped after 10 redirects/ },
    { class: 'captive-portal', pattern: /redirected from secure URL/ },
    {
        class: 'bad-content',
        pattern: /invalid response from proxy "|proxy returned info for version/,
    },
    {
        class: 'http-not-found',
        pattern: /reading file:\S+: (?:no such file or directory|The system cannot find)/,
    },
];
/** Of the list of mirrors and of version control; behind everything else, because the words are wide. */
const listRules = [
    {
        class: 'input',
        pattern: /invalid proxy URL|GOPROXY list is not the empty|refusing to pass credentials|invalid file:\/\/ proxy URL|GOVCS disallows|(?:entry|pattern|VCS (?:list|name)) (?:not allowed )?in GOVCS|GOAUTH=/,
    },
];

;// CONCATENATED MODULE: ./bundle/stage/go/version-control-patterns.js
const versionControlRules = [
    {
        class: 'vcs-auth',
        pattern: /terminal prompts disabled|could not read (?:Username|Password)|Authentication failed for|Permission denied \(publickey|Host key verification failed|returned error: 40[13]|UNPROTECTED PRIVATE KEY|authorization failed|E170001|E215004/,
    },
    {
        class: 'vcs-missing',
        pattern: /"(?:git|hg|svn|bzr|fossil)": executable file not found|missing (?:Git|Mercurial|Subversion|Bazaar|Fossil) command/,
    },
    // `go` hides why: 401, 403, 404, 500, DNS and refused connections all end in this sentence (measured).
    { class: 'vcs-network', pattern: /no secure protocol found for repository/ },
    {
        class: 'vcs-not-found',
        pattern: /git (?:ls-remote|fetch|init)[\s\S]*?exit status 128[\s\S]*?(?:repository '.*' not found|Repository not found|does not appear to be a git repository|couldn't find remote ref)/,
    },
    {
        class: 'vcs-network',
        pattern: /\b(?:git|hg|svn|bzr|fossil) [a-z][\w-]*\b.*exit status \d+/,
    },
    {
        class: 'vcs-not-found',
        pattern: /unrecognized import path .*(?:: 40[34]|: 410|no go-import meta tags|is not a valid import path|malformed)|unknown revision \S|no matching versions for query/,
    },
    // The repository is there, and the version that go.mod names is not in it, or is another module's.
    {
        class: 'vcs-not-found',
        pattern: /invalid pseudo-version: |at revision \S|ambiguous revision|revision does not exist locally|repository rooted at|mismatched repo/,
    },
    { class: 'vcs-network', pattern: /unrecognized import path/ },
];

;// CONCATENATED MODULE: ./bundle/stage/go/patterns.js
/**
 * What `go` says, and what it means. Read in the source of cmd/go 1.26 and measured on 1.21 to 1.26; the Windows
 * wordings are those of the system's own messages for the same errors and were not measured.
 *
 * The order decides. Three things explain it: a local cause is often wrapped in words about the mirror (a full disk
 * reads as `read "https://…": write …: no space left on device`); a checksum database failure is wrapped around an
 * ordinary network error; and specific network errors contain the generic ones.
 */




/** Rules before the HTTP status of `reading URL: NNN …` is looked at, and after it. First match wins. */
const rulesBeforeStatus = [
    ...localRules,
    ...checksumRules,
    ...contentRules,
    ...versionControlRules,
    ...forwardProxyRules,
];
const rulesAfterStatus = [...networkRules, ...listRules];
/** `reading URL: 503 Service Unavailable`, with the text of the server's answer where there was one. */
const statusPattern = /reading (\S+): (\d{3}) ([^\n]*)/;
/** What a mirror says when its own fetch failed and it tells `go` 404 nevertheless. */
const hiddenOutagePattern = /time(?:d )?out|deadline exceeded|bad gateway|temporarily unavailable/i;

;// CONCATENATED MODULE: ./bundle/stage/go/trace.js
const headersPattern = /^# get (\S+): (\d{3}) .*?\((\d+(?:\.\d+)?)s\)$/;
const errorPattern = /^# get (\S+): (.*)$/;
const startPattern = /^# get (\S+)$/;
const traceLinePattern = /^(?:# get |# lock |mkdir -p |cd .*; (?:git|hg|svn|bzr|fossil) |\d+\.\d+s # )/;
/** The event of one line of stderr, without its line end. */
function parseTraceLine(line) {
    const headers = headersPattern.exec(line);
    if (headers !== null) {
        const [, url = '', status = '', seconds = ''] = headers;
        return { kind: 'headers', url, status: Number(status), seconds: Number(seconds) };
    }
    const error = errorPattern.exec(line);
    if (error !== null) {
        const [, url = '', text = ''] = error;
        return { kind: 'error', url, text };
    }
    const started = startPattern.exec(line);
    if (started !== null)
        return { kind: 'request-start', url: started[1] ?? '' };
    return { kind: 'other', line };
}
/** True for what -x alone writes: requests, locks, directories and commands of version control. */
function isTraceLine(line) {
    return traceLinePattern.test(line);
}

;// CONCATENATED MODULE: ./bundle/stage/go/classify.js





/** The gravest failure behind the output of one `go` command, `undefined` where it succeeded. */
function classifyGoOutput(output) {
    const { known, guessed } = readGoErrors(output);
    return known[0] ?? guessed[0];
}
/**
 * Every failure in the output of one `go` command; none where it succeeded (exit 0; what it printed is then no failure).
 * A signal is `cancelled`: the text does not tell who sent it, and whoever stopped the command knows better. No text is
 * `internal`: what `go` says is no bug of ours, known or not.
 *
 * Facts come from the text: `module`, `position` (as `go` writes it: with -modfile the copy's name), `status`,
 * `expected` and `actual` hash, `because`. Credentials of URLs and `secrets` never get into it.
 */
function readGoErrors(output) {
    const { task, exitCode, signalName, jsonErrors, secrets = [] } = output;
    if (exitCode === null) {
        const detail = `go was ended by ${signalName ?? 'a signal'} before it was done`;
        // The system, too, ends what takes too much memory so.
        const isStarved = signalName === 'SIGKILL';
        return {
            known: [{ class: 'cancelled', ...(isStarved && { isStarved }), detail }],
            guessed: [],
        };
    }
    const redactor = createRedactor();
    for (const secret of secrets)
        redactor.add(secret);
    const redacted = (error) => ({ ...error, text: redactor.redact(error.text) });
    const errors = jsonErrors.map(redacted);
    // `go list -e` ends well whatever it could not load, and its stderr is then no failure.
    const stderr = exitCode === 0 ? [] : [redacted({ text: withoutTrace(output.stderr) })];
    const matches = [...stderr, ...errors].flatMap((error) => match(error) ?? []);
    const unknown = errors.filter((error) => match(error) === undefined);
    // Beside another error the lines of stderr are what `go` says on its way.
    const isStderrAll = matches.length === 0 && unknown.length === 0;
    const guessed = [...unknown, ...(isStderrAll ? stderr : [])].map(({ module, text }) => ({
        ...nearestFailure(text, task, exitCode),
        ...(module !== undefined && { module }),
    }));
    const known = matches.toSorted((a, b) => a.rank - b.rank).map(({ failure }) => failure);
    return { known: classify_distinct(known), guessed: classify_distinct(guessed) };
}
/** The failure in one error whose words are known; `undefined` for any other. */
function matchGoError(error) {
    return match({ ...error, text: createRedactor().redact(error.text) })?.failure;
}
function match({ module, text }) {
    // A mirror writes these lines. Left in, its "permission denied" would pass for our own disk's.
    const judged = withoutServerResponses(text);
    const byRules = (rules, firstRank) => {
        for (const [index, rule] of rules.entries()) {
            const found = rule.pattern.exec(judged);
            if (found !== null) {
                return {
                    rank: firstRank + index,
                    failure: toFailure(rule, found, { module, text, judged }),
                };
            }
        }
        return undefined;
    };
    const before = byRules(rulesBeforeStatus, 0);
    if (before !== undefined)
        return before;
    const status = statusPattern.exec(text);
    if (status !== null) {
        return { rank: rulesBeforeStatus.length, failure: classify_statusFailure(status, text, module) };
    }
    return byRules(rulesAfterStatus, rulesBeforeStatus.length + 1);
}
function toFailure(rule, found, source) {
    const line = lineAround(source.judged, found.index);
    const { module: named } = moduleOf(line, undefined);
    const module = named ?? moduleOf(headOf(source.judged, found.index), source.module).module;
    const common = { detail: detailOf(line), ...(module !== undefined && { module }) };
    switch (rule.class) {
        case 'module-file':
            // A dependency's go.mod has lines, too, and nobody here can correct them.
            return {
                class: 'module-file',
                ...common,
                ...(module === undefined && syntaxProblem(source.judged)),
            };
        case 'disk-full':
        case 'permission':
            return { class: rule.class, ...common, detail: systemErrorOf(common.detail) };
        case 'vcs-auth':
        case 'vcs-not-found':
        case 'vcs-network': {
            const words = versionControlWords(source.judged);
            return { class: rule.class, ...common, ...(words !== undefined && { detail: words }) };
        }
        case 'checksum-mismatch':
        case 'sumdb-mismatch':
            return mismatch(rule.class, source.judged.slice(found.index), common);
        case 'toolchain':
        case 'sumdb-unreachable': {
            const reason = rule.hasReason
                ? match({ text: source.text.slice(found.index + found[0].length) })?.failure
                : undefined;
            return { class: rule.class, ...common, ...(reason && { because: reason }) };
        }
        default:
            // Every class left needs no fact; the union is too wide for the compiler to see it.
            return { class: rule.class, ...common };
    }
}
function classify_statusFailure(found, text, module) {
    const [, , digits] = found;
    const status = Number(digits);
    const answer = /^\n\tserver response:(?:[^\n]*)(?:\n\t[^\n]*)*/.exec(text.slice(found.index + found[0].length))?.[0];
    const line = lineAround(text, found.index);
    const failureClass = (status === 404 || status === 410) && answer !== undefined && hiddenOutagePattern.test(answer)
        ? 'http-server'
        : classOfStatus(status);
    const detail = detailOf(answer === undefined ? line : `${line}, ${answer.trim()}`);
    return { class: failureClass, status, detail, ...moduleOf(line, module) };
}
function classOfStatus(status) {
    if (status === 401 || status === 403)
        return 'http-auth';
    if (status === 404 || status === 410)
        return 'http-not-found';
    if (status === 407)
        return 'proxy-auth';
    if (status === 429)
        return 'http-throttled';
    return status >= 500 ? 'http-server' : 'http-other';
}
/** `go` repeats an error for each stage that it stopped. */
function classify_distinct(failures) {
    const seen = new Map(failures.map((one) => [JSON.stringify([one.class, one.module, one.detail]), one]));
    return [...seen.values()];
}
function withoutTrace(stderr) {
    return stderr
        .split(/\r?\n/)
        .filter((line) => !isTraceLine(line))
        .join('\n');
}
function withoutServerResponses(text) {
    return text.replace(/\n\tserver response:[^\n]*(?:\n\t[^\n]*)*/g, '');
}

;// CONCATENATED MODULE: ./bundle/stage/go/goflags.js
/**
 * GOFLAGS as cmd/go reads it (cmd/internal/quoted): fields separated by white space; one that starts with a quote ends at
 * the next such quote, and there are no escapes.
 */
/** The fields as written, quotes included; `undefined` where a quote is not closed. */
function splitFields(goflags) {
    const fields = [];
    for (let rest = goflags.trimStart(); rest !== ''; rest = rest.trimStart()) {
        const quote = rest[0];
        const isQuoted = quote === '"' || quote === "'";
        const end = isQuoted ? rest.indexOf(quote, 1) + 1 : rest.search(/\s|$/);
        if (end === 0)
            return undefined;
        fields.push(rest.slice(0, end));
        rest = rest.slice(end);
    }
    return fields;
}
function unquoted(field) {
    return /^["']/.test(field) ? field.slice(1, -1) : field;
}
/**
 * What every `go` command would refuse, except flags that no command knows: those only `go` can tell. `go env`, of all
 * commands, accepts any GOFLAGS (measured), so reading the environment does not show it.
 */
function findGoflagsProblems(goflags) {
    const fields = splitFields(goflags);
    if (fields === undefined)
        return ['GOFLAGS has a quote that is not closed'];
    return fields
        .map(unquoted)
        .filter((field) => !/^--?[^-=]/.test(field))
        .map((field) => `GOFLAGS has ${JSON.stringify(field)}, which is not a flag`);
}
/** GOFLAGS without the flags of these names (given without dashes). One that `go` cannot read is left as it is. */
function withoutFlags(goflags, names) {
    const fields = splitFields(goflags);
    if (fields === undefined)
        return goflags;
    const name = (field) => /^--?([^=]*)/.exec(unquoted(field))?.[1] ?? '';
    return fields.filter((field) => !names.includes(name(field))).join(' ');
}
/** Of several equal flags the last counts. What Go refuses is ignored here, Go will say so. */
function parseModuleFlags(goflags) {
    let flags = {};
    for (const field of splitFields(goflags) ?? []) {
        const [, name, value = ''] = /^--?(mod|modfile)=(.*)$/s.exec(unquoted(field)) ?? [];
        if (name === 'mod')
            flags = { ...flags, mod: value };
        if (name === 'modfile')
            flags = { ...flags, modfile: value };
    }
    return flags;
}

;// CONCATENATED MODULE: ./bundle/stage/go/json-stream.js
/**
 * The values of concatenated JSON objects, as `go mod download -json` and `go list -json` print them. What cannot be
 * read ends the stream: `go` may have been killed in the middle of an object. Text between objects is skipped.
 */
function parseJsonStream(text) {
    const values = [];
    for (let from = text.indexOf('{'); from !== -1;) {
        const to = endOfObject(text, from);
        if (to === undefined)
            break;
        try {
            values.push(JSON.parse(text.slice(from, to)));
        }
        catch {
            break;
        }
        from = text.indexOf('{', to);
    }
    return values;
}
/** Index after the brace that closes the one at `from`. */
function endOfObject(text, from) {
    let depth = 0;
    let isInString = false;
    for (let index = from; index < text.length; index += 1) {
        const character = text[index];
        if (isInString) {
            if (character === '\\')
                index += 1;
            else if (character === '"')
                isInString = false;
        }
        else if (character === '"')
            isInString = true;
        else if (character === '{')
            depth += 1;
        else if (character === '}') {
            depth -= 1;
            if (depth === 0)
                return index + 1;
        }
    }
    return undefined;
}
/** The string under `key`; `undefined` for absent, empty and other values. */
function stringOf(value, key) {
    const found = fieldOf(value, key);
    return typeof found === 'string' && found !== '' ? found : undefined;
}
function fieldOf(value, key) {
    return typeof value === 'object' && value !== null
        ? value[key]
        : undefined;
}

;// CONCATENATED MODULE: ./bundle/stage/go/plain-language.js
/** git speaks the language of the machine, and `go` hands its words on: what is read has to be English. */
const plainLanguage = { LC_ALL: 'C' };

;// CONCATENATED MODULE: ./bundle/stage/go/command.js
/** Finds the `go` command and asks it what it would do, without letting it do anything. */








/**
 * With these `go` reaches no network: GOPROXY=off alone still runs git for modules that GOPRIVATE names. A `go` line that
 * asks for a newer toolchain is met from the module cache, or not at all.
 */
const offlineVariables = {
    GOPROXY: 'off',
    GONOPROXY: 'none',
    GOVCS: '*:off',
};
const environmentLimitMs = 30_000;
const command_killGraceMs = 2000;
/**
 * The first executable `go` (`go.exe` on Windows) on PATH, as an absolute path. Relative and empty entries of PATH
 * are passed over: they would pick up a file of the checked-out project (os/exec refuses it as well).
 */
async function findGo(env, platform = process.platform) {
    const isWindows = platform === 'win32';
    const rules = isWindows ? external_node_path_.win32 : external_node_path_.posix;
    for (const entry of (variable(env, 'PATH', platform) ?? '').split(rules.delimiter)) {
        const directory = isWindows ? entry.replace(/^"(.*)"$/, '$1') : entry;
        if (!rules.isAbsolute(directory))
            continue;
        const candidate = rules.join(directory, isWindows ? 'go.exe' : 'go');
        if (await isExecutableFile(candidate))
            return candidate;
    }
    return undefined;
}
const command_names = [
    'GOVERSION',
    'GOROOT',
    'GOENV',
    'GOPROXY',
    'GOPRIVATE',
    'GONOPROXY',
    'GONOSUMDB',
    'GOSUMDB',
    'GOFLAGS',
    'GOMODCACHE',
    'GOPATH',
    'GOAUTH',
    'GOWORK',
];
/**
 * What `go env` says in this environment. Runs with GOTOOLCHAIN=local at the root of the file system: inside a
 * project whose `go` line is newer even `go env` starts a download without any time limit.
 *
 * @param go - absolute path, see `findGo`; `undefined` fails with `go-missing`.
 * @throws FailureError `go-missing`, also for an answer that cannot be read; `input` for settings that `go` refuses, all GOFLAGS problems at once; `stall`
 *   after 30 s; the signal's reason when aborted.
 */
async function readGoEnvironment(go, env, signal, clock) {
    if (go === undefined) {
        throw new stage_failure/* FailureError */.pO({ class: 'go-missing', detail: 'there is no go command on PATH' });
    }
    const values = await askGo(go, command_names, env, signal, clock);
    const value = (name) => stringOf(values, name) ?? '';
    const version = /^(?:devel )?go(\d+(?:\.\d+)*(?:(?:rc|beta)\d+)?)/.exec(value('GOVERSION'))?.[1];
    if (version === undefined) {
        const said = JSON.stringify(value('GOVERSION'));
        const detail = `go env gave ${said} for GOVERSION`;
        throw new stage_failure/* FailureError */.pO({ class: 'go-missing', isBroken: true, detail });
    }
    const problems = findGoflagsProblems(value('GOFLAGS'));
    if (problems.length > 0)
        throw new stage_failure/* FailureError */.pO({ class: 'input', detail: problems.join('; ') });
    const shipped = await readEnvFile(external_node_path_.join(value('GOROOT'), 'go.env'));
    const written = await readEnvFile(value('GOENV'));
    const shippedGoproxy = shipped.get('GOPROXY') ?? (await askBuiltInGoproxy(go, env, signal, clock));
    return {
        go,
        version,
        goroot: value('GOROOT'),
        goproxy: value('GOPROXY'),
        shippedGoproxy,
        isGoproxySet: Boolean(env['GOPROXY']) ||
            Boolean(written.get('GOPROXY')) ||
            value('GOPROXY') !== shippedGoproxy,
        goprivate: value('GOPRIVATE'),
        gonoproxy: value('GONOPROXY'),
        gonosumdb: value('GONOSUMDB'),
        gosumdb: value('GOSUMDB'),
        goflags: value('GOFLAGS'),
        gomodcache: value('GOMODCACHE'),
        gopath: value('GOPATH'),
        gotoolchain: env['GOTOOLCHAIN'] || written.get('GOTOOLCHAIN') || shipped.get('GOTOOLCHAIN') || 'auto',
        goauth: value('GOAUTH'),
        gowork: value('GOWORK'),
    };
}
/** Go before 1.21 has no go.env; its own default shows when nothing else is set. */
async function askBuiltInGoproxy(go, env, signal, clock) {
    const bare = { ...env, GOENV: 'off', GOPROXY: undefined };
    return stringOf(await askGo(go, ['GOPROXY'], bare, signal, clock), 'GOPROXY') ?? '';
}
async function askGo(go, variables, env, signal, clock) {
    const limit = new AbortController();
    const cancelLimit = clock.after(environmentLimitMs, () => limit.abort());
    const { root } = external_node_path_.parse(go);
    try {
        const result = await runSupervised({
            command: go,
            args: ['env', '-json', ...variables],
            cwd: root,
            env: { ...env, ...plainLanguage, GOTOOLCHAIN: 'local', PWD: root },
            signal: AbortSignal.any([signal, limit.signal]),
            clock,
            killGraceMs: command_killGraceMs,
        });
        signal.throwIfAborted();
        if (limit.signal.aborted) {
            const detail = `go env gave no answer in ${environmentLimitMs / 1000} s`;
            throw new stage_failure/* FailureError */.pO({ class: 'stall', phase: 'go', limitMs: environmentLimitMs, detail });
        }
        const { exitCode, signalName, stderrTail: stderr } = result;
        const failure = classifyGoOutput({
            task: 'settings',
            stderr,
            jsonErrors: [],
            exitCode,
            signalName,
        });
        if (failure !== undefined)
            throw new stage_failure/* FailureError */.pO(failure);
        const answer = parseJsonStream(result.stdout.toString())[0];
        if (fieldOf(answer, variables[0] ?? '') !== undefined)
            return answer;
        const detail = 'go env -json printed no JSON';
        throw new stage_failure/* FailureError */.pO({ class: 'go-missing', isBroken: true, detail });
    }
    finally {
        cancelLimit();
    }
}
/** `NAME=value` lines, read as cmd/go reads go.env and the file of `go env -w`; a file that is not there is empty. */
async function readEnvFile(file) {
    if (!external_node_path_.isAbsolute(file))
        return new Map();
    const text = await (0,promises_.readFile)(file, 'utf8').catch(() => '');
    const pairs = text.split('\n').flatMap((line) => {
        const match = /^([A-Z][^=]*)=(.*)$/.exec(line.replace(/\r$/, ''));
        return match === null ? [] : [[match[1] ?? '', match[2] ?? '']];
    });
    return new Map(pairs);
}
/** Windows knows no case in names of variables, a copy of its environment does. */
function variable(env, name, platform) {
    if (platform !== 'win32')
        return env[name];
    return Object.entries(env).find(([key]) => key.toUpperCase() === name)?.[1];
}
async function isExecutableFile(file) {
    try {
        await (0,promises_.access)(file, promises_.constants.X_OK);
        return (await (0,promises_.stat)(file)).isFile();
    }
    catch {
        return false;
    }
}

;// CONCATENATED MODULE: ./bundle/stage/module/glob.js
/** Globs by the rules of Go's path.Match: `*`, `?`, `[a-z]`, `[^a-z]`, `\` before a character that stands for itself. */
/** The parts of a glob, or undefined where path.Match reports a malformed pattern. */
function parseGlob(pattern) {
    const chunks = [{ hasStar: false, atoms: [] }];
    let rest = Array.from(pattern);
    while (rest.length > 0) {
        const last = chunks.at(-1);
        if (rest[0] === '*') {
            if (last?.atoms.length === 0)
                last.hasStar = true;
            else
                chunks.push({ hasStar: true, atoms: [] });
            rest = rest.slice(1);
            continue;
        }
        const read = readAtom(rest);
        if (!read)
            return undefined;
        last?.atoms.push(read.atom);
        rest = read.rest;
    }
    return chunks;
}
/** Whether the glob matches the whole name. A star never crosses a slash. */
function matchesGlob(glob, name) {
    let rest = Array.from(name);
    for (const [index, chunk] of glob.entries()) {
        const isLast = index === glob.length - 1;
        // The first place where a chunk fits is as good as any later one, except for the last, which has to reach the end.
        const after = findChunk(chunk, rest, isLast);
        if (!after)
            return false;
        rest = after;
    }
    return true;
}
function readAtom([first, ...rest]) {
    switch (first) {
        case '?':
            return { atom: { kind: 'any' }, rest };
        case '[':
            return readClass(rest);
        case '\\': {
            const [character, ...more] = rest;
            return character === undefined
                ? undefined
                : { atom: { kind: 'literal', character }, rest: more };
        }
        default:
            return first === undefined
                ? undefined
                : { atom: { kind: 'literal', character: first }, rest };
    }
}
function readClass(afterBracket) {
    const isNegated = afterBracket[0] === '^';
    let rest = afterBracket.slice(isNegated ? 1 : 0);
    const ranges = [];
    while (rest[0] !== ']' || ranges.length === 0) {
        const low = readClassCharacter(rest);
        if (!low)
            return undefined;
        const high = low.rest[0] === '-' ? readClassCharacter(low.rest.slice(1)) : low;
        if (!high)
            return undefined;
        ranges.push([low.codePoint, high.codePoint]);
        rest = high.rest;
    }
    return { atom: { kind: 'class', isNegated, ranges }, rest: rest.slice(1) };
}
/** A character inside a class; something has to follow it, at least the closing bracket. */
function readClassCharacter(text) {
    const [first] = text;
    if (first === undefined || first === '-' || first === ']')
        return undefined;
    const [character, ...rest] = first === '\\' ? text.slice(1) : text;
    const codePoint = character?.codePointAt(0);
    return codePoint === undefined || rest.length === 0 ? undefined : { codePoint, rest };
}
/** What is left of the name after the chunk, at the first place where it fits; of the last chunk, nothing may be left. */
function findChunk(chunk, name, isLast) {
    for (let skipped = 0; skipped <= name.length; skipped += 1) {
        const rest = name.slice(skipped);
        const fits = chunk.atoms.length <= rest.length &&
            chunk.atoms.every((atom, index) => matchesAtom(atom, rest[index] ?? ''));
        const after = rest.slice(chunk.atoms.length);
        if (fits && (!isLast || after.length === 0))
            return after;
        if (!chunk.hasStar || rest[0] === '/')
            return undefined;
    }
    return undefined;
}
function matchesAtom(atom, character) {
    switch (atom.kind) {
        case 'literal':
            return atom.character === character;
        case 'any':
            return character !== '/';
        case 'class': {
            const codePoint = character.codePointAt(0) ?? 0;
            const isInside = atom.ranges.some(([low, high]) => low <= codePoint && codePoint <= high);
            return isInside !== atom.isNegated;
        }
    }
}

;// CONCATENATED MODULE: ./bundle/stage/module/pattern.js
/**
 * Private patterns: GOPRIVATE, GONOPROXY, GONOSUMDB and our `private` input. A comma-separated list of globs, each held
 * against as many leading elements of a module path as it has itself (x/mod/module, MatchPrefixPatterns).
 */

/** Whether one of the patterns covers the module path. Malformed patterns cover nothing, as with go. */
function matchesPattern(patterns, modulePath) {
    return splitPatterns(patterns).some((pattern) => {
        const glob = parseGlob(pattern);
        const prefix = takeElements(modulePath, pattern.split('/').length);
        return glob !== undefined && prefix !== undefined && matchesGlob(glob, prefix);
    });
}
/**
 * What is wrong with a list of patterns, every pattern of it. go says nothing about a pattern that can match no module, and
 * the modules it was meant to keep private are then asked for in public.
 */
function findPatternProblems(patterns) {
    return splitPatterns(patterns).flatMap((pattern) => {
        const problem = findProblem(pattern);
        return problem === undefined ? [] : [`pattern ${JSON.stringify(pattern)}: ${problem}`];
    });
}
function findProblem(pattern) {
    if (/\s/.test(pattern))
        return 'white space matches no module path: separate patterns by commas';
    if (pattern.includes('://'))
        return 'a pattern is a module path without https://';
    if (pattern.startsWith('/'))
        return 'a leading slash matches no module path';
    return parseGlob(pattern) === undefined ? 'malformed: a [ or \\ is not complete' : undefined;
}
/** go trims one trailing slash and no white space. */
function splitPatterns(patterns) {
    return patterns
        .split(',')
        .map((pattern) => pattern.replace(/\/$/, ''))
        .filter((pattern) => pattern !== '');
}
/** The first `count` elements of a path, or undefined if it has fewer. */
function takeElements(path, count) {
    const elements = path.split('/');
    return elements.length < count ? undefined : elements.slice(0, count).join('/');
}

;// CONCATENATED MODULE: ./bundle/stage/project/directories.js
/** Which directories of a repository hold a module or a workspace. */


/**
 * Directories whose modules are not the project's own: `./...` leaves out all but node_modules too
 * (`go help packages`), and npm packages that ship a go.mod are somebody else's.
 */
function isForeign(name) {
    return (name === 'vendor' ||
        name === 'testdata' ||
        name === 'node_modules' ||
        name.startsWith('.') ||
        name.startsWith('_'));
}
/** Whether `file` exists and is no directory, which is all Go asks of a go.mod or go.work. */
async function isFile(file) {
    try {
        return !(await (0,promises_.stat)(file)).isDirectory();
    }
    catch {
        return false;
    }
}
async function directories_isDirectory(file) {
    try {
        return (await (0,promises_.stat)(file)).isDirectory();
    }
    catch {
        return false;
    }
}
async function holdsProject(directory, names) {
    for (const name of names) {
        if (await isFile(external_node_path_.join(directory, name)))
            return true;
    }
    return false;
}
/** The nearest file called `name` in `directory` or above it. */
async function findUpwards(directory, name) {
    for (let current = directory;; current = external_node_path_.dirname(current)) {
        const file = external_node_path_.join(current, name);
        if (await isFile(file))
            return file;
        if (external_node_path_.dirname(current) === current)
            return undefined;
    }
}
/**
 * Every directory at or below `root` that holds a file of `names`, sorted by name.
 * Symbolic links are not followed (as `./...` does not), and directories that may not be read hold nothing for us.
 */
async function findModuleDirectories(root, names) {
    const found = [];
    const pending = [root];
    for (let directory = pending.pop(); directory !== undefined; directory = pending.pop()) {
        const entries = await (0,promises_.readdir)(directory, { withFileTypes: true }).catch(() => []);
        for (const entry of entries) {
            if (entry.isDirectory() && !isForeign(entry.name)) {
                pending.push(external_node_path_.join(directory, entry.name));
            }
            else if (names.some((name) => name === entry.name) && !entry.isDirectory()) {
                found.push(directory);
            }
        }
    }
    return [...new Set(found)].sort();
}
/**
 * Turns `working-directory` lines into directories that hold a file of `names`. A line is a path (absolute, or relative to
 * `root`) or a glob; globs skip vendor, testdata, node_modules and directories starting with "." or "_" unless the
 * pattern spells the name out. A line that leads nowhere is a problem.
 */
async function expandWorkingDirectories(root, lines, names) {
    const directories = [];
    const problems = [];
    for (const line of lines) {
        const literal = external_node_path_.resolve(root, line);
        if (await directories_isDirectory(literal)) {
            if (await holdsProject(literal, names))
                directories.push(literal);
            else
                problems.push(await describeEmpty(root, line, literal, names));
        }
        else if (/[*?[{]/.test(line)) {
            const matches = await matchDirectories(root, line, names);
            if (matches.length === 0) {
                problems.push(`"${line}" matches no directory with a ${names.join(' or ')}`);
            }
            directories.push(...matches);
        }
        else {
            problems.push(`"${line}" is not a directory`);
        }
    }
    return { directories: [...new Set(directories)], problems };
}
async function matchDirectories(root, pattern, names) {
    const spelledOut = new Set(pattern.split(/[\\/]/));
    const isSkipped = (name) => isForeign(name) && !spelledOut.has(name);
    const found = [];
    const entries = (0,promises_.glob)(pattern, {
        cwd: root,
        withFileTypes: true,
        exclude: (entry) => isSkipped(entry.name),
    });
    for await (const entry of entries) {
        const directory = external_node_path_.resolve(entry.parentPath, entry.name);
        if (isSkipped(entry.name) || !(await holdsProject(directory, names)))
            continue;
        found.push(directory);
    }
    return [...new Set(found)].sort();
}
async function describeEmpty(root, line, directory, names) {
    const above = await findUpwards(external_node_path_.dirname(directory), 'go.mod');
    const hint = above === undefined ? '' : ` (the nearest go.mod above it is ${relative(root, above)})`;
    return `"${line}" holds no ${names.join(' or ')}${hint}`;
}
/** How a file is named in messages: from `root` with slashes, or in full where it lies outside. */
function relative(root, file) {
    const name = external_node_path_.relative(root, file);
    return name.startsWith('..') || external_node_path_.isAbsolute(name) ? file : name.replaceAll(external_node_path_.sep, '/');
}

;// CONCATENATED MODULE: ./bundle/stage/module/unquote.js
/** The value of a double-quoted Go string literal (strconv.Unquote), or undefined if it is malformed. */
function unquote(literal) {
    const found = /^"((?:[^"\\\n]|\\[\s\S])*)"$/.exec(literal);
    if (!found)
        return undefined;
    const parts = [];
    for (const [part] of (found[1] ?? '').matchAll(/\\(?:[0-7]{3}|x[\s\S]{0,2}|u[\s\S]{0,4}|U[\s\S]{0,8}|[\s\S])|[^\\]+/g)) {
        const bytes = part.startsWith('\\') ? bytesOfEscape(part.slice(1)) : Buffer.from(part);
        if (!bytes)
            return undefined;
        parts.push(bytes);
    }
    return Buffer.concat(parts).toString('utf8');
}
const simpleEscapes = {
    a: 7,
    b: 8,
    f: 12,
    n: 10,
    r: 13,
    t: 9,
    v: 11,
    '\\': 92,
    '"': 34,
};
/** The bytes of one escape, given without its backslash: numbers stand for bytes, \u and \U for characters. */
function bytesOfEscape(text) {
    const simple = simpleEscapes[text];
    if (simple !== undefined)
        return Buffer.of(simple);
    if (/^[0-7]{3}$/.test(text)) {
        const value = Number.parseInt(text, 8);
        return value <= 0xff ? Buffer.of(value) : undefined;
    }
    if (/^x[0-9A-Fa-f]{2}$/.test(text))
        return Buffer.from(text.slice(1), 'hex');
    if (/^(?:u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8})$/.test(text)) {
        const value = Number.parseInt(text.slice(1), 16);
        const isCharacter = value <= 0x10ffff && (value < 0xd800 || value > 0xdfff);
        return isCharacter ? Buffer.from(String.fromCodePoint(value)) : undefined;
    }
    return undefined;
}

;// CONCATENATED MODULE: ./bundle/stage/module/mod-directives.js
/** Directives that mean the same in go.mod and go.work, and the arguments they are made of. */



/** The argument of `go`, as golang.org/x/mod/modfile's GoVersionRE takes it. */
function readGoVersion(args) {
    const [version = ''] = args;
    if (args.length !== 1)
        return { problem: 'go takes exactly one version' };
    const isValid = /^[1-9][0-9]*\.(?:0|[1-9][0-9]*)(?:\.(?:0|[1-9][0-9]*))?(?:[a-z]+[0-9]+)?$/.test(version);
    return isValid
        ? { value: version }
        : { problem: `invalid Go version ${JSON.stringify(version)}: expected one like 1.23.0` };
}
/** The argument of `toolchain`, as golang.org/x/mod/modfile's ToolchainRE takes it. */
function readToolchain(args) {
    const [name = ''] = args;
    if (args.length !== 1)
        return { problem: 'toolchain takes exactly one name' };
    return /^default$|^go1(?:$|\.)/.test(name)
        ? { value: name }
        : {
            problem: `invalid toolchain ${JSON.stringify(name)}: expected one like go1.23.0, or default`,
        };
}
/** The argument of `godebug`: only its form is looked at. */
function findGodebugProblem(args) {
    const isValid = args.length === 1 && /^[^"`',=]*=[^"`',]*$/.test(args[0] ?? '');
    return isValid ? undefined : 'godebug takes exactly one key=value';
}
/** An argument, out of its quotes if it has any. */
function readString(token) {
    if (token.startsWith('"')) {
        const value = unquote(token);
        return value === undefined ? { problem: `invalid quoted string ${token}` } : { value };
    }
    return /["'`]/.test(token)
        ? { problem: `a string with quotes in it has to stand in double quotes: ${token}` }
        : { value: token };
}
/** The single argument of a directive. */
function readOnly(verb, args) {
    return args.length === 1
        ? readString(args[0] ?? '')
        : { problem: `${verb} takes exactly one argument` };
}
/** A module path and a version that has to fit its major version. */
function readModuleVersion(pathToken, versionToken) {
    const path = readString(pathToken);
    if ('problem' in path)
        return path;
    const version = readString(versionToken);
    if ('problem' in version)
        return version;
    return checkModuleVersion(path.value, version.value);
}
function checkModuleVersion(path, version) {
    const split = splitPathVersion(path);
    if (!split)
        return { problem: `malformed module path ${JSON.stringify(path)}` };
    if (version === '')
        return { problem: `${path} without a version` };
    if (!isCanonical(version))
        return { value: { kind: 'query', path, query: version } };
    return matchesPathMajor(version, split.major)
        ? { value: { kind: 'version', module: { path, version } } }
        : { problem: `version ${version} does not fit the major version of ${path}` };
}
const replaceUsage = 'replace takes path [version] => path version, or path [version] => ../directory';
/** The arguments of `replace`. A query on either side is what the directive then is to us: only go can resolve it. */
function readReplacement(args, line) {
    const arrow = args[1] === '=>' ? 1 : 2;
    const [target, targetVersion, ...more] = args.slice(arrow + 1);
    if (args[arrow] !== '=>' || target === undefined || more.length > 0) {
        return { problem: replaceUsage };
    }
    const replaced = readReplaced(args.slice(0, arrow));
    if ('problem' in replaced)
        return replaced;
    const replacing = readTarget(target, targetVersion);
    if ('problem' in replacing)
        return replacing;
    if (replaced.value.kind === 'query') {
        return { value: { path: replaced.value.path, query: replaced.value.query, line } };
    }
    if (replacing.value.kind === 'query') {
        return { value: { path: replacing.value.path, query: replacing.value.query, line } };
    }
    const { path, version } = replaced.value;
    return {
        value: { path, ...(version === undefined ? {} : { version }), target: replacing.value, line },
    };
}
function readReplaced([pathToken = '', versionToken]) {
    if (versionToken === undefined) {
        const path = readString(pathToken);
        if ('problem' in path)
            return path;
        return splitPathVersion(path.value)
            ? { value: { kind: 'replaced', path: path.value } }
            : { problem: `malformed module path ${JSON.stringify(path.value)}` };
    }
    const read = readModuleVersion(pathToken, versionToken);
    if ('problem' in read)
        return read;
    const { value } = read;
    return { value: value.kind === 'query' ? value : { kind: 'replaced', ...value.module } };
}
function readTarget(target, versionToken) {
    const read = readString(target);
    if ('problem' in read)
        return read;
    const isDirectory = isDirectoryPath(read.value);
    if (versionToken === undefined) {
        if (isDirectory)
            return { value: { kind: 'directory', directory: read.value } };
        return {
            problem: read.value.includes('@')
                ? 'a replacement is written as "path version", not "path@version"'
                : 'a replacement without version has to be a directory: absolute, or beginning with ./ or ../',
        };
    }
    if (isDirectory)
        return { problem: 'a replacement directory has no version' };
    const version = readString(versionToken);
    if ('problem' in version)
        return version;
    const checked = checkModuleVersion(read.value, version.value);
    if ('problem' in checked)
        return checked;
    const { value } = checked;
    return { value: value.kind === 'query' ? value : { kind: 'module', module: value.module } };
}
/** go's rule, the same on every system: go.mod files move from one to another. */
function isDirectoryPath(text) {
    return /^\.{1,2}(?:$|[/\\])|^[/\\]|^[A-Za-z]:/.test(text);
}

;// CONCATENATED MODULE: ./bundle/stage/module/mod-syntax.js
/**
 * The syntax go.mod and go.work share (golang.org/x/mod/modfile, read.go): lines of words, blocks in parentheses, quoted
 * strings, comments to the end of the line.
 */
/** Reads the statements of a go.mod or go.work file, or says where it cannot be read. */
function parseSyntax(text) {
    const lexed = readTokens(text);
    return 'message' in lexed ? lexed : parseStatements(lexed.tokens);
}
/** What the lexer may meet, in the order in which it has to be tried. */
const patterns = {
    space: /[ \t\r]+/y,
    comment: /\/\/([^\n]*)(?:\n|$)/y,
    lineBreak: /\n/y,
    punctuation: /[()[\]{},]/y,
    string: /"(?:[^"\\\n]|\\[\s\S])*"|`[^`\n]*`/y,
    // Every printable character but the punctuation above; "//" ends a word and begins a comment.
    word: /(?:(?!\/[/*]|[()[\]{},])[\p{L}\p{M}\p{N}\p{P}\p{S}])+/uy,
};
function readTokens(text) {
    const tokens = [];
    let offset = 0;
    let line = 1;
    const take = (pattern) => {
        pattern.lastIndex = offset;
        const found = pattern.exec(text) ?? undefined;
        offset += found?.[0].length ?? 0;
        return found;
    };
    while (offset < text.length) {
        if (take(patterns.space))
            continue;
        const comment = take(patterns.comment);
        if (comment) {
            tokens.push({ kind: 'end-of-line', text: comment[1] ?? '', line });
            line += 1;
            continue;
        }
        if (take(patterns.lineBreak)) {
            tokens.push({ kind: 'end-of-line', text: '', line });
            line += 1;
            continue;
        }
        if (text.startsWith('/*', offset)) {
            return { line, message: 'go.mod and go.work know // comments only, not /* */' };
        }
        const isString = /["`]/y.test(text.charAt(offset));
        const word = take(patterns.punctuation) ?? take(isString ? patterns.string : patterns.word);
        if (!word) {
            const character = String.fromCodePoint(text.codePointAt(offset) ?? 0);
            return {
                line,
                message: isString
                    ? 'string without an end'
                    : `unexpected character ${JSON.stringify(character)}`,
            };
        }
        tokens.push({ kind: 'word', text: word[0], line });
        line += word[0].split('\n').length - 1;
    }
    tokens.push({ kind: 'end-of-line', text: '', line });
    return { tokens };
}
function parseStatements(tokens) {
    const statements = [];
    let rows = splitRows(tokens);
    while (rows.length > 0) {
        const [row, ...following] = rows;
        rows = following;
        if (!row)
            break;
        const opening = row.tokens.at(-1) === '(' && row.tokens.length > 1;
        if (isEmptyBlock(row.tokens)) {
            statements.push({
                kind: 'block',
                tokens: row.tokens.slice(0, -2),
                line: row.line,
                lines: [],
            });
        }
        else if (!opening) {
            statements.push({ kind: 'line', ...row });
        }
        else {
            const end = rows.findIndex(({ tokens: [first] }) => first === ')');
            const closing = rows[end];
            if (!closing)
                return { line: row.line, message: 'block without a closing parenthesis' };
            if (closing.tokens.length > 1) {
                return { line: closing.line, message: 'a closing parenthesis has to end its line' };
            }
            statements.push({
                kind: 'block',
                tokens: row.tokens.slice(0, -1),
                line: row.line,
                lines: rows.slice(0, end),
            });
            rows = rows.slice(end + 1);
        }
    }
    return { statements };
}
function isEmptyBlock(tokens) {
    return tokens.length > 2 && tokens.at(-2) === '(' && tokens.at(-1) === ')';
}
/** Lines with at least one word; comments on lines of their own mean nothing to us. */
function splitRows(tokens) {
    const rows = [];
    let words = [];
    for (const token of tokens) {
        if (token.kind === 'word') {
            words.push(token);
            continue;
        }
        const [first] = words;
        if (first) {
            const comment = token.text === '' ? {} : { comment: token.text };
            rows.push({ tokens: words.map(({ text }) => text), line: first.line, ...comment });
        }
        words = [];
    }
    return rows;
}

;// CONCATENATED MODULE: ./bundle/stage/module/mod-reader.js

/** Gives every directive of a file to `add` and collects the problems: the first syntax error, or all faulty directives. */
function readDirectives(text, file, vocabulary) {
    const syntax = parseSyntax(text);
    if ('message' in syntax)
        return [{ file, ...syntax }];
    return syntax.statements.flatMap((statement) => readStatement(statement, vocabulary).map((problem) => ({ file, ...problem })));
}
function readStatement(statement, { blockVerbs, lineVerbs, add }) {
    const [verb = '', ...args] = statement.tokens;
    // A newer Go may know it: whether it is a mistake is for `go` to say, which reads the same file.
    if (!lineVerbs.includes(verb) && !blockVerbs.includes(verb))
        return [];
    if (statement.kind === 'line') {
        const message = lineVerbs.includes(verb)
            ? add(verb, { ...statement, tokens: args })
            : `${JSON.stringify(verb)} needs a block`;
        return message === undefined ? [] : [{ line: statement.line, message }];
    }
    if (args.length > 0 || !blockVerbs.includes(verb)) {
        const name = JSON.stringify(statement.tokens.join(' '));
        return [{ line: statement.line, message: `unknown block ${name}` }];
    }
    return statement.lines.flatMap((line) => {
        const message = add(verb, line);
        return message === undefined ? [] : [{ line: line.line, message }];
    });
}
/** Keeps what was read, or returns what is wrong with it. */
function take(read, keep) {
    if ('problem' in read)
        return read.problem;
    keep(read.value);
    return undefined;
}

;// CONCATENATED MODULE: ./bundle/stage/module/shared-directives.js
/** Directives that go.mod and go.work have in common. */


/** Verbs that both files know; those of `line` may not stand before a block. */
const sharedVerbs = { block: ['godebug', 'replace'], line: ['go', 'toolchain'] };
/** Adds what a line says to the draft, or returns what is wrong with it. `tokens` is without the verb. */
function addSharedDirective(draft, verb, { tokens, line }) {
    switch (verb) {
        case 'go':
            if (draft.go)
                return 'repeated go directive';
            return take(readGoVersion(tokens), (version) => {
                draft.go = { version, line };
            });
        case 'toolchain':
            if (draft.toolchain)
                return 'repeated toolchain directive';
            return take(readToolchain(tokens), (name) => {
                draft.toolchain = { name, line };
            });
        case 'replace':
            return take(readReplacement(tokens, line), (read) => {
                if ('query' in read)
                    draft.queries.push(read);
                else
                    draft.replacements.push(read);
            });
        case 'godebug':
            return findGodebugProblem(tokens);
        default:
            throw new RangeError(`${verb} is no directive of both files`);
    }
}

;// CONCATENATED MODULE: ./bundle/stage/module/gomod.js



/** Reads a go.mod file. A syntax error is the only problem reported; otherwise every faulty directive is. */
function parseGoMod(text, file) {
    const draft = { requirements: [], replacements: [], exclusions: [], queries: [] };
    const problems = readDirectives(text, file, {
        blockVerbs,
        lineVerbs: [...blockVerbs, ...sharedVerbs.line],
        add: (verb, line) => addDirective(draft, verb, line),
    });
    return { value: draft, problems };
}
const blockVerbs = [
    ...sharedVerbs.block,
    'module',
    'require',
    'exclude',
    'retract',
    'tool',
    'ignore',
];
/** Adds what a line says to the draft, or returns what is wrong with it. `line.tokens` is without the verb. */
function addDirective(draft, verb, line) {
    const args = line.tokens;
    switch (verb) {
        case 'module':
            if (draft.module !== undefined)
                return 'repeated module directive';
            return take(readOnly(verb, args), (path) => {
                draft.module = path;
            });
        case 'require':
        case 'exclude':
            return addVersion(draft, verb, line);
        case 'retract':
            return findRetractProblem(args);
        case 'tool':
        case 'ignore':
            // Nothing to download by themselves: only their form counts.
            return take(readOnly(verb, args), () => undefined);
        default:
            return addSharedDirective(draft, verb, line);
    }
}
function addVersion(draft, verb, line) {
    const [path = '', version = ''] = line.tokens;
    if (line.tokens.length !== 2)
        return `${verb} takes a module path and a version`;
    return take(readModuleVersion(path, version), (read) => {
        if (read.kind === 'query') {
            draft.queries.push({ path: read.path, query: read.query, line: line.line });
        }
        else if (verb === 'exclude') {
            draft.exclusions.push(read.module);
        }
        else {
            draft.requirements.push({
                module: read.module,
                line: line.line,
                isIndirect: isIndirect(line.comment),
            });
        }
    });
}
/** go's rule: the comment is "indirect", or begins with "indirect;". */
function isIndirect(comment) {
    const [first, ...more] = (comment ?? '').trim().split(/\s+/);
    return more.length === 0 ? first === 'indirect' : first === 'indirect;';
}
/** A version, or an interval of two: `[v1.0.0, v1.1.0]`. Which versions exist is not checked. */
function findRetractProblem(args) {
    const [first, low, comma, high, close] = args;
    const isVersion = (token = '') => token !== '' && !/^[()[\]{},]$/.test(token);
    const isSingle = args.length === 1 && isVersion(first);
    const isInterval = args.length === 5 &&
        first === '[' &&
        isVersion(low) &&
        comma === ',' &&
        isVersion(high) &&
        close === ']';
    return isSingle || isInterval
        ? undefined
        : 'retract takes a version, or two as in [v1.0.0, v1.1.0]';
}

;// CONCATENATED MODULE: ./bundle/stage/module/gowork.js



/** Reads a go.work file. A syntax error is the only problem reported; otherwise every faulty directive is. */
function parseGoWork(text, file) {
    const draft = { uses: [], replacements: [], queries: [] };
    const blockVerbs = ['use', ...sharedVerbs.block];
    const problems = readDirectives(text, file, {
        blockVerbs,
        lineVerbs: [...blockVerbs, ...sharedVerbs.line],
        add: (verb, line) => verb === 'use'
            ? take(readOnly(verb, line.tokens), (directory) => {
                draft.uses.push({ directory, line: line.line });
            })
            : addSharedDirective(draft, verb, line),
    });
    return { value: draft, problems };
}

;// CONCATENATED MODULE: ./bundle/stage/project/read.js
/** Reads the files of a module or a workspace, once, and gathers everything wrong with them. */





/**
 * Reads go.mod and go.sum of `directory`; `modfile` is what `-modfile` of GOFLAGS says, and the go.sum then goes by
 * its name (`go help modules`: trim .mod, append .sum).
 */
async function readModule(directory, modfile) {
    const goModPath = external_node_path_.resolve(directory, modfile ?? 'go.mod');
    const { value: module, problems } = await readModuleFiles(directory, goModPath);
    if (module === undefined)
        return { problems };
    return { value: { kind: 'module', directory, module }, problems };
}
async function readModuleFiles(directory, goModPath) {
    const goModFile = await readRequired(goModPath);
    const goSum = await readSums(`${goModPath.replace(/\.mod$/, '')}.sum`);
    if (goModFile.value === undefined)
        return { problems: goModFile.problems };
    const parsed = parseGoMod(goModFile.value.bytes.toString('utf8'), goModPath);
    const problems = [...parsed.problems, ...goSum.problems];
    if (parsed.value.module === undefined && problems.length === 0) {
        problems.push({ file: goModPath, line: 1, message: 'no module line' });
    }
    return {
        value: { directory, goModFile: goModFile.value, goMod: parsed.value, goSum: goSum.value },
        problems,
    };
}
/** Reads go.work, go.work.sum and the files of every member. */
async function readWorkspace(goWorkPath) {
    const directory = external_node_path_.dirname(goWorkPath);
    const goWorkFile = await readRequired(goWorkPath);
    if (goWorkFile.value === undefined)
        return { problems: goWorkFile.problems };
    const parsed = parseGoWork(goWorkFile.value.bytes.toString('utf8'), goWorkPath);
    const problems = [...parsed.problems];
    for (const { path: modulePath, query, line } of parsed.value.queries) {
        // Unlike in go.mod, where Go would resolve it.
        const message = `version ${query} of ${modulePath} is not of the form v1.2.3`;
        problems.push({ file: goWorkPath, line, message });
    }
    if (parsed.value.uses.length === 0 && problems.length === 0) {
        problems.push({ file: goWorkPath, message: 'no use line, so there is no module' });
    }
    const members = [];
    const seen = new Set();
    for (const use of parsed.value.uses) {
        const memberDirectory = external_node_path_.resolve(directory, use.directory);
        const at = { file: goWorkPath, line: use.line };
        if (seen.has(memberDirectory)) {
            problems.push({ ...at, message: `directory ${use.directory} appears twice` });
            continue;
        }
        seen.add(memberDirectory);
        const goModPath = external_node_path_.join(memberDirectory, 'go.mod');
        const member = await readModuleFiles(memberDirectory, goModPath);
        if (member.value === undefined) {
            const reason = member.problems.map((problem) => problem.message).join(', ');
            problems.push({ ...at, message: `go.mod of ${use.directory}: ${reason}` });
            continue;
        }
        problems.push(...member.problems);
        members.push(member.value);
    }
    const goWorkSum = await readSums(`${goWorkPath}.sum`);
    problems.push(...goWorkSum.problems);
    return {
        value: {
            kind: 'workspace',
            directory,
            goWorkFile: goWorkFile.value,
            goWork: parsed.value,
            goWorkSum: goWorkSum.value,
            members,
        },
        problems,
    };
}
async function readSums(file) {
    try {
        const bytes = await readRegular(file);
        const { lines, problems } = parseGoSum(bytes.toString('utf8'), file);
        return { value: { path: file, bytes, lines }, problems };
    }
    catch (error) {
        const isMissing = error.code === 'ENOENT';
        const problems = isMissing ? [] : [{ file, message: describeReadError(error) }];
        return { value: { path: file, lines: [] }, problems };
    }
}
async function readRequired(file) {
    try {
        return { value: { path: file, bytes: await readRegular(file) }, problems: [] };
    }
    catch (error) {
        return { problems: [{ file, message: describeReadError(error) }] };
    }
}
/** A pull request may bring a link to /dev/zero or to a pipe: neither ever comes to its end, and no limit ends a read. */
async function readRegular(file) {
    if (!(await (0,promises_.stat)(file)).isFile())
        throw new Error('not a regular file');
    return (0,promises_.readFile)(file);
}
function describeReadError(error) {
    const { code, message } = error;
    if (code === 'ENOENT' || code === 'ENOTDIR')
        return 'no such file';
    return `cannot be read (${code ?? message})`;
}

;// CONCATENATED MODULE: ./bundle/stage/project/modules-txt.js
/** vendor/modules.txt as cmd/go reads it (cmd/go/internal/modload/vendor.go, `readVendorList`). */

/** Lines that Go does not understand are ignored, as Go does: the format leaves room for additions. */
function parseModulesTxt(text) {
    const lines = text.split('\n');
    const modules = new Map();
    let current;
    const update = (change) => {
        const module = current === undefined ? undefined : modules.get(current);
        if (current !== undefined && module !== undefined)
            modules.set(current, { ...module, ...change });
    };
    for (const [index, line] of lines.entries()) {
        if (line.startsWith('# ')) {
            const header = parseHeader(line);
            if (header === 'ignored')
                continue;
            current = header === undefined ? undefined : `${header.path}@${header.version ?? ''}`;
            if (header === undefined || current === undefined)
                continue;
            const { replacement, ...named } = header;
            modules.set(current, modules.get(current) ?? {
                ...named,
                isExplicit: false,
                providesPackages: false,
                line: index + 1,
            });
            if (replacement !== undefined)
                update({ replacement });
        }
        else if (line.startsWith('## ')) {
            if (annotations(line).includes('explicit'))
                update({ isExplicit: true });
        }
        else if (/^\S+$/.test(line.trim())) {
            update({ providesPackages: true });
        }
    }
    return {
        isForWorkspace: annotations(lines[0] ?? '').includes('workspace'),
        modules: [...modules.values()],
    };
}
/** `# path version`, `# path version => target`, `# path => target`; undefined ends the module before it. */
function parseHeader(line) {
    const [, path, second, ...rest] = line.trim().split(/\s+/);
    if (path === undefined || second === undefined)
        return 'ignored';
    if (second === '=>')
        return { path, ...parseTarget(['=>', ...rest]) };
    if (parseVersion(second) === undefined)
        return undefined;
    return { path, version: second, ...parseTarget(rest) };
}
function parseTarget([arrow, target, version, ...more]) {
    if (arrow !== '=>' || target === undefined || more.length > 0)
        return {};
    if (version === undefined)
        return { replacement: target };
    return parseVersion(version) === undefined ? {} : { replacement: `${target}@${version}` };
}
function annotations(line) {
    if (!line.startsWith('## '))
        return [];
    return line
        .slice(3)
        .split(';')
        .map((entry) => entry.trim());
}

;// CONCATENATED MODULE: ./bundle/stage/project/project.js
/**
 * What a run works on: one workspace, one module, or one of them with its dependencies vendored.
 * The files are read and parsed once; everything that asks about a project asks these values.
 */

/** The go.mod files of a project: one for a module, one per member of a workspace. */
function modulesOf(project) {
    switch (project.kind) {
        case 'module':
            return [project.module];
        case 'workspace':
            return project.members;
        case 'vendored':
            return modulesOf(project.main);
    }
}
/** The go.sum files Go consults for a project, go.work.sum first. */
function sumFilesOf(project) {
    switch (project.kind) {
        case 'module':
            return [project.module.goSum];
        case 'workspace':
            return [project.goWorkSum, ...project.members.map((member) => member.goSum)];
        case 'vendored':
            return sumFilesOf(project.main);
    }
}
/** The go version a go.mod without a `go` line stands for (`gover.DefaultGoModVersion`). */
const impliedGoVersion = '1.16';
/** From 1.17 on go.mod names every module that provides a package (`gover.ExplicitIndirectVersion`). */
function listsEveryModule(goMod) {
    return compareGoVersions(goMod.go?.version ?? impliedGoVersion, '1.17') >= 0;
}

;// CONCATENATED MODULE: ./bundle/stage/project/replacement.js
/** Which replacement applies to a module: `replace` lines of go.mod and, in a workspace, of go.work. */


/** The paths of the main modules: never downloaded, whatever version is required. */
function mainModulePaths(project) {
    return new Set(modulesOf(project).flatMap(({ goMod }) => goMod.module ?? []));
}
/**
 * Go's order (cmd/go/internal/modload, `replacementFrom`): go.work before the members' go.mod files, the exact
 * version before all versions, a later member before an earlier one. A main module as such is never replaced.
 */
function createReplacementFinder(project) {
    const sources = modulesOf(project)
        .map(({ goMod, goModFile, directory }) => indexReplacements(goMod.replacements, goModFile.path, directory))
        .reverse();
    if (project.kind === 'workspace') {
        const { goWork, goWorkFile, directory } = project;
        sources.unshift(indexReplacements(goWork.replacements, goWorkFile.path, directory));
    }
    const mainModules = mainModulePaths(project);
    return (modulePath, version) => {
        if (version === undefined && mainModules.has(modulePath))
            return undefined;
        for (const source of sources) {
            const applied = source.get(replacement_keyOf(modulePath, version)) ?? source.get(replacement_keyOf(modulePath));
            if (applied !== undefined)
                return applied;
        }
        return undefined;
    };
}
function indexReplacements(replacements, file, directory) {
    return new Map(replacements.map((replacement) => [
        replacement_keyOf(replacement.path, replacement.version),
        { replacement, file, directory },
    ]));
}
function replacement_keyOf(modulePath, version) {
    return `${modulePath}@${version ?? ''}`;
}
/** What is downloaded for a requirement: the module, its replacement, or nothing for a local directory. */
function downloadedFor(required, findReplacement) {
    const applied = findReplacement(required.path, required.version);
    if (applied === undefined)
        return required;
    const { target } = applied.replacement;
    return target.kind === 'module' ? target.module : undefined;
}
/**
 * The target as vendor/modules.txt records it: directories as written in a go.mod outside a workspace or in go.work, else
 * relative to go.work (`canonicalizeReplacePath`).
 */
function canonicalTarget(project, applied) {
    const { target } = applied.replacement;
    if (target.kind === 'module')
        return `${target.module.path}@${target.module.version}`;
    const isWrittenForProject = project.kind === 'module' || applied.file === project.goWorkFile.path;
    if (isWrittenForProject || external_node_path_.isAbsolute(target.directory))
        return target.directory;
    const fromWorkspace = external_node_path_.relative(project.directory, external_node_path_.join(applied.directory, target.directory));
    const slashed = fromWorkspace.replaceAll(external_node_path_.sep, '/') || '.';
    return /^\.\.?(\/|$)/.test(slashed) || external_node_path_.isAbsolute(slashed) ? slashed : `./${slashed}`;
}

;// CONCATENATED MODULE: ./bundle/stage/project/vendor.js
/** Whether a project builds from its vendor directory, and whether that directory still matches go.mod. */







/**
 * vendor/modules.txt if Go would build from it (`setDefaultBuildMod`): by default from go 1.14 on, when it was written
 * for the mode in use (workspace or module); always with `-mod=vendor`, never with another `-mod`.
 *
 * @throws FailureError `vendor` when the file is there and cannot be read.
 */
async function readVendor(project, mod) {
    if (mod !== undefined && mod !== 'vendor')
        return undefined;
    const file = external_node_path_.join(project.directory, 'vendor', 'modules.txt');
    let bytes;
    try {
        bytes = await (0,promises_.readFile)(file);
    }
    catch (error) {
        const { code } = error;
        if (code === 'ENOENT' || code === 'ENOTDIR') {
            // Go goes on with an empty list and finds it inconsistent with go.mod.
            return mod === 'vendor' ? { path: file, bytes: Buffer.alloc(0) } : undefined;
        }
        throw new stage_failure/* FailureError */.pO({
            class: 'vendor',
            detail: `vendor/modules.txt cannot be read (${code ?? String(error)})`,
            position: { file },
            cause: error,
        });
    }
    if (mod === 'vendor')
        return { path: file, bytes };
    const goVersion = goVersionOf(project);
    if (goVersion === undefined || compareGoVersions(goVersion, '1.14') < 0)
        return undefined;
    const { isForWorkspace } = parseModulesTxt(bytes.toString('utf8'));
    return isForWorkspace === (project.kind === 'workspace') ? { path: file, bytes } : undefined;
}
/** The `go` line that decides: of go.work in a workspace, else of go.mod; none means Go ignores vendor. */
function goVersionOf(project) {
    return project.kind === 'workspace'
        ? project.goWork.go?.version
        : project.module.goMod.go?.version;
}
/**
 * Compares vendor/modules.txt with go.mod or go.work by Go's rules (`checkVendorConsistency`).
 *
 * @returns a `vendor` failure that lists every inconsistency, placed on the first; nothing when `go build` would accept it.
 */
function checkVendor(project) {
    const modulesTxt = parseModulesTxt(project.modulesTxt.bytes.toString('utf8'));
    const problems = findInconsistencies(project.main, modulesTxt, project.modulesTxt.path);
    const first = problems[0];
    if (first === undefined)
        return undefined;
    const command = project.main.kind === 'workspace' ? 'go work vendor' : 'go mod vendor';
    const listed = problems.map(({ module, message }) => `${module} ${message}`).join('; ');
    return {
        class: 'vendor',
        detail: `the vendor directory is out of date in ${problems.length === 1 ? 'one place' : `${problems.length} places`}, \`${command}\` renews it: ${listed}`,
        module: first.module,
        position: { file: first.file, line: first.line },
    };
}
function findInconsistencies(project, modulesTxt, modulesTxtPath) {
    const vendored = new Map(modulesTxt.modules.map((module) => [vendor_nameOf(module.path, module.version), module]));
    return [
        ...findUnmarkedRequirements(project, modulesTxt, vendored),
        ...findUnmarkedReplacements(project, vendored),
        ...findStaleMarks(project, modulesTxt, modulesTxtPath),
    ];
}
function findUnmarkedRequirements(project, modulesTxt, vendored) {
    const isOld = isBeforeExplicitMarks(project);
    const provided = new Map(modulesTxt.modules
        .filter((module) => module.providesPackages)
        .map((module) => [module.path, module.version]));
    return modulesOf(project).flatMap(({ goMod, goModFile }) => goMod.requirements.flatMap(({ module: { path: modulePath, version }, line }) => {
        const module = vendor_nameOf(modulePath, version);
        if (vendored.get(module)?.isExplicit)
            return [];
        const other = provided.get(modulePath);
        if (isOld && (other === undefined || other === version))
            return [];
        const message = isOld
            ? `is required in go.mod, but vendor/modules.txt has ${other}`
            : 'is required in go.mod, but not marked as explicit in vendor/modules.txt';
        return [{ module, message, file: goModFile.path, line }];
    }));
}
function findUnmarkedReplacements(project, vendored) {
    const findReplacement = createReplacementFinder(project);
    const isOld = isBeforeExplicitMarks(project);
    const written = [
        ...modulesOf(project).flatMap(({ goMod }) => goMod.replacements),
        ...(project.kind === 'workspace' ? project.goWork.replacements : []),
    ];
    const replaced = new Map(written.map((each) => [vendor_nameOf(each.path, each.version), each]));
    return [...replaced].flatMap(([module, { path: modulePath, version }]) => {
        // Another line than the written one may apply: go.work's wins over the members'.
        const applied = findReplacement(modulePath, version);
        const mark = vendored.get(module);
        if (applied === undefined)
            return [];
        const at = { module, file: applied.file, line: applied.replacement.line };
        const target = canonicalTarget(project, applied);
        if (mark?.replacement === undefined) {
            const isUnknownBefore114 = version === undefined || !mark?.providesPackages;
            if (isOld && isUnknownBefore114)
                return [];
            return [{ ...at, message: 'is replaced, but not marked as replaced in vendor/modules.txt' }];
        }
        if (mark.replacement === target)
            return [];
        return [
            {
                ...at,
                message: `is replaced by ${target}, but by ${mark.replacement} in vendor/modules.txt`,
            },
        ];
    });
}
function findStaleMarks(project, modulesTxt, file) {
    const findReplacement = createReplacementFinder(project);
    const required = new Set(modulesOf(project).flatMap(({ goMod }) => goMod.requirements.map(({ module }) => vendor_nameOf(module.path, module.version))));
    return modulesTxt.modules.flatMap((each) => {
        const module = vendor_nameOf(each.path, each.version);
        const problems = [];
        if (each.providesPackages && each.isExplicit && !required.has(module)) {
            const message = 'is marked as explicit in vendor/modules.txt, but not required in go.mod';
            problems.push({ module, message, file, line: each.line });
        }
        if (each.replacement !== undefined && findReplacement(each.path, each.version) === undefined) {
            const message = 'is marked as replaced in vendor/modules.txt, but not replaced';
            problems.push({ module, message, file, line: each.line });
        }
        return problems;
    });
}
/** Before go 1.14 modules.txt did not say what is explicit, so Go checks less. */
function isBeforeExplicitMarks(project) {
    if (project.kind === 'workspace')
        return false;
    const version = project.module.goMod.go?.version;
    return version === undefined || compareGoVersions(version, '1.14') < 0;
}
function vendor_nameOf(modulePath, version) {
    return version === undefined ? modulePath : `${modulePath}@${version}`;
}

;// CONCATENATED MODULE: ./bundle/stage/project/find.js
/** From a checkout to the projects whose modules the job needs. */







/**
 * The projects of a job, sorted as found, each once.
 *
 * A directory belongs to the nearest go.work at or above it, as it does for Go, if that file lies in the directory itself
 * or uses it; a module that no workspace uses is a project of its own (Go refuses to build it otherwise than with
 * GOWORK=off). GOWORK=off and GOWORK=<path> are obeyed.
 *
 * @throws FailureError `input` with all problems of `workingDirectories`, for a bad GOWORK, or when there is no module;
 *   `module-file` with all problems of all files, placed on the first.
 */
async function findProjects(options) {
    const flags = parseModuleFlags(options.goflags ?? '');
    const explicit = explicitWorkspace(options.gowork);
    if (explicit !== undefined && !(await isFile(explicit))) {
        throw invalidInput(`GOWORK names ${explicit}, which does not exist`);
    }
    const directories = await chooseDirectories(options, explicit);
    const workspaces = new Map();
    const readWorkspaceOnce = (file) => {
        const pending = workspaces.get(file) ?? readWorkspace(file);
        workspaces.set(file, pending);
        return pending;
    };
    const chosen = new Map();
    for (const directory of directories) {
        const goModPath = external_node_path_.join(directory, 'go.mod');
        const goWorkPath = explicit ?? (await enclosingWorkspace(directory, options.gowork));
        const belongs = goWorkPath !== undefined &&
            (goWorkPath === explicit ||
                external_node_path_.dirname(goWorkPath) === directory ||
                !(await isFile(goModPath)) ||
                (await usesDirectory(await readWorkspaceOnce(goWorkPath), directory)));
        if (belongs)
            chosen.set(goWorkPath, await readWorkspaceOnce(goWorkPath));
        else
            chosen.set(goModPath, await readModule(directory, flags.modfile));
    }
    const reads = [...chosen.values()];
    const problems = reads.flatMap((each) => each.problems);
    if (problems.length > 0)
        throw invalidFiles(options.root, problems);
    const projects = reads.flatMap((each) => each.value ?? []);
    return Promise.all(projects.map((project) => withVendor(project, flags)));
}
function explicitWorkspace(gowork) {
    if (gowork === undefined || ['', 'auto', 'off'].includes(gowork))
        return undefined;
    // Go says the same: "invalid GOWORK: not an absolute path".
    if (!external_node_path_.isAbsolute(gowork))
        throw invalidInput(`GOWORK is not an absolute path: ${gowork}`);
    return external_node_path_.normalize(gowork);
}
async function enclosingWorkspace(directory, gowork) {
    return gowork === 'off' ? undefined : findUpwards(directory, 'go.work');
}
async function chooseDirectories(options, explicit) {
    const { root, workingDirectories, gowork } = options;
    const names = gowork === 'off' ? ['go.mod'] : ['go.work', 'go.mod'];
    if (workingDirectories.length > 0) {
        const { directories, problems } = await expandWorkingDirectories(root, workingDirectories, names);
        if (problems.length > 0)
            throw invalidInput(`working-directory: ${problems.join('; ')}`);
        return directories;
    }
    if (explicit !== undefined || (await holdsProject(root, names)))
        return [root];
    if ((await enclosingWorkspace(root, gowork)) !== undefined)
        return [root];
    const found = await findModuleDirectories(root, names);
    if (found.length > 0)
        return found;
    throw invalidInput(`no ${names.join(' or ')} in ${root} or below it (vendor, testdata, node_modules and directories starting with "." or "_" are not searched); check out the repository first, or name the directory in working-directory`);
}
async function usesDirectory(workspace, directory) {
    // Go stops at a go.work it cannot read, so it must be reported and not passed over.
    if (workspace.value === undefined)
        return true;
    const { goWork, directory: base } = workspace.value;
    // Compared as the file system sees them: checkouts reached through links, case-insensitive systems.
    const own = await resolved(directory);
    const used = await Promise.all(goWork.uses.map((use) => resolved(external_node_path_.resolve(base, use.directory))));
    return used.includes(own);
}
async function resolved(directory) {
    return (0,promises_.realpath)(directory).catch(() => directory);
}
async function withVendor(project, flags) {
    const modulesTxt = await readVendor(project, flags.mod);
    if (modulesTxt === undefined)
        return project;
    return { kind: 'vendored', directory: project.directory, main: project, modulesTxt };
}
function invalidInput(detail) {
    return new stage_failure/* FailureError */.pO({ class: 'input', detail });
}
function invalidFiles(root, problems) {
    const places = problems.map(({ file, line, message }) => {
        const name = relative(root, file);
        return `${line === undefined ? name : `${name}:${line}`}: ${message}`;
    });
    const { file, line } = problems[0];
    return new stage_failure/* FailureError */.pO({
        class: 'module-file',
        detail: [...new Set(places)].join('; '),
        position: line === undefined ? { file } : { file, line },
    });
}

;// CONCATENATED MODULE: ./bundle/stage/action/private.js
/**
 * The input `private` in the three variables that `go` reads. GOPRIVATE alone is only a default: a GONOSUMDB or
 * GONOPROXY that is set wins over it, and its value has to grow by the same patterns. One that is not set stays so,
 * because a later step that sets GOPRIVATE must not find it in its way.
 *
 * GONOPROXY stays as it is where no mirror of the list is public: there the job has its private modules come from its
 * own mirror.
 * @param patterns the input `private`; without it nothing is set.
 */
function privateVariables(patterns, go, mirrors) {
    if (patterns === undefined)
        return { withRelay: {}, withoutRelay: {} };
    const withPatterns = (value) => joinPatterns(patterns, value) ?? '';
    const withRelay = {
        GOPRIVATE: withPatterns(go.goprivate),
        ...(go.gonosumdb !== '' && { GONOSUMDB: withPatterns(go.gonosumdb) }),
    };
    const isToHide = go.gonoproxy !== '' && mirrors.some(({ isPublic }) => isPublic);
    return {
        withRelay,
        withoutRelay: {
            ...withRelay,
            ...(isToHide && { GONOPROXY: withPatterns(go.gonoproxy) }),
        },
    };
}
/** One list of the patterns of all; undefined for none. `none` is how Go writes an empty list that is set. */
function joinPatterns(...lists) {
    const patterns = lists
        .flatMap((list) => (list ?? '').split(','))
        .filter((pattern) => pattern !== '' && pattern !== 'none');
    return patterns.length === 0 ? undefined : [...new Set(patterns)].join(',');
}

;// CONCATENATED MODULE: ./bundle/stage/action/job.js











/**
 * Reads everything the run depends on, before any network is touched.
 * @throws FailureError `go-missing`, `input`, `module-file`.
 */
async function readJob(settings, effects, root, signal) {
    const command = await findGo(effects.env);
    const go = await readGoEnvironment(command, effects.env, signal, effects.clock);
    const projects = await findProjects({
        root,
        workingDirectories: settings.workingDirectories,
        gowork: go.gowork,
        goflags: go.goflags,
    });
    const sums = indexSums(projects.flatMap(sumFilesOf).flatMap(({ lines }) => lines));
    const conflict = conflictFailure(sums);
    if (conflict)
        throw new stage_failure/* FailureError */.pO(conflict);
    const hidden = joinPatterns(settings.privatePatterns, go.goprivate, go.gonoproxy) ?? '';
    const shipped = parseGoproxy(go.shippedGoproxy, 'any-error', go.shippedGoproxy).value;
    const mirrors = accept(readMirrors(settings, go), settings.mirrorsText === undefined ? 'GOPROXY' : 'mirrors');
    const { withRelay, withoutRelay } = privateVariables(settings.privatePatterns, go, mirrors.groups.flat());
    return {
        root,
        go,
        downloadDirectory: (0,external_node_path_.join)(go.gomodcache, 'cache', 'download'),
        projects,
        sums,
        mirrors,
        mirrorsInput: settings.mirrorsText === undefined ? undefined : mirrors,
        shippedMirrors: shipped.groups.flat(),
        fallback: settings.fallback ?? 'any-error',
        mayGoDirectAfterOutage: mirrors.ending === 'direct' && mayPassOutage(settings, go),
        privateVariables: withRelay,
        privateVariablesWithoutRelay: withoutRelay,
        isPrivate: (path) => matchesPattern(hidden, path),
    };
}
function readMirrors(settings, go) {
    if (settings.mirrorsText !== undefined) {
        return parseMirrorsInput(settings.mirrorsText, go.shippedGoproxy, settings.fallback ?? 'any-error');
    }
    // A GOPROXY that someone set says by its separators what may be bypassed; Go's own default is nobody's rule.
    return parseGoproxy(go.goproxy, settings.fallback ?? (go.isGoproxySet ? 'as-written' : 'any-error'), go.shippedGoproxy);
}
function mayPassOutage(settings, go) {
    if (settings.fallback !== undefined)
        return settings.fallback === 'any-error';
    if (settings.mirrorsText !== undefined || !go.isGoproxySet)
        return true;
    return /\|\s*direct\b/.test(go.goproxy);
}
function accept(parsed, source) {
    if (parsed.problems.length === 0)
        return parsed.value;
    const detail = parsed.problems.map((problem) => `${source}: ${problem}`).join('\n');
    throw new stage_failure/* FailureError */.pO({ class: 'input', detail });
}
/** Two go.sum lines of the job that contradict each other: no bytes can satisfy both. */
function conflictFailure(sums) {
    const [first, ...others] = sums.conflicts;
    const line = first?.[0];
    const other = first?.find(({ hash }) => hash !== line?.hash);
    if (line === undefined || other === undefined)
        return undefined;
    const more = others.length === 0 ? '' : ` (and ${others.length} more such modules)`;
    return {
        class: 'module-file',
        detail: `${formatModule(line.module)} has the hash ${line.hash} in ${line.file}:${line.line} and ${other.hash} in ${other.file}:${other.line}${more}`,
        module: formatModule(line.module),
        position: { file: other.file, line: other.line },
    };
}
/** For the log: what will be worked on, and with which mirrors. */
function describeJob({ root, go, projects, mirrors }) {
    const places = projects.map(({ kind, directory }) => `${(0,external_node_path_.relative)(root, directory) || '.'} (${kind})`);
    const names = mirrors.groups.flat().map(({ name }) => name);
    const list = [...names, ...(mirrors.ending === 'none' ? [] : [mirrors.ending])];
    return [
        `Go ${go.version}; ${(0,wording/* countOf */.p)(projects.length, 'project')}: ${places.join(', ')}`,
        `Mirrors: ${list.join(', ')}`,
    ];
}

;// CONCATENATED MODULE: ./bundle/stage/action/doctor.js






/**
 * Looks into the mirrors from the machine one sits at, and downloads nothing. Never throws.
 * @returns whether every mirror is usable; without a mirror, whether `direct` is.
 */
async function doctor(settings, world, signal) {
    const { effects, root } = world;
    const { log } = effects;
    try {
        const job = await readJob(settings, effects, root, signal);
        for (const line of describeJob(job))
            log.info(line);
        const remainingMs = () => longestDiagnosisMs;
        const diagnosis = await diagnoseJob(settings, job, world, { signal, remainingMs });
        for (const line of diagnosisLines(diagnosis))
            log.info(line);
        const { mirrors, direct } = diagnosis;
        return mirrors.length > 0
            ? mirrors.every(({ isUsable }) => isUsable)
            : (direct?.isUsable ?? false);
    }
    catch (thrown) {
        const failure = (0,stage_failure/* failureOf */.g5)(thrown);
        log.info(`${failure.class}: ${failure.detail}`);
        log.info(`What to do: ${remedyFor(failure)}`);
        return false;
    }
}

;// CONCATENATED MODULE: ./bundle/stage/action/effects.js
/** The real world. `log` comes from outside because the place of output decides how lines look. */
function createEffects(log) {
    return {
        clock: systemClock,
        random: Math.random,
        log,
        env: process.env,
        platform: process.platform,
    };
}
const systemClock = {
    now: () => performance.now(),
    after: (delayMs, action) => {
        const timer = setTimeout(action, delayMs);
        timer.unref();
        return () => clearTimeout(timer);
    },
};

;// CONCATENATED MODULE: ./bundle/stage/action/input-table.js
/**
 * The inputs of the action, once: action.yml, `--help` and the reading of variables and flags all follow this table.
 */
const inputTable = [
    {
        name: 'mirrors',
        value: 'LIST',
        defaultText: "the job's own GOPROXY",
        meaning: 'module proxies in order of preference: https://…, file://…, default (the proxy this Go ships with), direct, off',
        isList: true,
    },
    {
        name: 'fallback',
        value: 'any-error|not-found',
        defaultText: 'any-error',
        meaning: 'when the next mirror may be asked; not-found for a proxy that must not be bypassed',
    },
    {
        name: 'private',
        value: 'PATTERNS',
        defaultText: 'GOPRIVATE',
        meaning: 'patterns of module paths that are never sent to a public mirror',
        isList: true,
    },
    {
        name: 'retries',
        value: 'NUMBER',
        defaultText: 'by profile: 2, 5 or 8',
        meaning: 'further attempts per file after the first, over all mirrors',
    },
    {
        name: 'profile',
        value: 'intranet|public|cross-border',
        defaultText: 'public',
        meaning: 'time limits and retries for one kind of network',
    },
    {
        name: 'timeout',
        value: 'DURATION',
        defaultText: 'by profile: 10m, 15m or 30m',
        meaning: 'deadline of the whole step',
    },
    {
        name: 'connect-timeout',
        value: 'DURATION',
        defaultText: 'by profile: 5s, 10s or 15s',
        meaning: 'limit for one connection: name, TCP, forward proxy and TLS together',
    },
    {
        name: 'stall-timeout',
        value: 'DURATION',
        defaultText: 'by profile: 10s, 15s or 30s',
        meaning: 'longest silence inside an answer; a longer one than the profile has also extends the wait for its first byte',
    },
    {
        name: 'concurrency',
        value: 'auto|NUMBER',
        defaultText: 'auto',
        meaning: 'most requests for modules in flight, 1 to 64; auto is 64, at most 48 to one mirror',
    },
    {
        name: 'working-directory',
        value: 'DIRECTORIES',
        defaultText: 'the root, or every module below it',
        meaning: 'directories with go.work or go.mod, globs allowed',
        isList: true,
    },
    {
        name: 'cache',
        value: 'auto|github|local|off',
        defaultText: 'auto',
        meaning: "where modules are kept between runs: GitHub's cache service, a local directory, or nowhere; auto takes the service where the job has one",
    },
    {
        name: 'cache-dir',
        value: 'DIRECTORY',
        defaultText: 'below RUNNER_TOOL_CACHE, or the cache directory of the user',
        meaning: 'directory of the local cache',
    },
    {
        name: 'cache-suffix',
        value: 'TEXT',
        defaultText: 'none',
        meaning: 'part of the cache key; another one starts with an empty cache',
    },
    {
        name: 'relay',
        value: 'step|off',
        defaultText: 'step',
        meaning: 'off: plain go, run again where that may help',
    },
    {
        name: 'diagnose',
        value: 'always|on-failure|never',
        defaultText: 'on-failure',
        meaning: 'when every mirror is looked into, layer by layer; takes 20 s at most',
    },
    {
        name: 'dns',
        value: 'ADDRESSES',
        defaultText: "the system's resolver",
        meaning: 'name servers that the relay and the diagnosis ask, never go or git: IP addresses, with or without a port',
        isList: true,
    },
];
/** The text of `--help`: one paragraph per input. */
function helpText() {
    const inputs = inputTable.map(({ name, value, meaning, defaultText }) => `  --${name}=${value}\n      ${meaning}\n      default: ${defaultText}`);
    return [
        'Fetches every Go module that the projects here need, verified against go.sum.',
        '',
        'Each input is a flag or a variable INPUT_<NAME> (upper case, "-" may be "_"); a flag wins.',
        'A list holds several values in several lines, or comes from several flags.',
        'Flags are visible to other users of this machine: put credentials into variables.',
        '',
        ...inputs,
        '  doctor [MIRROR …]',
        '      instead of all that: looks into the mirrors, layer by layer, and downloads nothing; flags are written --NAME=VALUE',
        '  --help',
        '      this text',
        '',
    ].join('\n');
}

;// CONCATENATED MODULE: ./bundle/stage/action/input-sources.js
/** Where inputs come from: INPUT_ variables, as the runner writes them, and flags on a terminal. */

const descriptions = inputTable;
/**
 * The inputs among the variables. The runner writes `connect-timeout` as INPUT_CONNECT-TIMEOUT, which no shell can set:
 * INPUT_CONNECT_TIMEOUT is read where the first is missing or empty.
 */
function readRawInputs(env) {
    const raw = {};
    for (const { name } of descriptions) {
        const written = variableOf(name);
        const value = env[written] || env[written.replaceAll('-', '_')];
        if (value)
            raw[name] = value;
    }
    return raw;
}
/**
 * A warning per INPUT_ variable that is no input of ours but nearly spelled like one: on a terminal nobody else would
 * notice, and the run would silently go on with a default. Other INPUT_ variables belong to other programs.
 */
function findMisspelledInputs(env) {
    const known = new Map(descriptions.map(({ name }) => [foldSpelling(variableOf(name)), name]));
    return Object.keys(env)
        .filter((variable) => variable.toUpperCase().startsWith('INPUT_') && env[variable])
        .flatMap((variable) => {
        const near = nearest(foldSpelling(variable), known);
        if (near === undefined)
            return [];
        const expected = variableOf(near);
        // On Windows names of variables differ in nothing but case and the runner's spelling finds them all.
        const isRead = variable === expected ||
            variable === expected.replaceAll('-', '_') ||
            env[expected] === env[variable];
        return isRead ? [] : [`${variable} is not an input and is ignored; ${expected} is one`];
    });
}
/**
 * Flags `--name=value` or `--name value`. Lists may be given in several flags, anything else once.
 * Whatever is not understood is a problem, so that no typo is taken for a default.
 */
function parseArguments(argv) {
    if (argv.includes('--help') || argv.includes('-h'))
        return { kind: 'help', text: helpText() };
    return argv[0] === doctorWord ? parseDoctor(argv.slice(1)) : parseFlags(argv);
}
/** The word before everything else that asks for a diagnosis in the place of a run. */
const doctorWord = 'doctor';
/** `doctor [--name=value …] [mirror …]`: the mirrors are the input `mirrors`. */
function parseDoctor(argv) {
    const given = parseFlags(argv.filter((argument) => argument.startsWith('-')));
    if (given.kind !== 'run')
        return given;
    const mirrors = argv.filter((argument) => !argument.startsWith('-'));
    const named = mirrors.length === 0 ? {} : { mirrors: mirrors.join('\n') };
    return { kind: 'doctor', raw: { ...given.raw, ...named } };
}
function parseFlags(argv) {
    const problems = [];
    const raw = {};
    for (let index = 0; index < argv.length; index++) {
        const argument = argv[index] ?? '';
        const position = `argument ${index + 1}`;
        const [, flag, attached] = /^--([a-z][a-z-]*)(?:=(.*))?$/s.exec(argument) ?? [];
        if (flag === undefined) {
            // Not repeated: it may be a mirror with credentials that lost its flag.
            problems.push(`${position} is not a flag; --help lists them`);
            continue;
        }
        let value = attached;
        if (value === undefined) {
            const next = argv[index + 1];
            if (next !== undefined && !next.startsWith('--')) {
                value = next;
                index++;
            }
        }
        const description = descriptions.find(({ name }) => name === flag);
        if (description === undefined) {
            const near = nearest(flag, new Map(descriptions.map(({ name }) => [name, name])));
            const hint = near === undefined ? '--help lists the flags' : `did you mean --${near}`;
            const shown = flag.length <= longestFlag ? `--${flag}` : position;
            problems.push(`${shown} is not a flag: ${hint}`);
            continue;
        }
        const { name, isList } = description;
        const earlier = raw[name];
        if (value === undefined) {
            problems.push(`--${name} needs a value: --${name}=${description.value}`);
        }
        else if (earlier === undefined) {
            raw[name] = value;
        }
        else if (isList) {
            raw[name] = `${earlier}\n${value}`;
        }
        else {
            problems.push(`--${name} is given more than once`);
        }
    }
    return problems.length > 0 ? { kind: 'problems', problems } : { kind: 'run', raw };
}
/** Longer than any typo of a flag: such a text is not repeated. */
const longestFlag = 30;
/** The runner's rule: upper case, spaces to underscores. */
function variableOf(name) {
    return `INPUT_${name.replaceAll(' ', '_').toUpperCase()}`;
}
function foldSpelling(variable) {
    return variable.toUpperCase().replaceAll('_', '-');
}
/** The known spelling at most two typing errors away (one for short words), if there is one. */
function nearest(spelling, known) {
    let best;
    for (const [candidate, name] of known) {
        const distance = typingErrors(spelling, candidate);
        const tolerated = name.length <= 5 ? 1 : 2;
        if (distance <= tolerated && distance < (best?.distance ?? Number.POSITIVE_INFINITY)) {
            best = { name, distance };
        }
    }
    return best?.name;
}
/** Damerau-Levenshtein distance with adjacent transpositions. */
function typingErrors(a, b) {
    const rows = [Array.from({ length: b.length + 1 }, (_, column) => column)];
    for (let i = 1; i <= a.length; i++) {
        const row = [i];
        for (let j = 1; j <= b.length; j++) {
            const above = rows[i - 1]?.[j] ?? 0;
            const diagonal = rows[i - 1]?.[j - 1] ?? 0;
            let cost = Math.min(above + 1, (row[j - 1] ?? 0) + 1, diagonal + (a[i - 1] === b[j - 1] ? 0 : 1));
            if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
                cost = Math.min(cost, (rows[i - 2]?.[j - 2] ?? 0) + 1);
            }
            row.push(cost);
        }
        rows.push(row);
    }
    return rows[a.length]?.[b.length] ?? 0;
}

;// CONCATENATED MODULE: ./bundle/stage/cache/key.js
/** The name a set of modules is cached under. Pure. */

/** Changes when an archive of an older release must not be restored any more. */
const keyVersion = 'gmr-v1';
/** GitHub allows 512 characters for the whole key; 128 leave room and are more than anyone types. */
const maxSuffixLength = 128;
/** The reason why `suffix` cannot be put into a key; `_` separates its parts, "," and others are refused by cache services. */
function findSuffixProblem(suffix) {
    if (!/^[A-Za-z0-9.-]*$/.test(suffix))
        return 'may hold letters, digits, "." and "-" only';
    if (suffix.length > maxSuffixLength)
        return `may have at most ${maxSuffixLength} characters`;
    return undefined;
}
/**
 * `gmr-v1_<suffix>_<hash of the module paths>_<hash of the contents>`. The same on every system: neither directories nor
 * the order of files nor the line ends of a Windows checkout count.
 */
function createCacheKey({ modulePaths, contents, suffix }) {
    const parts = {
        version: keyVersion,
        suffix,
        modulePaths: hashSet(modulePaths.map((modulePath) => Buffer.from(modulePath))),
        contents: hashSet(contents),
    };
    const restorePrefix = `${parts.version}_${parts.suffix}_${parts.modulePaths}_`;
    return { key: `${restorePrefix}${parts.contents}`, restorePrefix, parts };
}
/** For people: which part of a key has changed. */
function describeKeyParts({ suffix, modulePaths, contents }) {
    return `suffix ${suffix || 'none'}, module paths ${modulePaths.slice(0, 8)}…, go.mod and go.sum ${contents.slice(0, 8)}…`;
}
function hashSet(contents) {
    const hashes = contents.map((content) => (0,external_node_crypto_.createHash)('sha256')
        .update(content.toString('latin1').replaceAll('\r\n', '\n'), 'latin1')
        .digest('hex'));
    return (0,external_node_crypto_.createHash)('sha256')
        .update([...hashes].sort().join('\n'))
        .digest('hex')
        .slice(0, 32);
}

;// CONCATENATED MODULE: ./bundle/stage/network/dns-servers.js

/** More servers than these nobody compares, and each is waited for. */
const mostServers = 8;
/**
 * Reads the input `dns`: addresses of name servers, one per line or separated by commas, each an IPv4 or IPv6 address, with
 * a port as in `192.0.2.53:5353` or `[2001:db8::53]:5353`. What comes back is in the form `node:dns` takes.
 */
function parseDnsServers(text) {
    const entries = text
        .split(/[\n,]/)
        .map((entry) => entry.trim())
        .filter((entry) => entry !== '');
    const read = entries.map(parseServer);
    const problems = read.flatMap((server, index) => server === undefined
        ? [
            `entry ${index + 1} is not an IP address, with or without a port, such as 192.0.2.53, 192.0.2.53:5353 or [2001:db8::53]:5353`,
        ]
        : []);
    const servers = [...new Set(read.filter((server) => server !== undefined))];
    if (servers.length > mostServers) {
        problems.push(`${servers.length} servers are given, at most ${mostServers} are accepted`);
    }
    return { servers, problems };
}
function parseServer(entry) {
    // A zone such as %eth0 belongs to one machine, and the resolver library would drop it without a word.
    if (entry.includes('%'))
        return undefined;
    if ((0,external_node_net_.isIP)(entry) !== 0)
        return entry;
    const [, v6, v4, digits] = /^(?:\[([0-9a-f:.]+)\]|([\d.]+))(?::(\d{1,5}))?$/i.exec(entry) ?? [];
    const address = v6 ?? v4;
    if (address === undefined || (0,external_node_net_.isIP)(address) === 0)
        return undefined;
    if (v6 !== undefined && !(0,external_node_net_.isIPv6)(v6))
        return undefined;
    if (digits === undefined)
        return address;
    const port = Number(digits);
    if (port < 1 || port > 65_535)
        return undefined;
    return v6 === undefined ? `${address}:${port}` : `[${address}]:${port}`;
}

;// CONCATENATED MODULE: ./bundle/stage/resilience/profiles.js
/**
 * The time limits and retries of one run. A profile names the network in one word; single inputs change single limits.
 * The numbers are the table of the design: an intranet answers at once or is broken, a line across a border is slow
 * while healthy.
 */
const profiles = ['intranet', 'public', 'cross-border'];
const second = 1_000;
const minute = 60 * second;
const table = {
    intranet: {
        connectMs: 5 * second,
        firstByteMs: 10 * second,
        lastFirstByteMs: 10 * second,
        stallMs: 10 * second,
        retries: 2,
        deadlineMs: 10 * minute,
    },
    public: {
        connectMs: 10 * second,
        firstByteMs: 15 * second,
        lastFirstByteMs: 30 * second,
        stallMs: 15 * second,
        retries: 5,
        deadlineMs: 15 * minute,
    },
    'cross-border': {
        connectMs: 15 * second,
        firstByteMs: 30 * second,
        lastFirstByteMs: 30 * second,
        stallMs: 30 * second,
        retries: 8,
        deadlineMs: 30 * minute,
    },
};
/**
 * The limits of `profile` with the user's own on top.
 *
 * A longer stall limit lengthens the wait for the first byte too: whoever tolerates that much silence inside a body
 * tolerates it before one. A shorter one does not shorten it: a proxy that first fetches the file itself is silent
 * until it has it, and healthy.
 */
function limitsFor(profile, overrides = {}) {
    const base = table[profile];
    const stallMs = overrides.stallMs ?? base.stallMs;
    const firstByteMs = Math.max(base.firstByteMs, overrides.stallMs ?? 0);
    return {
        connectMs: overrides.connectMs ?? base.connectMs,
        firstByteMs,
        lastFirstByteMs: Math.max(base.lastFirstByteMs, firstByteMs),
        stallMs,
        retries: overrides.retries ?? base.retries,
        deadlineMs: overrides.deadlineMs ?? base.deadlineMs,
    };
}

;// CONCATENATED MODULE: ./bundle/stage/action/inputs.js
/**
 * From the text a user wrote to settings the run can rely on. Nothing starts before every input has been read:
 * all problems are reported together, each with what would have been accepted.
 */







/**
 * Stands for the proxies Go ships with while no `go` has been asked for them: here only the text is checked, and the
 * list is read again with the real ones.
 */
const shippedGoproxyPlaceholder = 'https://shipped.invalid,direct';
/** A timer set for longer than 2^31-1 ms fires at once; no job runs for longer than this anyway. */
const longestDurationMs = 24 * 60 * 60 * 1_000;
/** `auto` stands for the most: what is too much for a mirror shows, and it gets less. */
const concurrencyForms = `auto or a whole number from 1 to ${mostInFlight}`;
/** More tries than this do not make a network better, they hide that it is down. */
const mostRetries = 100;
/** Reads every input. Empty and blank ones count as not given, as in a workflow. */
function parseInputs(raw) {
    const problems = [];
    const given = (name) => raw[name]?.trim() || undefined;
    const oneOf = (name, accepted) => {
        const text = given(name);
        if (text === undefined)
            return undefined;
        const value = accepted.find((candidate) => candidate === text);
        if (value === undefined)
            problems.push(`${name}: ${quote(text)} is not one of ${accepted.join(', ')}`);
        return value;
    };
    const duration = (name) => {
        const text = given(name);
        if (text === undefined)
            return undefined;
        const ms = (0,module_duration/* parseDuration */.E)(text);
        if (ms !== undefined && ms <= longestDurationMs)
            return ms;
        problems.push(`${name}: ${quote(text)} is not a duration above zero and up to 24h, such as 250ms, 15s or 1m30s`);
        return undefined;
    };
    const mirrorsText = given('mirrors');
    const fallback = oneOf('fallback', ['any-error', 'not-found']);
    if (mirrorsText !== undefined) {
        const list = parseMirrorsInput(mirrorsText, shippedGoproxyPlaceholder, fallback ?? 'any-error');
        problems.push(...list.problems.map((problem) => `mirrors: ${problem}`));
    }
    const patterns = splitList(given('private'), /[\n,]/);
    const privatePatterns = patterns.join(',') || undefined;
    for (const [index, pattern] of patterns.entries()) {
        if (mayHoldSecret(pattern)) {
            problems.push(`private: pattern ${index + 1} is an address, not a module path such as example.com/team/*`);
        }
        else {
            problems.push(...findPatternProblems(pattern).map((problem) => `private: ${problem}`));
        }
    }
    const profile = oneOf('profile', profiles) ?? 'public';
    const retries = given('retries');
    const retryCount = retries === undefined ? undefined : parseCount(retries, 0, mostRetries);
    if (retries !== undefined && retryCount === undefined) {
        problems.push(`retries: ${quote(retries)} is not a whole number from 0 to ${mostRetries}`);
    }
    const limits = limitsFor(profile, {
        deadlineMs: duration('timeout'),
        connectMs: duration('connect-timeout'),
        stallMs: duration('stall-timeout'),
        retries: retryCount,
    });
    const concurrencyText = given('concurrency') ?? 'auto';
    const concurrency = concurrencyText === 'auto' ? mostInFlight : parseCount(concurrencyText, 1, mostInFlight);
    if (concurrency === undefined) {
        problems.push(`concurrency: ${quote(concurrencyText)} is not ${concurrencyForms}`);
    }
    const workingDirectories = splitList(given('working-directory'), /\n/);
    const cache = oneOf('cache', ['auto', 'github', 'local', 'off']) ?? 'auto';
    const cacheDirectory = given('cache-dir');
    const cacheSuffix = given('cache-suffix') ?? '';
    for (const [name, paths] of [
        ['working-directory', workingDirectories],
        ['cache-dir', cacheDirectory === undefined ? [] : [cacheDirectory]],
    ]) {
        for (const path of paths) {
            // No file system takes a control character that a user meant, and a NUL makes every call throw.
            if (/\p{Cc}/u.test(path)) {
                problems.push(`${name}: ${quote(path)} holds a control character; a path is accepted`);
            }
        }
    }
    const suffixProblem = findSuffixProblem(cacheSuffix);
    if (suffixProblem !== undefined) {
        problems.push(`cache-suffix: ${quote(cacheSuffix)} ${suffixProblem}`);
    }
    const relay = oneOf('relay', ['step', 'off']) ?? 'step';
    const diagnose = oneOf('diagnose', ['always', 'on-failure', 'never']) ?? 'on-failure';
    const dns = parseDnsServers(given('dns') ?? '');
    problems.push(...dns.problems.map((problem) => `dns: ${problem}`));
    if (problems.length > 0 || concurrency === undefined)
        return { problems };
    return {
        settings: {
            mirrorsText,
            fallback,
            privatePatterns,
            limits,
            profile,
            concurrency,
            workingDirectories,
            cache,
            ...(cacheDirectory !== undefined && { cacheDirectory }),
            cacheSuffix,
            relay,
            diagnose,
            dnsServers: dns.servers,
        },
    };
}
function parseCount(text, least, most) {
    const count = Number(text);
    return /^\d{1,3}$/.test(text) && count >= least && count <= most ? count : undefined;
}
function splitList(text, separator) {
    return (text ?? '')
        .split(separator)
        .map((part) => part.trim())
        .filter((part) => part !== '');
}
/** The value as written, where it is no secret put into the wrong input and no long text. */
function quote(text) {
    return text.length > 40 || mayHoldSecret(text) ? 'the value given' : JSON.stringify(text);
}
/** URLs and anything with an `@` may carry credentials. */
function mayHoldSecret(text) {
    return /@|:\/\//.test(text);
}

;// CONCATENATED MODULE: ./bundle/stage/action/interruption.js

/** What a runner sends to end a step. */
const signalNames = ['SIGINT', 'SIGTERM'];
/**
 * Takes SIGINT and SIGTERM for the rest of the process's life. A runner sends one and then the other: the second must
 * not end the process while the result of the first is being told.
 */
function listenForSignals(source, clock) {
    const controller = new AbortController();
    const { signal } = controller;
    let interruptedAtMs = 0;
    const onSignal = (name) => {
        if (signal.aborted)
            return;
        interruptedAtMs = clock.now();
        controller.abort(new stage_failure/* FailureError */.pO({ class: 'cancelled', detail: `${name} ended the run` }));
    };
    for (const name of signalNames)
        source.on(name, onSignal);
    return {
        signal,
        passed: (ms) => new Promise((resolve) => {
            const wait = () => void clock.after(interruptedAtMs + ms - clock.now(), resolve);
            if (signal.aborted)
                wait();
            else
                signal.addEventListener('abort', wait, { once: true });
        }),
    };
}
/** Resolves `ms` after `signal` aborts: by then what listens to it has ended, or never will. */
function afterAbort(signal, ms, clock) {
    return new Promise((resolve) => {
        const wait = () => void clock.after(ms, resolve);
        if (signal.aborted)
            wait();
        else
            signal.addEventListener('abort', wait, { once: true });
    });
}

;// CONCATENATED MODULE: ./bundle/stage/action/node-version.js
/** The runtime that action.yml asks for. */
const oldestMajor = 24;
/**
 * Some runners start an action with whatever `node` they find, and on a terminal anyone may. An older one would fail
 * somewhere in the middle, with a message about a missing function.
 * @param version as `process.version` has it.
 */
function findNodeProblem(version) {
    if (Number(/^v(\d+)\./.exec(version)?.[1]) >= oldestMajor)
        return undefined;
    return {
        class: 'input',
        isNodeTooOld: true,
        detail: `this action needs Node ${oldestMajor} or later and was started with ${version}`,
    };
}

;// CONCATENATED MODULE: ./bundle/stage/action/result.js
/** Everything a run knows when it is over: what outputs, job summary and report are made of. No secrets but in `goTrace`. */
/** Modules that this run verified. */
function countVerified(result) {
    return result.modules.filter(({ source }) => source !== 'failed').length;
}
/** Bytes that came from mirrors, of use or not. */
function countDownloadedBytes(result) {
    return result.attempts.reduce((sum, { bytes }) => sum + bytes, 0);
}
/** True only for the exact key: a match by prefix left something to fetch. */
function isCacheHit({ key, matchedKey }) {
    return key !== undefined && key === matchedKey;
}

;// CONCATENATED MODULE: ./bundle/stage/action/outputs.js
/** The outputs of the step, as text. Every one is set in every run, so that a later step can always compare it. */

const outputNames = (/* unused pure expression or super */ null && ([
    'cache-hit',
    'cache-key',
    'cache-matched-key',
    'goproxy',
    'go-version',
    'modules',
    'downloaded-bytes',
    'attempts',
    'failure-class',
    'report',
]));
/** `failure-class` is empty on success, and of a failed run the class of the failure that ended it. */
function outputsOf(result) {
    return {
        'cache-hit': String(isCacheHit(result.cache)),
        'cache-key': result.cache.key ?? '',
        'cache-matched-key': result.cache.matchedKey ?? '',
        goproxy: result.exported['GOPROXY'] ?? '',
        'go-version': result.goVersion ?? '',
        modules: String(countVerified(result)),
        'downloaded-bytes': String(countDownloadedBytes(result)),
        attempts: String(result.attempts.length),
        'failure-class': result.failure?.class ?? '',
        report: result.reportPath ?? '',
    };
}

;// CONCATENATED MODULE: ./bundle/stage/go/trace-keeper.js
/** A run that goes well stays far below (1,500 requests of `go` make 200 KiB); one that does not fills no disk. */
const firstBytes = 512 * 1024;
const lastBytes = 512 * 1024;
/** What is longer is a server's page inside an error message; half of it could hold half of a secret. */
const longestLine = 8 * 1024;
/** `nowMs`: since the start of the run. */
function createTraceKeeper(nowMs) {
    const first = [];
    let last = [];
    let room = firstBytes;
    let held = 0;
    let dropped = 0;
    const add = (line) => {
        const text = line.length > longestLine ? `[a line of ${line.length} characters]` : line;
        const timed = `${(nowMs() / 1_000).toFixed(3)} ${text}`;
        const bytes = Buffer.byteLength(timed) + 1;
        if (last.length === 0 && bytes <= room) {
            room -= bytes;
            first.push(timed);
            return;
        }
        last.push(timed);
        held += bytes;
        // By halves: to move every line for each new one would take longer than `go` does.
        if (held > 2 * lastBytes)
            keepLastOnes();
    };
    const keepLastOnes = () => {
        let kept = 0;
        let from = last.length;
        while (from > 0) {
            kept += Buffer.byteLength(last[from - 1] ?? '') + 1;
            if (kept > lastBytes)
                break;
            from -= 1;
        }
        dropped += from;
        last = last.slice(from);
        held = last.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0);
    };
    return {
        add,
        get lines() {
            if (held > lastBytes)
                keepLastOnes();
            const gap = dropped === 0 ? [] : [`[${dropped} lines are left out here]`];
            return [...first, ...gap, ...last];
        },
    };
}

;// CONCATENATED MODULE: ./bundle/stage/upstream/attempt-line.js

/** One line for the debug log. */
function describeAttempt(attempt) {
    const { mirror, endpoint, outcome, status, detail, bytes, resumedAtBytes, firstByteMs } = attempt;
    const connection = [
        ['dns', attempt.dnsMs],
        ['tcp', attempt.tcpMs],
        ['forward proxy', attempt.forwardProxyMs],
        ['tls', attempt.tlsMs],
    ].flatMap(([step, ms]) => (typeof ms === 'number' ? [`${step} ${(0,module_duration/* formatDuration */.a)(ms)}`] : []));
    const facts = [
        ...(status === undefined ? [] : [`status ${status}`]),
        ...(attempt.reusedConnection ? ['connection reused'] : connection),
        ...(firstByteMs === undefined ? [] : [`first byte ${(0,module_duration/* formatDuration */.a)(firstByteMs)}`]),
        ...(resumedAtBytes === undefined ? [] : [`from byte ${resumedAtBytes} on`]),
        `${bytes} bytes in ${(0,module_duration/* formatDuration */.a)(attempt.durationMs)}`,
    ];
    const why = detail === undefined ? '' : `: ${detail}`;
    return `attempt: ${mirror} ${endpoint}: ${outcome}${why} (${facts.join(', ')})`;
}

;// CONCATENATED MODULE: ./bundle/stage/action/fault.js
/** What a report of a fault of this action needs, put beside it: version, stack, where to send it. */



const framesShown = 6;
/** Any other failure as it is. */
function describeFault(failure, facts) {
    if (failure.class !== 'internal')
        return failure;
    const repository = facts.env['GITHUB_ACTION_REPOSITORY'];
    const server = facts.env['GITHUB_SERVER_URL'] || 'https://github.com';
    const stack = stackOf(failure.cause);
    return {
        ...failure,
        version: `${versionOf(facts)}, Node ${facts.nodeVersion}, ${facts.platform}`,
        ...(stack !== undefined && { stack }),
        ...(repository && { reportAt: `${server}/${repository}/issues/new?template=bug.yml` }),
    };
}
function versionOf({ env, program }) {
    const repository = env['GITHUB_ACTION_REPOSITORY'];
    const ref = env['GITHUB_ACTION_REF'];
    if (repository && ref)
        return `${repository}@${ref}`;
    try {
        const hash = (0,external_node_crypto_.createHash)('sha256').update((0,external_node_fs_.readFileSync)(program ?? ''));
        return `bundle ${hash.digest('hex').slice(0, 12)}`;
    }
    catch {
        // Whoever ran it knows what; the fault itself must not be hidden by another one.
        return 'unknown version';
    }
}
/** Function, file, line and column of the innermost frames: no directory, and no message, which may hold anything. */
function stackOf(cause) {
    if (!(cause instanceof Error) || cause.stack === undefined)
        return undefined;
    const frames = cause.stack.split('\n').flatMap((line) => {
        const [, name, file = ''] = /^\s+at (?:(.+) \()?(.+?:\d+:\d+)\)?$/.exec(line) ?? [];
        if (file === '')
            return [];
        return [[name, (0,external_node_path_.basename)(file.replaceAll('\\', '/'))].filter(Boolean).join(' ')];
    });
    return frames.length === 0 ? undefined : frames.slice(0, framesShown).join(' < ');
}

;// CONCATENATED MODULE: ./bundle/stage/action/findings.js






/**
 * What the user should know of mirrors although the run went on: one warning for each that failed its probe or served
 * wrong bytes, one notice for each that lost its place (design §5). What the step's own failure says already is left out.
 */
function findingsOnMirrors({ probes, attempts, reports, failure }) {
    const findings = [];
    for (const { mirror, failure: atProbe } of probes) {
        const report = reports.find(({ name }) => name === mirror.name);
        const fault = atProbe ?? (report?.state === 'failing' ? report.firstFailure : undefined);
        // A run that was cut short gave its probes no time: their silence says nothing.
        if (fault?.class === 'stall' && failure?.class === 'cancelled')
            continue;
        const isSaid = fault !== undefined &&
            failure !== undefined &&
            ((fault.class === failure.class && mirror.name === failure.mirror) ||
                // The portal's page is the network's doing: to look for it at each mirror would lead astray.
                (failure.class === 'captive-portal' && fault.class === 'bad-content' && fault.isHtml));
        if (fault !== undefined && !isSaid) {
            findings.push({
                level: 'warning',
                failure: { ...fault, mirror: mirror.name },
                ...(probes.length > 1 && { tried: 'the other mirrors of the list' }),
            });
        }
        const wrong = attempts.filter(({ mirror: name, outcome }) => name === mirror.name && outcome === 'checksum-mismatch');
        for (const { detail, endpoint } of wrong) {
            if (failure?.class === 'checksum-mismatch')
                continue;
            findings.push({
                level: 'warning',
                failure: {
                    class: 'checksum-mismatch',
                    detail: detail ?? `other bytes than go.sum names for ${endpoint}`,
                    module: moduleIn(endpoint),
                    mirror: mirror.name,
                },
                tried: 'the bytes were refused and never reached go; the next mirror was asked',
            });
        }
        if (fault === undefined && report?.lostItsPlace) {
            findings.push({
                level: 'notice',
                failure: {
                    class: 'stall',
                    detail: `slower than ${slowFirstByteMs} ms to the first byte; faster mirrors were asked first`,
                    mirror: mirror.name,
                },
            });
        }
    }
    return findings;
}
/** `path@version` of a file's path below a mirror. */
function moduleIn(path) {
    const endpoint = parseEndpoint(path);
    return endpoint !== undefined && 'module' in endpoint ? formatModule(endpoint.module) : path;
}
/**
 * The failures that end a run, for people: those of an outage are one cause, whichever module they met first; wrong
 * bytes, refusals and absences stand for themselves.
 */
function findingsOnFailures(failures) {
    const outages = failures.filter(isOutage);
    const others = failures.filter((failure) => !isOutage(failure));
    const outage = rootOf(outages);
    const merged = outages.map((failure) => ({
        level: 'error',
        // One class and mirror for all of them: which mirror a single file met last is chance.
        failure: {
            ...(outage ?? failure),
            ...(failure.module !== undefined && { module: failure.module }),
        },
    }));
    return [...others.map((failure) => ({ level: 'error', failure })), ...merged];
}
/** The most preferred mirror's, at the first layer that failed: a resolver that is down makes for timeouts, too. */
function rootOf(outages) {
    const [first] = outages;
    return outages
        .filter(({ mirror }) => mirror === first?.mirror)
        .reduce((root, failure) => root === undefined || isMetBefore(failure, root) ? failure : root, undefined);
}
/** The one failure that gives the step its class: the gravest cause. */
function leadingFailure(failures) {
    return findRootCauses(findingsOnFailures(failures))[0]?.findings[0].failure;
}

;// CONCATENATED MODULE: ./bundle/stage/action/memory.js

/**
 * The most memory this process had resident. Not `maxRSS` where Linux tells better: that figure is inherited from the
 * process that started this one.
 */
function peakMemoryBytes() {
    try {
        const kibibytes = /^VmHWM:\s*(\d+) kB$/m.exec((0,external_node_fs_.readFileSync)('/proc/self/status', 'utf8'))?.[1];
        if (kibibytes !== undefined)
            return Number(kibibytes) * 1024;
    }
    catch {
        // No Linux.
    }
    return process.resourceUsage().maxRSS * 1024;
}

;// CONCATENATED MODULE: ./bundle/stage/action/progress.js
/** How far the download is, as lines people can bear to read: pure, the caller prints. */
/**
 * Between two lines of a log, unless a further quarter is done: a quarter of the time so far within these bounds. Half an
 * hour on a slow line is some seventy lines.
 */
const shortestIntervalMs = 5_000;
const longestIntervalMs = 30_000;
/** Ten times a second is as much as an eye follows. */
const terminalIntervalMs = 100;
/** Nothing is printed in the first interval: a run that is over by then needs no progress. */
function startProgress(nowMs) {
    return { startedAtMs: nowMs, printedAtMs: nowMs, quarter: 0, line: '' };
}
/** The state after `snapshot`, and the line to print, if it is time for one and it says something new. */
function advanceProgress(state, snapshot, nowMs, style) {
    const line = describeProgress(snapshot);
    if (line === state.line)
        return { state };
    const quarter = quarterOf(snapshot);
    const inLogMs = Math.min((nowMs - state.startedAtMs) / 4, longestIntervalMs);
    const intervalMs = style === 'log' ? Math.max(inLogMs, shortestIntervalMs) : terminalIntervalMs;
    const isDue = nowMs - state.printedAtMs >= intervalMs;
    const isMilestone = style === 'log' && quarter > state.quarter;
    if (!isDue && !isMilestone)
        return { state };
    // The number of known modules can grow: a quarter that was announced is not announced again.
    const reached = Math.max(quarter, state.quarter);
    return { state: { ...state, printedAtMs: nowMs, quarter: reached, line }, line };
}
function describeProgress(snapshot) {
    const { modulesDone, modulesKnown, bytes, mirror } = snapshot;
    const counted = modulesKnown === undefined
        ? `${modulesDone} modules`
        : `${modulesDone} of ${modulesKnown} modules`;
    return `${counted}, ${formatBytes(bytes)}${mirror === undefined ? '' : ` from ${mirror}`}`;
}
/** Binary units with one digit after the point: "0 B", "1.5 KiB", "64.0 MiB". */
function formatBytes(bytes) {
    const units = ['KiB', 'MiB', 'GiB', 'TiB'];
    if (bytes < 1024)
        return `${Math.round(bytes)} B`;
    let value = bytes / 1024;
    let unit = 0;
    // Not 1024: what rounds up to "1024.0 KiB" reads better as "1.0 MiB".
    while (value >= 1023.95 && unit < units.length - 1) {
        value /= 1024;
        unit++;
    }
    return `${value.toFixed(1)} ${units[unit]}`;
}
function quarterOf({ modulesDone, modulesKnown }) {
    if (modulesKnown === undefined || modulesKnown === 0)
        return 0;
    return Math.floor((4 * Math.min(modulesDone, modulesKnown)) / modulesKnown);
}

;// CONCATENATED MODULE: ./bundle/stage/action/record.js












/** Its log hears of every attempt. */
function openRecord({ clock, log, }) {
    const startedAtMs = clock.now();
    return {
        journal: createJournal((attempt) => log.debug(describeAttempt(attempt))),
        events: [],
        phases: [],
        goTrace: createTraceKeeper(() => clock.now() - startedAtMs),
        job: undefined,
        modules: [],
        completed: [],
        cache: { kind: 'off', isSaved: false },
        exported: {},
        downloadDurationMs: 0,
        findings: [],
        databaseUrl: undefined,
        failures: [],
        mirrors: undefined,
        diagnosis: undefined,
    };
}
/**
 * Why a run ended, of what was thrown and what had been recorded before. A deadline or a signal is why everything else
 * broke off; what stood in the way when a deadline struck is its cause.
 */
function whyEnded(record, thrown, signal) {
    if (!signal.aborted)
        return record.failures.length > 0 ? record.failures : [(0,stage_failure/* failureOf */.g5)(thrown)];
    const failure = (0,stage_failure/* failureOf */.g5)(signal.reason);
    const because = record.mirrors?.set.currentTrouble();
    if (failure.class !== 'deadline')
        return [failure];
    if (because === undefined)
        return [{ ...failure, ...whatWasUnderWay(record.journal, failure) }];
    const { mirror = 'the mirrors', detail } = because;
    return [{ ...failure, detail: `${failure.detail}; at that time ${mirror}: ${detail}`, because }];
}
/** A body that drips breaks no limit but the deadline: no mirror failed, and the files that were coming say why. */
function whatWasUnderWay({ attempts }, failure) {
    const [first, ...others] = attempts.filter(({ outcome }) => outcome === 'deadline');
    if (first === undefined)
        return {};
    const { mirror, endpoint, bytes, durationMs } = first;
    const more = others.length === 0 ? '' : `, and ${(0,wording/* countOf */.p)(others.length, 'other file')}`;
    const detail = `${failure.detail}; at that time ${mirror} had sent ${formatBytes(bytes)} of ${endpoint} in ${(0,module_duration/* formatDuration */.a)(durationMs)}${more}`;
    return { mirror, detail };
}
function concludeRecord(record, facts) {
    const { job, journal, mirrors } = record;
    const failures = record.failures.map((failure) => describeFault(failure, {
        env: facts.effects.env,
        nodeVersion: process.version,
        platform: `${process.platform} ${process.arch}`,
        program: process.argv[1],
    }));
    const failure = leadingFailure(failures);
    const entries = mirrors?.set.all ?? job?.mirrors.groups.flat() ?? [];
    const overtaken = new Set(entries.filter((mirror) => mirrors?.set.lostItsPlace(mirror)).map(({ name }) => name));
    const reports = journal.reports(entries.map(({ name }) => name), overtaken);
    const findings = [
        ...findingsOnFailures(failures).map((finding) => {
            const diagnosis = sentenceFor(finding.failure, record.diagnosis);
            return diagnosis === undefined ? finding : { ...finding, diagnosis };
        }),
        ...findingsOnMirrors({
            probes: mirrors?.probes ?? [],
            attempts: journal.attempts,
            reports,
            failure,
        }),
        ...record.findings,
    ];
    return {
        ...(facts.settings && { settings: facts.settings }),
        startedAt: facts.startedAt,
        startedAtMs: facts.startedAtMs,
        durationMs: facts.effects.clock.now() - facts.startedAtMs,
        downloadDurationMs: record.downloadDurationMs,
        peakMemoryBytes: peakMemoryBytes(),
        ...(job && { goVersion: job.go.version }),
        projects: (job?.projects ?? []).map(({ directory }) => (0,external_node_path_.relative)(facts.root, directory) || '.'),
        mirrors: reports,
        attempts: journal.attempts,
        events: record.events,
        phases: record.phases.toSorted((a, b) => a.startedAtMs - b.startedAtMs),
        goTrace: record.goTrace.lines,
        modules: record.modules,
        cache: record.cache,
        exported: record.exported,
        findings,
        ...(record.diagnosis && { diagnosis: record.diagnosis }),
        ...(failure && { failure }),
    };
}

;// CONCATENATED MODULE: ./bundle/stage/action/attempt-module.js


/** `path@version` of the module that a path below a mirror belongs to; undefined for version lists and the database. */
function attempt_module_moduleOf(endpoint) {
    const parsed = parseEndpoint(endpoint);
    return parsed !== undefined && 'module' in parsed ? formatModule(parsed.module) : undefined;
}

;// CONCATENATED MODULE: ./bundle/stage/action/layers.js

/** What a request passes through on its way to a verified file, in this order. */
const layersPassed = [
    'dns',
    'tcp',
    'forward proxy',
    'tls',
    'http',
    'content',
];
/** The layers that these requests came to, in their order. */
function reportLayers(attempts) {
    return layersPassed.flatMap((layer) => {
        const passed = attempts.filter((attempt) => hasPassed(attempt, layer));
        const failures = attempts.flatMap(({ outcome, layer: failedIn }) => outcome !== 'ok' && isFault(outcome) && columnOf(failedIn) === layer ? [outcome] : []);
        if (passed.length === 0 && failures.length === 0)
            return [];
        const medianMs = layers_median(passed.flatMap((attempt) => timeIn(attempt, layer) ?? []));
        const failure = mostFrequent(failures);
        return [
            {
                layer,
                passed: passed.length,
                failed: failures.length,
                ...(medianMs !== undefined && { medianMs }),
                ...(failure !== undefined && { failure }),
            },
        ];
    });
}
function hasPassed({ outcome, layer: failedIn, ...attempt }, layer) {
    switch (layer) {
        case 'dns':
            return attempt.dnsMs !== undefined;
        case 'tcp':
            return attempt.tcpMs !== undefined;
        case 'forward proxy':
            return attempt.forwardProxyMs !== undefined && failedIn !== 'forward proxy';
        case 'tls':
            return attempt.tlsMs !== undefined;
        case 'http':
            return attempt.status !== undefined && (outcome === 'http-not-found' || failedIn !== 'http');
        case 'content':
            return outcome === 'ok';
    }
}
function timeIn(attempt, layer) {
    switch (layer) {
        case 'dns':
            return attempt.dnsMs;
        case 'tcp':
            return attempt.tcpMs;
        case 'forward proxy':
            return attempt.forwardProxyMs;
        case 'tls':
            return attempt.tlsMs;
        case 'http':
            return attempt.firstByteMs;
        case 'content':
            return undefined;
    }
}
/** What is wrong with a file is all one to a table of mirrors, a directory that cannot be read included. */
function columnOf(layer) {
    const found = layersPassed.find((name) => name === layer);
    return layer === undefined ? undefined : (found ?? 'content');
}
function layers_median(values) {
    const sorted = values.toSorted((a, b) => a - b);
    return sorted[Math.floor(sorted.length / 2)];
}
function mostFrequent(values) {
    const counts = new Map();
    for (const value of values)
        counts.set(value, (counts.get(value) ?? 0) + 1);
    return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0];
}

;// CONCATENATED MODULE: ./bundle/stage/action/report.js
/**
 * The JSON report: everything a run knows, for programs. docs/report.md is its documentation; a field is only ever
 * added within version 1, never renamed, removed or given another meaning.
 */




/** The text of the report file. It is redacted as a value, before quoting could hide a secret from the redactor. */
function renderReport(result, redactor) {
    return `${JSON.stringify(redactor.redactDeep(buildReport(result)), undefined, 2)}\n`;
}
function buildReport(result) {
    const { settings, goVersion, failure } = result;
    return {
        version: 1,
        run: {
            startedAt: new Date(result.startedAt).toISOString(),
            startedAtMs: result.startedAtMs,
            durationMs: result.durationMs,
            downloadDurationMs: result.downloadDurationMs,
            peakMemoryBytes: result.peakMemoryBytes,
            ...(goVersion !== undefined && { goVersion }),
            projects: result.projects,
            outcome: failure ? 'failure' : 'success',
            modules: result.modules.length,
            modulesVerified: countVerified(result),
            attempts: result.attempts.length,
            downloadedBytes: countDownloadedBytes(result),
            exported: result.exported,
            ...(result.tracePath !== undefined && { goTrace: result.tracePath }),
        },
        phases: result.phases,
        ...(settings && { settings: reportSettings(settings) }),
        mirrors: result.mirrors.map(({ firstFailure, ...mirror }) => ({
            ...mirror,
            layers: reportLayers(result.attempts.filter((attempt) => attempt.mirror === mirror.name)),
            ...(firstFailure && { firstFailure: reportFailure(firstFailure) }),
        })),
        attempts: result.attempts.map(reportAttempt),
        events: result.events,
        findings: result.findings.map(({ level, tried, failure: found }) => ({
            level,
            ...(tried !== undefined && { tried }),
            failure: reportFailure(found),
        })),
        modules: result.modules.map(({ module, source }) => ({
            path: module.path,
            version: module.version,
            source,
        })),
        cache: { ...result.cache, isHit: isCacheHit(result.cache) },
        ...(result.diagnosis && { diagnosis: result.diagnosis }),
        ...(failure && { failure: reportFailure(failure) }),
    };
}
function reportAttempt(attempt) {
    const module = attempt_module_moduleOf(attempt.endpoint);
    return module === undefined ? attempt : { ...attempt, module };
}
function reportSettings({ mirrorsText, ...settings }) {
    return { ...settings, isMirrorsGiven: mirrorsText !== undefined };
}
function reportFailure(failure) {
    // `cause` is an error object for the debug log: its fields are not part of the report.
    const { class: failureClass, detail, mirror, module, position, cause: _, ...rest } = failure;
    const { because, ...others } = 'because' in rest ? rest : { ...rest, because: undefined };
    const facts = Object.entries(others).filter((fact) => fact[1] !== undefined);
    return {
        class: failureClass,
        layer: layerOf(failure),
        detail,
        remedy: remedyFor(failure),
        ...(mirror !== undefined && { mirror }),
        ...(module !== undefined && { module }),
        ...(position && { file: position.file }),
        ...(position?.line !== undefined && { line: position.line }),
        facts: Object.fromEntries(facts),
        ...(because && { because: reportFailure(because) }),
    };
}

;// CONCATENATED MODULE: ./bundle/stage/action/report-files.js



/**
 * Writes the JSON report and, beside it, the trace of `go`. GO_MOD_RESILIENT_REPORT names the report for use outside a
 * job; in a job it lies in the runner's temporary directory, which later steps can read.
 * @returns `result` with the paths of what could be written: a full disk must not hide what the report would have said,
 * annotations and summary still come.
 */
async function writeReportFiles(result, redactor, env) {
    const directory = env['RUNNER_TEMP'];
    const path = env['GO_MOD_RESILIENT_REPORT'] ||
        (directory ? (0,external_node_path_.join)(directory, `go-mod-resilient-report-${process.pid}.json`) : undefined);
    if (path === undefined)
        return result;
    const tracePath = `${path.replace(/\.json$/, '')}-go-trace.log`;
    const { goTrace } = result;
    const hasTrace = goTrace.length > 0 &&
        (await report_files_write(tracePath, goTrace.map((line) => `${redactor.redact(line)}\n`).join('')));
    const traced = hasTrace ? { ...result, tracePath } : result;
    const isWritten = await report_files_write(path, renderReport(traced, redactor));
    return isWritten ? { ...traced, reportPath: path } : traced;
}
/** Complete or not at all, since a later step may read it at any time. */
async function report_files_write(path, text) {
    try {
        await (0,promises_.writeFile)(`${path}.tmp`, text);
        await (0,promises_.rename)(`${path}.tmp`, path);
        return true;
    }
    catch {
        return false;
    }
}

;// CONCATENATED MODULE: ./bundle/stage/action/reporter.js
/** Where a run's words go: GitHub's log, annotations and files, or a terminal. Everything is redacted on its way. */
/** GitHub's reporter inside a job, the terminal's anywhere else. The toolkit is loaded in the first case only. */
async function createReporter(env, redactor, streams) {
    if (env['GITHUB_ACTIONS'] === 'true') {
        const { createGitHubReporter } = await Promise.all(/* import() */[__nccwpck_require__.e(421), __nccwpck_require__.e(115)]).then(__nccwpck_require__.bind(__nccwpck_require__, 2115));
        return createGitHubReporter(env, redactor);
    }
    const { createTerminalReporter } = await __nccwpck_require__.e(/* import() */ 198).then(__nccwpck_require__.bind(__nccwpck_require__, 5198));
    return createTerminalReporter(env, redactor, streams);
}

;// CONCATENATED MODULE: ./bundle/stage/project/sums.js
/** Whether go.sum names everything the project requires, before anything is downloaded. */




/**
 * Looks for required modules whose files have no h1 line in the go.sum files of the project. `go mod download` would add
 * such lines quietly, unverified by the repository, and `go build` then fails on the checked-in go.sum.
 *
 * From go 1.17 on go.mod requires every module that provides a package (go.dev/ref/mod#graph-pruning), and each of them
 * needs its line; below that, requirements may stay unused, so that nothing can be said. Replaced modules need the line
 * of their replacement; excluded ones, main modules and local directories need none. A workspace may select a later
 * version than a member requires: there the line of any version from the required one on will do.
 *
 * @returns a `gosum-missing` failure placed on the first such line of go.mod.
 */
function findMissingSums(project) {
    const missing = listMissing(project);
    const first = missing[0];
    if (first === undefined)
        return undefined;
    const names = [...new Set(missing.map(({ module }) => formatModule(module)))];
    const shown = names.slice(0, 3).join(', ');
    const others = names.length > 3 ? ` and ${names.length - 3} more` : '';
    const isAbsent = project.kind === 'module' && project.module.goSum.bytes === undefined;
    const subject = isAbsent ? 'there is no go.sum, so that' : 'go.sum has no checksum for';
    const verb = isAbsent ? ' cannot be verified' : '';
    return {
        class: 'gosum-missing',
        detail: `${subject} ${names.length === 1 ? '1 required module' : `${names.length} required modules`}${verb}: ${shown}${others}`,
        module: formatModule(first.module),
        position: { file: first.member.goModFile.path, line: first.requirement.line },
    };
}
function listMissing(project) {
    const isSummed = createSumLookup(project);
    const findReplacement = createReplacementFinder(project);
    const mainModules = mainModulePaths(project);
    return modulesOf(project).flatMap((member) => {
        if (!listsEveryModule(member.goMod))
            return [];
        const excluded = new Set(member.goMod.exclusions.map(formatModule));
        return member.goMod.requirements.flatMap((requirement) => {
            if (mainModules.has(requirement.module.path))
                return [];
            if (excluded.has(formatModule(requirement.module)))
                return [];
            const module = downloadedFor(requirement.module, findReplacement);
            if (module === undefined || isSummed(module))
                return [];
            return [{ module, requirement, member }];
        });
    });
}
function createSumLookup(project) {
    const versions = new Map();
    for (const { module, kind } of sumFilesOf(project).flatMap((sumFile) => sumFile.lines)) {
        if (kind !== 'zip')
            continue;
        const known = versions.get(module.path) ?? [];
        known.push(module.version);
        versions.set(module.path, known);
    }
    return (module) => {
        const known = versions.get(module.path) ?? [];
        return project.kind === 'workspace'
            ? known.some((version) => compareVersions(version, module.version) >= 0)
            : known.includes(module.version);
    };
}

;// CONCATENATED MODULE: ./bundle/stage/project/toolchain-line.js
/** Lines of go.sum that a Go of before CVE-2026-94447 believes over the checksum database. */


/**
 * A warning for each go.sum line that names a toolchain, where `goVersion` (the Go that would switch, not the one it
 * switches to) takes the hash in it without asking the checksum database: whoever can change go.sum can then have any
 * program run as `go` (design §7). Nothing for a Go that is mended: 1.26.9, 1.27.2 and later ones.
 */
function findToolchainLines(sums, goVersion) {
    if (!isMisled(goVersion))
        return [];
    const linesOf = (kind) => (kind === 'zip' ? sums.zips : sums.mods)
        .filter(({ path }) => path === toolchainPath)
        .flatMap((module) => sums.find(module, kind));
    return [...linesOf('zip'), ...linesOf('mod')].map(({ module, file, line }) => ({
        class: 'module-file',
        detail: `go.sum names a checksum for the toolchain ${formatModule(module)}, and Go ${goVersion} believes it over the checksum database (CVE-2026-94447); remove the line, or use Go 1.26.9, 1.27.2 or later`,
        module: formatModule(module),
        position: { file, line },
    }));
}
function isMisled(goVersion) {
    const isMended126 = compareGoVersions(goVersion, '1.26.9') >= 0 && compareGoVersions(goVersion, '1.27') < 0;
    return !isMended126 && compareGoVersions(goVersion, '1.27.2') < 0;
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

;// CONCATENATED MODULE: ./bundle/stage/cache/presence.js

/**
 * Those of `items` that can be below `directory`, told by one look at its top level: a module cache is mostly empty or
 * mostly whole, and asking for a thousand files that cannot be there takes longer than everything else before `go` starts.
 * Where the directory cannot be read all of them stay: whoever opens the files meets the error.
 *
 * @param pathOf relative to `directory`, with slashes
 */
async function keepPossible(directory, items, pathOf) {
    let names;
    try {
        names = await (0,promises_.readdir)(directory);
    }
    catch (error) {
        return error.code === 'ENOENT' ? [] : items;
    }
    // A file system that knows no case finds github.com in a directory GitHub.com.
    const present = new Set(names.map((name) => name.toLowerCase()));
    return items.filter((item) => present.has((pathOf(item).split('/')[0] ?? '').toLowerCase()));
}

;// CONCATENATED MODULE: ./bundle/stage/action/download-context.js







async function openDownload(options) {
    const { job, world, session, record, upstreams, settings } = options;
    const { connectMs, lastFirstByteMs, stallMs } = settings.limits;
    return {
        job,
        world,
        session,
        record,
        upstreams,
        // The relay may be silent for as long as its own limits let a mirror be.
        stallMs: Math.max(connectMs, lastFirstByteMs, stallMs),
        needed: distinctModules(job.projects.flatMap(modulesNeeded)),
        present: await findPresent(job),
        startedAtMs: world.effects.clock.now(),
    };
}
function modulesNeeded(project) {
    if (project.kind === 'vendored')
        return [];
    const findReplacement = createReplacementFinder(project);
    return modulesOf(project).flatMap(({ goMod }) => goMod.requirements.flatMap(({ module }) => {
        const downloaded = downloadedFor(module, findReplacement);
        return downloaded === undefined ? [] : [downloaded];
    }));
}
async function findPresent(job) {
    const present = new Set();
    const possible = await keepPossible(job.downloadDirectory, listModules(job.sums), cacheName);
    await Promise.all(possible.map(async (module) => {
        const isThere = await (0,promises_.access)((0,external_node_path_.join)(job.downloadDirectory, `${cacheName(module)}.zip`)).then(() => true, () => false);
        if (isThere)
            present.add(formatModule(module));
    }));
    return present;
}

;// CONCATENATED MODULE: ./bundle/stage/cache/parallel.js
/**
 * Runs `work` for every item, at most `limit` at a time, and waits for all that were started. The first error, or the
 * reason of the aborted signal, stops the start of further ones and is thrown.
 */
async function forEachParallel(items, limit, signal, work) {
    const pending = items.values();
    let isStopped = false;
    const runner = async () => {
        for (const item of pending) {
            if (isStopped)
                return;
            try {
                signal.throwIfAborted();
                await work(item);
            }
            catch (error) {
                isStopped = true;
                throw error;
            }
        }
    };
    const results = await Promise.allSettled(Array.from({ length: Math.min(limit, items.length) }, runner));
    for (const result of results) {
        if (result.status === 'rejected')
            throw result.reason;
    }
}

;// CONCATENATED MODULE: ./bundle/stage/cache/storage-failure.js
/** What an error of the file system means for a run. */

/**
 * The failure for an error thrown by node:fs while `what` was read or written: `disk-full`, `permission`, `cache-locked`,
 * or `cache-corrupt` for a tree that is not as it should be. Anything else (an abort, a bug) is returned as it is.
 */
function storageError(error, what) {
    const { code } = error;
    switch (code) {
        case 'ENOSPC':
        case 'EDQUOT':
        case 'EFBIG':
            return new stage_failure/* FailureError */.pO({
                class: 'disk-full',
                detail: `no space left for ${what} (${code})`,
                cause: error,
            });
        case 'EACCES':
        case 'EPERM':
        case 'EROFS':
        case 'EMFILE':
        case 'ENFILE':
            return new stage_failure/* FailureError */.pO({
                class: 'permission',
                detail: `no permission for ${what} (${code})`,
                cause: error,
            });
        case 'EBUSY':
        case 'ETXTBSY':
        case 'ENOLCK':
            return new stage_failure/* FailureError */.pO({
                class: 'cache-locked',
                detail: `another process is in the way of ${what} (${code})`,
                cause: error,
            });
        case 'ENOTDIR':
        case 'EISDIR':
        case 'EEXIST':
        case 'ENOTEMPTY':
        case 'ELOOP':
        case 'EIO':
        case 'ESTALE':
        case 'ENXIO':
        case 'ENODEV':
        case 'ENAMETOOLONG':
            return new stage_failure/* FailureError */.pO({
                class: 'cache-corrupt',
                detail: `unusable files in the way of ${what} (${code})`,
                cause: error,
            });
        default:
            return error;
    }
}

;// CONCATENATED MODULE: ./bundle/stage/cache/integrity.js
/** Finds what is wrong in a download cache, by hash, before Go stumbles over it: Go never heals a damaged file itself. */








/** Hashing is bound by the CPU; a few at once keep it busy while others wait for the disk. */
const parallelHashes = 4;
const parallelLookups = 16;
/** What the protocol needs of .info is two short fields; more than this is something else. */
const maxInfoBytes = 1024 * 1024;
/**
 * Hashes those of `files` that exist: .zip and .mod against go.sum, .info (which no hash covers) by its shape and version.
 * A file without a line in go.sum is only looked at where it can be: a zip must still be readable.
 *
 * @param options.downloadDirectory `cache/download` of a module cache, or of a local cache
 * @throws FailureError `permission` or `cache-corrupt` for a file that cannot be read, or the signal's reason.
 */
async function findDamage(options) {
    const { downloadDirectory, sums, files, signal } = options;
    const damaged = [];
    let checkedFiles = 0;
    let checkedBytes = 0;
    const possible = await keepPossible(downloadDirectory, files, (file) => file.relativePath);
    await forEachParallel(possible, parallelHashes, signal, async (file) => {
        const checked = await checkFile(external_node_path_.join(downloadDirectory, file.relativePath), file, sums);
        if (checked === undefined)
            return;
        checkedFiles += 1;
        checkedBytes += checked.bytes;
        if (checked.problem !== undefined)
            damaged.push({ ...file, problem: checked.problem });
    });
    damaged.sort((a, b) => (a.relativePath < b.relativePath ? -1 : 1));
    return { damaged, checkedFiles, checkedBytes };
}
async function checkFile(name, file, sums) {
    try {
        switch (file.kind) {
            case 'zip':
                return await checkZip(name, file, sums);
            case 'mod': {
                const content = await (0,promises_.readFile)(name);
                const hash = { hash: hashMod(content) };
                return { bytes: content.length, problem: findHashProblem(hash, file, sums) };
            }
            case 'info': {
                const { size } = await (0,promises_.stat)(name);
                if (size > maxInfoBytes)
                    return { bytes: 0, problem: `is ${size} bytes long` };
                const content = await (0,promises_.readFile)(name, 'utf8');
                return { bytes: size, problem: findInfoProblem(content, file.module.version) };
            }
        }
    }
    catch (error) {
        const { code } = error;
        if (code === 'ENOENT')
            return undefined;
        if (code === 'EISDIR')
            return { bytes: 0, problem: 'is a directory' };
        throw storageError(error, name);
    }
}
async function checkZip(name, file, sums) {
    const handle = await (0,promises_.open)(name);
    try {
        const status = await handle.stat();
        if (!status.isFile())
            return { bytes: 0, problem: 'is no regular file' };
        const hashed = await hashZip(handleSource(handle, status.size), file.module);
        return { bytes: status.size, problem: findHashProblem(hashed, file, sums) };
    }
    finally {
        await handle.close();
    }
}
function findHashProblem(hashed, { kind, module }, sums) {
    if ('problem' in hashed)
        return hashed.problem;
    if (kind === 'info')
        return undefined;
    const lines = sums.find(module, kind);
    if (lines.length === 0 || lines.some((line) => line.hash === hashed.hash))
        return undefined;
    return `hashes to ${hashed.hash}, go.sum has ${lines.map((line) => line.hash).join(', ')}`;
}
/** The protocol (go.dev/ref/mod#goproxy-protocol): a JSON object with Version, and Time where known. */
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
/**
 * Whether one of `modules` was unpacked, or has a .ziphash, that this run did not make: Go believes both without hashing,
 * so that `go mod verify` is due. Two look-ups per module until the first is found.
 *
 * @param options.moduleCacheDirectory GOMODCACHE
 */
async function hasPriorState(options) {
    const { moduleCacheDirectory, modules, signal } = options;
    const downloadDirectory = external_node_path_.join(moduleCacheDirectory, 'cache', 'download');
    const [trees, hashes] = await Promise.all([
        keepPossible(moduleCacheDirectory, modules.map(treeName), (name) => name),
        keepPossible(downloadDirectory, modules.map((module) => `${cacheName(module)}.ziphash`), (name) => name),
    ]);
    let isFound = false;
    const places = [
        ...trees.map((name) => external_node_path_.join(moduleCacheDirectory, name)),
        ...hashes.map((name) => external_node_path_.join(downloadDirectory, name)),
    ];
    await forEachParallel(places, parallelLookups, signal, async (place) => {
        // Not `||=`, which would read isFound before the await and take back what another look-up found meanwhile.
        if (!isFound && (await exists(place)))
            isFound = true;
    });
    return isFound;
}
/**
 * The same where nobody can name the modules beforehand: whether anything at all was unpacked, or has a .ziphash.
 *
 * @param moduleCacheDirectory GOMODCACHE
 */
async function hasAnyPriorState(moduleCacheDirectory) {
    // Go unpacks beside `cache`, which is the one name there that is no part of a module path.
    if ((await namesIn(moduleCacheDirectory)).some((name) => name !== 'cache'))
        return true;
    const download = external_node_path_.join(moduleCacheDirectory, 'cache', 'download');
    return (await namesIn(download, { recursive: true })).some((name) => name.endsWith('.ziphash'));
}
/** A directory that cannot be read is one that `go` cannot use either. */
async function namesIn(directory, options = {}) {
    return (0,promises_.readdir)(directory, options).catch(() => []);
}
async function exists(file) {
    return (0,promises_.stat)(file).then(() => true, () => false);
}

;// CONCATENATED MODULE: ./bundle/stage/cache/removal.js
/** Deletes modules from a module cache so that Go fetches them anew. */




/**
 * Everything that Go looks at before it fetches a module again: while one of the files is left Go fails or goes on with
 * it. .lock stays, another process may hold it.
 */
const fileEndings = ['.zip', '.ziphash', '.mod', '.info', '.partial'];
/**
 * Removes the modules from the module cache: their files in cache/download and the unpacked trees.
 *
 * @param moduleCacheDirectory GOMODCACHE
 * @throws FailureError `permission` when something cannot be deleted.
 */
async function removeModules(moduleCacheDirectory, modules) {
    for (const module of modules) {
        const tree = external_node_path_.join(moduleCacheDirectory, treeName(module));
        const file = external_node_path_.join(moduleCacheDirectory, 'cache', 'download', cacheName(module));
        try {
            // The tree first: without its zip Go would still build from it.
            await makeWritable(tree);
            await (0,promises_.rm)(tree, { recursive: true, force: true });
            for (const ending of fileEndings) {
                await (0,promises_.rm)(file + ending, { recursive: true, force: true });
            }
        }
        catch (error) {
            throw storageError(error, `deleting ${treeName(module)} in ${moduleCacheDirectory}`);
        }
    }
}
/** Go makes unpacked directories read-only, and nothing can be deleted from those. Links are not followed. */
async function makeWritable(directory) {
    const status = await (0,promises_.lstat)(directory).catch(() => undefined);
    if (!status?.isDirectory())
        return;
    await (0,promises_.chmod)(directory, status.mode | 0o700);
    const entries = await (0,promises_.readdir)(directory, { withFileTypes: true });
    for (const entry of entries) {
        if (entry.isDirectory())
            await makeWritable(external_node_path_.join(directory, entry.name));
    }
}

;// CONCATENATED MODULE: ./bundle/stage/go/download-json.js

/** Modules without `Error` are complete; one with `Error` counts as not downloaded whatever else it has. */
function parseDownloadJson(text) {
    const modules = [];
    const errors = [];
    for (const value of parseJsonStream(text)) {
        const problem = stringOf(value, 'Error');
        const module = download_json_moduleOf(value);
        if (problem !== undefined)
            errors.push(errorOf(value, problem));
        else if (module !== undefined)
            modules.push(module);
    }
    return { modules, errors };
}
/**
 * The modules whose packages were loaded, each once, and the errors, each text once. A replacement stands in for
 * the module it replaces; modules that are directories (the main module, replacements by a path) are left out.
 */
function parseListJson(text) {
    const modules = new Map();
    const errors = new Map();
    for (const value of parseJsonStream(text)) {
        const required = fieldOf(value, 'Module');
        const used = fieldOf(required, 'Replace') ?? required;
        const module = download_json_moduleOf(used);
        const problems = [value, required, used].flatMap((part) => {
            const found = stringOf(fieldOf(part, 'Error'), 'Err');
            return found === undefined ? [] : [found];
        });
        for (const problem of problems)
            errors.set(problem, errorOf(used, problem));
        if (module?.dir !== undefined)
            modules.set(`${module.path}@${module.version}`, module);
    }
    return { modules: [...modules.values()], errors: [...errors.values()] };
}
/** The build list without what is a directory: main modules and replacements by a path. */
function parseModuleListJson(text) {
    return parseJsonStream(text).flatMap((value) => {
        const requiredAs = stringOf(value, 'Path');
        const module = download_json_moduleOf(fieldOf(value, 'Replace') ?? value);
        return requiredAs === undefined || module === undefined ? [] : [{ requiredAs, module }];
    });
}
function errorOf(value, text) {
    const path = stringOf(value, 'Path');
    const version = stringOf(value, 'Version');
    if (path === undefined)
        return { text };
    return { module: version === undefined ? path : `${path}@${version}`, text };
}
function download_json_moduleOf(value) {
    const path = stringOf(value, 'Path');
    const version = stringOf(value, 'Version');
    if (path === undefined || version === undefined)
        return undefined;
    const dir = stringOf(value, 'Dir');
    const sum = stringOf(value, 'Sum');
    return { path, version, ...(dir !== undefined && { dir }), ...(sum !== undefined && { sum }) };
}

;// CONCATENATED MODULE: ./bundle/stage/go/progress-sources.js
/** Signs of life of a command that says nothing, cheap enough to look at every second. */


/**
 * Free blocks and inodes of the file system that holds `directory`, or will hold it: the module cache need not exist
 * yet. `undefined` where the system does not tell.
 */
async function sampleFileSystem(directory) {
    try {
        const { bfree, ffree } = await (0,promises_.statfs)(directory);
        return { freeBlocks: bfree, freeInodes: ffree };
    }
    catch (error) {
        const parent = external_node_path_.dirname(directory);
        const isMissing = error.code === 'ENOENT';
        return isMissing && parent !== directory ? sampleFileSystem(parent) : undefined;
    }
}
/** Linux counts process times in 1/100 s towards user space on every architecture (USER_HZ, proc(5)). */
const tickMs = 10;
/**
 * CPU time in ms that the group's leader, its descendants in the same group and what they waited for have used.
 * Walks down from the leader: a few small files, where a look through all of /proc takes milliseconds per hundred
 * processes. `undefined` where there is no Linux /proc or the leader is gone.
 */
async function sampleGroupCpu(processGroup, procDirectory = '/proc') {
    const members = await readGroup(processGroup, procDirectory);
    return members && members.reduce((sum, { ticks }) => sum + ticks, 0) * tickMs;
}
/** Ids of the group's leader and of its descendants in the same group; none where there is no Linux /proc. */
async function listGroup(processGroup, procDirectory = '/proc') {
    return ((await readGroup(processGroup, procDirectory)) ?? []).map(({ pid }) => pid);
}
async function readGroup(processGroup, procDirectory) {
    const leader = await readStat(procDirectory, processGroup);
    if (leader === undefined)
        return undefined;
    const members = [];
    const pending = [processGroup];
    for (let pid = pending.pop(); pid !== undefined; pid = pending.pop()) {
        const stat = pid === processGroup ? leader : await readStat(procDirectory, pid);
        if (stat === undefined || stat.group !== processGroup)
            continue;
        members.push({ pid, ticks: stat.ticks });
        pending.push(...(await readChildren(procDirectory, pid)));
    }
    return members;
}
async function readStat(procDirectory, pid) {
    try {
        const text = await (0,promises_.readFile)(`${procDirectory}/${pid}/stat`, 'utf8');
        // The second field is the file name in parentheses and may hold spaces and parentheses itself.
        const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
        // Counted from field 3, the state: pgrp is field 5; utime, stime, cutime, cstime are 14 to 17 (proc_pid_stat(5)).
        const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
        return { group: Number(fields[2]), ticks };
    }
    catch {
        return undefined;
    }
}
/** Empty where the kernel has no `children` files (CONFIG_PROC_CHILDREN): the leader alone is counted then. */
async function readChildren(procDirectory, pid) {
    try {
        const tasks = await (0,promises_.readdir)(`${procDirectory}/${pid}/task`);
        const lists = await Promise.all(tasks.map((task) => (0,promises_.readFile)(`${procDirectory}/${pid}/task/${task}/children`, 'utf8').catch(() => '')));
        return lists.flatMap((list) => list.split(' ').filter(Boolean).map(Number));
    }
    catch {
        return [];
    }
}

;// CONCATENATED MODULE: ./bundle/stage/go/lock-holder.js
/** Who holds the lock that a silent `go` waits for: it says nothing itself, but Linux keeps a list. */


/** `1: -> FLOCK  ADVISORY  WRITE 5678 08:01:393218 0 EOF`; without the arrow it is the holder (proc_locks(5)). */
const linePattern = /^(\d+): (-> )?\S+\s+\S+\s+\S+\s+(-?\d+) [0-9a-f]+:[0-9a-f]+:(\d+) /;
/** The holder of a lock that a process of the group waits for; `undefined` where none does, or there is no Linux /proc. */
async function findLockHolder(processGroup, procDirectory = '/proc') {
    const locks = await (0,promises_.readFile)(`${procDirectory}/locks`, 'utf8').catch(() => '');
    const entries = locks.split('\n').flatMap((line) => {
        const [, id = '', arrow, pid, inode] = linePattern.exec(line) ?? [];
        return id === '' ? [] : [{ id, isWaiting: arrow !== undefined, pid: Number(pid), inode }];
    });
    const group = new Set(await listGroup(processGroup, procDirectory));
    const waiting = entries.find(({ isWaiting, pid }) => isWaiting && group.has(pid));
    const holder = entries.find(({ id, isWaiting }) => id === waiting?.id && !isWaiting);
    if (waiting === undefined || holder === undefined)
        return undefined;
    const program = await (0,promises_.readFile)(`${procDirectory}/${holder.pid}/comm`, 'utf8').catch(() => '');
    const file = await findOpenFile(`${procDirectory}/${waiting.pid}/fd`, Number(waiting.inode));
    return {
        pid: holder.pid,
        ...(program !== '' && { program: program.trim() }),
        ...(file !== undefined && { file }),
    };
}
async function findOpenFile(descriptors, inode) {
    for (const name of await (0,promises_.readdir)(descriptors).catch(() => [])) {
        const link = `${descriptors}/${name}`;
        const isIt = await (0,promises_.stat)(link).then(({ ino }) => ino === inode, 
        // Closed meanwhile.
        () => false);
        if (isIt)
            return (0,promises_.readlink)(link).catch(() => undefined);
    }
    return undefined;
}

;// CONCATENATED MODULE: ./bundle/stage/go/watchdog.js
/**
 * Decides when a `go` command makes no progress any more. `go` waits for ever for a body that stops, for a lock that
 * another process holds, for a GOAUTH command and for git (measured: 620 s and counting, without a word).
 *
 * A pure reducer: samples and times come from outside.
 */
/** `stop` once nothing changed for `stallMs + graceMs`: the mirror's own limit has to strike first. */
function createWatchdog({ stallMs, graceMs = 30_000, }) {
    return {
        start: (nowMs) => ({ lastProgressAtMs: nowMs }),
        step: (state, sample, nowMs) => {
            const { lastSample } = state;
            const hasProgress = lastSample === undefined || hasChanged(lastSample, sample);
            const lastProgressAtMs = hasProgress ? nowMs : state.lastProgressAtMs;
            const quietMs = nowMs - lastProgressAtMs;
            return {
                state: { lastProgressAtMs, lastSample: { ...lastSample, ...sample } },
                verdict: quietMs >= stallMs + graceMs ? 'stop' : 'ok',
            };
        },
    };
}
const sources = ['progressCounter', 'stderrLines', 'freeBlocks', 'freeInodes', 'cpuMs'];
function hasChanged(before, after) {
    return sources.some((source) => {
        const [old, current] = [before[source], after[source]];
        return old !== undefined && current !== undefined && old !== current;
    });
}

;// CONCATENATED MODULE: ./bundle/stage/go/invocation.js







/**
 * Flags that the user may have for other commands and that would break these (measured on 1.26): -modfile is refused
 * in a workspace, -reuse by `go mod download` in a module, -f, -m, -u and -find by `go list -deps -json`, -deps and
 * -test by `go list -m`; -n, -export and -compiled print commands or build, -e hides what failed. For the rest the
 * command line wins over GOFLAGS. `go mod download` takes no notice of -mod.
 */
const disturbingFlags = 'modfile mod json x reuse e deps test f m u n find export compiled versions retracted'.split(' ');
/**
 * GOGC, where the user chose nothing: a `go` that lives for seconds spends a fifth of its CPU time on collecting garbage
 * at the default of 100. Measured with 223 modules: 150 MiB instead of 50 at its peak.
 */
const unhurriedCollector = '400';
function environmentFor(place, options) {
    return {
        ...options.env,
        ...options.additions,
        ...plainLanguage,
        // Not empty: `go` would take the value of `go env -w` for an empty one.
        GOFLAGS: withoutFlags(options.goflags, disturbingFlags) || ' ',
        GOWORK: place.gowork,
        // `go` names files as PWD does, and ours is not the job's directory.
        PWD: place.directory,
        ...(options.parallelism !== undefined && { GOMAXPROCS: String(options.parallelism) }),
        ...(!options.env['GOGC'] && !options.env['GOMEMLIMIT'] && { GOGC: unhurriedCollector }),
    };
}
/** @throws FailureError as `runSupervised`; the signal's reason where it was aborted before the start. */
async function runGo(args, place, options) {
    const { onTraceEvent, onLine } = options;
    onLine?.(`$ go ${args.join(' ')}`);
    let waitedFor;
    const watch = watcherOf(options, (holder) => {
        waitedFor = holder;
    });
    const result = await runSupervised({
        command: options.go,
        args,
        cwd: place.directory,
        env: environmentFor(place, options),
        signal: options.signal,
        clock: options.clock,
        killGraceMs: options.killGraceMs ?? 2000,
        isWorthKeeping: (line) => !isTraceLine(line),
        onStderrLine: (line) => {
            onLine?.(line);
            onTraceEvent?.(parseTraceLine(line));
        },
        ...(watch && { watch }),
    });
    return { ...result, ...(waitedFor && { waitedFor }) };
}
function watcherOf({ watch, clock }, onLockHolder) {
    if (watch === undefined)
        return undefined;
    const watchdog = createWatchdog(watch);
    let state = watchdog.start(clock.now());
    let counted = -1;
    return async ({ processGroup, stderrLines }) => {
        // Reading every process of the machine costs more than all other watching: only when nothing else moves.
        const progressCounter = watch.progressCounter();
        if (progressCounter + stderrLines !== counted) {
            counted = progressCounter + stderrLines;
            state = watchdog.step(state, { progressCounter, stderrLines }, clock.now()).state;
            return 'ok';
        }
        const [fileSystem, cpuMs] = await Promise.all([
            sampleFileSystem(watch.moduleCache),
            processGroup === undefined ? undefined : sampleGroupCpu(processGroup),
        ]);
        const sample = {
            progressCounter: watch.progressCounter(),
            stderrLines,
            ...fileSystem,
            ...(cpuMs !== undefined && { cpuMs }),
        };
        const step = watchdog.step(state, sample, clock.now());
        state = step.state;
        // Once it is stopped nobody can tell any more what it waited for.
        if (step.verdict === 'stop' && processGroup !== undefined) {
            onLockHolder(await findLockHolder(processGroup));
        }
        return step.verdict;
    };
}
/** How a command ended, without what it printed on stdout. */
function invocation_outcomeOf(result) {
    const { exitCode, signalName, stderrTail, stoppedBy, waitedFor } = result;
    return {
        exitCode,
        signalName,
        stderrTail,
        ...(stoppedBy && { stoppedBy }),
        ...(waitedFor && { waitedFor }),
    };
}

;// CONCATENATED MODULE: ./bundle/stage/go/download.js
/** The `go` commands that fill the module cache, and the one that checks it. */



/**
 * Runs the download and reads what it printed; for the failures see `readGoErrors`.
 *
 * @throws FailureError as `runGo`.
 */
async function runGoDownload(job, options) {
    switch (job.kind) {
        case 'module':
            return download([`-modfile=${job.modfile}`], download_placeOf(job), options);
        case 'packages':
            return loadPackages(job.modfile, download_placeOf(job), options);
        case 'workspace':
            return downloadWorkspace(job.required, download_placeOf(job), options);
    }
}
/**
 * `go mod verify`. It compares with the hash noted at download and passes over what is not there: an empty module
 * cache is "all modules verified". Worth something only after a download that succeeded.
 */
async function runGoVerify(job, options) {
    const args = job.kind === 'workspace' ? [] : [`-modfile=${job.modfile}`];
    const result = await runGo(['mod', 'verify', ...args], download_placeOf(job), options);
    return { ...invocation_outcomeOf(result), modified: modifiedModules(result.stderrTail) };
}
function download_placeOf(job) {
    return { directory: job.directory, gowork: job.kind === 'workspace' ? job.gowork : 'off' };
}
async function download(args, place, options) {
    const result = await runGo(['mod', 'download', '-x', '-json', ...args], place, options);
    return { ...invocation_outcomeOf(result), ...parseDownloadJson(result.stdout.toString()) };
}
async function loadPackages(modfile, place, options) {
    const args = [
        ...['list', '-x', '-e', '-deps', '-test', '-json=Module,Error'],
        ...[`-modfile=${modfile}`, '-mod=readonly', './...'],
    ];
    const result = await runGo(args, place, options);
    return { ...invocation_outcomeOf(result), ...loadedModules(result.stdout.toString()) };
}
async function downloadWorkspace(required, place, options) {
    const listed = await runGo(['list', '-x', '-m', '-json', 'all'], place, options);
    let run = { ...invocation_outcomeOf(listed), modules: [], errors: [] };
    const needed = parseModuleListJson(listed.stdout.toString())
        .filter(({ requiredAs, module }) => module.sum !== undefined || required.has(requiredAs))
        .map(({ module }) => `${module.path}@${module.version}`);
    for (const batch of batches([...new Set(needed)])) {
        if (run.exitCode !== 0 || run.stoppedBy !== undefined)
            return run;
        const { modules, errors, ...ended } = await download(batch, place, options);
        run = {
            ...ended,
            modules: [...run.modules, ...modules],
            errors: [...run.errors, ...errors],
        };
    }
    return run;
}
/** Windows takes 32,767 characters for a whole command line. */
const maxBatchLength = 30_000;
function batches(args) {
    const found = [];
    let room = 0;
    for (const arg of args) {
        room -= arg.length + 1;
        const batch = found.at(-1);
        if (batch === undefined || room < 0) {
            found.push([arg]);
            room = maxBatchLength - arg.length;
        }
        else {
            batch.push(arg);
        }
    }
    return found;
}
/** `go list -e` also tells of packages that would not compile: no file is missing for that. */
function loadedModules(text) {
    const { modules, errors } = parseListJson(text);
    return { modules, errors: errors.filter((e) => matchGoError(e) !== undefined) };
}
function modifiedModules(stderr) {
    const modules = new Map();
    for (const [, path = '', version = ''] of stderr.matchAll(/^(?:go: )?(\S+) (v\S+): \S/gm)) {
        modules.set(`${path}@${version}`, { path, version });
    }
    return [...modules.values()];
}

;// CONCATENATED MODULE: ./bundle/stage/project/go-work-text.js
/** Writes a go.work that means the same from any directory. */

/**
 * Formats `goWork` with absolute directories. Every directive keeps its line, so that a line number in a message of Go
 * is right for the original too; `godebug` lines are left out, they only concern built programs.
 *
 * @param base directory that the relative paths in `goWork` start from
 */
function formatGoWork(goWork, base) {
    const lines = [];
    if (goWork.go !== undefined)
        lines[goWork.go.line - 1] = `go ${goWork.go.version}`;
    if (goWork.toolchain !== undefined) {
        lines[goWork.toolchain.line - 1] = `toolchain ${goWork.toolchain.name}`;
    }
    for (const use of goWork.uses) {
        lines[use.line - 1] = `use ${formatDirectory(base, use.directory)}`;
    }
    for (const replacement of goWork.replacements) {
        lines[replacement.line - 1] = formatReplacement(replacement, base);
    }
    return `${Array.from(lines, (line) => line ?? '').join('\n')}\n`;
}
function formatReplacement({ path: modulePath, version, target }, base) {
    const replaced = version === undefined ? modulePath : `${modulePath} ${version}`;
    const by = target.kind === 'module'
        ? `${target.module.path} ${target.module.version}`
        : formatDirectory(base, target.directory);
    return `replace ${replaced} => ${by}`;
}
/** Quoted always: the lexer takes an interpreted Go string for any token, and JSON strings are a subset of those. */
function formatDirectory(base, directory) {
    return JSON.stringify(external_node_path_.resolve(base, directory));
}

;// CONCATENATED MODULE: ./bundle/stage/project/shadow.js
/**
 * Lets `go mod download` work without touching the project: Go reads and writes copies in a private directory, so that
 * nothing has to be put back, not even after kill -9.
 *
 * A module is downloaded with -modfile (Go then keeps go.sum beside that file, and takes relative replacements from the
 * directory of the real go.mod); a workspace through GOWORK, with a go.work whose paths are absolute.
 */






/** Start of the names of shadow directories; the process and the machine it ran on follow. */
const shadowPrefix = 'go-mod-resilient-';
/** Process ids mean nothing on another machine or in another container that shares the directory. */
function shadowOwner(pid) {
    return `${pid}@${external_node_os_namespaceObject.hostname().replaceAll(/[^A-Za-z0-9.-]/g, '')}-`;
}
/**
 * Copies what Go may write into a new directory below `tempDirectory`, readable by this user only. Prepare anew for
 * another run from the original state: Go may have added lines to the copies.
 *
 * @throws FailureError `disk-full` or `permission`.
 */
async function prepareShadow(project, tempDirectory) {
    try {
        await (0,promises_.mkdir)(tempDirectory, { recursive: true });
        const prefix = external_node_path_.join(tempDirectory, `${shadowPrefix}${shadowOwner(process.pid)}`);
        const directory = await (0,promises_.mkdtemp)(prefix);
        return project.kind === 'module'
            ? await shadowModule(project, directory)
            : await shadowWorkspace(project, directory);
    }
    catch (error) {
        throw storageError(error, `copies of go.mod and go.sum in ${tempDirectory}`);
    }
}
async function shadowModule(project, directory) {
    const { goMod, goModFile, goSum } = project.module;
    const modfile = external_node_path_.join(directory, 'go.mod');
    const sumFile = external_node_path_.join(directory, 'go.sum');
    await (0,promises_.writeFile)(modfile, goModFile.bytes);
    if (goSum.bytes !== undefined)
        await (0,promises_.writeFile)(sumFile, goSum.bytes);
    return {
        kind: listsEveryModule(goMod) ? 'module' : 'packages',
        directory: project.directory,
        modfile,
        files: [
            { shadow: modfile, original: goModFile.path },
            { shadow: sumFile, original: goSum.path },
        ],
    };
}
async function shadowWorkspace(project, directory) {
    const { goWork, goWorkFile, goWorkSum } = project;
    const gowork = external_node_path_.join(directory, 'go.work');
    await (0,promises_.writeFile)(gowork, formatGoWork(goWork, project.directory));
    if (goWorkSum.bytes !== undefined)
        await (0,promises_.writeFile)(`${gowork}.sum`, goWorkSum.bytes);
    return {
        kind: 'workspace',
        directory: project.directory,
        gowork,
        required: new Set(modulesOf(project).flatMap(({ goMod }) => goMod.requirements.map(({ module }) => module.path))),
        files: [
            { shadow: gowork, original: goWorkFile.path },
            { shadow: `${gowork}.sum`, original: goWorkSum.path },
        ],
    };
}

;// CONCATENATED MODULE: ./bundle/stage/upstream/events.js

/** One line for the log. */
function describeEvent(event) {
    switch (event.kind) {
        case 'probe-ended': {
            const took = (0,module_duration/* formatDuration */.a)(event.durationMs);
            return event.outcome === 'ok'
                ? `✓ ${event.mirror} answered the probe in ${took}`
                : `✗ ${event.mirror} failed the probe after ${took}: ${event.outcome}${event.detail === undefined ? '' : `, ${event.detail}`}`;
        }
        case 'quarantined':
            return `${event.mirror} served wrong bytes for ${event.modules.join(' and ')} and is not asked any more`;
        case 'go-again':
            return `go runs again (${event.run} of 3): ${event.detail}`;
        case 'breaker-opened':
            return `${event.mirror} is left alone for ${(0,module_duration/* formatDuration */.a)(event.openMs)}: its circuit breaker opened`;
        case 'breaker-half-open':
            return `${event.mirror} gets one request to show that it is back: its circuit breaker is half-open`;
        case 'breaker-closed':
            return `${event.mirror} is back: its circuit breaker closed`;
        case 'budget-empty':
            return 'the retry budget is empty: no hedges, and retries go three at a time';
        case 'budget-refilled':
            return 'the retry budget has refilled';
        case 'outage-began':
            return `outage: ${event.mirrors.join(', ')} failed, requests wait`;
        case 'outage-ended': {
            const end = event.hasRecovered ? 'over' : 'not over, requests wait no longer';
            return `outage of ${event.mirrors.join(', ')} ${end} after ${(0,module_duration/* formatDuration */.a)(event.durationMs)}`;
        }
        case 'hedge-won':
            return `${event.mirror} answered before ${event.overtaken}, which was silent for ${(0,module_duration/* formatDuration */.a)(event.waitedMs)}: ${event.endpoint}`;
    }
}

;// CONCATENATED MODULE: ./bundle/stage/action/explain.js
/** What `go` itself decides, with good bytes from a good network; the relay knows nothing of it. */
const decidedByGo = new Set([
    'toolchain',
    'vendor',
    'gosum-missing',
    'checksum-mismatch',
    'sumdb-mismatch',
    // A database with a host of its own is asked by `go` alone.
    'sumdb-unreachable',
    'vcs-auth',
    'vcs-missing',
    'vcs-not-found',
    'vcs-network',
    'cache-corrupt',
    'cache-locked',
]);
/** What is wrong on this machine. It comes before what the network did: `go` wraps it in words about a failed read. */
const localTrouble = new Set([
    'disk-full',
    'permission',
    'input',
    'module-file',
    'go-missing',
    'cancelled',
]);
/**
 * Why a run of `go` failed: the relay's own record, and the text of `go` only for what `go` itself decided
 * (design §2). Never empty.
 */
function explainRun({ text, relay, absences, stalledMs, waitedFor, }) {
    if (stalledMs !== undefined) {
        const seconds = Math.round(stalledMs / 1_000);
        if (waitedFor !== undefined)
            return [lockFailure(waitedFor, seconds)];
        return [
            ...relay,
            {
                class: 'stall',
                phase: 'go',
                limitMs: stalledMs,
                detail: `go made no progress for ${seconds} s and was stopped`,
            },
        ];
    }
    const local = text.known.filter(({ class: name }) => localTrouble.has(name));
    if (local.length > 0)
        return local;
    const [first] = relay;
    if (first !== undefined) {
        // A toolchain that could not be fetched is a toolchain failure to the user, and the network is its cause.
        const toolchain = text.known.find(({ class: name }) => name === 'toolchain');
        return toolchain ? [toolchainFailure(toolchain, first)] : relay;
    }
    const decided = text.known.filter(({ class: name }) => decidedByGo.has(name));
    if (decided.length > 0)
        return [...decided, ...text.guessed];
    if (absences.length > 0)
        return absences;
    const said = [...text.known, ...text.guessed];
    if (said.length > 0)
        return said;
    return [{ class: 'internal', detail: 'go failed, and neither its words nor the relay say why' }];
}
function lockFailure({ pid, program, file }, seconds) {
    const name = program === undefined ? '' : ` (${program})`;
    const holder = pid > 0 ? `process ${pid}${name}` : 'a process of another container';
    const what = file === undefined ? 'a file of the module cache' : file;
    const detail = `go waited ${seconds} s for the lock of ${what}, which ${holder} holds`;
    return { class: 'cache-locked', detail };
}
/** In the relay's words: `go` only saw that a loopback address answered 502. */
function toolchainFailure(text, because) {
    const name = /\bgo\d[\w.]*/.exec(text.detail)?.[0];
    return {
        class: 'toolchain',
        detail: `${name ?? 'the toolchain'} could not be downloaded: ${because.detail}`,
        ...(because.mirror !== undefined && { mirror: because.mirror }),
        ...(text.module !== undefined && { module: text.module }),
        ...(text.position && { position: text.position }),
        because,
    };
}

;// CONCATENATED MODULE: ./bundle/stage/project/foresight.js
/** What `go` will ask a module proxy for, as far as the files of a project tell before it was asked. */




/**
 * The files that the download of a project is expected to ask for, in the order in which `go` does: go.mod files for the
 * module graph, those of required modules first; then the version information of all modules, one after the other; then
 * zips. Nothing is named that go.sum could not verify, a module without its line in go.sum is for `go` alone.
 *
 * Zips only for modules that list all they need (go 1.17 and above): below that, packages decide what is loaded. In a
 * workspace the highest version that a member requires stands for the one that is selected.
 */
function foresee(project) {
    const members = modulesOf(project);
    const lines = sumFilesOf(project).flatMap((file) => file.lines);
    const summedZips = namesOf(lines.filter(({ kind }) => kind === 'zip'));
    const isAsked = createFilter(project);
    const required = requiredBy(project, members);
    const summedMods = distinctModules(lines.flatMap(({ kind, module }) => (kind === 'mod' && isAsked(module) ? [module] : [])));
    const requiredNames = new Set(required.keys());
    const isRequired = (module) => requiredNames.has(formatModule(module));
    const modules = [...required.values()].filter(({ module }) => summedZips.has(formatModule(module)));
    const file = (kind) => (module) => ({ kind, module });
    return [
        ...summedMods.filter(isRequired).map(file('mod')),
        ...summedMods.filter((module) => !isRequired(module)).map(file('mod')),
        ...modules.map(({ module }) => module).map(file('info')),
        ...modules.flatMap(({ module, isSure }) => (isSure ? [module] : [])).map(file('zip')),
    ];
}
/** What is downloaded for the requirements, after replacements; by `path@version`. */
function requiredBy(project, members) {
    const findReplacement = createReplacementFinder(project);
    const mainModules = mainModulePaths(project);
    const highest = new Map();
    for (const { goMod } of members) {
        const excluded = namesOf(goMod.exclusions.map((module) => ({ module })));
        for (const { module } of goMod.requirements) {
            if (mainModules.has(module.path) || excluded.has(formatModule(module)))
                continue;
            const known = highest.get(module.path);
            if (known && compareVersions(known.module.version, module.version) >= 0)
                continue;
            highest.set(module.path, { module, isSure: listsEveryModule(goMod) });
        }
    }
    const required = new Map();
    for (const { module, isSure } of highest.values()) {
        const downloaded = downloadedFor(module, findReplacement);
        if (downloaded)
            required.set(formatModule(downloaded), { module: downloaded, isSure });
    }
    return required;
}
/** go.sum keeps lines of what a `replace` or a workspace took out of use, perhaps because it is on no mirror. */
function createFilter(project) {
    const findReplacement = createReplacementFinder(project);
    const mainModules = mainModulePaths(project);
    const excluded = namesOf(modulesOf(project).flatMap(({ goMod }) => goMod.exclusions.map((module) => ({ module }))));
    const targets = new Set([...modulesOf(project).map(({ goMod }) => goMod), ...goWorkOf(project)]
        .flatMap(({ replacements }) => replacements)
        .flatMap(({ target }) => (target.kind === 'module' ? [formatModule(target.module)] : [])));
    return (module) => {
        const name = formatModule(module);
        if (module.path === toolchainPath || mainModules.has(module.path))
            return false;
        if (targets.has(name))
            return true;
        return !excluded.has(name) && findReplacement(module.path, module.version) === undefined;
    };
}
function goWorkOf(project) {
    return project.kind === 'workspace' ? [project.goWork] : [];
}
function namesOf(items) {
    return new Set(items.map(({ module }) => formatModule(module)));
}

;// CONCATENATED MODULE: ./bundle/stage/action/foresight.js







/**
 * What the job's projects are expected to ask the relay for: nothing that the module cache has, and no private module,
 * which only a `go` that needs it may speak of. Where the module graph was read before (a cache of another version was
 * restored), a go.mod that nothing requires directly and that is still missing is most likely one that `go` never reads.
 */
async function findMissingFiles(job) {
    const files = new Map();
    for (const project of job.projects) {
        if (project.kind === 'vendored')
            continue;
        for (const file of foresee(project)) {
            if (!job.isPrivate(file.module.path))
                files.set(endpointPath(file), file);
        }
    }
    const nameOf = ({ kind, module }) => `${cacheName(module)}.${kind}`;
    const wanted = [...files.values()];
    const possible = await keepPossible(job.downloadDirectory, wanted, nameOf);
    const cached = new Set();
    await Promise.all(possible.map(async (file) => {
        const isThere = await (0,promises_.access)((0,external_node_path_.join)(job.downloadDirectory, nameOf(file))).then(() => true, () => false);
        if (isThere)
            cached.add(file);
    }));
    const required = new Set(wanted.flatMap(({ kind, module }) => (kind === 'info' ? [formatModule(module)] : [])));
    const isGraphKnown = isMostly(cached, wanted.filter(({ kind }) => kind === 'mod'));
    const isOfUse = ({ kind, module }) => kind !== 'mod' || !isGraphKnown || required.has(formatModule(module));
    return wanted.filter((file) => !cached.has(file) && isOfUse(file));
}
function isMostly(present, items) {
    return 2 * items.filter((item) => present.has(item)).length > items.length;
}

;// CONCATENATED MODULE: ./bundle/stage/action/goproxy.js
/** GOPROXY for a `go` that is fed by the relay: `direct` has its turn only after the relay said "not found". */
function goproxyOfRelay(relayUrl, list) {
    return list.ending === 'direct' ? `${relayUrl},direct` : relayUrl;
}
/**
 * GOPROXY for a `go` that asks the mirrors itself, in the order given: credentials are in it, so it may stand in an
 * environment and nowhere else.
 */
function goproxyOfMirrors(list, ordered) {
    const groups = list.groups.map((group) => ordered(group).map(withCredentials).join('|'));
    const mirrors = groups.filter((group) => group !== '').join(',');
    if (list.ending === 'none')
        return mirrors;
    if (mirrors === '')
        return list.ending;
    return `${mirrors}${list.endingAfter === 'any-error' ? '|' : ','}${list.ending}`;
}
function withCredentials({ url, credentials }) {
    if (!credentials)
        return url;
    // Not by URL.password, which leaves a `%` as it is: Go would refuse `a%`, and take `a%41` for another password.
    const user = [credentials.username, credentials.password].map(encodeURIComponent).join(':');
    return url.replace('://', () => `://${user}@`);
}

;// CONCATENATED MODULE: ./bundle/stage/action/blamed-line.js
/** The line of go.mod, go.work or go.sum that a failure is about, found in the parsed files. */


/** In the first of the projects that has such a line. */
function findLine(failure, projects, sums, rules) {
    const { module, detail } = failure;
    switch (failure.class) {
        case 'toolchain':
            // A dependency that wants a later Go is asked for by its own line.
            return ((module === undefined ? undefined : findRequirement(module, projects)) ??
                findGoLine(detail, projects));
        case 'module-file':
            return (findWorkspaceLine(detail, projects, rules) ??
                (module === undefined ? undefined : findNaming(module, detail, projects)));
        case 'checksum-mismatch':
            return module === undefined ? undefined : findSum(failure, module, sums, projects);
        case 'sumdb-mismatch':
            return module === undefined
                ? undefined
                : (findSum(failure, module, sums, projects) ?? findRequirement(module, projects));
        case 'gosum-missing':
        case 'offline-miss':
        case 'http-not-found':
        case 'http-auth':
        case 'vcs-auth':
        case 'vcs-missing':
        case 'vcs-not-found':
        case 'vcs-network':
            if (module === undefined)
                return undefined;
            return findNaming(module, detail, projects) ?? findSum(failure, module, sums, projects);
        default:
            return undefined;
    }
}
/** go.work first: it overrides what the members say. */
function directivesOf(project) {
    switch (project.kind) {
        case 'vendored':
            return directivesOf(project.main);
        case 'workspace':
            return [{ file: project.goWorkFile, directives: project.goWork }, ...ofModules(project)];
        case 'module':
            return ofModules(project);
    }
}
function ofModules(project) {
    return modulesOf(project).map(({ goModFile, goMod }) => ({ file: goModFile, directives: goMod }));
}
/** The `toolchain` or `go` line that asks for the Go version that `go` names. */
function findGoLine(detail, projects) {
    const version = /\bgo(?: >= )?(\d[\w.]*\w)/.exec(detail)?.[1];
    for (const { file, directives } of projects.flatMap(directivesOf)) {
        const { toolchain, go } = directives;
        const named = toolchain?.name === `go${version}` ? toolchain : undefined;
        const asking = named ?? (go?.version === version ? go : undefined);
        if (asking)
            return { file: file.path, line: asking.line };
    }
    return undefined;
}
/** A `use` line whose directory `go` names, or the `go` line that is older than a member's. */
function findWorkspaceLine(detail, projects, rules) {
    const named = /\bmodule (.+) listed in go\.work file(.*)/.exec(detail);
    if (named === null)
        return undefined;
    const [, directory = '', complaint = ''] = named;
    for (const project of projects) {
        if (project.kind !== 'workspace')
            continue;
        const { goWork, goWorkFile } = project;
        const use = goWork.uses.find((one) => rules.resolve(project.directory, one.directory) ===
            rules.resolve(project.directory, directory));
        const line = complaint.includes('requires go >=') ? (goWork.go?.line ?? use?.line) : use?.line;
        if (line !== undefined)
            return { file: goWorkFile.path, line };
    }
    return undefined;
}
/** The line that brings a module in: where a replacement is the matter that of the replacement. */
function findNaming(module, detail, projects) {
    const isReplaced = /\breplace(?:d by|ments?)\b/.test(detail);
    return isReplaced
        ? (findReplacement(module, projects) ?? findRequirement(module, projects))
        : (findRequirement(module, projects) ?? findReplacement(module, projects));
}
/** `module` may be without a version, or a package inside the module: then the longest path that holds it. */
function findRequirement(module, projects) {
    const [wanted = ''] = module.split('@');
    const candidates = projects.flatMap(modulesOf).flatMap(({ goMod, goModFile }) => goMod.requirements.map((requirement) => ({
        required: requirement.module,
        at: { file: goModFile.path, line: requirement.line },
    })));
    const exact = candidates.find(({ required }) => formatModule(required) === module);
    if (exact)
        return exact.at;
    const [closest] = candidates
        .filter(({ required: { path } }) => wanted === path || wanted.startsWith(`${path}/`))
        .sort((one, other) => other.required.path.length - one.required.path.length);
    return closest?.at;
}
/** The replacement of a module, or the one that puts it in another's place. */
function findReplacement(module, projects) {
    const [path = ''] = module.split('@');
    for (const { file, directives } of projects.flatMap(directivesOf)) {
        const found = directives.replacements.find(({ path: replaced, target }) => replaced === path || (target.kind === 'module' && target.module.path === path));
        if (found)
            return { file: file.path, line: found.line };
    }
    return undefined;
}
/** The line with the hash that was not met; else the one for the file that the failure is about. */
function findSum(failure, name, sums, projects) {
    const module = blamed_line_versionOf(name);
    if (module === undefined)
        return undefined;
    const zips = sums.find(module, 'zip');
    const mods = sums.find(module, 'mod');
    const isGoMod = /\/go\.mod\b|\.mod\b/.test(failure.detail);
    const inOrder = isGoMod ? [...mods, ...zips] : [...zips, ...mods];
    const expected = failure.class === 'checksum-mismatch' ? failure.expected : undefined;
    const directories = projects.flatMap(modulesOf).map(({ goSum }) => goSum.path);
    const isOwn = ({ file }) => directories.includes(file);
    const line = inOrder.find((one) => one.hash === expected && isOwn(one)) ??
        inOrder.find((one) => one.hash === expected) ??
        inOrder.find(isOwn) ??
        inOrder[0];
    return line && { file: line.file, line: line.line };
}
function blamed_line_versionOf(name) {
    const at = name.lastIndexOf('@');
    return at === -1 ? undefined : { path: name.slice(0, at), version: name.slice(at + 1) };
}

;// CONCATENATED MODULE: ./bundle/stage/action/position.js


/**
 * Puts a failure where a person has to look: `go` names our copies of go.mod and go.sum, by paths that begin where it ran, and
 * the relay knows no line at all. A module that nobody has, or whose bytes are wrong, points to the line that names it, in
 * the project that was being downloaded if that has one. Every position is absolute.
 */
function placeFailure(failure, job, download, rules = external_node_path_) {
    const named = nameOriginals(failure, download, rules);
    if (named.position)
        return named;
    const own = job.projects.filter(({ directory }) => directory === download.directory);
    const position = findLine(named, own, job.sums, rules) ?? findLine(named, job.projects, job.sums, rules);
    return position ? { ...named, position } : named;
}
function nameOriginals(failure, { directory, files }, rules) {
    let { detail } = failure;
    let file = failure.position && rules.resolve(directory, failure.position.file);
    for (const { shadow, original } of files) {
        // `go` prints whichever is shorter.
        for (const spelling of [shadow, rules.relative(directory, shadow)]) {
            detail = detail.replaceAll(spelling, original);
        }
        if (file === shadow)
            file = original;
    }
    return {
        ...failure,
        detail,
        ...(failure.position && file !== undefined && { position: { ...failure.position, file } }),
    };
}

;// CONCATENATED MODULE: ./bundle/stage/action/rerun.js

/** `go` is started this many times at most for one project: once, and two reruns (design §3). */
const runLimit = 3;
function decideRerun(facts) {
    if (facts.runs >= runLimit)
        return 'stop';
    const kinds = new Set(facts.failures.map(kindOf));
    if (kinds.has('final'))
        return 'stop';
    if (kinds.has('damage'))
        return facts.hasRepaired ? 'stop' : 'repair';
    if (kinds.has('outage') && facts.mayGoDirect && !facts.hasGoneDirect)
        return 'again-direct';
    // With no mirror that ever answered, two passes over all of them are behind us: that is the verdict (design §6).
    if (kinds.has('outage') && !facts.hasMirrorWorked)
        return 'stop';
    return 'again';
}
function kindOf(failure) {
    if (failure.class === 'stall' && failure.phase === 'go')
        return 'passing';
    if (isOutage(failure))
        return 'outage';
    switch (failure.class) {
        case 'cache-corrupt':
            return 'damage';
        case 'vcs-network':
        case 'sumdb-unreachable':
            return 'passing';
        case 'toolchain':
            return failure.because === undefined ? 'final' : kindOf(failure.because);
        default:
            return 'final';
    }
}

;// CONCATENATED MODULE: ./bundle/stage/action/download.js












/** On top of the mirror's own limits, which have to strike first (design §6). */
const watchdogGraceMs = 30_000;
/** Requests that `go` has in flight at once; its own default, the number of processors, lets a fast line idle. */
const goParallelism = 16;
/**
 * Downloads with no network at all: whether everything is there, in the eyes of `go`.
 * @returns the modules, or undefined where anything is missing or damaged.
 */
async function downloadOffline(context) {
    const { job, session } = context;
    const projects = downloadable(job);
    // The go.sum of a vendored project names modules that nobody needs.
    if (projects.length === 0)
        return [];
    // With not one file there the answer is known, and a start of `go` is saved.
    if (job.sums.zips.length > 0 && context.present.size === 0)
        return undefined;
    const modules = [];
    for (const project of projects) {
        const shadow = await prepareShadow(project, session.directory);
        const run = await runGoDownload(shadow, goOptions(context, offlineVariables));
        session.signal.throwIfAborted();
        if (!isComplete(run))
            return undefined;
        modules.push(...run.modules);
    }
    return distinctModules(modules);
}
/**
 * Downloads what is missing from the mirrors, with at most two reruns of `go` for each project.
 * @param repair deletes damaged files from the module cache.
 * @throws FailureError; the record holds every failure of the run that ended it.
 */
async function downloadOnline(context, repair) {
    const { job, upstreams } = context;
    const connection = await upstreams.open();
    // A `go` that asks the mirrors itself would have no use for it.
    if (upstreams.obstacle === undefined)
        connection.prefetch.start(() => findMissingFiles(job));
    upstreams.meter.start(() => ({
        modulesDone: Math.min(context.present.size + connection.desk.servedZips.size, context.needed.length),
        modulesKnown: context.needed.length,
    }));
    try {
        const modules = [];
        for (const project of downloadable(job)) {
            modules.push(...(await downloadProject(context, project, connection, repair)));
        }
        return distinctModules(modules);
    }
    finally {
        upstreams.meter.stop();
        await connection.prefetch.stop();
    }
}
async function downloadProject(context, project, connection, repair) {
    const { job, session, record, upstreams, world } = context;
    const { desk, mirrors } = connection;
    let hasGoneDirect = false;
    let hasRepaired = false;
    for (let runs = 1;; runs += 1) {
        desk.startRun(hasGoneDirect ? 'direct' : 'fail');
        const shadow = await prepareShadow(project, session.directory);
        const variables = await onlineVariables(context, connection);
        const run = await runGoDownload(shadow, goOptions(context, variables));
        session.signal.throwIfAborted();
        if (isComplete(run)) {
            record.completed = [...record.completed, ...run.modules];
            return run.modules;
        }
        const failures = explainRun({
            text: classifyRun(run, connection.relayToken),
            relay: upstreams.obstacle === undefined ? desk.failures : [],
            absences: desk.absences,
            stalledMs: run.stoppedBy === 'watchdog' ? context.stallMs + watchdogGraceMs : undefined,
            waitedFor: run.waitedFor,
        }).map((failure) => placeFailure(failure, job, shadow));
        const next = decideRerun({
            runs,
            failures,
            hasMirrorWorked: mirrors.hasWorked,
            mayGoDirect: job.mayGoDirectAfterOutage,
            hasGoneDirect,
            hasRepaired,
        });
        if (next === 'stop') {
            record.failures = failures;
            record.completed = [...record.completed, ...run.modules];
            throw new stage_failure/* FailureError */.pO(failures[0] ?? { class: 'internal', detail: 'go failed without a reason' });
        }
        const { class: because = 'internal', detail = '' } = failures[0] ?? {};
        const event = {
            kind: 'go-again',
            atMs: world.effects.clock.now(),
            run: runs + 1,
            because,
            detail,
        };
        record.events.push(event);
        world.effects.log.info(describeEvent(event));
        hasGoneDirect ||= next === 'again-direct';
        if (next === 'repair') {
            hasRepaired = true;
            await repair();
        }
    }
}
/**
 * Modules whose unpacked files or zips are not what was downloaded, by `go mod verify`.
 * @throws FailureError where `go` could not verify at all: what was not looked at counts for nothing.
 */
async function verifyUnpacked(context) {
    const { job, session } = context;
    const modified = [];
    for (const project of downloadable(job)) {
        const shadow = await prepareShadow(project, session.directory);
        const verified = await runGoVerify(shadow, goOptions(context, offlineVariables));
        session.signal.throwIfAborted();
        if (verified.modified.length === 0)
            refuseUnfinished(verified, context);
        modified.push(...verified.modified);
    }
    return distinctModules(modified);
}
function refuseUnfinished(run, { stallMs }) {
    if (run.stoppedBy === undefined && run.exitCode === 0)
        return;
    const [failure] = explainRun({
        text: readGoErrors({
            task: 'verification',
            stderr: run.stderrTail,
            jsonErrors: [],
            exitCode: run.exitCode,
            signalName: run.signalName,
        }),
        relay: [],
        absences: [],
        stalledMs: run.stoppedBy === 'watchdog' ? stallMs + watchdogGraceMs : undefined,
        waitedFor: run.waitedFor,
    });
    throw new stage_failure/* FailureError */.pO({
        ...(failure ?? { class: 'internal' }),
        detail: `go mod verify could not check the module cache: ${failure?.detail ?? 'no reason given'}`,
    });
}
function goOptions(context, additions) {
    const { job, world, session, record, upstreams, stallMs } = context;
    const { clock, env, log } = world.effects;
    const isRelayed = upstreams.obstacle === undefined;
    return {
        go: job.go.go,
        env: { ...env, ...(isRelayed ? job.privateVariables : job.privateVariablesWithoutRelay) },
        additions,
        goflags: job.go.goflags,
        parallelism: goParallelism,
        clock,
        signal: session.signal,
        watch: {
            stallMs,
            graceMs: watchdogGraceMs,
            moduleCache: job.go.gomodcache,
            progressCounter: () => upstreams.meter.bytes + record.journal.attempts.length,
        },
        onLine: record.goTrace.add,
        onTraceEvent: (event) => log.debug(`go: ${JSON.stringify(event)}`),
    };
}
/** GOPROXY for a run with network: the relay, or the mirrors themselves where the relay has to stand aside. */
async function onlineVariables({ job, upstreams }, connection) {
    if (upstreams.obstacle === undefined) {
        return { GOPROXY: goproxyOfRelay(connection.relayUrl, job.mirrors) };
    }
    await connection.ready;
    return { GOPROXY: goproxyOfMirrors(job.mirrors, (group) => connection.mirrors.ordered(group)) };
}
function classifyRun(run, relayToken) {
    return readGoErrors({
        task: 'download',
        stderr: run.stderrTail,
        jsonErrors: run.errors,
        exitCode: run.exitCode,
        signalName: run.signalName,
        secrets: [relayToken],
    });
}
function downloadable(job) {
    return job.projects.filter((project) => project.kind !== 'vendored');
}
function isComplete(run) {
    return run.exitCode === 0 && run.errors.length === 0 && run.stoppedBy === undefined;
}

;// CONCATENATED MODULE: ./bundle/stage/action/phase.js


/** The parts of a run in their order. Probing goes on beside the download, which waits for its first answer. */
const phaseNames = (/* unused pure expression or super */ null && (['restore', 'check', 'probe', 'download', 'verify', 'save']));
/** What people read of each phase. */
const phaseTitles = {
    restore: 'Restore the cache',
    check: 'Check what is there',
    probe: 'Probe the mirrors',
    download: 'Download and verify',
    verify: 'Verify what was unpacked before',
    save: 'Save the cache',
};
/** Runs `work` as a phase: what it prints is folded, and how long it took stands below the fold and in the record. */
async function inPhase({ clock, log }, phases, name, work) {
    const startedAtMs = clock.now();
    let isComplete = false;
    try {
        const result = await inGroup(log, phaseTitles[name], work);
        isComplete = true;
        return result;
    }
    finally {
        const durationMs = clock.now() - startedAtMs;
        phases.push({ name, startedAtMs, durationMs, isComplete });
        const took = (0,wording/* formatElapsed */.C)(durationMs);
        log.info(`${phaseTitles[name]}: ${isComplete ? took : `ended after ${took}, not complete`}`);
    }
}

;// CONCATENATED MODULE: ./bundle/stage/action/ensure.js









/**
 * Every module in the module cache, complete and verified: without any network where that is possible, through the
 * relay otherwise. What lay there unpacked before this run is checked too, and fetched anew where it was changed.
 * @throws FailureError for what ends the run; the record holds all failures then.
 */
async function ensureModules(context, store) {
    const { job, record } = context;
    const { effects } = context.world;
    const files = listModuleFiles(job.sums);
    const isUntrusted = await findsPriorState(context);
    for (let round = 1;; round += 1) {
        const modules = await downloadAll(context, files, store);
        const modified = isUntrusted
            ? await inPhase(effects, record.phases, 'verify', () => verifyUnpacked(context))
            : [];
        if (modified.length === 0)
            return modules;
        const detail = `${(0,wording/* countOf */.p)(modified.length, 'module')} in the module cache ${modified.length === 1 ? 'is' : 'are'} not what was downloaded`;
        const failure = {
            class: 'cache-corrupt',
            detail,
            module: modified.map(formatModule).slice(0, 3).join(', '),
        };
        if (round === 2)
            throw new stage_failure/* FailureError */.pO(failure);
        record.findings.push({ level: 'warning', failure, tried: 'deleted and fetched again' });
        await discard(context, modified);
    }
}
/** Whether nothing is left to restore or to download: a persistent runner, an image, another step before this one. */
async function holdsEverything(context) {
    const isPossible = context.needed.every((module) => context.present.has(formatModule(module)));
    return isPossible && (await downloadOffline(context)) !== undefined;
}
/** Whether the module cache holds anything for this job that `go` would believe unseen. */
async function findsPriorState({ job, needed, session }) {
    const moduleCacheDirectory = job.go.gomodcache;
    const modules = distinctModules([...needed, ...listModules(job.sums)]);
    if (await hasPriorState({ moduleCacheDirectory, modules, signal: session.signal }))
        return true;
    // With -mod=mod neither go.mod nor go.sum has to name what `go` will load.
    const mayGrow = parseModuleFlags(job.go.goflags).mod === 'mod';
    return mayGrow && (await hasAnyPriorState(moduleCacheDirectory));
}
/** What is taken out of the module cache is not complete any more, whatever an earlier run of `go` said. */
async function discard({ job, record }, modules) {
    await removeModules(job.go.gomodcache, modules);
    const names = new Set(modules.map(formatModule));
    record.completed = record.completed.filter((module) => !names.has(formatModule(module)));
}
async function downloadAll(context, files, store) {
    const { effects } = context.world;
    const { phases } = context.record;
    const complete = await inPhase(effects, phases, 'check', async () => {
        const found = await downloadOffline(context);
        effects.log.info(found
            ? `${(0,wording/* countOf */.p)(found.length, 'module')} already in the module cache: no mirror is asked`
            : 'The module cache is not complete: the mirrors are asked');
        if (!found)
            await removeDamage(context, files, store);
        return found;
    });
    if (complete)
        return complete;
    return inPhase(effects, phases, 'download', () => downloadOnline(context, () => removeDamage(context, files, store)));
}
/** Deletes what is damaged, because `go` never heals a file that it has (reference/go-failures.md §1.9). */
async function removeDamage(context, files, store) {
    const { job, session, record } = context;
    const { damaged } = await findDamage({
        downloadDirectory: job.downloadDirectory,
        sums: job.sums,
        files,
        signal: session.signal,
    });
    const [first] = damaged;
    if (first === undefined)
        return;
    record.findings.push({
        level: 'warning',
        failure: {
            class: 'cache-corrupt',
            detail: `${(0,wording/* countOf */.p)(damaged.length, 'file')} in the module cache ${damaged.length === 1 ? 'was damaged:' : 'were damaged, among them'} ${first.relativePath} (${first.problem})`,
            module: formatModule(first.module),
        },
        tried: 'deleted and fetched again',
    });
    await store?.forget(damaged.map(({ relativePath }) => relativePath));
    await discard(context, damaged.map(({ module }) => module));
}

;// CONCATENATED MODULE: ./bundle/stage/action/export.js
/** What later steps get: the mirrors that work, as plain `go` understands them. Nothing that needs our relay. */
/**
 * The variables to export. GOPROXY only for the input `mirrors`, without the mirrors that failed and without those
 * that need credentials: a variable is no place for a secret. With `not-found` the list ends before the first mirror
 * left out, because whatever stands behind a gatekeeper must not be asked in its place.
 */
function exportedEnvironment(job, facts) {
    const { mirrorsInput } = job;
    const exported = mirrorsInput === undefined ? [] : exportableMirrors(mirrorsInput, job, facts);
    const goproxy = mirrorsInput === undefined ? '' : joinList(mirrorsInput, exported, job);
    const isDatabaseTold = goproxy !== '' && facts.databaseUrl !== undefined && isDatabaseAskedThrough(exported, job);
    return {
        ...(goproxy !== '' && { GOPROXY: goproxy }),
        ...(isDatabaseTold && { GOSUMDB: `${job.go.gosumdb.trim()} ${facts.databaseUrl}` }),
        ...job.privateVariablesWithoutRelay,
    };
}
/** Whether it has to be known, for the variables to export, where the checksum database answers. */
function wantsDatabase(job) {
    const exported = job.mirrorsInput?.groups.flat().filter(({ credentials }) => !credentials) ?? [];
    return isDatabaseAskedThrough(exported, job);
}
/**
 * Names of the mirrors that failed, that were found out with wrong bytes, or that were probed in vain and not asked after
 * that.
 */
function unfitMirrors({ journal, job, mirrors, }) {
    const probedInVain = new Set(mirrors?.probes.flatMap(({ mirror, failure }) => (failure ? [mirror.name] : [])));
    const distrusted = new Set(mirrors?.set.all.filter((mirror) => mirrors.set.isQuarantined(mirror)).map(({ name }) => name));
    const names = (job?.mirrors.groups.flat() ?? []).map(({ name }) => name);
    const unfit = journal
        .reports(names)
        .filter(({ name, state }) => state === 'failing' ||
        distrusted.has(name) ||
        (state === 'not-asked' && probedInVain.has(name)));
    return new Set(unfit.map(({ name }) => name));
}
function exportableMirrors(list, { fallback }, { unfit }) {
    const isExportable = (mirror) => mirror.credentials === undefined && !unfit.has(mirror.name);
    const mirrors = list.groups.flat();
    if (fallback === 'any-error')
        return mirrors.filter(isExportable);
    const firstLeftOut = mirrors.findIndex((mirror) => !isExportable(mirror));
    return firstLeftOut === -1 ? mirrors : mirrors.slice(0, firstLeftOut);
}
function joinList(list, exported, { fallback }) {
    const all = list.groups.flat();
    // `direct` alone would send later steps past every mirror the user named; an empty list says nothing at all.
    if (exported.length === 0 && all.length > 0)
        return '';
    const isWhole = exported.length === all.length;
    const mayEnd = list.ending === 'off' || fallback === 'any-error' || isWhole;
    const ending = list.ending === 'none' || !mayEnd ? [] : [list.ending];
    return [...exported.map(({ url }) => url), ...ending].join(fallback === 'any-error' ? '|' : ',');
}
/**
 * Whether `go` would ask the checksum database through a third party's mirror, unless GOSUMDB names its address. Only for
 * the database under its plain name or key: every other setting has an address of its own, or is `off`.
 */
function isDatabaseAskedThrough(exported, { shippedMirrors, go }) {
    if (!/^sum\.golang\.org(?:\+\S+)?$/.test(go.gosumdb.trim()))
        return false;
    const shipped = new Set(shippedMirrors.map(({ url }) => url));
    return exported.some(({ url }) => !shipped.has(url));
}

;// CONCATENATED MODULE: ./bundle/stage/action/module-source.js


/** Where each of these modules came from, for report and summary. */
async function describeModules({ present, upstreams }, modules, restored = new Set()) {
    const served = await upstreams.servedZips();
    const sourceOf = (module) => {
        const name = formatModule(module);
        if (served.has(name))
            return 'mirror';
        if (restored.has(`${cacheName(module)}.zip`))
            return 'restored';
        if (present.has(name))
            return 'module-cache';
        // Without the relay nobody but `go` knows whom it asked; mirrors come first in every list.
        return upstreams.obstacle === undefined ? 'version-control' : 'mirror';
    };
    return modules.map(({ path, version }) => {
        const module = { path, version };
        return { module, source: sourceOf(module) };
    });
}
/** The same for a run that was cut short: what it completed (each module once), and what it leaves missing. */
async function describeUnfinished(context, completed, restored = new Set()) {
    const modules = distinctModules(completed);
    const names = new Set(modules.map(formatModule));
    const missing = context.needed.filter((module) => !names.has(formatModule(module)));
    return [
        ...(await describeModules(context, modules, restored)),
        ...missing.map((module) => ({ module, source: 'failed' })),
    ];
}

;// CONCATENATED MODULE: ./bundle/stage/cache-service/place.js
/** Where the job's cache service is, from the variables that the runner sets for actions. Pure. */
/** Undefined where no job, or no service, is in sight; whether it can be used @actions/cache decides. */
function findServicePlace(env) {
    const resultsUrl = httpUrl(env['ACTIONS_RESULTS_URL']);
    const cacheUrl = httpUrl(env['ACTIONS_CACHE_URL']);
    const token = env['ACTIONS_RUNTIME_TOKEN'] ?? '';
    if (token === '' || (resultsUrl === undefined && cacheUrl === undefined))
        return undefined;
    return {
        ...(resultsUrl && { resultsUrl }),
        ...(cacheUrl && { cacheUrl }),
        token,
        variables: {
            GITHUB_SERVER_URL: env['GITHUB_SERVER_URL'],
            ACTIONS_CACHE_SERVICE_V2: env['ACTIONS_CACHE_SERVICE_V2'],
            ACTIONS_CACHE_MODE: env['ACTIONS_CACHE_MODE'],
        },
    };
}
function httpUrl(text) {
    if (text === undefined || !URL.canParse(text))
        return undefined;
    const url = new URL(text);
    return url.protocol === 'http:' || url.protocol === 'https:' ? url : undefined;
}

;// CONCATENATED MODULE: ./bundle/stage/cache-service/calls.js
/**
 * The calls of the two protocols of GitHub's cache service: v1 (REST, GitHub Enterprise Server) and v2 (Twirp and signed
 * URLs of a blob store), as @actions/cache 6.3.0 speaks them. Pure.
 */
const twirpMethods = {
    GetCacheEntryDownloadURL: 'lookup',
    CreateCacheEntry: 'reserve',
    FinalizeCacheEntryUpload: 'finalize',
};
const twirpPrefix = '/twirp/github.actions.results.api.v1.CacheService/';
/** What a Twirp request is for; undefined for a path that is none. */
function twirpCall(method, pathname) {
    if (method !== 'POST' || !pathname.startsWith(twirpPrefix))
        return undefined;
    const name = pathname.slice(twirpPrefix.length);
    return Object.hasOwn(twirpMethods, name) ? twirpMethods[name] : undefined;
}
/** What a v1 request is for. @param path below the service's URL, without a query */
function restCall(method, path) {
    const resource = /^_apis\/artifactcache\/(cache|caches|caches\/\d+)$/.exec(path)?.[1];
    switch (`${method} ${resource?.replace(/\d+/, 'ID')}`) {
        case 'GET cache':
        case 'GET caches':
            return 'lookup';
        case 'POST caches':
            return 'reserve';
        case 'PATCH caches/ID':
            return 'upload';
        case 'POST caches/ID':
            return 'finalize';
        default:
            return undefined;
    }
}
/** What a request for a signed URL is for. */
function blobCall(method) {
    switch (method) {
        case 'GET':
            return 'download';
        case 'PUT':
            return 'upload';
        default:
            return undefined;
    }
}
/** How people read it: "the lookup failed". */
function describeCall(kind) {
    switch (kind) {
        case 'lookup':
            return 'the lookup';
        case 'download':
            return 'the download of the archive';
        case 'reserve':
            return 'the reservation of the key';
        case 'upload':
            return 'the upload of the archive';
        case 'finalize':
            return 'the completion of the archive';
    }
}
/** The fields of an answer that lead the client elsewhere, in the spellings that a JSON protocol buffer may have. */
const urlFields = [
    'signed_upload_url',
    'signedUploadUrl',
    'signed_download_url',
    'signedDownloadUrl',
    'archiveLocation',
];
/** `body` with every URL that leads elsewhere replaced; as it is where it is no JSON object. */
function replaceUrls(body, replace) {
    let answer;
    try {
        answer = JSON.parse(body.toString('utf8'));
    }
    catch {
        return body;
    }
    if (typeof answer !== 'object' || answer === null)
        return body;
    const fields = Object.entries(answer).map(([name, value]) => [
        name,
        urlFields.includes(name) && typeof value === 'string' && URL.canParse(value)
            ? replace(value)
            : value,
    ]);
    return Buffer.from(JSON.stringify(Object.fromEntries(fields)));
}

;// CONCATENATED MODULE: ./bundle/stage/cache-service/forward.js






/** Tries of one call; a download begins to count anew with every byte it gains. */
const mostTries = 3;
/** Each of these costs a whole time limit, and what a cache can save is time. */
const mostTriesInSilence = 2;
/** No answer of the service but the archive itself comes near it. */
const mostAnswerBytes = 1024 * 1024;
const forward_errorTextBytes = 2_048;
/**
 * Makes a call until it is answered, at most `mostTries` times. All calls but the reservation may be repeated freely:
 * the service puts the same bytes into the same place.
 * @throws FailureError `cache-service` that says what the last try met, or the signal's reason.
 */
async function forward(tools, call, signal) {
    let uncertainty;
    const answer = await tryRepeatedly(tools, call, signal, async () => {
        try {
            const response = await openAnswer(tools, call, signal);
            const body = await readAll(response);
            return { status: response.status, headers: response.headers, body };
        }
        catch (thrown) {
            const failure = (0,stage_failure/* failureOf */.g5)(thrown);
            if (isAfterSending(failure))
                uncertainty = failure;
            throw thrown;
        }
    });
    return { ...answer, ...(uncertainty && { uncertainty }) };
}
/**
 * The answer of one try, its body still to come.
 * @throws FailureError for what broke and for statuses that another try may change.
 */
async function openAnswer(tools, { method, url, headers, body }, signal) {
    const response = await tools.client.send({
        method,
        url,
        headers,
        ...(body && { body }),
        limits: tools.limits,
        signal,
    });
    const { status } = response;
    if (status !== 408 && status !== 429 && status < 500)
        return response;
    const text = await forward_readStart(response);
    const facts = { status, headers: response.headers, text, wallClockMs: tools.wallClock() };
    throw new stage_failure/* FailureError */.pO(failureOfStatus(facts));
}
/** Runs `attempt` until it succeeds, meets what no repetition changes, or has failed `mostTries` times. */
async function tryRepeatedly(tools, { kind }, signal, attempt) {
    for (let tries = 1;; tries += 1) {
        try {
            return await attempt();
        }
        catch (thrown) {
            signal.throwIfAborted();
            const failure = (0,stage_failure/* failureOf */.g5)(thrown);
            tools.onFailure(failure);
            if (!isWorthAnotherTry(failure, tries)) {
                throw new stage_failure/* FailureError */.pO(serviceFailure(kind, tries, failure));
            }
            await sleep(tools.clock, delayBefore(tries, failure, tools.random), signal);
        }
    }
}
/** What becomes of the cache for the lack of one call. */
function serviceFailure(kind, tries, because) {
    const times = tries === 1 ? '' : ` ${tries} times`;
    return {
        class: 'cache-service',
        detail: `${describeCall(kind)} failed${times}: ${because.class}: ${because.detail}`,
        because,
        ...(because.cause !== undefined && { cause: because.cause }),
    };
}
function delayBefore(tries, failure, random) {
    const asked = failure.class === 'http-throttled' ? (failure.retryAfterMs ?? 0) : 0;
    return Math.max(Math.min(asked, retryAfterCapMs), backoffDelayMs(tries - 1, random));
}
/** @param tries made so far, this one included */
function isWorthAnotherTry(failure, tries) {
    const isSilence = failure.class === 'stall' || failure.class === 'connect-timeout';
    if (tries >= (isSilence ? mostTriesInSilence : mostTries))
        return false;
    return isOutage(failure) || (failure.class === 'http-other' && failure.status === 408);
}
/** The request may have arrived whole: only its answer is missing. */
function isAfterSending(failure) {
    switch (failure.class) {
        case 'connection-reset':
        case 'stall':
            return failure.phase === 'headers' || failure.phase === 'body';
        case 'truncated':
            return true;
        default:
            return false;
    }
}
async function readAll({ body }) {
    const chunks = [];
    let size = 0;
    for await (const chunk of body) {
        size += chunk.length;
        if (size > mostAnswerBytes) {
            const detail = `an answer of more than ${mostAnswerBytes} bytes, which no cache service gives`;
            throw new stage_failure/* FailureError */.pO({ class: 'bad-content', detail });
        }
        chunks.push(chunk);
    }
    return Buffer.concat(chunks);
}
/** The start of an error page; one that breaks off changes nothing about the status. */
async function forward_readStart({ body }) {
    const chunks = [];
    let size = 0;
    try {
        for await (const chunk of body) {
            chunks.push(chunk);
            size += chunk.length;
            if (size >= forward_errorTextBytes)
                break;
        }
    }
    catch {
        // What came of it is enough.
    }
    return Buffer.concat(chunks).subarray(0, forward_errorTextBytes).toString('utf8');
}

;// CONCATENATED MODULE: ./bundle/stage/cache-service/client-output.js
/** What @actions/cache writes: it reports failures by annotation commands and nothing else. Pure. */
/** Warnings and errors, in order; the same one once. */
function complaintsIn(output) {
    const found = [...output.matchAll(/^::(?:warning|error)(?: [^:]*)?::(.*)$/gm)].map(([, message = '']) => unescaped(message));
    return [...new Set(found)];
}
/** Lines that are no commands. */
function remarksIn(output) {
    return output
        .split(/\r?\n/)
        .map((line) => line.trim())
        .filter((line) => line !== '' && !line.startsWith('::'));
}
function unescaped(text) {
    return text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%').trim();
}

// EXTERNAL MODULE: external "node:events"
var external_node_events_ = __nccwpck_require__(8474);
;// CONCATENATED MODULE: ./bundle/stage/cache-service/archive.js




/**
 * Opens the archive at `call`, with tries as any call has, and keeps its body coming: a cut or a stall in the middle
 * is continued where it broke, which the client at the other end never notices.
 */
async function openArchive(tools, call, signal) {
    const response = await tryRepeatedly(tools, call, signal, () => openAnswer(tools, call, signal));
    const { status, headers } = response;
    return { status, headers, body: continued(tools, call, response, signal) };
}
async function* continued(tools, call, first, signal) {
    const partial = beginning(first);
    let receivedBytes = 0;
    let current = {
        body: first.body,
        skipBytes: 0,
    };
    let triesWithoutGain = 0;
    for (;;) {
        let failure;
        try {
            for await (const chunk of skipping(current.body, current.skipBytes)) {
                receivedBytes += chunk.length;
                triesWithoutGain = 0;
                yield chunk;
            }
            return;
        }
        catch (thrown) {
            failure = (0,stage_failure/* failureOf */.g5)(thrown);
        }
        for (;;) {
            signal.throwIfAborted();
            tools.onFailure(failure);
            triesWithoutGain += 1;
            if (!isWorthAnotherTry(failure, triesWithoutGain)) {
                throw new stage_failure/* FailureError */.pO(serviceFailure(call.kind, triesWithoutGain, failure));
            }
            await sleep(tools.clock, delayBefore(triesWithoutGain, failure, tools.random), signal);
            const next = await reopen(tools, call, { ...partial, receivedBytes }, signal);
            if ('body' in next) {
                current = next;
                break;
            }
            failure = next.failure;
        }
    }
}
function beginning({ headers }) {
    const validator = validatorOf(headers);
    const length = headers['content-length'];
    return {
        ...(validator !== undefined && { validator }),
        ...(length !== undefined && { totalBytes: Number(length) }),
    };
}
/** The rest of a body that broke off, or why there is none. */
async function reopen(tools, call, partial, signal) {
    try {
        const headers = { ...call.headers, ...rangeHeaders(partial) };
        const response = await openAnswer(tools, { ...call, headers }, signal);
        // A key's archive never changes, and go.sum decides about every file that comes out of it: no validator is needed.
        const isHashKnown = true;
        const continuation = continuationOf(partial, response.status, response.headers, isHashKnown);
        switch (continuation.kind) {
            case 'rest':
                return { body: response.body, skipBytes: 0 };
            case 'whole':
                return { body: response.body, skipBytes: continuation.skipBytes };
            case 'other': {
                await response.discard();
                const detail = `it broke off after ${partial.receivedBytes} bytes and cannot be continued (HTTP status ${response.status})`;
                return { failure: { class: 'http-other', status: response.status, detail } };
            }
        }
    }
    catch (thrown) {
        return { failure: (0,stage_failure/* failureOf */.g5)(thrown) };
    }
}
async function* skipping(body, bytes) {
    let left = bytes;
    for await (const chunk of body) {
        if (chunk.length > left)
            yield left === 0 ? chunk : chunk.subarray(left);
        left = Math.max(0, left - chunk.length);
    }
}

;// CONCATENATED MODULE: ./bundle/stage/cache-service/routes.js

/** They belong to one connection, or are made anew for the next one. */
const connectionHeaders = new Set([
    'host',
    'connection',
    'keep-alive',
    'proxy-authorization',
    'proxy-connection',
    'te',
    'trailer',
    'transfer-encoding',
    'upgrade',
    'expect',
    'content-length',
    'accept-encoding',
    'authorization',
]);
/**
 * @param base the gateway's own URL, without a final slash
 * @param token what nobody but the client knows
 */
function createRoutes(place, base, token) {
    const signed = [];
    const { resultsUrl, cacheUrl } = place;
    const find = (method, target) => {
        if (!URL.canParse(target, base))
            return undefined;
        const { pathname, search } = new URL(target, base);
        if (pathname.startsWith('/twirp/')) {
            const kind = twirpCall(method, pathname);
            return kind && resultsUrl && { kind, url: new URL(pathname, resultsUrl), isSigned: false };
        }
        if (pathname.startsWith('/v1/')) {
            const path = pathname.slice('/v1/'.length);
            const kind = restCall(method, path);
            return kind && cacheUrl && { kind, url: below(cacheUrl, path, search), isSigned: false };
        }
        // Three segments: Azure's client takes them for account, container and blob.
        const [, first, index, last, ...more] = pathname.split('/');
        const known = /^\d{1,6}$/.test(index ?? '') ? signed[Number(index)] : undefined;
        const kind = blobCall(method);
        if (first !== token || last !== 'archive' || more.length > 0 || !known || !kind)
            return undefined;
        const url = new URL(known);
        // The client adds to the query (the number of a block) and keeps what was there.
        url.search = search;
        return { kind, url, isSigned: true };
    };
    return {
        find(method, target) {
            const route = find(method, target);
            return (route && {
                ...route,
                headers: (given) => ({
                    ...passedHeaders(given),
                    ...(!route.isSigned && { authorization: `Bearer ${place.token}` }),
                }),
            });
        },
        lead(url) {
            const { search } = new URL(url);
            signed.push(new URL(url));
            return `${base}/${token}/${signed.length - 1}/archive${search}`;
        },
        variables: {
            ...(resultsUrl && { ACTIONS_RESULTS_URL: `${base}/` }),
            ...(cacheUrl && { ACTIONS_CACHE_URL: `${base}/v1/` }),
        },
    };
}
/** As @actions/cache puts it together: text behind text. */
function below(service, path, search) {
    const text = service.href;
    return new URL(`${text.endsWith('/') ? text : `${text}/`}${path}${search}`);
}
function passedHeaders(given) {
    return Object.fromEntries(Object.entries(given).flatMap(([name, value]) => value === undefined || connectionHeaders.has(name)
        ? []
        : [[name, Array.isArray(value) ? value.join(', ') : value]]));
}
/** The headers of the service's answer, for the client. @param length undefined where it is not known */
function answerHeaders(headers, length) {
    const passed = Object.entries(headers).filter(([name]) => !connectionHeaders.has(name));
    return Object.fromEntries([
        ...passed,
        ...(length === undefined ? [] : [['content-length', String(length)]]),
    ]);
}

;// CONCATENATED MODULE: ./bundle/stage/cache-service/gateway.js












/** Small enough that a slow line shows progress within the stall limit. */
const sentAtOnceBytes = 64 * 1024;
/**
 * Stands between @actions/cache and the cache service, on loopback: makes each call with our own limits, tries, forward
 * proxy and certificates, adds the job's token, which the client never sees, and leads signed URLs through itself.
 */
async function openGateway(options) {
    const { spool, log } = options;
    const breaking = new AbortController();
    const signal = AbortSignal.any([options.signal, breaking.signal]);
    const token = (0,external_node_crypto_.randomBytes)(24).toString('base64url');
    let refusal;
    let underWay;
    let archiveBytes = 0;
    const server = (0,external_node_http_.createServer)({ requestTimeout: 0 }, (request, response) => {
        respond(request, response).catch((thrown) => {
            // A client that left is no fault of the service.
            if (!request.socket.destroyed)
                breaking.abort(new stage_failure/* FailureError */.pO((0,stage_failure/* failureOf */.g5)(thrown)));
            response.destroy();
        });
    });
    server.listen(0, '127.0.0.1');
    await (0,external_node_events_.once)(server, 'listening');
    const { port } = server.address();
    const routes = createRoutes(options.place, `http://127.0.0.1:${port}`, token);
    async function respond(request, response) {
        const isForUs = request.headers.host === `127.0.0.1:${port}`;
        const route = isForUs ? routes.find(request.method ?? '', request.url ?? '') : undefined;
        if (route === undefined) {
            response.writeHead(404).end();
            return;
        }
        if (!route.isSigned && !isSameSecret(request.headers.authorization ?? '', `Bearer ${token}`)) {
            response.writeHead(401).end();
            return;
        }
        const startedAtMs = options.tools.clock.now();
        const call = route.kind;
        underWay = { call, because: undefined };
        const onFailure = (because) => {
            underWay = { call, because };
        };
        const pass = call === 'download' ? passArchive : passCall;
        const status = await pass({ ...options.tools, onFailure }, route, request, response);
        underWay = undefined;
        const took = (0,module_duration/* formatDuration */.a)(Math.round(options.tools.clock.now() - startedAtMs));
        log.debug(`cache service: ${describeCall(route.kind)}: HTTP status ${status}, ${took}`);
    }
    async function passCall(tools, route, request, response) {
        const file = await spool.take(request, Number.MAX_SAFE_INTEGER, () => { });
        try {
            if (route.kind === 'upload')
                archiveBytes += file.size;
            const { kind, url } = route;
            const { method = 'GET' } = request;
            const headers = route.headers(request.headers);
            const call = method === 'GET'
                ? { kind, method, url, headers }
                : {
                    kind,
                    method,
                    url,
                    headers: { ...headers, 'content-length': String(file.size) },
                    body: outgoing(file),
                };
            const answer = await forward(tools, call, signal);
            noteRefusal(route, answer);
            const content = route.isSigned ? answer.body : replaceUrls(answer.body, routes.lead);
            response.writeHead(answer.status, answerHeaders(answer.headers, content.length));
            response.end(content);
            return answer.status;
        }
        finally {
            await spool.release(file);
        }
    }
    async function passArchive(tools, route, request, response) {
        const headers = route.headers(request.headers);
        const call = { kind: 'download', method: 'GET', url: route.url, headers };
        const archive = await openArchive(tools, call, signal);
        const length = archive.headers['content-length'];
        const totalBytes = length === undefined ? undefined : Number(length);
        response.writeHead(archive.status, answerHeaders(archive.headers, totalBytes));
        for await (const chunk of archive.body) {
            archiveBytes += chunk.length;
            if (!response.write(chunk))
                await drainedOrGone(response);
            if (response.destroyed)
                break;
        }
        response.end();
        return archive.status;
    }
    /** A refusal after a try that broke off may be about what that very try has done: the break is the news then. */
    function noteRefusal({ kind }, answer) {
        const { status, headers, body, uncertainty } = answer;
        if (status < 400)
            return;
        if (uncertainty)
            throw new stage_failure/* FailureError */.pO(serviceFailure(kind, 1, uncertainty));
        const text = body.toString('utf8', 0, 2_048);
        const facts = { status, headers, text, wallClockMs: options.tools.wallClock() };
        refusal = { call: kind, status, because: failureOfStatus(facts) };
    }
    return {
        variables: { ...routes.variables, ACTIONS_RUNTIME_TOKEN: token },
        broken: breaking.signal,
        underWay: () => underWay,
        refusal: () => refusal,
        archiveBytes: () => archiveBytes,
        close: () => new Promise((resolve) => {
            server.close(() => resolve());
            server.closeAllConnections();
        }),
    };
}
function outgoing(file) {
    return {
        size: file.size,
        async *chunks() {
            if (file.kind === 'disk') {
                for await (const chunk of (0,external_node_fs_.createReadStream)(file.path))
                    yield chunk;
                return;
            }
            for (let start = 0; start < file.size; start += sentAtOnceBytes) {
                yield file.bytes.subarray(start, start + sentAtOnceBytes);
            }
        },
    };
}
async function drainedOrGone(response) {
    const listening = new AbortController();
    const { signal } = listening;
    const events = ['drain', 'close'].map((name) => (0,external_node_events_.once)(response, name, { signal }));
    try {
        await Promise.race(events);
    }
    finally {
        for (const event of events)
            event.catch(() => { });
        listening.abort();
    }
}

;// CONCATENATED MODULE: ./bundle/stage/cache-service/protocol.js
/**
 * What the action and its cache client say to each other: a request and a result, each a file in a directory that is the
 * operation's own. No secret is among them.
 */
/**
 * What is archived, below the client's working directory. Part of the version that a cache service compares, with the
 * compression: the same on every system, and no path of any machine.
 */
const archivedPath = 'modules';
/** The client's working directory, below the operation's. */
const workspaceName = 'workspace';
/** Where the client puts the archive itself. */
const temporaryName = 'temporary';
const requestName = 'request.json';
const resultName = 'result.json';

;// CONCATENATED MODULE: ./bundle/stage/cache-service/operation.js












/** Of the environment only what programs need to be found and to run: above all no token, and no TAR_OPTIONS. */
const passedVariables = [
    'PATH',
    'Path',
    'PATHEXT',
    'HOME',
    'USERPROFILE',
    'LANG',
    'TZ',
    'SystemRoot',
    'SystemDrive',
    'windir',
    'ComSpec',
    'ProgramFiles',
    'TEMP',
    'TMP',
];
/**
 * Level of zstd. The archive holds zips, which are compressed already; what they have in common is found from 3 on, and
 * above it each percent costs as much CPU time again (golangci-lint: 1: 55 MB, 3: 45, 9: 42; hugo: 194, 189, 188).
 * It is zstd's own default, said here so that a variable of the job does not change it.
 */
const compressionLevel = '3';
const operation_killGraceMs = 1_000;
/** A tar that fails may have a line for every file. */
const mostRemarks = 100;
/** The longest that one operation may take: whatever it could bring, the mirrors have to have most of the time. */
function operationLimitMs({ deadlineMs }) {
    return Math.min(Math.round(deadlineMs / 3), 5 * 60_000);
}
/**
 * Runs the cache client once, in a directory of its own, and ends it and all it started with the operation.
 * @throws FailureError `cache-service` or `disk-full`, or the signal's reason.
 */
async function runOperation(tools, request, end, work) {
    const directory = await orStorageError((0,promises_.mkdtemp)((0,external_node_path_.join)(tools.directory, 'cache-')));
    const inside = (name) => (0,external_node_path_.join)(directory, name);
    try {
        for (const name of [workspaceName, temporaryName, 'spool']) {
            await orStorageError((0,promises_.mkdir)(inside(name)));
        }
        await orStorageError((0,promises_.writeFile)(inside(requestName), JSON.stringify(request)));
        await work.prepare?.(inside(workspaceName));
        return await work.collect(inside(workspaceName), await runClient(tools, directory, end));
    }
    finally {
        await (0,promises_.rm)(directory, { recursive: true, force: true, maxRetries: 3 }).catch(() => { });
    }
}
async function orStorageError(result) {
    try {
        return await result;
    }
    catch (error) {
        throw storageError(error, 'the files of the cache client');
    }
}
async function runClient(tools, directory, { limitMs, signal }) {
    const { effects, limits, place } = tools;
    const { clock } = effects;
    const overdue = new AbortController();
    let gateway;
    const cancelLimit = clock.after(limitMs, () => overdue.abort(new stage_failure/* FailureError */.pO(late(limitMs, gateway?.underWay()))));
    const http = createHttpClient({ ...(await tools.http()), clock });
    const ending = AbortSignal.any([signal, overdue.signal]);
    try {
        gateway = await openGateway({
            place,
            tools: { client: http, limits, clock, random: effects.random, wallClock: Date.now },
            spool: new SpoolSpace((0,external_node_path_.join)(directory, 'spool')),
            log: effects.log,
            signal: ending,
        });
        const supervised = AbortSignal.any([ending, gateway.broken]);
        const ended = await runSupervised({
            command: process.execPath,
            args: [tools.clientScript, directory],
            cwd: (0,external_node_path_.join)(directory, workspaceName),
            env: clientEnvironment(tools, directory, gateway),
            signal: supervised,
            clock,
            killGraceMs: operation_killGraceMs,
        });
        supervised.throwIfAborted();
        const output = ended.stdout.toString('utf8');
        const remarks = remarksIn(output).slice(-mostRemarks);
        for (const line of remarks)
            effects.log.debug(`cache: ${line}`);
        const client = await readResult(directory);
        if (client === undefined)
            throw new stage_failure/* FailureError */.pO(crash(ended.exitCode, ended.stderrTail));
        const refusal = gateway.refusal();
        return {
            client,
            complaints: complaintsIn(output),
            remarks,
            ...(refusal && { refusal }),
            archiveBytes: gateway.archiveBytes(),
        };
    }
    finally {
        cancelLimit();
        await gateway?.close();
        await http.close();
    }
}
function clientEnvironment({ effects, place }, directory, gateway) {
    return {
        ...Object.fromEntries(passedVariables.map((name) => [name, effects.env[name]])),
        ...place.variables,
        ...gateway.variables,
        // @actions/cache packs and unpacks relative to the one and puts its archive into the other.
        GITHUB_WORKSPACE: (0,external_node_path_.join)(directory, workspaceName),
        RUNNER_TEMP: (0,external_node_path_.join)(directory, temporaryName),
        NO_PROXY: '127.0.0.1',
        ZSTD_CLEVEL: compressionLevel,
    };
}
async function readResult(directory) {
    try {
        return JSON.parse(await (0,promises_.readFile)((0,external_node_path_.join)(directory, resultName), 'utf8'));
    }
    catch {
        return undefined;
    }
}
function late(limitMs, underWay) {
    const within = `within ${(0,module_duration/* formatDuration */.a)(Math.round(limitMs))}, the cache's part of the time of the step`;
    if (underWay === undefined) {
        return { class: 'cache-service', detail: `the archive was not packed or unpacked ${within}` };
    }
    const { call, because } = underWay;
    const why = because === undefined ? '' : `; before that ${because.class}: ${because.detail}`;
    return {
        class: 'cache-service',
        detail: `${describeCall(call)} did not end ${within}${why}`,
        ...(because && { because }),
    };
}
function crash(exitCode, stderr) {
    const said = stderr.trim().split('\n').slice(-3).join(' ').slice(-300);
    const how = exitCode === null ? 'was ended' : `ended with ${exitCode}`;
    return { class: 'cache-service', detail: `the cache client ${how}${said && `: ${said}`}` };
}

;// CONCATENATED MODULE: ./bundle/stage/cache/file-tree.js
/**
 * Files of a directory tree that other processes use at the same time: read without following links out of it, written
 * under another name and renamed, so that no reader ever sees half a file.
 */



/** Starts with a dot, which no module path may: neither Go nor a mirror takes it for content. */
const stagingPrefix = '.gmr-staging-';
/** What is older was left by a killed run: no step runs for a day. */
const staleStagingMs = 24 * 60 * 60 * 1000;
/** A tree for one pass over many files: where a directory really leads is asked once, not for every file in it. */
function openTree(root) {
    const leadsInside = createGuard(root);
    return {
        find: async (name) => {
            const file = external_node_path_.join(root, ...name.split('/'));
            try {
                const status = await (0,promises_.lstat)(file);
                if (!status.isFile() || !(await leadsInside(external_node_path_.dirname(file))))
                    return undefined;
                return { path: file, size: status.size };
            }
            catch (error) {
                const { code } = error;
                if (code === 'ENOENT' || code === 'ENOTDIR')
                    return undefined;
                throw error;
            }
        },
    };
}
/** Tells whether a directory really lies below `root`, and remembers it. */
function createGuard(root) {
    const known = new Map();
    const realRoot = once(() => (0,promises_.realpath)(root));
    const look = async (directory) => {
        const inner = external_node_path_.relative(await realRoot(), await (0,promises_.realpath)(directory));
        return inner !== '..' && !inner.startsWith(`..${external_node_path_.sep}`) && !external_node_path_.isAbsolute(inner);
    };
    return (directory) => {
        const answer = known.get(directory) ?? look(directory);
        known.set(directory, answer);
        return answer;
    };
}
function once(work) {
    let result;
    return () => {
        result ??= work();
        return result;
    };
}
/** Runs `work` with a placement for `root`, which is created if need be; nothing of it is left behind. */
async function placeFiles(root, work) {
    await (0,promises_.mkdir)(root, { recursive: true });
    const staging = await (0,promises_.mkdtemp)(external_node_path_.join(root, stagingPrefix));
    const leadsInside = createGuard(root);
    const made = new Map();
    let count = 0;
    /** The path of `name`, its directory made. */
    const prepare = async (name) => {
        const target = external_node_path_.join(root, ...name.split('/'));
        const directory = external_node_path_.dirname(target);
        const making = made.get(directory) ?? (0,promises_.mkdir)(directory, { recursive: true });
        made.set(directory, making);
        await making;
        if (await leadsInside(directory))
            return target;
        throw Object.assign(new Error(`${target} leads out of ${root}`), { code: 'ELOOP' });
    };
    const place = async (name, create) => {
        const staged = external_node_path_.join(staging, String(count++));
        await create(staged);
        await moveInto(staged, await prepare(name));
    };
    try {
        await removeStaleStaging(root, staging);
        return await work({
            copy: (source, name) => place(name, (staged) => (0,promises_.copyFile)(source, staged, external_node_fs_.constants.COPYFILE_FICLONE)),
            move: async (source, name) => {
                try {
                    await moveInto(source, await prepare(name));
                }
                catch (error) {
                    if (error.code !== 'EXDEV')
                        throw error;
                    await place(name, (staged) => (0,promises_.copyFile)(source, staged));
                    await (0,promises_.rm)(source, { force: true });
                }
            },
            write: (content, name) => place(name, async (staged) => {
                const file = await (0,promises_.open)(staged, 'wx');
                try {
                    await file.writeFile(content);
                }
                finally {
                    await file.close();
                }
            }),
        });
    }
    finally {
        await (0,promises_.rm)(staging, { recursive: true, force: true }).catch(() => undefined);
    }
}
async function moveInto(staged, target) {
    try {
        await (0,promises_.rename)(staged, target);
    }
    catch (error) {
        if (error.code === 'EISDIR') {
            // Nothing else would ever take away a directory that lies where a file belongs.
            await (0,promises_.rm)(target, { recursive: true, force: true });
            return (0,promises_.rename)(staged, target);
        }
        // Windows does not rename over a file that another job has open; if that job brought the same bytes, all is well.
        if (await hasSameBytes(staged, target).catch(() => false))
            return;
        throw error;
    }
}
async function removeStaleStaging(root, own) {
    // Measured against our own directory: the clock of a network file system may differ from this machine's.
    const { mtimeMs: nowMs } = await (0,promises_.stat)(own);
    for (const name of await (0,promises_.readdir)(root)) {
        const staging = external_node_path_.join(root, name);
        if (!name.startsWith(stagingPrefix) || staging === own)
            continue;
        const status = await (0,promises_.lstat)(staging).catch(() => undefined);
        if (status !== undefined && nowMs - status.mtimeMs > staleStagingMs) {
            await (0,promises_.rm)(staging, { recursive: true, force: true }).catch(() => undefined);
        }
    }
}
const compareChunkBytes = 1024 * 1024;
/** Whether two files hold the same bytes. */
async function hasSameBytes(a, b) {
    const [first, second] = [await (0,promises_.open)(a), await (0,promises_.open)(b).catch(() => undefined)];
    try {
        if (second === undefined)
            return false;
        const { size } = await first.stat();
        if ((await second.stat()).size !== size)
            return false;
        const [left, right] = [Buffer.alloc(compareChunkBytes), Buffer.alloc(compareChunkBytes)];
        for (let offset = 0; offset < size;) {
            const [{ bytesRead }, other] = await Promise.all([
                first.read(left, 0, compareChunkBytes, offset),
                second.read(right, 0, compareChunkBytes, offset),
            ]);
            if (bytesRead === 0 || other.bytesRead !== bytesRead)
                return false;
            if (!left.subarray(0, bytesRead).equals(right.subarray(0, bytesRead)))
                return false;
            offset += bytesRead;
        }
        return true;
    }
    finally {
        await Promise.all([first.close(), second?.close()]);
    }
}

;// CONCATENATED MODULE: ./bundle/stage/cache-service/staging.js
/** The files between the module cache and the directory that the cache client packs and unpacks. */







const parallelFiles = 16;
/** What a file of the module cache has to be for every user of it. */
const fileMode = 0o644;
/**
 * Puts those of `files` that the module cache has into `workspace`, as links where the file system allows.
 * @throws FailureError `disk-full`, `permission` or `cache-corrupt`, or the signal's reason.
 */
async function stage(workspace, files, moduleCacheDownloadDirectory, signal) {
    const names = [];
    let bytes = 0;
    try {
        // An archive of nothing is one, too; a missing directory would be an error.
        await (0,promises_.mkdir)(external_node_path_.join(workspace, archivedPath));
        const tree = openTree(moduleCacheDownloadDirectory);
        const made = new Map();
        await forEachParallel(files, parallelFiles, signal, async (name) => {
            const source = await tree.find(name);
            if (source === undefined)
                return;
            const target = external_node_path_.join(workspace, archivedPath, ...name.split('/'));
            const directory = external_node_path_.dirname(target);
            const making = made.get(directory) ?? (0,promises_.mkdir)(directory, { recursive: true });
            made.set(directory, making);
            await making;
            // Another file system, or one without links.
            await (0,promises_.link)(source.path, target).catch(() => (0,promises_.copyFile)(source.path, target));
            names.push(name);
            bytes += source.size;
        });
    }
    catch (error) {
        throw storageError(error, 'the archive of the module cache');
    }
    return { names: names.sort(), bytes };
}
/**
 * Moves those of `files` that were unpacked and are missing in the module cache into it. The names are the job's own:
 * whatever else an archive holds stays behind, and so do links, hard ones included, which may lead anywhere.
 * @throws FailureError `disk-full`, `permission` or `cache-corrupt`, or the signal's reason.
 */
async function unstage(workspace, files, moduleCacheDownloadDirectory, signal) {
    const wanted = new Set(files);
    const names = [];
    let bytes = 0;
    try {
        const unpacked = await listFiles(external_node_path_.join(workspace, archivedPath));
        const present = new Set(await keepPossible(moduleCacheDownloadDirectory, files, (name) => name));
        const tree = openTree(moduleCacheDownloadDirectory);
        await placeFiles(moduleCacheDownloadDirectory, (placement) => forEachParallel(unpacked, parallelFiles, signal, async ({ name, file }) => {
            if (!wanted.has(name))
                return;
            if (present.has(name) && (await tree.find(name)) !== undefined)
                return;
            const { nlink, mode, size } = await (0,promises_.lstat)(file);
            if (nlink > 1)
                return;
            if ((mode & 0o7777) !== fileMode)
                await (0,promises_.chmod)(file, fileMode);
            await placement.move(file, name);
            names.push(name);
            bytes += size;
        }));
    }
    catch (error) {
        throw storageError(error, 'the restored module cache');
    }
    return { names: names.sort(), bytes };
}
/** The regular files below `root`, named with slashes; no link is followed, neither to a file nor to a directory. */
async function listFiles(root) {
    const entries = await (0,promises_.readdir)(root, { recursive: true, withFileTypes: true }).catch((error) => {
        if (error.code === 'ENOENT' || error.code === 'ENOTDIR')
            return [];
        throw error;
    });
    return entries
        .filter((entry) => entry.isFile())
        .map((entry) => {
        const file = external_node_path_.join(entry.parentPath, entry.name);
        return { name: external_node_path_.relative(root, file).replaceAll(external_node_path_.sep, '/'), file };
    });
}

;// CONCATENATED MODULE: ./bundle/stage/cache-service/github-cache.js
/**
 * The module cache in GitHub's cache service: one archive per key, of the files that go.sum names. What it gives is as
 * untrusted as what a mirror gives; `go` hashes every zip of it against go.sum.
 */




function openGithubCache(tools) {
    return {
        restore: ({ key, restorePrefix }, files, moduleCache, end) => runOperation(tools, { operation: 'restore', key, restorePrefix }, end, {
            collect: async (workspace, result) => {
                const { client, complaints, archiveBytes } = result;
                switch (client.kind) {
                    case 'unavailable':
                        return { kind: 'unavailable' };
                    case 'restored': {
                        const restored = await unstage(workspace, files, moduleCache, end.signal);
                        return { kind: 'restored', matchedKey: client.key, restored, archiveBytes };
                    }
                    default: {
                        const why = denialIn(result);
                        if (why !== undefined)
                            return { kind: 'denied', why };
                        // @actions/cache answers a failure as it answers a miss; only its complaint tells them apart.
                        if (complaints.length > 0)
                            throw new stage_failure/* FailureError */.pO(restoreFailure(result));
                        return { kind: 'missed' };
                    }
                }
            },
        }),
        save: ({ key }, files, moduleCache, end) => {
            let staged = { names: [], bytes: 0 };
            return runOperation(tools, { operation: 'save', key }, end, {
                prepare: async (workspace) => {
                    staged = await stage(workspace, files, moduleCache, end.signal);
                },
                collect: async (_workspace, result) => saveOutcome(result, staged),
            });
        },
    };
}
/**
 * How the service refuses a token without the right, and how @actions/cache heeds ACTIONS_CACHE_MODE (6.3.0, cache.ts):
 * both are the owner's will and no fault.
 */
const denial = /cache (?:write|read) denied:[^"]*/;
const skipped = /^Cache (?:save|restore) skipped/;
function denialIn({ refusal, complaints, remarks }) {
    const said = [refusal?.because.detail, ...complaints].join(' ');
    return denial.exec(said)?.[0] ?? remarks.find((line) => skipped.test(line));
}
/** What a refused reservation says where it does not say it by its status. */
const keyExists = /already.?exists?/i;
function isKeyTaken({ refusal }) {
    if (refusal?.call !== 'reserve')
        return false;
    return refusal.status === 409 || keyExists.test(refusal.because.detail);
}
function saveOutcome(result, staged) {
    const { complaints, remarks, refusal, archiveBytes } = result;
    if (isKeyTaken(result))
        return { kind: 'taken' };
    const why = denialIn(result);
    if (why !== undefined)
        return { kind: 'denied', why };
    if (refusal || complaints.length > 0)
        throw new stage_failure/* FailureError */.pO(failureIn(result));
    if (archiveBytes === 0) {
        const detail = `nothing was sent: ${remarks.at(-1) ?? 'the client gave no reason'}`;
        throw new stage_failure/* FailureError */.pO({ class: 'cache-service', detail });
    }
    return { kind: 'saved', files: staged.names.length, archiveBytes };
}
/** With every call answered, what failed is the archive itself, and a key cannot be written over. */
function restoreFailure(result) {
    const failure = failureIn(result);
    if (result.refusal || failure.class !== 'cache-service')
        return failure;
    return { ...failure, isArchiveDamaged: true };
}
/** The archive is packed and unpacked by other programs, of which only the text is left. */
function failureIn({ complaints, refusal, remarks }) {
    if (refusal)
        return serviceFailure(refusal.call, 1, refusal.because);
    const reason = remarks.findLast((line) => /^(?:tar|zstd|unzstd|gzip): /.test(line));
    const detail = [...complaints, ...(reason === undefined ? [] : [reason])]
        .join('; ')
        .replace(/\s+/g, ' ')
        .slice(0, 400);
    const isDiskFull = /no space left|ENOSPC|disk quota/i.test(`${detail} ${remarks.join(' ')}`);
    return { class: isDiskFull ? 'disk-full' : 'cache-service', detail };
}

;// CONCATENATED MODULE: ./bundle/stage/cache-service/save-policy.js
/** Whether this run may save. Pure. */
/**
 * Why nothing is to be saved for the event of this job, as a sentence's end ("not saved: …"); undefined where it may be.
 * The rule is setup-uv's: what pull_request_target and workflow_run work on may be a stranger's, with the rights of the
 * default branch; an archive saved for a tag or release is found by no later run.
 */
function findSaveObstacle(env) {
    const event = env['GITHUB_EVENT_NAME'] ?? '';
    switch (event) {
        case 'pull_request_target':
        case 'workflow_run':
            return `a run for ${event} may work on a stranger's files`;
        case 'release':
            return 'no later run could find what a release saves';
        case 'push':
            return env['GITHUB_REF']?.startsWith('refs/tags/')
                ? 'no later run could find what a tag saves'
                : undefined;
        default:
            return undefined;
    }
}

;// CONCATENATED MODULE: ./bundle/stage/action/github-store.js










/** Left of the step's time for what comes after saving. */
const reserveMs = 3_000;
/** In less time nothing is saved that would be worth the try. */
const github_store_leastMs = 5_000;
/** The cache in GitHub's cache service. */
function openGithubStore(options) {
    const { context, world, session, settings, place } = options;
    const { job, effects, record, key, files } = context;
    const { log } = effects;
    record.cache = { kind: 'github', key: key.key, keyParts: key.parts, isSaved: false };
    const cache = openGithubCache({
        effects,
        place,
        limits: settings.limits,
        http: async () => ({
            router: createRouter(effects.env),
            certificates: (await loadCertificates(effects.env, effects.platform)).ca,
        }),
        directory: session.directory,
        clientScript: world.cacheClient,
    });
    const mostMs = operationLimitMs(settings.limits);
    const restoredFiles = new Set();
    let state = { kind: 'unknown' };
    async function restore(signal) {
        if (await options.isModuleCacheComplete()) {
            log.info('The module cache has everything: the cache service is not asked');
            state = { kind: 'not-needed' };
            return;
        }
        log.info(`Key ${key.key} (${describeKeyParts(key.parts)}) in the cache service, within ${(0,module_duration/* formatDuration */.a)(mostMs)}`);
        state = { kind: 'failed' };
        await context.attempt(async () => {
            const end = { limitMs: mostMs, signal };
            const outcome = await cache.restore(key, files, job.downloadDirectory, end);
            state = await takeOutcome(outcome, signal);
        }, signal);
    }
    async function takeOutcome(outcome, signal) {
        switch (outcome.kind) {
            case 'unavailable': {
                record.cache = { kind: 'off', isSaved: false };
                const by = options.otherwise();
                if (by)
                    log.info('This job has no cache service that can be used: the local cache instead');
                await by?.restore(signal);
                return { kind: 'replaced', by };
            }
            case 'missed':
                log.info('Found neither this key nor one of other versions of these modules');
                return { kind: 'to-be-saved' };
            case 'denied':
                log.info(`Not restored: ${outcome.why}`);
                return { kind: 'to-be-saved' };
            case 'restored': {
                const { matchedKey, restored, archiveBytes } = outcome;
                for (const name of restored.names)
                    restoredFiles.add(name);
                record.cache = { ...record.cache, matchedKey, archiveBytes };
                const isExactHit = matchedKey === key.key;
                log.info(`${isExactHit ? 'Found this key' : `Found ${matchedKey}, of other versions`}: restored ${(0,wording/* countOf */.p)(restored.names.length, 'file')}, ${formatBytes(restored.bytes)} from an archive of ${formatBytes(archiveBytes)}`);
                return { kind: isExactHit ? 'hit' : 'to-be-saved' };
            }
        }
    }
    async function save(signal) {
        const obstacle = findSaveObstacle(effects.env);
        if (obstacle !== undefined)
            return leaveUnsaved(obstacle);
        // A deadline that struck while it saves would fail a step whose modules are all there.
        const limitMs = Math.min(mostMs, session.remainingMs() - reserveMs);
        if (limitMs < github_store_leastMs)
            return leaveUnsaved('no time is left');
        log.info(`Key ${key.key}, within ${(0,module_duration/* formatDuration */.a)(Math.round(limitMs))}`);
        await context.attempt(async () => {
            const end = { limitMs, signal };
            const outcome = await cache.save(key, files, job.downloadDirectory, end);
            switch (outcome.kind) {
                case 'saved':
                    record.cache = { ...record.cache, isSaved: true, archiveBytes: outcome.archiveBytes };
                    log.info(`Saved ${(0,wording/* countOf */.p)(outcome.files, 'file')} in an archive of ${formatBytes(outcome.archiveBytes)}`);
                    return;
                case 'taken':
                    return leaveUnsaved('the key is taken: another job saves it, or began to and did not finish');
                case 'denied':
                    return leaveUnsaved(outcome.why);
            }
        }, signal);
    }
    function leaveUnsaved(why) {
        log.info(`Not saved: ${why}`);
        record.cache = { ...record.cache, notSavedBecause: why };
    }
    return {
        get restored() {
            return state.kind === 'replaced' && state.by ? state.by.restored : restoredFiles;
        },
        restore,
        forget: async (damaged) => {
            // A key of the service cannot be changed; the files are fetched again in every run until the key changes.
            if (state.kind === 'replaced')
                await state.by?.forget(damaged);
        },
        save: async (complete, signal) => {
            switch (state.kind) {
                case 'replaced':
                    return state.by?.save(complete, signal);
                case 'to-be-saved':
                    // Only what was verified and is complete: a later exact hit must need no mirror.
                    if (complete)
                        await inPhase(effects, record.phases, 'save', () => save(signal));
                    return;
                case 'unknown':
                case 'not-needed':
                case 'hit':
                case 'failed':
                    return;
            }
        },
    };
}

;// CONCATENATED MODULE: ./bundle/stage/cache/directory.js
/** Where the local cache lies when nobody says so. Pure. */

const directory_name = 'go-mod-resilient';
/**
 * `cache-dir` (relative to `base`), else below RUNNER_TOOL_CACHE, which survives the jobs of a self-hosted runner, else
 * the user's cache directory as Go's os.UserCacheDir has it. Undefined where the environment names none of them.
 */
function chooseCacheDirectory(options) {
    const { cacheDir, base, env, platform } = options;
    const { join, resolve } = platform === 'win32' ? external_node_path_.win32 : external_node_path_.posix;
    if (cacheDir !== '')
        return resolve(base, cacheDir);
    const parent = env['RUNNER_TOOL_CACHE'] || userCacheDirectory(env, platform);
    return parent === undefined ? undefined : join(parent, directory_name);
}
function userCacheDirectory(env, platform) {
    if (platform === 'win32')
        return env['LOCALAPPDATA'] || undefined;
    const home = env['HOME'];
    if (platform === 'darwin')
        return home ? `${home}/Library/Caches` : undefined;
    const xdg = env['XDG_CACHE_HOME'] ?? '';
    // The XDG specification: a relative path there is invalid and ignored.
    if (external_node_path_.posix.isAbsolute(xdg))
        return xdg;
    return home ? `${home}/.cache` : undefined;
}

;// CONCATENATED MODULE: ./bundle/stage/cache/local.js
/**
 * A cache in a directory, for self-hosted runners and for use outside any CI. `<directory>/download` has the layout of a
 * module proxy and serves as a file:// mirror as it is; `<directory>/keys` says for which keys the set was complete.
 *
 * Several jobs may use it at once without locks: files are renamed into place, two jobs that save the same module write the
 * same bytes, and a key is recorded after its files. What it holds is untrusted and restored unseen: `go` hashes every zip
 * against go.sum when it unpacks it, and where it does not find the set whole the caller looks for what is damaged.
 */





/** Enough to hide the latency of a network file system. */
const parallelCopies = 16;
/** Opens the cache in `directory`, an absolute path; nothing is created before something is saved. */
function openLocalCache(directory) {
    const store = { directory, downloadDirectory: external_node_path_.join(directory, 'download') };
    const what = `the local cache ${directory}`;
    return {
        downloadDirectory: store.downloadDirectory,
        restore: (key, files, moduleCache, signal) => local_orStorageError(restore(store, key, files, moduleCache, signal), what),
        save: (key, files, moduleCache, options) => local_orStorageError(save(store, key, files, moduleCache, options), what),
        forget: (files) => local_orStorageError(forget(store, files), what),
    };
}
async function local_orStorageError(result, what) {
    try {
        return await result;
    }
    catch (error) {
        throw storageError(error, what);
    }
}
async function restore(store, key, files, moduleCache, signal) {
    const sizes = new Map();
    const missing = [];
    const [here, there] = [openTree(store.downloadDirectory), openTree(moduleCache)];
    await forEachParallel(files, parallelCopies, signal, async (name) => {
        const stored = await here.find(name);
        if (stored === undefined)
            return;
        sizes.set(name, stored.size);
        if ((await there.find(name)) === undefined) {
            missing.push({ name, source: stored.path, size: stored.size });
        }
    });
    if (missing.length > 0) {
        await placeFiles(moduleCache, (placement) => forEachParallel(missing, parallelCopies, signal, ({ name, source }) => placement.copy(source, name)));
    }
    const record = await readRecord(store, key);
    return {
        isExactHit: record?.files.every(({ name, size }) => sizes.get(name) === size) ?? false,
        restoredFiles: missing.map(({ name }) => name).sort(),
        bytes: missing.reduce((sum, { size }) => sum + size, 0),
    };
}
async function save(store, key, files, moduleCache, { complete, signal }) {
    return placeFiles(store.directory, async (placement) => {
        const present = [];
        const savedFiles = [];
        let bytes = 0;
        const [here, there] = [openTree(store.downloadDirectory), openTree(moduleCache)];
        await forEachParallel(files, parallelCopies, signal, async (name) => {
            const source = await there.find(name);
            if (source === undefined)
                return;
            present.push({ name, size: source.size });
            const stored = await here.find(name);
            if (stored?.size === source.size && (await hasSameBytes(source.path, stored.path)))
                return;
            await placement.copy(source.path, `download/${name}`);
            savedFiles.push(name);
            bytes += source.size;
        });
        if (complete) {
            present.sort((a, b) => (a.name < b.name ? -1 : 1));
            const record = { files: present };
            await placement.write(`${JSON.stringify(record, undefined, 1)}\n`, recordName(key));
        }
        return { savedFiles: savedFiles.sort(), bytes };
    });
}
async function forget(store, files) {
    for (const name of files) {
        // Only through the tree: a link must not lead the deletion out of the cache.
        const stored = await openTree(store.downloadDirectory).find(name);
        if (stored !== undefined)
            await (0,promises_.rm)(stored.path, { force: true });
    }
}
function recordName(key) {
    return `keys/${encodeURIComponent(key)}.json`;
}
/** A record that is missing, or that is not what `save` writes, only means that there is no exact hit. */
async function readRecord(store, key) {
    const file = await openTree(store.directory).find(recordName(key));
    if (file === undefined)
        return undefined;
    try {
        const record = JSON.parse(await (0,promises_.readFile)(file.path, 'utf8'));
        return isKeyRecord(record) ? record : undefined;
    }
    catch {
        return undefined;
    }
}
function isKeyRecord(value) {
    if (typeof value !== 'object' || value === null || !('files' in value))
        return false;
    const { files } = value;
    return Array.isArray(files) && files.length > 0 && files.every(isRecordedFile);
}
function isRecordedFile(value) {
    if (typeof value !== 'object' || value === null)
        return false;
    const { name, size } = value;
    return typeof name === 'string' && typeof size === 'number';
}

;// CONCATENATED MODULE: ./bundle/stage/action/local-store.js






/** The cache in a directory of this machine; undefined where the environment names no place for one. */
function openLocalStore(context) {
    const { settings, job, effects, record, files } = context;
    const { key, parts } = context.key;
    const directory = chooseCacheDirectory({
        cacheDir: settings.cacheDirectory ?? '',
        base: job.root,
        env: effects.env,
        platform: effects.platform,
    });
    if (directory === undefined)
        return undefined;
    const cache = openLocalCache(directory);
    record.cache = { kind: 'local', key, keyParts: parts, isSaved: false };
    const restoredFiles = new Set();
    let isExactHit = false;
    return {
        restored: restoredFiles,
        forget: (damaged) => cache.forget(damaged),
        restore: async (signal) => {
            await context.attempt(async () => {
                const restored = await cache.restore(key, files, job.downloadDirectory, signal);
                isExactHit = restored.isExactHit;
                for (const file of restored.restoredFiles)
                    restoredFiles.add(file);
                if (isExactHit)
                    record.cache = { ...record.cache, matchedKey: key };
                effects.log.info(`Key ${key} (${describeKeyParts(parts)}) in ${directory}: ${isExactHit ? 'hit' : 'miss'}`);
                if (restored.restoredFiles.length > 0) {
                    effects.log.info(`Restored ${(0,wording/* countOf */.p)(restored.restoredFiles.length, 'file')}, ${formatBytes(restored.bytes)}`);
                }
            }, signal);
        },
        save: async (complete, signal) => {
            // After an exact hit the set is there already, unless damage made the run fetch some of it again.
            if (isExactHit && record.journal.attempts.length === 0)
                return;
            const keep = async () => {
                const saved = await cache.save(key, files, job.downloadDirectory, { complete, signal });
                record.cache = { ...record.cache, isSaved: complete };
                if (saved.savedFiles.length === 0)
                    return;
                const what = `${(0,wording/* countOf */.p)(saved.savedFiles.length, 'file')}, ${formatBytes(saved.bytes)}`;
                effects.log.info(complete
                    ? `Saved ${what}, in ${directory}`
                    : `Kept ${what}, for the next run, in ${directory}; the key is not recorded because this one failed`);
            };
            await inPhase(effects, record.phases, 'save', () => context.attempt(keep, signal));
        },
    };
}

;// CONCATENATED MODULE: ./bundle/stage/action/store.js







/** Undefined with `cache: off`, and where no directory can be found for the local cache. */
function openStore(options) {
    const { settings, record } = options;
    const { effects } = options.world;
    const context = openContext(options);
    const local = () => openLocalStore(context);
    const place = findServicePlace(effects.env);
    switch (settings.cache) {
        case 'off':
            return undefined;
        case 'local':
            return local();
        case 'auto':
            return place ? openGithubStore({ ...options, context, place, otherwise: local }) : local();
        case 'github': {
            const unavailable = () => {
                record.findings.push({
                    level: 'warning',
                    failure: serviceMissing,
                    tried: 'going on without a cache',
                });
                return undefined;
            };
            return place
                ? openGithubStore({ ...options, context, place, otherwise: unavailable })
                : unavailable();
        }
    }
}
const serviceMissing = {
    class: 'cache-service',
    detail: 'this job has no cache service',
};
function openContext({ settings, job, record, world }) {
    const { effects } = world;
    return {
        settings,
        job,
        effects,
        record,
        key: createCacheKey({
            modulePaths: job.projects.flatMap(modulesOf).map(({ goMod }) => goMod.module ?? ''),
            contents: [
                ...job.projects.flatMap(modulesOf).map(({ goModFile }) => goModFile.bytes),
                ...job.projects.flatMap(sumFilesOf).flatMap(({ bytes }) => bytes ?? []),
            ],
            suffix: settings.cacheSuffix,
        }),
        files: listModuleFiles(job.sums).map(({ relativePath }) => relativePath),
        attempt: async (work, signal) => {
            try {
                await work();
                return true;
            }
            catch (thrown) {
                if (signal.aborted)
                    throw thrown;
                const failure = (0,stage_failure/* failureOf */.g5)(thrown);
                record.findings.push({ level: 'warning', failure, tried: 'going on without the cache' });
                return false;
            }
        },
    };
}

;// CONCATENATED MODULE: ./bundle/stage/action/progress-meter.js

const progress_meter_tickMs = 250;
function openProgressMeter(clock, reporter) {
    const bytesByMirror = new Map();
    let bytes = 0;
    let cancelTick = () => { };
    const busiest = () => [...bytesByMirror].reduce((most, one) => (one[1] > most[1] ? one : most), [undefined, 0])[0];
    return {
        received(mirror, count) {
            bytes += count;
            bytesByMirror.set(mirror.name, (bytesByMirror.get(mirror.name) ?? 0) + count);
        },
        get bytes() {
            return bytes;
        },
        start(counts) {
            // A second start without a stop would leave the first one ticking for ever.
            cancelTick();
            let state = startProgress(clock.now());
            const tick = () => {
                const next = advanceProgress(state, { ...counts(), bytes, mirror: busiest() }, clock.now(), reporter.progressStyle);
                state = next.state;
                if (next.line !== undefined)
                    reporter.showProgress(next.line);
                cancelTick = clock.after(progress_meter_tickMs, tick);
            };
            cancelTick = clock.after(progress_meter_tickMs, tick);
        },
        stop() {
            cancelTick();
        },
    };
}

;// CONCATENATED MODULE: ./bundle/stage/action/upstreams.js










function prepareUpstreams(options) {
    const { settings, job, world, session, record } = options;
    const { effects, reporter, redactor } = world;
    const meter = openProgressMeter(effects.clock, reporter);
    const router = createRouter(effects.env);
    const obstacle = findRelayObstacle(settings, job, router);
    let opening;
    async function open() {
        const { ca, problems } = await loadCertificates(effects.env, effects.platform);
        for (const problem of problems)
            effects.log.info(`Certificates: ${problem}`);
        const credentialsFor = usesNetrc(job.go.goauth)
            ? await loadNetrc(effects.env, effects.platform)
            : () => undefined;
        hideSecretsOfMirrors(job, credentialsFor, redactor, reporter);
        const startedAtMs = effects.clock.now();
        const connection = await connect({
            effects,
            list: job.mirrors,
            shippedMirrors: job.shippedMirrors,
            limits: settings.limits,
            concurrency: settings.concurrency,
            sums: job.sums,
            isPrivate: job.isPrivate,
            goVersion: job.go.version,
            http: {
                router,
                certificates: ca,
                credentialsFor,
                resolve: resolverFor(settings.dnsServers, effects.clock),
            },
            journal: record.journal,
            directory: session.directory,
            signal: session.signal,
            wantsRelay: obstacle === undefined,
            wantsDatabase: wantsDatabase(job),
            onBytes: meter.received,
            tell: (event) => {
                record.events.push(event);
                // Who answers is what everyone wants to know while it runs; the turns between mirrors are many.
                const isForAll = event.kind === 'probe-ended' || event.kind.startsWith('outage-');
                effects.log[isForAll ? 'info' : 'debug'](describeEvent(event));
            },
        });
        void connection.ready.then(() => {
            const durationMs = effects.clock.now() - startedAtMs;
            record.phases.push({ name: 'probe', startedAtMs, durationMs, isComplete: true });
        });
        if (connection.relayToken !== '') {
            redactor.add(connection.relayToken);
            reporter.addMask(connection.relayToken);
        }
        return connection;
    }
    return {
        meter,
        obstacle,
        open: () => {
            opening ??= open();
            return opening;
        },
        servedZips: async () => (await opening)?.desk.servedZips ?? new Set(),
        async close() {
            const connection = await opening?.catch(() => undefined);
            if (!connection)
                return;
            meter.stop();
            record.databaseUrl = await connection.databaseUrl;
            record.mirrors = { set: connection.mirrors, probes: await connection.close() };
        },
    };
}

;// CONCATENATED MODULE: ./bundle/stage/action/run.js
















/** The whole story: every module the job needs, verified; or one failure with its cause. Never throws. */
async function run(settings, world, session) {
    const { effects, root } = world;
    const startedAtMs = effects.clock.now();
    const startedAt = Date.now();
    const record = openRecord(effects);
    try {
        await work(settings, world, session, record);
    }
    catch (thrown) {
        record.failures = whyEnded(record, thrown, session.signal);
    }
    await diagnoseAfter(settings, world, session, record);
    return concludeRecord(record, { settings, effects, root, startedAt, startedAtMs });
}
async function work(settings, world, session, record) {
    const { effects, root } = world;
    const { signal } = session;
    const job = await readJob(settings, effects, root, signal);
    record.job = job;
    checkProjects(job, record);
    for (const line of describeJob(job))
        effects.log.info(line);
    if (job.projects.every(({ kind }) => kind === 'vendored')) {
        effects.log.info('Every project is vendored: nothing to download, the cache stays closed, nothing is exported');
        return;
    }
    const upstreams = prepareUpstreams({ settings, job, world, session, record });
    tellObstacle(upstreams.obstacle, effects.log, record);
    const open = () => openDownload({ settings, job, world, session, record, upstreams });
    const isModuleCacheComplete = async () => holdsEverything(await open());
    const store = openStore({ settings, job, world, session, record, isModuleCacheComplete });
    if (store)
        await inPhase(effects, record.phases, 'restore', () => store.restore(signal));
    const context = await open();
    try {
        const modules = await ensureModules(context, store);
        record.downloadDurationMs = effects.clock.now() - context.startedAtMs;
        record.modules = await describeModules(context, modules, store?.restored);
        await store?.save(true, signal);
    }
    catch (thrown) {
        record.modules = await describeUnfinished(context, record.completed, store?.restored);
        if (!signal.aborted)
            await store?.save(false, signal);
        throw thrown;
    }
    finally {
        await upstreams.close();
    }
    record.exported = exportedEnvironment(job, {
        unfit: unfitMirrors(record),
        databaseUrl: record.databaseUrl,
    });
}
/** What go.mod, go.sum and vendor say before anything is downloaded. */
function checkProjects(job, record) {
    // With -mod=mod every go command completes go.sum by itself, and the user chose that.
    const mayLackSums = parseModuleFlags(job.go.goflags).mod === 'mod';
    for (const project of job.projects) {
        let failure;
        if (project.kind === 'vendored')
            failure = checkVendor(project);
        else if (!mayLackSums)
            failure = findMissingSums(project);
        if (failure)
            throw new stage_failure/* FailureError */.pO(failure);
    }
    for (const failure of findToolchainLines(job.sums, job.go.version)) {
        record.findings.push({ level: 'warning', failure });
    }
}

;// CONCATENATED MODULE: ./bundle/stage/project/shadow-sweep.js
/** Removes the copies of go.mod and go.work that killed runs left behind. */



/**
 * Removes shadow directories in `tempDirectory` whose process is gone. Those of living processes stay, and those of other
 * machines, where a process id says nothing. Never throws: what cannot be removed is a few kilobytes for the next run.
 */
async function sweepShadows(tempDirectory) {
    const entries = await (0,promises_.readdir)(tempDirectory, { withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
        if (!entry.isDirectory() || !entry.name.startsWith(shadowPrefix))
            continue;
        const pid = Number.parseInt(entry.name.slice(shadowPrefix.length), 10);
        const isOurs = entry.name.startsWith(`${shadowPrefix}${shadowOwner(pid)}`);
        if (!isOurs || isRunning(pid))
            continue;
        await (0,promises_.rm)(external_node_path_.join(tempDirectory, entry.name), { recursive: true, force: true }).catch(() => undefined);
    }
}
function isRunning(pid) {
    try {
        process.kill(pid, 0);
        return true;
    }
    catch (error) {
        // EPERM: there is one, of another user.
        return error.code !== 'ESRCH';
    }
}

;// CONCATENATED MODULE: ./bundle/stage/action/session.js








/**
 * Opens the run's temporary directory (below RUNNER_TEMP, else the system's) and starts its deadline. Directories
 * that killed runs left behind are removed on the way.
 *
 * @param interrupted aborts with the FailureError that is to end the run.
 * @throws FailureError `disk-full` or `permission`.
 */
async function openSession(effects, deadlineMs, interrupted) {
    const parent = effects.env['RUNNER_TEMP'] || (0,external_node_os_namespaceObject.tmpdir)();
    const controller = new AbortController();
    const endsAtMs = effects.clock.now() + deadlineMs;
    const cancelDeadline = effects.clock.after(deadlineMs, () => controller.abort(new stage_failure/* FailureError */.pO({
        class: 'deadline',
        limitMs: deadlineMs,
        detail: `the step did not end within its ${(0,module_duration/* formatDuration */.a)(deadlineMs)}`,
    })));
    await sweepShadows(parent);
    const directory = await makeDirectory(parent).catch((error) => {
        cancelDeadline();
        throw new stage_failure/* FailureError */.pO(sessionFailure(error, parent));
    });
    return {
        directory,
        signal: AbortSignal.any([controller.signal, interrupted]),
        remainingMs: () => Math.max(0, endsAtMs - effects.clock.now()),
        end: async () => {
            cancelDeadline();
            await removeTree(directory);
        },
    };
}
async function makeDirectory(parent) {
    // A self-hosted runner's RUNNER_TEMP is emptied between jobs, and on some machines removed.
    await (0,promises_.mkdir)(parent, { recursive: true });
    return (0,promises_.mkdtemp)((0,external_node_path_.join)(parent, `${shadowPrefix}${shadowOwner(process.pid)}`));
}
function sessionFailure(error, parent) {
    const failure = diskFailure(error);
    if (failure.class === 'disk-full')
        return failure;
    const { code } = error;
    const detail = `no temporary directory can be made in ${parent} (${code})`;
    return { class: 'permission', detail, cause: error };
}
async function removeTree(directory) {
    // What cannot be removed is temporary all the same; it must not turn a good run into a bad one.
    await (0,promises_.rm)(directory, { recursive: true, force: true, maxRetries: 3 }).catch(() => { });
}

;// CONCATENATED MODULE: ./bundle/stage/action/describe-diagnosis.js



/** Over a forward proxy its column has what DNS and TCP have else; a directory has no layers but itself. */
const columns = [
    ['DNS', 'dns'],
    ['TCP', 'tcp'],
    ['Proxy', 'forward proxy'],
    ['TLS', 'tls'],
    ['HTTP', 'http'],
    ['Protocol', 'protocol'],
];
/** A diagnosis for the job summary: what all mirrors have in common, and a row for each. Texts are plain. */
function describeDiagnosis({ mirrors, direct, machine }) {
    const faults = machine.directories.flatMap(({ fault }) => fault?.detail ?? []);
    const notes = mirrors.flatMap(({ mirror, notes: found }) => found.map((note) => `${mirror}: ${note}`));
    const facts = [
        ['All mirrors', machine.verdict],
        ...(direct ? [['direct', direct.verdict]] : []),
        ...[...faults, ...notes].map((text) => ['Note', text]),
    ];
    const table = {
        kind: 'table',
        header: ['Mirror', ...columns.map(([title]) => title), 'Verdict'],
        rows: mirrors.map((mirror) => [
            mirror.mirror,
            ...columns.map(([, layer]) => cell(mirror, layer)),
            mirror.verdict,
        ]),
    };
    return [
        { kind: 'heading', text: 'Diagnosis' },
        { kind: 'facts', facts },
        ...(mirrors.length > 0 ? [table] : []),
    ];
}
function cell({ layers }, name) {
    const layer = layers.find((each) => each.layer === name);
    // An address needs no resolver.
    if (layer === undefined || (layer.layer === 'dns' && (0,external_node_net_.isIP)(layer.host) !== 0))
        return '–';
    return `${mark(layer.fault === undefined)}${timeOf(layer)}`;
}
function timeOf(layer) {
    // The file came with the answer: the layer above HTTP takes no time of its own.
    return layer.layer === 'protocol' ? '' : ` ${(0,wording/* formatElapsed */.C)(layer.durationMs)}`;
}

;// CONCATENATED MODULE: ./bundle/stage/action/summary/attempts.js




const slowestShown = 5;
const attemptsShown = 200;
/** The modules that took the most time, all requests for their files together. */
function describeCosts({ attempts }) {
    const costs = new Map();
    for (const attempt of attempts) {
        const { endpoint, durationMs, bytes } = attempt;
        const module = attempt_module_moduleOf(endpoint);
        if (module === undefined)
            continue;
        const cost = costs.get(module) ?? { ms: 0, bytes: 0, requests: 0, faults: 0 };
        costs.set(module, cost);
        cost.ms += durationMs;
        cost.bytes += bytes;
        cost.requests += 1;
        if (isTrouble(attempt))
            cost.faults += 1;
    }
    if (costs.size === 0)
        return [];
    const slowest = [...costs].sort(([, a], [, b]) => b.ms - a.ms).slice(0, slowestShown);
    const table = {
        kind: 'table',
        header: ['Module', 'Time of its requests', 'Bytes', 'Requests', 'Faults'],
        rows: slowest.map(([module, { ms, bytes, requests, faults }]) => [
            module,
            (0,wording/* formatElapsed */.C)(ms),
            formatBytes(bytes),
            String(requests),
            String(faults),
        ]),
    };
    return [{ kind: 'details', title: 'Slowest modules', blocks: [table] }];
}
/** Every request, or as many as anyone reads: those that failed, and then the slowest. */
function describeAttempts({ attempts, startedAtMs, failure }) {
    if (attempts.length === 0)
        return [];
    const shown = mostTelling(attempts).toSorted((a, b) => a.startedAtMs - b.startedAtMs);
    const table = {
        kind: 'table',
        header: ['At', 'Mirror', 'File', 'Outcome', 'First byte', 'Time', 'Bytes'],
        rows: shown.map((attempt) => [
            (0,wording/* formatElapsed */.C)(attempt.startedAtMs - startedAtMs),
            attempt.mirror,
            attempt.endpoint,
            describeOutcome(attempt),
            attempt.firstByteMs === undefined ? '–' : (0,wording/* formatElapsed */.C)(attempt.firstByteMs),
            (0,wording/* formatElapsed */.C)(attempt.durationMs),
            formatBytes(attempt.bytes),
        ]),
    };
    const left = attempts.length - shown.length;
    const failed = attempts.filter(isTrouble).length;
    const chosen = failed > attemptsShown
        ? `the first ${attemptsShown} of ${failed} that failed`
        : `${failed === 0 ? '' : 'those that failed and '}the slowest`;
    const note = `Left out: ${left} of ${(0,wording/* countOf */.p)(attempts.length, 'request')}. Here are ${chosen}; the JSON report has all.`;
    const title = `${(0,wording/* countOf */.p)(attempts.length, 'request')}${failed > 0 ? `, ${failed} failed` : ''}`;
    return [
        {
            kind: 'details',
            title: failure || failed > 0 ? title : `All ${title}`,
            blocks: [...(left > 0 ? [{ kind: 'paragraph', text: note }] : []), table],
        },
    ];
}
function isTrouble({ outcome }) {
    return outcome !== 'ok' && isFault(outcome);
}
function mostTelling(attempts) {
    if (attempts.length <= attemptsShown)
        return attempts;
    const troubles = attempts.filter(isTrouble).slice(0, attemptsShown);
    const others = attempts.filter((attempt) => !isTrouble(attempt));
    const slowest = others.sort((a, b) => b.durationMs - a.durationMs);
    return [...troubles, ...slowest.slice(0, attemptsShown - troubles.length)];
}
function describeOutcome({ outcome, status, detail, resumedAtBytes }) {
    const facts = [
        // 200 goes without saying, and what failed says its status itself.
        ...(status === undefined || status === 200 || detail !== undefined ? [] : [`status ${status}`]),
        ...(resumedAtBytes === undefined ? [] : [`from ${formatBytes(resumedAtBytes)} on`]),
        ...(detail === undefined ? [] : [detail]),
    ];
    return facts.length === 0 ? outcome : `${outcome} (${facts.join(', ')})`;
}

;// CONCATENATED MODULE: ./bundle/stage/action/summary/events.js



const longestTable = 20;
/** How the run got around its faults, in order. */
function describeEvents(result) {
    const turns = [
        ...result.events.filter(isTurn).map((event) => ({ ...event, text: describeEvent(event) })),
        ...hedgesOf(result),
        ...resumesOf(result),
    ].toSorted((a, b) => a.atMs - b.atMs);
    if (turns.length === 0)
        return [];
    const shown = turns.slice(0, longestTable);
    const rest = turns.length - shown.length;
    return [
        {
            kind: 'table',
            header: ['At', 'What the run did about it'],
            rows: shown.map(({ atMs, text }) => [(0,wording/* formatElapsed */.C)(atMs - result.startedAtMs), text]),
        },
        ...(rest > 0
            ? [{ kind: 'paragraph', text: `${rest} more are in the JSON report.` }]
            : []),
    ];
}
function isTurn({ kind }) {
    return kind !== 'probe-ended' && kind !== 'hedge-won';
}
/** All races between the same two mirrors in one row: a slow mirror loses hundreds of them. */
function hedgesOf({ events }) {
    const races = new Map();
    for (const event of events) {
        if (event.kind !== 'hedge-won')
            continue;
        const key = `${event.mirror} ${event.overtaken}`;
        const known = races.get(key);
        races.set(key, { first: known?.first ?? event, count: (known?.count ?? 0) + 1 });
    }
    return [...races.values()].map(({ first, count }) => ({
        atMs: first.atMs,
        text: count === 1
            ? describeEvent(first)
            : `${first.mirror} was asked too and answered before ${first.overtaken}, ${count} times from here on`,
    }));
}
function resumesOf({ attempts }) {
    const resumed = attempts.filter(({ resumedAtBytes }) => resumedAtBytes !== undefined);
    const [first] = resumed;
    if (first === undefined)
        return [];
    const spared = resumed.reduce((sum, { resumedAtBytes = 0 }) => sum + resumedAtBytes, 0);
    const what = (0,wording/* countOf */.p)(resumed.length, 'request');
    return [
        {
            atMs: Math.min(...resumed.map(({ startedAtMs }) => startedAtMs)),
            text: `${what} went on in the middle of a file from here on: ${formatBytes(spared)} not fetched again`,
        },
    ];
}

;// CONCATENATED MODULE: ./bundle/stage/action/summary/findings.js


/** More rows than these nobody reads; the JSON report has all of them. */
const findings_longestTable = 100;
/** Annotations are limited in number; here every finding has a row. */
function describeFindings({ findings, failure }) {
    const others = mergeAlike(findings.filter((finding) => !isSaid(finding, failure)));
    if (others.length === 0)
        return [];
    const rows = others
        .toSorted((a, b) => levels.indexOf(a.level) - levels.indexOf(b.level))
        .slice(0, findings_longestTable)
        .map(({ level, failure: { class: failureClass, mirror, detail }, modules }) => [
        level,
        failureClass,
        [...(mirror === undefined ? [] : [mirror]), ...nameModules(modules)].join(', '),
        detail,
    ]);
    const rest = others.length - rows.length;
    return [
        { kind: 'heading', text: failure ? 'Also found' : 'Worth knowing' },
        { kind: 'table', header: ['Level', 'Class', 'Mirror or module', 'What happened'], rows },
        ...(rest > 0
            ? [{ kind: 'paragraph', text: `${rest} more are in the JSON report.` }]
            : []),
    ];
}
/** The step's own failure has its place above, once for all the modules it met. */
function isSaid({ level, failure }, said) {
    return (level === 'error' &&
        said !== undefined &&
        failure.class === said.class &&
        failure.detail === said.detail);
}
/** Findings that differ in nothing but the module are one row. */
function mergeAlike(findings) {
    const merged = new Map();
    for (const finding of findings) {
        const { class: failureClass, mirror, detail, module } = finding.failure;
        const key = JSON.stringify([finding.level, failureClass, mirror, detail]);
        const known = merged.get(key) ?? { ...finding, modules: [] };
        if (module !== undefined)
            known.modules.push(module);
        merged.set(key, known);
    }
    return [...merged.values()];
}
function nameModules(modules) {
    return modules.length > 1 ? [(0,wording/* countOf */.p)(modules.length, 'module')] : modules;
}

;// CONCATENATED MODULE: ./bundle/stage/action/summary/mirrors.js




const mirrors_longestTable = 100;
const columnTitles = {
    dns: 'DNS',
    tcp: 'TCP',
    'forward proxy': 'Forward proxy',
    tls: 'TLS',
    http: 'First byte',
    content: 'Content',
};
/** Every mirror layer by layer: where it let requests through, how fast, and where not. */
function describeMirrors({ mirrors, attempts }) {
    if (mirrors.every(({ state }) => state === 'not-asked'))
        return [];
    const shown = mirrors.slice(0, mirrors_longestTable).map((mirror) => ({
        mirror,
        layers: reportLayers(attempts.filter((attempt) => attempt.mirror === mirror.name)),
    }));
    const isUsed = (layer) => shown.some(({ layers }) => layers.some((report) => report.layer === layer));
    // Few networks have a forward proxy, and a mirror inside one's own often has no TLS.
    const columns = layersPassed.filter(isUsed);
    return [
        {
            kind: 'table',
            header: [
                'Mirror',
                ...columns.map((layer) => columnTitles[layer]),
                'Requests',
                'Bytes',
                'Faults',
            ],
            rows: shown.map(({ mirror, layers }) => [
                nameMirror(mirror),
                ...columns.map((layer) => describeLayer(layers.find((report) => report.layer === layer))),
                String(mirror.requests),
                formatBytes(mirror.bytes),
                describeFaults(mirror.failures),
            ]),
        },
    ];
}
function nameMirror({ name, state, lostItsPlace }) {
    const remarks = [
        ...(state === 'healthy' ? [] : [state === 'not-asked' ? 'not asked' : state]),
        ...(lostItsPlace ? ['lost its place'] : []),
    ];
    return remarks.length === 0 ? name : `${name} (${remarks.join(', ')})`;
}
function describeLayer(report) {
    if (report === undefined)
        return '–';
    const { passed, failed, medianMs } = report;
    const good = medianMs === undefined ? '✓' : `✓ ${(0,wording/* formatElapsed */.C)(medianMs)}`;
    if (failed === 0)
        return good;
    return passed === 0 ? `✗ ${failed}` : `${good}, ✗ ${failed}`;
}
function describeFaults(failures) {
    const faults = Object.entries(failures)
        .filter(([failureClass]) => isFault(failureClass))
        .sort(([, a], [, b]) => b - a)
        .map(([failureClass, count]) => `${count} × ${failureClass}`);
    return faults.length === 0 ? 'none' : faults.join(', ');
}

;// CONCATENATED MODULE: ./bundle/stage/action/summary/time.js


/** Of faults; a chart with more rows than a screen tells nobody anything. */
const mostBars = 12;
/** The phases of the run, and below them, on the same axis, the faults it met. */
function describeTime(result) {
    const { phases, startedAtMs } = result;
    if (phases.length === 0)
        return [];
    const ran = phases.map(({ name, startedAtMs: began, durationMs, isComplete }) => ({
        label: phaseTitles[name],
        startMs: began - startedAtMs,
        endMs: began - startedAtMs + durationMs,
        isFault: !isComplete,
    }));
    const faults = faultsOf(result).toSorted((a, b) => a.startMs - b.startMs);
    const shown = faults.slice(0, mostBars);
    const title = result.failure ? 'Faults met' : 'Faults survived';
    const count = shown.length < faults.length ? ` ${shown.length} of ${faults.length}` : '';
    return [
        {
            kind: 'timeline',
            lanes: [
                { title: 'Phases', bars: ran },
                ...(shown.length > 0 ? [{ title: `${title}${count}`, bars: shown }] : []),
            ],
        },
    ];
}
function faultsOf(result) {
    return [...failedRequests(result), ...pauses(result)];
}
/** One bar for all requests of a mirror that failed alike, from the first to the end of the last. */
function failedRequests({ attempts, startedAtMs }) {
    const bars = new Map();
    for (const { mirror, outcome, startedAtMs: began, durationMs } of attempts) {
        if (outcome === 'ok' || !isFault(outcome))
            continue;
        const startMs = began - startedAtMs;
        const endMs = startMs + durationMs;
        const key = `${outcome} ${mirror}`;
        const known = bars.get(key);
        bars.set(key, {
            what: outcome,
            count: (known?.count ?? 0) + 1,
            first: {
                label: mirror,
                startMs: Math.min(startMs, known?.first.startMs ?? startMs),
                endMs: Math.max(endMs, known?.first.endMs ?? endMs),
                isFault: true,
            },
        });
    }
    return [...bars.values()].map(({ first, count, what }) => ({
        ...first,
        label: `${what} x ${count} ${first.label}`,
    }));
}
/** Times in which a mirror was left alone, or all of them were waited for. */
function pauses({ events, startedAtMs, durationMs }) {
    return events.flatMap((event, index) => {
        const startMs = event.atMs - startedAtMs;
        if (event.kind === 'breaker-opened') {
            const end = events
                .slice(index + 1)
                .find((later) => 'mirror' in later && later.mirror === event.mirror && time_isTurn(later.kind));
            const endMs = end ? end.atMs - startedAtMs : Math.min(durationMs, startMs + event.openMs);
            return [{ label: `left alone ${event.mirror}`, startMs, endMs }];
        }
        if (event.kind === 'outage-began') {
            const end = events.slice(index + 1).find(({ kind }) => kind === 'outage-ended');
            const endMs = end ? end.atMs - startedAtMs : durationMs;
            return [{ label: `outage ${event.mirrors.join(' ')}`, startMs, endMs, isFault: true }];
        }
        return [];
    });
}
function time_isTurn(kind) {
    return kind.startsWith('breaker-');
}

;// CONCATENATED MODULE: ./bundle/stage/action/summary/summary.js
/** The job summary: the verdict first, then what a person would ask next. Pure; made for `document.ts` to render. */













const missingNamed = 10;
/** Texts are plain and may be foreign (module paths, answers of servers): rendering escapes them. */
function summarize(result) {
    return [
        { kind: 'heading', text: `${result.failure ? '❌' : '✅'} Go modules` },
        { kind: 'paragraph', text: verdictOf(result) },
        ...(result.failure ? describeFailure(result, result.failure) : []),
        ...(result.diagnosis ? describeDiagnosis(result.diagnosis) : []),
        ...describeFindings(result),
        ...describeMirrors(result),
        ...describeTime(result),
        ...describeEvents(result),
        ...describeCache(result),
        ...describeCosts(result),
        ...describeAttempts(result),
    ];
}
/** The run in one sentence. */
function verdictOf(result) {
    const { failure, modules, attempts } = result;
    const took = (0,wording/* formatElapsed */.C)(result.durationMs);
    const verified = countVerified(result);
    if (failure) {
        const part = modules.length > 0 ? `, ${verified} of ${modules.length} modules verified` : '';
        return `Failed after ${took}: ${failure.class}${part}.`;
    }
    if (modules.length === 0)
        return `Nothing to download (${took}).`;
    const faults = attempts.filter(({ outcome }) => outcome !== 'ok' && isFault(outcome)).length;
    const origin = attempts.length === 0
        ? 'no mirror was asked'
        : `${formatBytes(countDownloadedBytes(result))} fetched in ${(0,wording/* countOf */.p)(attempts.length, 'request')}${faults === 0 ? '' : `, ${(0,wording/* countOf */.p)(faults, 'fault')} survived`}`;
    return `${verified > 1 ? 'All ' : ''}${(0,wording/* countOf */.p)(verified, 'module')} present and verified in ${took}, ${origin}.`;
}
function describeFailure({ modules }, failure) {
    const { mirror, module, position } = failure;
    const facts = [
        ['What to do', remedyFor(failure)],
        ...failure.detail.split('\n').map((line) => ['Cause', line]),
        ['Layer', layerOf(failure)],
    ];
    if (mirror !== undefined)
        facts.push(['Mirror', mirror]);
    if (module !== undefined)
        facts.push(['Module', module]);
    if (position)
        facts.push(['Place', (0,stage_failure/* formatPosition */.Ld)(position)]);
    const missing = modules.filter(({ source }) => source === 'failed');
    if (missing.length > 0) {
        const names = missing.slice(0, missingNamed).map((failed) => formatModule(failed.module));
        const rest = missing.length - names.length;
        facts.push(['Missing', `${names.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`]);
    }
    return [{ kind: 'facts', facts }];
}
function describeCache(result) {
    const { cache } = result;
    if (cache.kind === 'off' || cache.key === undefined)
        return [];
    const found = isCacheHit(cache) ? 'found' : `not found${describeOther(cache.matchedKey)}`;
    const where = cache.kind === 'github' ? 'cache service' : 'local';
    const text = `${where}, key ${cache.key} ${found}, ${describeSaving(result)}`;
    return [{ kind: 'facts', facts: [['Cache', text]] }];
}
function describeOther(matchedKey) {
    return matchedKey === undefined ? '' : `, ${matchedKey} used instead`;
}
function describeSaving({ cache, failure, findings }) {
    if (cache.isSaved)
        return 'saved';
    if (cache.notSavedBecause !== undefined)
        return `not saved: ${cache.notSavedBecause}`;
    if (failure)
        return 'not saved because the run failed';
    const isBroken = findings.some((finding) => finding.failure.class === 'cache-service');
    return isBroken ? 'not saved because the cache service failed' : 'nothing to save';
}

;// CONCATENATED MODULE: ./bundle/stage/action/main.js


















/**
 * Within 8 s of the first signal everything is over (design §5). A run that does not end in its part of that time is
 * told as cancelled without its details; what is not told by the end of the other part never will be.
 */
const runGraceMs = 6_000;
const tellGraceMs = 7_500;
/** From the command line and the environment to the end of the step. */
async function main(argv, env, cacheClient) {
    const given = parseArguments(argv);
    if (given.kind === 'help') {
        process.stdout.write(given.text);
        return { code: 0, isHeldUp: false };
    }
    const redactor = createRedactor();
    const reporter = await createReporter(env, redactor, process);
    hideSecretsOfEnvironment(env, redactor, reporter);
    const effects = createEffects(reporter);
    // The clock keeps no process alive, and between two sockets there may be nothing else that does.
    const heartbeat = setInterval(() => { }, 60_000);
    const interruption = listenForSignals(process, effects.clock);
    const world = {
        effects,
        reporter,
        redactor,
        root: (0,external_node_path_.resolve)(env['GITHUB_WORKSPACE'] || process.cwd()),
        cacheClient,
    };
    for (const warning of findMisspelledInputs(env))
        reporter.info(`Warning: ${warning}`);
    const inputs = given.kind === 'problems'
        ? { problems: given.problems }
        : parseInputs({ ...readRawInputs(env), ...given.raw });
    const nodeProblem = findNodeProblem(process.version);
    if (given.kind === 'doctor' && 'settings' in inputs && nodeProblem === undefined) {
        const isHealthy = await doctor(inputs.settings, world, interruption.signal);
        clearInterval(heartbeat);
        return { code: isHealthy ? 0 : 1, isHeldUp: false };
    }
    const { result, isHeldUp } = nodeProblem
        ? notHeldUp(main_refuse(world, nodeProblem))
        : 'problems' in inputs
            ? notHeldUp(main_refuse(world, { class: 'input', detail: inputs.problems.join('\n') }))
            : await runToTheEnd(inputs.settings, world, interruption);
    await Promise.race([tell(result, world), interruption.passed(tellGraceMs)]);
    clearInterval(heartbeat);
    return { code: result.failure ? 1 : 0, isHeldUp };
}
/** Runs, and ends early at a signal: `cancelled`, with outputs and summary written all the same. */
async function runToTheEnd(settings, world, interruption) {
    const { signal } = interruption;
    const late = interruption
        .passed(runGraceMs)
        .then(() => ({ result: main_refuse(world, (0,stage_failure/* failureOf */.g5)(signal.reason), settings), isHeldUp: true }));
    return Promise.race([runInSession(settings, world, signal), late]);
}
async function runInSession(settings, world, interrupted) {
    try {
        const { clock } = world.effects;
        const session = await openSession(world.effects, settings.limits.deadlineMs, interrupted);
        const running = run(settings, world, session).finally(() => session.end());
        const overdue = afterAbort(session.signal, runGraceMs, clock).then(() => ({
            result: main_refuse(world, (0,stage_failure/* failureOf */.g5)(session.signal.reason), settings),
            isHeldUp: true,
        }));
        return await Promise.race([running.then(notHeldUp), overdue]);
    }
    catch (thrown) {
        return notHeldUp(main_refuse(world, (0,stage_failure/* failureOf */.g5)(thrown), settings));
    }
}
function notHeldUp(result) {
    return { result, isHeldUp: false };
}
/** The result of a run that never began, or whose end nobody can wait for. */
function main_refuse({ effects, root }, failure, settings) {
    const record = openRecord(effects);
    record.failures = [failure];
    return concludeRecord(record, {
        settings,
        effects,
        root,
        startedAt: Date.now(),
        startedAtMs: effects.clock.now(),
    });
}
/** Everything that people and later steps learn of a run. */
async function tell(result, { effects, reporter, redactor, root }) {
    const told = await writeReportFiles(result, redactor, effects.env);
    for (const annotation of rankAnnotations(told.findings, root))
        reporter.annotate(annotation);
    for (const [name, value] of Object.entries(outputsOf(told)))
        reporter.setOutput(name, value);
    if (!told.failure) {
        for (const [name, value] of Object.entries(told.exported))
            reporter.exportVariable(name, value);
    }
    await reporter.writeSummary(summarize(told));
}


/***/ }),

/***/ 5260:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   C: () => (/* binding */ formatElapsed),
/* harmony export */   p: () => (/* binding */ countOf)
/* harmony export */ });
/* harmony import */ var _module_duration_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(6896);

/** "1 module", "3 modules". */
function countOf(count, noun) {
    return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
/** How long something took, as exact as anyone cares: "8ms", "1.234s", "10.5s", "2m10.5s". */
function formatElapsed(ms) {
    const grain = ms < 10_000 ? 1 : 100;
    return (0,_module_duration_js__WEBPACK_IMPORTED_MODULE_0__/* .formatDuration */ .a)(Math.max(1, Math.round(ms / grain) * grain));
}


/***/ }),

/***/ 2139:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   Ld: () => (/* binding */ formatPosition),
/* harmony export */   fQ: () => (/* binding */ failureClasses),
/* harmony export */   g5: () => (/* binding */ failureOf),
/* harmony export */   pO: () => (/* binding */ FailureError)
/* harmony export */ });
/**
 * Everything that can go wrong, as data: a closed set of classes (the public contract: annotation titles and the
 * `failure-class` output), the facts that decisions need, and a remedy for each.
 */
const failureClasses = [
    'input',
    'go-missing',
    'toolchain',
    'module-file',
    'gosum-missing',
    'vendor',
    'dns',
    'connect-refused',
    'connect-timeout',
    'unreachable',
    'connection-reset',
    'tls-handshake',
    'tls-certificate',
    'proxy-auth',
    'proxy-unreachable',
    'captive-portal',
    'stall',
    'truncated',
    'http-auth',
    'http-not-found',
    'http-throttled',
    'http-server',
    'http-other',
    'bad-content',
    'checksum-mismatch',
    'sumdb-mismatch',
    'sumdb-unreachable',
    'vcs-auth',
    'vcs-missing',
    'vcs-not-found',
    'vcs-network',
    'cache-corrupt',
    'cache-locked',
    'cache-service',
    'disk-full',
    'permission',
    'offline-miss',
    'deadline',
    'cancelled',
    'internal',
];
/** A position as people write it: `file:line`. */
function formatPosition({ file, line }) {
    return line === undefined ? file : `${file}:${line}`;
}
/** Carries a failure through code that can only throw. */
class FailureError extends Error {
    name = 'FailureError';
    failure;
    constructor(failure) {
        super(`${failure.class}: ${failure.detail}`, { cause: failure.cause });
        this.failure = failure;
    }
}
/** The failure an unknown thrown value stands for; what nobody foresaw is `internal`. */
function failureOf(thrown) {
    if (thrown instanceof FailureError) {
        const { failure } = thrown;
        const isBare = failure.class === 'internal' && failure.cause === undefined;
        return isBare ? { ...failure, cause: thrown } : failure;
    }
    const detail = thrown instanceof Error ? thrown.message : String(thrown);
    return { class: 'internal', detail, cause: thrown };
}


/***/ }),

/***/ 1948:
/***/ ((__webpack_module__, __unused_webpack___webpack_exports__, __nccwpck_require__) => {

__nccwpck_require__.a(__webpack_module__, async (__webpack_handle_async_dependencies__, __webpack_async_result__) => { try {
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(6760);
/* harmony import */ var _action_drained_js__WEBPACK_IMPORTED_MODULE_3__ = __nccwpck_require__(1715);
/* harmony import */ var _action_leave_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(6259);
/* harmony import */ var _action_main_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(4525);




// Read when libuv starts its threads, at the first use of one. Half of them look up names, and of four that is two: two
// names that the resolver is silent about held up those of all mirrors for 20 s (measured). A thread that waits is cheap.
process.env['UV_THREADPOOL_SIZE'] ??= '32';
const [, bundle = '', ...argv] = process.argv;
// Beside this bundle lies another: most runs never load the client of the cache service.
const cacheClient = (0,node_path__WEBPACK_IMPORTED_MODULE_0__.join)((0,node_path__WEBPACK_IMPORTED_MODULE_0__.dirname)(bundle), 'cache-client', 'index.js');
const { code, isHeldUp } = await (0,_action_main_js__WEBPACK_IMPORTED_MODULE_2__/* .main */ .i)(argv, process.env, cacheClient);
// Where stdout is a pipe, some systems write in the background: an exit now would cut the last lines off.
await Promise.all([(0,_action_drained_js__WEBPACK_IMPORTED_MODULE_3__/* .drained */ .o)(process.stdout), (0,_action_drained_js__WEBPACK_IMPORTED_MODULE_3__/* .drained */ .o)(process.stderr)]);
(0,_action_leave_js__WEBPACK_IMPORTED_MODULE_1__/* .leave */ .q)(code, isHeldUp);

__webpack_async_result__();
} catch(e) { __webpack_async_result__(e); } }, 1);

/***/ }),

/***/ 6896:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   E: () => (/* binding */ parseDuration),
/* harmony export */   a: () => (/* binding */ formatDuration)
/* harmony export */ });
/** Durations as people and Go write them (time.ParseDuration): "90s", "1m30s", "1.5h", "250ms". */
const millisecondsPerUnit = {
    ns: 1e-6,
    us: 1e-3,
    // Both spellings of micro that Unicode has.
    µs: 1e-3,
    μs: 1e-3,
    ms: 1,
    s: 1000,
    m: 60_000,
    h: 3_600_000,
};
/** Go keeps a duration as nanoseconds in 63 bits: about 292 years. */
const maxMs = 2 ** 63 / 1e6;
const part = '([0-9]+\\.?[0-9]*|\\.[0-9]+)(ns|us|µs|μs|ms|s|m|h)';
const wholeText = new RegExp(`^\\+?(?:${part})+$`);
/** Milliseconds, or undefined for anything but a duration above zero that Go could hold. A bare number is none. */
function parseDuration(text) {
    if (!wholeText.test(text))
        return undefined;
    let total = 0;
    for (const [, amount = '', unit = ''] of text.matchAll(new RegExp(part, 'g'))) {
        total += Number(amount) * (millisecondsPerUnit[unit] ?? Number.NaN);
    }
    return total > 0 && total < maxMs ? total : undefined;
}
/**
 * The shortest exact form to the millisecond: "250ms", "1.5s", "1m30s", "2h". What is given in whole milliseconds is read
 * back by `parseDuration` unchanged.
 */
function formatDuration(ms) {
    const rounded = Math.max(0, Math.round(ms));
    if (rounded < 1000 && rounded > 0)
        return `${rounded}ms`;
    const hours = Math.floor(rounded / 3_600_000);
    const minutes = Math.floor((rounded % 3_600_000) / 60_000);
    const seconds = (rounded % 60_000) / 1000;
    const parts = [
        hours > 0 ? `${hours}h` : '',
        minutes > 0 ? `${minutes}m` : '',
        seconds > 0 ? `${seconds}s` : '',
    ];
    return parts.join('') || '0s';
}


/***/ })

/******/ });
/************************************************************************/
/******/ // The module cache
/******/ var __webpack_module_cache__ = {};
/******/ 
/******/ // The require function
/******/ function __nccwpck_require__(moduleId) {
/******/ 	// Check if module is in cache
/******/ 	var cachedModule = __webpack_module_cache__[moduleId];
/******/ 	if (cachedModule !== undefined) {
/******/ 		return cachedModule.exports;
/******/ 	}
/******/ 	// Create a new module (and put it into the cache)
/******/ 	var module = __webpack_module_cache__[moduleId] = {
/******/ 		// no module.id needed
/******/ 		// no module.loaded needed
/******/ 		exports: {}
/******/ 	};
/******/ 
/******/ 	// Execute the module function
/******/ 	var threw = true;
/******/ 	try {
/******/ 		__webpack_modules__[moduleId].call(module.exports, module, module.exports, __nccwpck_require__);
/******/ 		threw = false;
/******/ 	} finally {
/******/ 		if(threw) delete __webpack_module_cache__[moduleId];
/******/ 	}
/******/ 
/******/ 	// Return the exports of the module
/******/ 	return module.exports;
/******/ }
/******/ 
/******/ // expose the modules object (__webpack_modules__)
/******/ __nccwpck_require__.m = __webpack_modules__;
/******/ 
/************************************************************************/
/******/ /* webpack/runtime/asset-relocator-loader */
/******/ if (typeof __nccwpck_require__ !== 'undefined') __nccwpck_require__.ab = decodeURIComponent(new URL('.', import.meta.url).pathname).slice(import.meta.url.match(/^file:\/\/\/\w:/) ? 1 : 0, -1) + "/";
/******/ 
/******/ /* webpack/runtime/async module */
/******/ (() => {
/******/ 	var webpackQueues = typeof Symbol === "function" ? Symbol("webpack queues") : "__webpack_queues__";
/******/ 	var webpackExports = typeof Symbol === "function" ? Symbol("webpack exports") : "__webpack_exports__";
/******/ 	var webpackError = typeof Symbol === "function" ? Symbol("webpack error") : "__webpack_error__";
/******/ 	var resolveQueue = (queue) => {
/******/ 		if(queue && queue.d < 1) {
/******/ 			queue.d = 1;
/******/ 			queue.forEach((fn) => (fn.r--));
/******/ 			queue.forEach((fn) => (fn.r-- ? fn.r++ : fn()));
/******/ 		}
/******/ 	}
/******/ 	var wrapDeps = (deps) => (deps.map((dep) => {
/******/ 		if(dep !== null && typeof dep === "object") {
/******/ 			if(dep[webpackQueues]) return dep;
/******/ 			if(dep.then) {
/******/ 				var queue = [];
/******/ 				queue.d = 0;
/******/ 				dep.then((r) => {
/******/ 					obj[webpackExports] = r;
/******/ 					resolveQueue(queue);
/******/ 				}, (e) => {
/******/ 					obj[webpackError] = e;
/******/ 					resolveQueue(queue);
/******/ 				});
/******/ 				var obj = {};
/******/ 				obj[webpackQueues] = (fn) => (fn(queue));
/******/ 				return obj;
/******/ 			}
/******/ 		}
/******/ 		var ret = {};
/******/ 		ret[webpackQueues] = x => {};
/******/ 		ret[webpackExports] = dep;
/******/ 		return ret;
/******/ 	}));
/******/ 	__nccwpck_require__.a = (module, body, hasAwait) => {
/******/ 		var queue;
/******/ 		hasAwait && ((queue = []).d = -1);
/******/ 		var depQueues = new Set();
/******/ 		var exports = module.exports;
/******/ 		var currentDeps;
/******/ 		var outerResolve;
/******/ 		var reject;
/******/ 		var promise = new Promise((resolve, rej) => {
/******/ 			reject = rej;
/******/ 			outerResolve = resolve;
/******/ 		});
/******/ 		promise[webpackExports] = exports;
/******/ 		promise[webpackQueues] = (fn) => (queue && fn(queue), depQueues.forEach(fn), promise["catch"](x => {}));
/******/ 		module.exports = promise;
/******/ 		body((deps) => {
/******/ 			currentDeps = wrapDeps(deps);
/******/ 			var fn;
/******/ 			var getResult = () => (currentDeps.map((d) => {
/******/ 				if(d[webpackError]) throw d[webpackError];
/******/ 				return d[webpackExports];
/******/ 			}))
/******/ 			var promise = new Promise((resolve) => {
/******/ 				fn = () => (resolve(getResult));
/******/ 				fn.r = 0;
/******/ 				var fnQueue = (q) => (q !== queue && !depQueues.has(q) && (depQueues.add(q), q && !q.d && (fn.r++, q.push(fn))));
/******/ 				currentDeps.map((dep) => (dep[webpackQueues](fnQueue)));
/******/ 			});
/******/ 			return fn.r ? promise : getResult();
/******/ 		}, (err) => ((err ? reject(promise[webpackError] = err) : outerResolve(exports)), resolveQueue(queue)));
/******/ 		queue && queue.d < 0 && (queue.d = 0);
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/define property getters */
/******/ (() => {
/******/ 	// define getter functions for harmony exports
/******/ 	__nccwpck_require__.d = (exports, definition) => {
/******/ 		for(var key in definition) {
/******/ 			if(__nccwpck_require__.o(definition, key) && !__nccwpck_require__.o(exports, key)) {
/******/ 				Object.defineProperty(exports, key, { enumerable: true, get: definition[key] });
/******/ 			}
/******/ 		}
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/ensure chunk */
/******/ (() => {
/******/ 	__nccwpck_require__.f = {};
/******/ 	// This file contains only the entry chunk.
/******/ 	// The chunk loading function for additional chunks
/******/ 	__nccwpck_require__.e = (chunkId) => {
/******/ 		return Promise.all(Object.keys(__nccwpck_require__.f).reduce((promises, key) => {
/******/ 			__nccwpck_require__.f[key](chunkId, promises);
/******/ 			return promises;
/******/ 		}, []));
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/get javascript chunk filename */
/******/ (() => {
/******/ 	// This function allow to reference async chunks
/******/ 	__nccwpck_require__.u = (chunkId) => {
/******/ 		// return url for filenames based on template
/******/ 		return "" + chunkId + ".index.js";
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/hasOwnProperty shorthand */
/******/ (() => {
/******/ 	__nccwpck_require__.o = (obj, prop) => (Object.prototype.hasOwnProperty.call(obj, prop))
/******/ })();
/******/ 
/******/ /* webpack/runtime/import chunk loading */
/******/ (() => {
/******/ 	// no baseURI
/******/ 	
/******/ 	// object to store loaded and loading chunks
/******/ 	// undefined = chunk not loaded, null = chunk preloaded/prefetched
/******/ 	// [resolve, Promise] = chunk loading, 0 = chunk loaded
/******/ 	var installedChunks = {
/******/ 		792: 0
/******/ 	};
/******/ 	
/******/ 	var installChunk = (data) => {
/******/ 		var {ids, modules, runtime} = data;
/******/ 		// add "modules" to the modules object,
/******/ 		// then flag all "ids" as loaded and fire callback
/******/ 		var moduleId, chunkId, i = 0;
/******/ 		for(moduleId in modules) {
/******/ 			if(__nccwpck_require__.o(modules, moduleId)) {
/******/ 				__nccwpck_require__.m[moduleId] = modules[moduleId];
/******/ 			}
/******/ 		}
/******/ 		if(runtime) runtime(__nccwpck_require__);
/******/ 		for(;i < ids.length; i++) {
/******/ 			chunkId = ids[i];
/******/ 			if(__nccwpck_require__.o(installedChunks, chunkId) && installedChunks[chunkId]) {
/******/ 				installedChunks[chunkId][0]();
/******/ 			}
/******/ 			installedChunks[ids[i]] = 0;
/******/ 		}
/******/ 	
/******/ 	}
/******/ 	
/******/ 	__nccwpck_require__.f.j = (chunkId, promises) => {
/******/ 			// import() chunk loading for javascript
/******/ 			var installedChunkData = __nccwpck_require__.o(installedChunks, chunkId) ? installedChunks[chunkId] : undefined;
/******/ 			if(installedChunkData !== 0) { // 0 means "already installed".
/******/ 	
/******/ 				// a Promise means "currently loading".
/******/ 				if(installedChunkData) {
/******/ 					promises.push(installedChunkData[1]);
/******/ 				} else {
/******/ 					if(true) { // all chunks have JS
/******/ 						// setup Promise in chunk cache
/******/ 						var promise = import("./" + __nccwpck_require__.u(chunkId)).then(installChunk, (e) => {
/******/ 							if(installedChunks[chunkId] !== 0) installedChunks[chunkId] = undefined;
/******/ 							throw e;
/******/ 						});
/******/ 						var promise = Promise.race([promise, new Promise((resolve) => (installedChunkData = installedChunks[chunkId] = [resolve]))])
/******/ 						promises.push(installedChunkData[1] = promise);
/******/ 					}
/******/ 				}
/******/ 			}
/******/ 	};
/******/ 	
/******/ 	// no prefetching
/******/ 	
/******/ 	// no preloaded
/******/ 	
/******/ 	// no external install chunk
/******/ 	
/******/ 	// no on chunks loaded
/******/ })();
/******/ 
/************************************************************************/
/******/ 
/******/ // startup
/******/ // Load entry module and return exports
/******/ // This entry module used 'module' so it can't be inlined
/******/ var __webpack_exports__ = __nccwpck_require__(1948);
/******/ __webpack_exports__ = await __webpack_exports__;
/******/ 
