// `thrift` for browsers: what generated code needs of it and nothing else. The package's own browser entry brings
// transports that this client does not use, and wants Node's `buffer`, `events` and `util`.

exports.Thrift = require('thrift/lib/nodejs/lib/thrift/thrift.js')
