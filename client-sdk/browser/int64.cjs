// `node-int64` for browsers: generated code asks for it at its top and uses it for i64 only, which codegen refuses.

module.exports = undefined
