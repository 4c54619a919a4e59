// tickwire-codegen as a library: what a tool needs to check and generate without starting a process.

export { ApacheError, withStubs } from './apache.js'
export { type CheckedFile, check, type GenerateOptions, generate } from './generate.js'
export { writeOutput } from './output.js'
export { formatProblem, type Problem, Problems } from './problems.js'
export { lockOf, type SchemaLock } from './schema.js'
