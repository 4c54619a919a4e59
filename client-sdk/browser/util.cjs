// `util` for browsers: the one function that Apache's `thrift.js` uses.

exports.inherits = (child, parent) => {
  Object.setPrototypeOf(child.prototype, parent.prototype)
  Object.setPrototypeOf(child, parent)
}
