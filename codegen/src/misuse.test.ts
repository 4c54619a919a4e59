// Every mistake that an IDL's author can make, each with the place and the code that it is reported with. The cases put
// a "^" right before the place where the problem must be found; the line and column follow from it, exactly.

import { writeFileSync } from 'node:fs'
import path from 'node:path'
import t from 'tap'
import { check } from './generate.js'
import { formatProblem, Problems } from './problems.js'

const COMMON =
  'exception Refused { 1: i32 code, 2: string message }\nstruct Page { 1: i32 limit }\nconst i32 DEEP = 7\n'
const HEAD =
  'include "common.thrift"\nconst i32 WIDE = 100\nconst string WORD = "w"\nenum Mood { CALM = 0, WILD = 3 }\nstruct Plain { 1: i32 a }\n'
const COMMAND = 'struct Steer { 1: bool fire } (tw.command)\n'
const ROOM =
  'service R { void go() throws (1: common.Refused r) } (tw.room = "r", tw.tickRateHz = "20", tw.playersMax = "8")\n'
const SPOT =
  '1: double x (tw.axis = "x", tw.min = "0", tw.max = "9", tw.step = "1"), 2: double y (tw.axis = "y", tw.min = "0", tw.max = "9", tw.step = "1")'

/** A room whose entity has these fields and one good one. */
const entity = (fields: string): string =>
  `${HEAD}${COMMAND}${ROOM}struct Thing {\n  ${fields},\n  90: bool ok\n} (tw.entity)\n`
/** A room with this struct besides the good ones. */
const extra = (struct: string): string => `${HEAD}${COMMAND}${ROOM}${struct}\n`
const command = (fields: string): string => `${HEAD}${ROOM}struct Steer { ${fields} } (tw.command)\n`
const roomKeys = (keys: string): string =>
  `${HEAD}${COMMAND}service R { void go() throws (1: common.Refused r) } (${keys})\n`
const plain = (text: string): string => `${HEAD}${text}\n`
const method = (text: string): string => `${HEAD}service S {\n  ${text}\n}\n`

/** What is wrong, the IDL with marks, the codes at the marks in order. */
const MISUSES: readonly (readonly [string, string, ...string[]])[] = [
  // Keys
  ['a misspelt key', entity('1: i32 hp (^tw.mni = "0", tw.min = "0", tw.max = "9")'), 'TW_UNKNOWN_KEY'],
  ['a key without its prefix', entity('1: i32 hp (^min = "0", tw.min = "0", tw.max = "9")'), 'TW_UNKNOWN_KEY'],
  ['a key with another separator', entity('1: bool on (^tw_once)'), 'TW_UNKNOWN_KEY'],
  ['a key of the prototype', entity('1: bool on (^tw.constructor)'), 'TW_UNKNOWN_KEY'],
  ['a key twice', entity('1: i32 hp (tw.min = "0", tw.max = "9", ^tw.max = "8")'), 'TW_DUPLICATE_KEY'],
  ['a struct key on a field', entity('1: bool on (^tw.entity)'), 'TW_WRONG_PLACE'],
  ['a field key on a struct', extra('struct E { 1: bool a } (^tw.once, tw.entity)'), 'TW_WRONG_PLACE'],
  ['a service key on a method', method('void a() throws (1: common.Refused r) (^tw.room = "x")'), 'TW_WRONG_PLACE'],
  ['a key on an enum', plain('enum E { A } (^tw.entity)'), 'TW_WRONG_PLACE'],
  ['a key on an enum value', plain('enum E { A (^tw.min = "1") }'), 'TW_WRONG_PLACE'],
  ['a key on a typedef', plain('typedef i32 T (^tw.min = "1")'), 'TW_WRONG_PLACE'],
  ['a key on a field of a plain struct', plain('struct S { 1: i32 a (^tw.min = "0") }'), 'TW_WRONG_PLACE'],
  ['a key on an argument', method('void a(1: i32 b (^tw.min = "0")) throws (1: common.Refused r)'), 'TW_WRONG_PLACE'],
  ['an entity that is a union', extra('union E { 1: bool a } (^tw.entity)'), 'TW_WRONG_PLACE'],
  ['a flag with a value', entity('1: bool on (^tw.once = "yes")'), 'TW_VALUE'],
  ['a key without its value', entity('1: i32 hp (^tw.min, tw.max = "9")'), 'TW_VALUE'],
  [
    'a word that is none',
    entity('1: double x (^tw.predict = "linaer", tw.min = "0", tw.max = "9", tw.step = "1")'),
    'TW_VALUE',
  ],
  // Numbers
  ['a number that is none', entity('1: i32 hp (tw.min = "0", ^tw.max = "1O0")'), 'TW_VALUE'],
  ['an unknown const', entity('1: i32 hp (tw.min = "0", ^tw.max = "WIED")'), 'TW_UNKNOWN_CONST'],
  ['a const that is a text', entity('1: i32 hp (tw.min = "0", ^tw.max = "WORD")'), 'TW_VALUE'],
  ['an int without a range', entity('1: i32 ^hp'), 'TW_MISSING'],
  ['an int without a maximum', entity('1: i32 ^hp (tw.min = "0")'), 'TW_MISSING'],
  ['a range the wrong way round', entity('1: i32 hp (tw.min = "9", ^tw.max = "0")'), 'TW_RANGE_EMPTY'],
  ['a range of one value', entity('1: i32 hp (tw.min = "9", ^tw.max = "9")'), 'TW_RANGE_EMPTY'],
  ['a range beyond the type', entity('1: i8 hp (tw.min = "0", ^tw.max = "200")'), 'TW_RANGE_TYPE'],
  ['a whole number with a fraction', entity('1: i32 hp (tw.min = "0", ^tw.max = "9.5")'), 'TW_VALUE'],
  ['a range of too many bits', entity('1: i32 hp (tw.min = "0", ^tw.max = "16777216")'), 'TW_TOO_WIDE'],
  [
    'a range that no double holds',
    entity('1: double d (tw.min = "-1e308", ^tw.max = "1e308", tw.bits = "8")'),
    'TW_TOO_WIDE',
  ],
  ['a double without a step', entity('1: double ^d (tw.min = "0", tw.max = "9")'), 'TW_MISSING'],
  [
    'a step that does not divide',
    entity('1: double d (tw.min = "0", tw.max = "1", ^tw.step = "0.3")'),
    'TW_STEP_UNEVEN',
  ],
  ['a step of zero', entity('1: double d (tw.min = "0", tw.max = "1", ^tw.step = "0")'), 'TW_VALUE'],
  [
    'a step finer than its bits',
    entity('1: double d (tw.min = "0", tw.max = "4096", ^tw.step = "0.1", tw.bits = "12")'),
    'TW_RANGE_BITS',
  ],
  [
    'a step and bits that agree',
    entity('1: double d (tw.min = "0", tw.max = "9", tw.step = "1", ^tw.bits = "8")'),
    'TW_CONTRADICTION',
  ],
  ['too many bits', entity('1: double d (tw.min = "0", tw.max = "1", ^tw.bits = "25")'), 'TW_BITS'],
  ['bits of an int', entity('1: i32 hp (tw.min = "0", tw.max = "9", ^tw.bits = "4")'), 'TW_CONTRADICTION'],
  ['an angle of one bit', entity('1: double a (^tw.angle = "1")'), 'TW_ANGLE_BITS'],
  ['an angle with a range', entity('1: double a (tw.angle = "8", ^tw.min = "0")'), 'TW_CONTRADICTION'],
  ['a text without its length', entity('1: string ^name'), 'TW_MISSING'],
  ['a text too long', entity('1: string name (^tw.max = "256")'), 'TW_TEXT_MAX'],
  ['a bool with a range', entity('1: bool on (^tw.max = "1")'), 'TW_CONTRADICTION'],
  ['an enum of one value', `${entity('1: One ^one')}enum One { A = 4 }\n`, 'TW_RANGE_EMPTY'],
  // Fields of entities
  [
    'an owner step coarser than the step',
    entity('1: double d (tw.min = "0", tw.max = "8", tw.step = "1", ^tw.ownerStep = "2")'),
    'TW_CONTRADICTION',
  ],
  [
    'an owner step too fine',
    entity('1: double d (tw.min = "0", tw.max = "4096", tw.step = "1", ^tw.ownerStep = "0.000001")'),
    'TW_TOO_WIDE',
  ],
  [
    'a step that only the owner would get',
    entity('1: double d (tw.audience = "owner", tw.min = "0", tw.max = "8", ^tw.step = "1", tw.ownerStep = "1")'),
    'TW_CONTRADICTION',
  ],
  ['a text for the owner', entity('1: string s (tw.max = "9", ^tw.audience = "owner")'), 'TW_CONTRADICTION'],
  [
    'a changing text beside an owner record',
    entity('1: string ^s (tw.max = "9"), 2: bool b (tw.audience = "owner")'),
    'TW_OWNER_TEXT',
  ],
  [
    'a position for the owner',
    entity(
      '1: double x (^tw.axis = "x", tw.audience = "owner", tw.min = "0", tw.max = "9", tw.step = "1"), 2: double y (tw.axis = "y", tw.min = "0", tw.max = "9", tw.step = "1")',
    ),
    'TW_CONTRADICTION',
  ],
  [
    'a position for the team',
    entity(
      '1: double x (^tw.axis = "x", tw.audience = "team", tw.min = "0", tw.max = "9", tw.step = "1"), 2: double y (tw.axis = "y", tw.min = "0", tw.max = "9", tw.step = "1")',
    ),
    'TW_CONTRADICTION',
  ],
  [
    'a team field of an entity that goes to its team alone',
    extra('struct E { 1: bool a, 2: bool b (^tw.audience = "team") } (tw.entity, tw.to = "team")'),
    'TW_CONTRADICTION',
  ],
  [
    'a team field of an entity that goes to one seat',
    extra('struct E { 1: bool a, 2: bool b (^tw.audience = "team") } (tw.entity, tw.to = "owner")'),
    'TW_CONTRADICTION',
  ],
  ['an entity of team fields alone', extra('struct ^E { 1: bool a (tw.audience = "team") } (tw.entity)'), 'TW_EMPTY'],
  ['a local team field', entity('1: bool a (tw.local, ^tw.audience = "team")'), 'TW_CONTRADICTION'],
  [
    'a changing team text beside an owner record',
    entity('1: string ^s (tw.max = "9", tw.audience = "team"), 2: bool b (tw.audience = "owner")'),
    'TW_OWNER_TEXT',
  ],
  ['an entity to an area without a place', extra('struct ^E { 1: bool a } (tw.entity, tw.to = "area")'), 'TW_AXIS'],
  ['a local field with a range', entity('1: i32 a (tw.local, ^tw.min = "0")'), 'TW_CONTRADICTION'],
  [
    'a field sent once that is predicted',
    entity('1: i32 a (tw.once, ^tw.predict = "linear", tw.min = "0", tw.max = "9")'),
    'TW_CONTRADICTION',
  ],
  ['a predicted bool', entity('1: bool a (^tw.predict = "linear")'), 'TW_CONTRADICTION'],
  ['a predicted angle', entity('1: double a (tw.angle = "8", ^tw.predict = "linear")'), 'TW_CONTRADICTION'],
  [
    'an axis that is an int',
    entity(
      '1: i32 x (^tw.axis = "x", tw.min = "0", tw.max = "9"), 2: double y (tw.axis = "y", tw.min = "0", tw.max = "9", tw.step = "1")',
    ),
    'TW_AXIS',
  ],
  [
    'two fields on one axis',
    entity(`${SPOT}, 3: double z (^tw.axis = "x", tw.min = "0", tw.max = "9", tw.step = "1")`),
    'TW_AXIS',
  ],
  [
    'x without y',
    extra('struct ^E { 1: double x (tw.axis = "x", tw.min = "0", tw.max = "9", tw.step = "1") } (tw.entity)'),
    'TW_AXIS',
  ],
  ['an edge on an entity', entity('1: bool a (^tw.edge)'), 'TW_WRONG_PLACE'],
  ['a list', entity('1: ^list<i32> a'), 'TW_FIELD_TYPE'],
  ['a map', entity('1: ^map<string, i32> a'), 'TW_FIELD_TYPE'],
  ['a struct in an entity', entity('1: ^Plain a'), 'TW_FIELD_TYPE'],
  ['binary', entity('1: ^binary a'), 'TW_FIELD_TYPE'],
  ['a local list', entity('1: ^list<i32> a (tw.local)'), 'TW_FIELD_TYPE'],
  ['an i64', entity('1: ^i64 a (tw.min = "0", tw.max = "9")'), 'TW_I64'],
  ['an optional field', entity('1: optional bool ^a'), 'TW_OPTIONAL'],
  ['a default', entity('1: bool ^a = 1'), 'TW_DEFAULT'],
  ['an entity that nobody can see', extra('struct ^E { 1: i32 a (tw.local) } (tw.entity)'), 'TW_EMPTY'],
  ['a field called like a column', entity('1: bool ^count'), 'TW_NAME'],
  ['a field called like the column of a team', entity('1: i32 ^ownerTeam (tw.min = "0", tw.max = "9")'), 'TW_NAME'],
  [
    'a field called like what hangs on a view',
    entity('1: i32 ^teamRecord (tw.min = "0", tw.max = "9"), 2: bool b (tw.audience = "team")'),
    'TW_NAME',
  ],
  [
    'an entity called like a team record',
    extra(
      'struct E { 1: bool a, 2: bool b (tw.audience = "team") } (tw.entity)\nstruct ^ETeam { 1: bool a } (tw.event = "reliable", tw.to = "all")',
    ),
    'TW_NAME',
  ],
  [
    'a field called like the team that an event goes to',
    extra('struct E { 1: i32 ^team (tw.min = "0", tw.max = "9") } (tw.event = "reliable", tw.to = "team")'),
    'TW_NAME',
  ],
  ['a field called like a baseline', entity('1: double ^a (tw.angle = "8"), 2: bool aLast'), 'TW_NAME'],
  [
    'a field called like the baseline of one that changes now and then',
    entity('1: i8 ^a (tw.min = "-1", tw.max = "1"), 2: bool aLast'),
    'TW_NAME',
  ],
  [
    'an enum called like a base class',
    extra('enum ^EventType { A, B }\nstruct E { 1: EventType a } (tw.entity)'),
    'TW_NAME',
  ],
  ['an enum called like a view', extra('enum ^EView { A, B }\nstruct E { 1: EView a } (tw.entity)'), 'TW_NAME'],
  [
    'a struct called like what handlers take',
    `${method('void a() (tw.auth = "none")')}struct ^Call { 1: i32 a }\n`,
    'TW_NAME',
  ],
  ['an argument called like what handlers take', method('void a(1: i32 ^call) (tw.auth = "none")'), 'TW_NAME'],
  ['an entity called like a base class', extra('struct ^World { 1: bool a } (tw.entity)'), 'TW_NAME'],
  [
    'texts that exceed a code',
    entity('1: string a (tw.max = "200")').replace('struct Thing', 'struct ^Thing'),
    'TW_SIZE',
  ],
  [
    'team texts that exceed a code',
    entity('1: string a (tw.max = "200", tw.audience = "team")').replace('struct Thing', 'struct ^Thing'),
    'TW_SIZE',
  ],
  // Extent and priority
  ['an extent of nothing', extra(`struct E { ${SPOT} } (tw.entity, ^tw.extent = "0")`), 'TW_VALUE'],
  ['an extent below nothing', extra(`struct E { ${SPOT} } (tw.entity, ^tw.extent = "-WIDE")`), 'TW_VALUE'],
  ['an extent without a number', extra(`struct E { ${SPOT} } (tw.entity, ^tw.extent)`), 'TW_VALUE'],
  ['an extent of an unknown const', extra(`struct E { ${SPOT} } (tw.entity, ^tw.extent = "WIED")`), 'TW_UNKNOWN_CONST'],
  ['an extent around no position', extra('struct E { 1: bool a } (tw.entity, ^tw.extent = "4")'), 'TW_AXIS'],
  ['an extent of a plain struct', extra('struct E { 1: bool a } (^tw.extent = "4")'), 'TW_CONTRADICTION'],
  ['an extent on a field', entity('1: bool a (^tw.extent = "4")'), 'TW_WRONG_PLACE'],
  ['a priority of nothing', extra('struct E { 1: bool a } (tw.entity, ^tw.priority = "0")'), 'TW_VALUE'],
  ['a priority too low', extra('struct E { 1: bool a } (tw.entity, ^tw.priority = "0.09")'), 'TW_VALUE'],
  ['a priority too high', extra('struct E { 1: bool a } (tw.entity, ^tw.priority = "100.5")'), 'TW_VALUE'],
  [
    'a priority of an event',
    extra('struct E { 1: bool a } (tw.event = "reliable", tw.to = "all", ^tw.priority = "4")'),
    'TW_CONTRADICTION',
  ],
  [
    'extent, priority and audience of a local entity',
    extra('struct E { 1: double x } (tw.entity, tw.local, ^tw.extent = "4", ^tw.priority = "4", ^tw.to = "team")'),
    'TW_CONTRADICTION',
    'TW_CONTRADICTION',
    'TW_CONTRADICTION',
  ],
  // Rewinding
  ['a rewind of no position', extra('struct E { 1: bool a } (tw.entity, ^tw.rewind)'), 'TW_AXIS'],
  [
    'a rewind of an event',
    extra('struct E { 1: bool a } (tw.event = "reliable", tw.to = "all", ^tw.rewind)'),
    'TW_CONTRADICTION',
  ],
  [
    'a rewind of a local entity',
    extra('struct E { 1: double x } (tw.entity, tw.local, ^tw.rewind)'),
    'TW_CONTRADICTION',
  ],
  ['a rewind with a value', extra(`struct E { ${SPOT} } (tw.entity, ^tw.rewind = "500")`), 'TW_VALUE'],
  ['a rewind on a field', entity('1: bool a (^tw.rewind)'), 'TW_WRONG_PLACE'],
  // Local entities
  ['a local struct that is no entity', extra('struct E { 1: bool a } (^tw.local)'), 'TW_CONTRADICTION'],
  ['a local command', `${HEAD}${ROOM}struct Steer { 1: bool fire } (tw.command, ^tw.local)\n`, 'TW_CONTRADICTION'],
  [
    'keys of what is sent in a local entity',
    extra(
      'struct E { 1: double a (^tw.axis = "x"), 2: i32 b (^tw.min = "0", ^tw.max = "9"), 3: bool c (^tw.once), 4: bool d (^tw.audience = "owner"), 5: i32 e (^tw.predict = "linear"), 6: bool f (^tw.local) } (tw.entity, tw.local)',
    ),
    ...Array<string>(7).fill('TW_CONTRADICTION'),
  ],
  ['a list in a local entity', extra('struct E { 1: ^list<i32> a } (tw.entity, tw.local)'), 'TW_FIELD_TYPE'],
  ['a default in a local entity', extra('struct E { 1: i32 ^a = 1 } (tw.entity, tw.local)'), 'TW_DEFAULT'],
  ['a column of a local entity', extra('struct E { 1: bool ^count } (tw.entity, tw.local)'), 'TW_NAME'],
  ['a local entity called like a member', extra('struct ^Tables { 1: bool a } (tw.entity, tw.local)'), 'TW_NAME'],
  ['a local entity without a room', plain('struct ^E { 1: bool a } (tw.entity, tw.local)'), 'TW_ROOM'],
  [
    'a local entity in a call',
    extra('struct E { 1: bool a } (tw.entity, tw.local)\nservice S { ^E get() throws (1: common.Refused r) }'),
    'TW_REPLICATED',
  ],
  [
    'more predicted fields than a mask has bits',
    entity(Array.from({ length: 33 }, (_, i) => `${i + 1}: double a${i} (tw.angle = "8")`).join(', ')).replace(
      'struct Thing',
      'struct ^Thing',
    ),
    'TW_SIZE',
  ],
  // The command, events
  ['two commands', extra('struct ^Other { 1: bool a } (tw.command)'), 'TW_COMMAND'],
  ['no command', `${HEAD}${ROOM.replace('service R', 'service ^R')}`, 'TW_COMMAND'],
  ['a command without fields', `${HEAD}${ROOM}struct ^Steer {} (tw.command)\n`, 'TW_EMPTY'],
  ['a text in the command', command('1: ^string a (tw.max = "9")'), 'TW_FIELD_TYPE'],
  ['an edge on a number', command('1: i32 a (^tw.edge, tw.min = "0", tw.max = "9")'), 'TW_EDGE'],
  ['a local field of the command', command('1: bool a (^tw.local)'), 'TW_WRONG_PLACE'],
  [
    'entity and event at once',
    extra('struct E { 1: bool a } (tw.entity, ^tw.event = "reliable", tw.to = "all")'),
    'TW_CONTRADICTION',
  ],
  [
    'an audience of the command',
    `${HEAD}${ROOM}struct Steer { 1: bool a } (tw.command, ^tw.to = "all")\n`,
    'TW_CONTRADICTION',
  ],
  ['an audience of a plain struct', extra('struct E { 1: bool a } (^tw.to = "all")'), 'TW_CONTRADICTION'],
  ['an event for nobody', extra('struct ^E { 1: bool a } (tw.event = "reliable")'), 'TW_MISSING'],
  [
    'an event to an area without a place',
    extra('struct ^E { 1: bool a } (tw.event = "reliable", tw.to = "area")'),
    'TW_AXIS',
  ],
  [
    'a predicted field of an event',
    extra(
      `struct E { ${SPOT.replace('tw.step = "1")', 'tw.step = "1", ^tw.predict = "linear")')} } (tw.event = "reliable", tw.to = "area")`,
    ),
    'TW_WRONG_PLACE',
  ],
  // The room
  ['an entity without a room', plain('struct ^E { 1: bool a } (tw.entity)'), 'TW_ROOM'],
  ['two rooms', `${HEAD}${COMMAND}${ROOM}${ROOM.replace('service R', 'service ^Q')}`, 'TW_ROOM'],
  [
    'a room without a tick rate',
    roomKeys('tw.room = "r", tw.playersMax = "8"').replace('service R', 'service ^R'),
    'TW_MISSING',
  ],
  ['a tick rate too high', roomKeys('tw.room = "r", ^tw.tickRateHz = "129", tw.playersMax = "8"'), 'TW_RATE_RANGE'],
  ['too many players', roomKeys('tw.room = "r", tw.tickRateHz = "20", ^tw.playersMax = "4097"'), 'TW_RATE_RANGE'],
  [
    'a send rate that does not divide',
    roomKeys('tw.room = "r", tw.tickRateHz = "20", ^tw.sendRateHz = "15", tw.playersMax = "8"'),
    'TW_SEND_RATE',
  ],
  ['a room name with a blank', roomKeys('^tw.room = "my room", tw.tickRateHz = "20", tw.playersMax = "8"'), 'TW_VALUE'],
  [
    'options that are no struct',
    roomKeys('tw.room = "r", tw.tickRateHz = "20", tw.playersMax = "8", ^tw.options = "Plian"'),
    'TW_OPTIONS',
  ],
  ['a room key without a room', plain('service S {} (^tw.tickRateHz = "20")'), 'TW_CONTRADICTION'],
  [
    'a role on a room call',
    `${HEAD}${COMMAND}${ROOM.replace('r) }', 'r) (^tw.role = "admin") }')}`,
    'TW_CONTRADICTION',
  ],
  // The public part
  ['a syntax mistake', plain('struct S { 1: ^i32 }'), 'TW_SYNTAX'],
  ['an include that is missing', `include ^"gone.thrift"\n${HEAD}`, 'TW_INCLUDE'],
  ['an unknown type', plain('struct S { 1: ^Plian a }'), 'TW_UNKNOWN_TYPE'],
  ['a type of a file that is not included', plain('struct S { 1: ^lobby.Room a }'), 'TW_UNKNOWN_TYPE'],
  ['a const of nothing', plain('const i32 A = ^WIED'), 'TW_UNKNOWN_CONST'],
  ['a field called like a keyword', plain('struct S { 1: i32 ^next }'), 'TW_KEYWORD'],
  ['a method called like a keyword', method('void ^delete() throws (1: common.Refused r)'), 'TW_KEYWORD'],
  ['required', plain('struct S { 1: required i32 ^a }'), 'TW_REQUIRED'],
  ['a field without an id', plain('struct S { i32 ^a }'), 'TW_FIELD_ID'],
  ['an id twice', plain('struct S { 1: i32 a, 1: i32 ^b }'), 'TW_FIELD_ID'],
  ['a name twice', plain('struct S { 1: i32 a, 2: i32 ^a }'), 'TW_FIELD_ID'],
  ['an i64 inside a list', plain('struct S { 1: list<^i64> a }'), 'TW_I64'],
  ['a map keyed by structs', plain('struct S { 1: map<^Plain, i32> a }'), 'TW_MAP_KEY'],
  ['an exception without a message', plain('exception ^E { 1: i32 code }'), 'TW_EXCEPTION_MESSAGE'],
  ['a message that is no text', plain('exception E { 1: i32 ^message }'), 'TW_EXCEPTION_MESSAGE'],
  ['a method that cannot refuse', method('void ^a()'), 'TW_REFUSED'],
  [
    'another Refused than common.Refused',
    `${method('void ^a() throws (1: Refused r)')}exception Refused { 1: string message }\n`,
    'TW_REFUSED',
  ],
  ['a service that extends', plain('service B {}\nservice ^S extends B {}'), 'TW_EXTENDS'],
  ['a role for everybody', method('void a() (^tw.auth = "none", tw.role = "admin")'), 'TW_CONTRADICTION'],
  ['a rate that is none', method('void a() throws (1: common.Refused r) (^tw.rate = "fast")'), 'TW_VALUE'],
  ['a poll that waits too long', method('void a() throws (1: common.Refused r) (^tw.longPoll = "60000")'), 'TW_VALUE'],
  [
    'replicated state in a call',
    extra('struct E { 1: bool a } (tw.entity)\nservice S { ^E get() throws (1: common.Refused r) }'),
    'TW_REPLICATED',
  ],
  // Everything at once
  [
    'several mistakes are all reported',
    entity('1: i32 a (^tw.mni = "0", tw.min = "0", ^tw.max = "1 0"), 2: ^list<i32> b'),
    'TW_UNKNOWN_KEY',
    'TW_VALUE',
    'TW_FIELD_TYPE',
  ],
]

const folder = t.testdir({ 'common.thrift': COMMON })

/** The problems of an IDL text as `line:column CODE`. */
function problemsOf(text: string): readonly string[] {
  return run(text)
    .sorted()
    .map((p) => `${p.line}:${p.column} ${p.code}`)
}

function run(text: string): Problems {
  const file = path.join(folder, 'x.thrift')
  writeFileSync(file, text)
  const problems = new Problems()
  check([file], [], problems)
  return problems
}

t.test('every misuse is refused where it stands', (t) => {
  for (const [title, marked, ...codes] of MISUSES) {
    const places = []
    let text = marked
    for (let at = text.indexOf('^'); at >= 0; at = text.indexOf('^')) {
      const lines = text.slice(0, at).split('\n')
      places.push(`${lines.length}:${lines.at(-1)!.length + 1}`)
      text = text.slice(0, at) + text.slice(at + 1)
    }
    t.equal(places.length, codes.length, `${title}: a mark for each code`)
    t.same(
      problemsOf(text),
      places.map((place, i) => `${place} ${codes[i]}`),
      title,
    )
  }
  t.end()
})

t.test('the files that the misuses are made from are sound', (t) => {
  const spot = 'struct E { 1: double x (tw.axis = "x", tw.min = "-common.DEEP", tw.max = "9", tw.step = "1") }'
  t.same(problemsOf(entity('1: i32 hp (tw.min = "0", tw.max = "WIDE")')), [])
  t.same(problemsOf(entity('1: i32 hp (tw.min = "0", tw.max = "common.DEEP"), 2: Mood mood')), [])
  t.same(problemsOf(extra(`struct E { ${SPOT} } (tw.event = "reliable", tw.to = "area")`)), [])
  t.same(problemsOf(extra('struct E { 1: double x, 2: string s, 3: Mood mood, 4: i32 a } (tw.entity, tw.local)')), [])
  t.same(problemsOf(extra(`struct E { ${SPOT} } (tw.entity, tw.extent = "WIDE", tw.priority = "0.1")`)), [])
  t.same(problemsOf(extra('struct E { 1: bool a } (tw.entity, tw.priority = "100")')), [])
  t.same(problemsOf(extra(`struct E { ${SPOT} } (tw.entity, tw.rewind)`)), [])
  t.same(problemsOf(method('void a() (tw.auth = "none"), oneway void b()')), [])
  for (const to of ['area', 'team', 'owner', 'all']) {
    t.same(problemsOf(extra(`struct E { ${SPOT} } (tw.entity, tw.to = "${to}")`)), [], to)
    t.same(problemsOf(extra(`struct E { ${SPOT} } (tw.event = "unreliable", tw.to = "${to}")`)), [], to)
  }
  const team = 'tw.audience = "team"'
  t.same(problemsOf(entity(`1: string a (${team}, tw.max = "9"), 2: bool team (${team}, tw.once), 3: bool seat`)), [])
  t.same(problemsOf(extra('struct E { 1: bool seat, 2: bool team } (tw.event = "reliable", tw.to = "all")')), [])
  t.same(problemsOf(plain('/**/ struct S { /* x */ 1: i32 a # y\n } (cpp.type = "z")')), [])
  t.same(
    problemsOf(plain(spot)).map((p) => p.split(' ')[1]),
    ['TW_WRONG_PLACE', 'TW_WRONG_PLACE', 'TW_WRONG_PLACE', 'TW_WRONG_PLACE'],
  )
  t.end()
})

t.test('a problem says what, where, and what to do', (t) => {
  const messages = (text: string): string[] =>
    run(text)
      .sorted()
      .map((p) => formatProblem({ ...p, file: 'x.thrift' }))
  t.same(messages(entity('1: double d (tw.min = "0", tw.max = "4096", tw.step = "0.1", tw.bits = "12")')), [
    'x.thrift:9:47  TW_RANGE_BITS  tw.step = "0.1" needs 40,961 values between tw.min = "0" and tw.max = "4096": 16 bits.\n' +
      '               tw.bits = "12" holds 4,096. Delete tw.bits, or raise tw.step to 1.001.',
  ])
  t.same(messages(entity('1: i32 hp (tw.mni = "0", tw.min = "0", tw.max = "9")')), [
    'x.thrift:9:14  TW_UNKNOWN_KEY  unknown key tw.mni. Did you mean "tw.min"?',
  ])
  t.same(messages(extra('struct E { 1: i32 hp (tw.min = "0") } (tw.entity, tw.local)')), [
    'x.thrift:8:23  TW_CONTRADICTION  E is tw.local and never sent, so tw.min says nothing about its fields. Delete it.',
  ])
  t.match(messages(plain('struct S { 1: Plian a }'))[0], /unknown type "Plian". Did you mean "Plain"\?/)
  t.match(messages(entity('1: i32 hp (tw.min = "0", tw.max = "WIED")'))[0], /no such const. Did you mean "WIDE"\?/)
  t.end()
})
