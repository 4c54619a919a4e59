// `node-int64` for browsers, without `Buffer`: generated code uses it for defaults and constants only, because this client
// reads 64-bit numbers as plain ones.

module.exports = class Int64 {
  /** @param value - a number, or hex digits as the Apache compiler writes large constants */
  constructor(value) {
    this.value = typeof value === 'string' ? Number(`0x${value.replace(/^0x/, '')}`) : value
  }

  valueOf() {
    return this.value
  }
}
